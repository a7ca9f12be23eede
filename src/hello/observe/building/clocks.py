"""Running and ready, told apart by a thread's processor clock."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hello.observe.model import State, Stretch

GRAIN = 20_000
"""ns: a shorter time of being ready is within what reading a clock takes."""


class Reading(NamedTuple):
    """A thread's processor clock; *is_own*: the thread read it itself, so it ran just then."""

    at: int
    cpu: int
    is_own: bool


class Atom(NamedTuple):
    """A time without a wait and without a reading within; *pair*: which readings are around it."""

    start: int
    end: int
    pair: int
    starts_own: bool
    ends_own: bool


def active_stretches(
    span: tuple[int, int],
    waits: Sequence[Stretch],
    readings: Sequence[Reading],
) -> Iterator[Stretch]:
    """Yield what is between *waits* in *span*: of each atom, as much running as the clock says.

    Where there are no readings around an atom, all of it is running.
    """
    atoms = list(_atoms(_gaps(span, waits), readings, span[0]))
    walls = [0] * len(readings)
    for atom in atoms:
        if atom.pair >= 0:
            walls[atom.pair] += atom.end - atom.start
    for atom in atoms:
        yield from _split(atom, _share(atom.pair, walls, readings))


def _gaps(span: tuple[int, int], waits: Sequence[Stretch]) -> Iterator[tuple[int, int]]:
    since, end = span
    for wait in waits:
        if wait.start > since:
            yield since, wait.start
        since = wait.end
    if end > since:
        yield since, end


def _atoms(
    gaps: Iterator[tuple[int, int]], readings: Sequence[Reading], beginning: int
) -> Iterator[Atom]:
    following, count = 0, len(readings)
    for start, end in gaps:
        # It ran when it came out of a wait; at the beginning only where it began then.
        starts_own, since = start > beginning, start
        while following < count and readings[following].at < end:
            reading = readings[following]
            if reading.at > since:
                yield Atom(since, reading.at, following - 1, starts_own, reading.is_own)
                since, starts_own = reading.at, reading.is_own
            starts_own |= reading.is_own and reading.at == since
            following += 1
        ends_own = following >= count or readings[following].at > end or readings[following].is_own
        yield Atom(since, end, following - 1, starts_own, ends_own)


def _share(pair: int, walls: Sequence[int], readings: Sequence[Reading]) -> float:
    """Return which part of the time between two readings was running."""
    if not 0 <= pair < len(readings) - 1 or walls[pair] <= 0:
        return 1.0
    return min(max(readings[pair + 1].cpu - readings[pair].cpu, 0) / walls[pair], 1.0)


def _split(atom: Atom, share: float) -> Iterator[Stretch]:
    length = atom.end - atom.start
    running = round(length * share)
    if length - running < GRAIN:
        yield Stretch(atom.start, atom.end, State.RUNNING)
    elif running == 0:
        yield Stretch(atom.start, atom.end, State.READY)
    # Who reads its own clock runs; else nothing tells the order.
    elif atom.ends_own and not atom.starts_own:
        yield Stretch(atom.start, atom.end - running, State.READY)
        yield Stretch(atom.end - running, atom.end, State.RUNNING)
    else:
        yield Stretch(atom.start, atom.start + running, State.RUNNING)
        yield Stretch(atom.start + running, atom.end, State.READY)
