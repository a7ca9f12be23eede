"""What each thread did with its time, and which objects the waiting was for."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from hello.observe.findings.reading import JOINS, kind_of, object_of, seconds
from hello.observe.model import UNKNOWN, State, ThreadLane, Trace


@dataclass(frozen=True)
class ThreadTime:
    """Seconds of a thread's life, by state: together, all of it."""

    thread: str
    life: float
    running: float
    ready: float
    blocked: float
    sleeping: float
    io: float
    has_clock: bool
    """Otherwise ready counts as running."""


@dataclass(frozen=True)
class ObjectTime:
    """Seconds that all threads together waited for one object."""

    what: str
    seconds: float
    waits: int


def time_of_threads(trace: Trace) -> Iterator[ThreadTime]:
    """Yield a fact for each thread, the one that was blocked longest first."""
    facts = [_of_thread(thread) for thread in trace.threads if _was_alive(thread)]
    yield from sorted(facts, key=lambda fact: (-fact.blocked, -fact.ready))


def _was_alive(thread: ThreadLane) -> bool:
    """Return whether the trace shows it, and does not just name it."""
    return bool(thread.stretches) or not thread.has_ended


def _of_thread(thread: ThreadLane) -> ThreadTime:
    spent: Counter[State] = Counter()
    for start, end, state, _wait in thread.stretches:
        spent[state] += end - start
    return ThreadTime(
        thread=thread.name,
        life=seconds(thread.end - thread.start),
        running=seconds(spent[State.RUNNING]),
        ready=seconds(spent[State.READY]),
        blocked=seconds(spent[State.BLOCKED]),
        sleeping=seconds(spent[State.SLEEPING]),
        io=seconds(spent[State.IO]),
        has_clock=thread.has_clock,
    )


def time_of_objects(trace: Trace) -> Iterator[ObjectTime]:
    """Yield a fact for each object that threads were blocked on, the longest first, joins last.

    What was waited for within another wait, by a signal's handler, counts for the inner one.
    """
    spent: Counter[int] = Counter()
    waits = Counter(wait.what for wait in trace.waits)
    for thread in trace.threads:
        for start, end, state, wait_number in thread.stretches:
            if state is State.BLOCKED and wait_number != UNKNOWN:
                spent[trace.waits[wait_number].what] += end - start
    joins_last = sorted(spent.most_common(), key=lambda item: kind_of(trace, item[0]) in JOINS)
    for what, duration in joins_last:
        yield ObjectTime(object_of(trace, what), seconds(duration), waits[what])
