"""One thread's waits, from the events that begin and end them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from hello.observe.events import UNKNOWN, Event
from hello.observe.model import Outcome

OUTCOMES = {1: Outcome.GOT, 0: Outcome.REFUSED, -1: Outcome.FAILED}


@dataclass(slots=True)
class Found:
    """A wait as found: *began* is its event, or that of its end where the first was lost.

    One that was over before the span has its end before its start.
    """

    start: int
    end: int
    began: Event
    outcome: Outcome
    freed_by: int
    outer: int
    """The wait in the middle of which it was, by a signal's handler: its index, or UNKNOWN."""


class Piece(NamedTuple):
    """A part of a thread's time in which it waited, in which wait."""

    start: int
    end: int
    wait: int


class Waiting:
    """Takes the events of one thread that begin and end waits, in order."""

    def __init__(self, start: int, end: int, origin: int) -> None:
        self.waits: list[Found] = []
        self.pieces: list[Piece] = []
        """In order, none over another."""
        self._start, self._end, self._origin = start, end, origin
        self._open: list[int] = []
        self._since = start

    def begin(self, event: Event) -> None:
        """Take a WAITS."""
        at = self._at(event)
        self._cut(at)
        self._push(event, at)

    def finish(self, event: Event, *, is_first: bool) -> None:
        """Take a GOES_ON; where it *is_first* of all, the wait began before the record."""
        at = self._at(event)
        if all(self.waits[index].began.what != event.what for index in self._open):
            if not is_first:
                return
            self._push(event._replace(place=0, value=0, other=UNKNOWN), self._start)
        self._cut(at)
        while self.waits[self._open[-1]].began.what != event.what:
            self._pop(at, Outcome.FAILED, UNKNOWN)
        before = min(event.at - self._origin - self._start, 0)
        self._pop(at + before, OUTCOMES.get(event.value, Outcome.GOT), event.other)

    def close(self) -> None:
        """End what is still waited for."""
        self._cut(self._end)
        while self._open:
            self._pop(self._end, Outcome.UNFINISHED, UNKNOWN)

    def _at(self, event: Event) -> int:
        return min(max(event.at - self._origin, self._since), self._end)

    def _cut(self, at: int) -> None:
        if self._open and at > self._since:
            self.pieces.append(Piece(self._since, at, self._open[-1]))
        self._since = at

    def _push(self, event: Event, at: int) -> None:
        outer = self._open[-1] if self._open else UNKNOWN
        self._open.append(len(self.waits))
        self.waits.append(Found(at, at, event, Outcome.UNFINISHED, UNKNOWN, outer))

    def _pop(self, at: int, outcome: Outcome, freed_by: int) -> None:
        wait = self.waits[self._open.pop()]
        wait.end, wait.outcome, wait.freed_by = at, outcome, freed_by


class Chosen(NamedTuple):
    """The waits that are shown; *short* are pieces of the others, by their numbers as found."""

    waits: list[Found]
    pieces: list[Piece]
    short: list[Piece]
    left_out: int


def choose(waiting: Waiting, is_shown: Callable[[Found], bool], first: int) -> Chosen:
    """Return the waits that *is_shown* takes, numbered from *first* on."""
    kept: dict[int, int] = {}
    shown: list[Found] = []
    for index, found in enumerate(waiting.waits):
        if is_shown(found):
            kept[index] = first + len(shown)
            shown.append(found)
    pieces: list[Piece] = []
    short: list[Piece] = []
    for piece in waiting.pieces:
        wait = piece.wait
        while wait != UNKNOWN and wait not in kept:
            wait = waiting.waits[wait].outer
        if wait == UNKNOWN:
            short.append(piece)
        else:
            _join(pieces, Piece(piece.start, piece.end, kept[wait]))
    within = sum(wait.end >= wait.start for wait in waiting.waits)
    return Chosen(shown, pieces, short, within - len(shown))


def _join(pieces: list[Piece], new: Piece) -> None:
    if pieces and pieces[-1].end == new.start and pieces[-1].wait == new.wait:
        pieces[-1] = Piece(pieces[-1].start, new.end, new.wait)
    else:
        pieces.append(new)
