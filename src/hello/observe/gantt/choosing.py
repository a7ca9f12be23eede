"""Which threads and objects are drawn, and by which letter or digit each is named."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import ascii_uppercase
from typing import NamedTuple

from hello.observe.events import NOT_MADE
from hello.observe.gantt.scale import Scale
from hello.observe.model import UNKNOWN, ObjectLane, State, ThreadLane, Trace

MOST_THREADS = len(ascii_uppercase)
MOST_OBJECTS = 9
NOT_SHOWN = "?"

NO_LANES = NOT_MADE | {"Thread", "socket"}
"""Kinds that stand for no object of the program: a join, or all calls of a kind."""

SMALLEST = 500
"""Objects that were waited for and held for less than such a part of the time have no row."""

BUSY = frozenset({State.RUNNING, State.READY, State.BLOCKED})


class Choice(NamedTuple):
    """The numbers of what is drawn, in the trace's order, and how many are left out."""

    threads: Sequence[int]
    objects: Sequence[int]
    more_threads: int
    more_objects: int
    letters: Mapping[int, str]
    digits: Mapping[int, str]

    def letter(self, thread: int) -> str:
        """Return the letter of a thread; nothing where it is not known which."""
        return "" if thread == UNKNOWN else self.letters.get(thread, NOT_SHOWN)


def choose(trace: Trace, scale: Scale, threads: int, objects: int) -> Choice:
    """Return the *threads* that do most on the scale, and the *objects* waited for longest."""
    all_threads = dict(_threads(trace, scale))
    by_process = sorted(_objects(trace, scale), key=lambda item: trace.objects[item[0]].process)
    all_objects = dict(by_process)
    shown_threads, shown_objects = _most(all_threads, threads), _most(all_objects, objects)
    return Choice(
        shown_threads,
        shown_objects,
        len(all_threads) - len(shown_threads),
        len(all_objects) - len(shown_objects),
        dict(zip(shown_threads, ascii_uppercase, strict=False)),
        {number: str(digit) for digit, number in enumerate(shown_objects, 1)},
    )


def _most(weights: Mapping[int, int], most: int) -> list[int]:
    """Return the *most* heaviest, in the order in which they are given."""
    heaviest = set(sorted(weights, key=weights.__getitem__, reverse=True)[:most])
    return [number for number in weights if number in heaviest]


def _threads(trace: Trace, scale: Scale) -> Iterator[tuple[int, int]]:
    """Yield all threads that live on the scale, by process, with their weights."""
    whole = trace.end + 1
    locked = {thread for circle in trace.deadlocks for thread in circle.threads}
    blamed = _blamed(trace, scale)
    for process in trace.processes:
        for number in process.threads:
            lane = trace.threads[number]
            if lane.start <= scale.end and lane.end >= scale.start:
                weight = _busy(lane, scale) + min(blamed[number], whole)
                # The main thread is what a reader looks for first; a deadlock is what matters.
                yield number, weight + 2 * whole * ((number in locked) + lane.is_main)


def _blamed(trace: Trace, scale: Scale) -> Counter[int]:
    """Return how long others waited for what each thread held."""
    blamed: Counter[int] = Counter()
    for wait in trace.waits:
        if UNKNOWN not in {wait.holder, wait.what}:
            is_lock = trace.objects[wait.what].kind not in NO_LANES
            blamed[wait.holder] += is_lock * _within(wait.start, wait.end, scale)
    return blamed


def _within(start: int, end: int, scale: Scale) -> int:
    return max(min(end, scale.end) - max(start, scale.start), 0)


def _busy(lane: ThreadLane, scale: Scale) -> int:
    return sum(
        _within(start, end, scale) for start, end, state, _ in lane.stretches if state in BUSY
    )


def _objects(trace: Trace, scale: Scale) -> Iterator[tuple[int, int]]:
    """Yield all objects with something to draw on the scale, with their weights."""
    waited: Counter[int] = Counter()
    least = (scale.end - scale.start) / SMALLEST
    for wait in trace.waits:
        if wait.state is State.BLOCKED:
            waited[wait.what] += _within(wait.start, wait.end, scale)
    for number, one in enumerate(trace.objects):
        if one.kind not in NO_LANES:
            duration = waited[number] + _held(one, scale)
            if duration > least or (one.depths and one.depths[0].at <= scale.end):
                yield number, waited[number]


def _held(one: ObjectLane, scale: Scale) -> int:
    return sum(_within(hold.start, hold.end, scale) for hold in one.holds)
