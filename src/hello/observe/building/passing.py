"""Arrows: who let whom go on, who started whom."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from hello.observe.events import UNKNOWN
from hello.observe.model import (
    Arrow,
    Hold,
    ObjectLane,
    Outcome,
    Passing,
    ThreadLane,
    Wait,
)


def arrows(
    threads: Sequence[ThreadLane], objects: Sequence[ObjectLane], waits: Iterable[Wait]
) -> list[Arrow]:
    """Return all arrows of a trace, in the order of their arrivals."""
    both = [*_starts(threads), *_passed(threads, objects, waits)]
    return sorted(both, key=lambda arrow: arrow.arrived)


def _starts(threads: Sequence[ThreadLane]) -> Iterator[Arrow]:
    for number, thread in enumerate(threads):
        if thread.parent != UNKNOWN and not thread.was_there:
            at = thread.start
            yield Arrow(Passing.START, thread.parent, at, number, at, UNKNOWN, thread.place)


def _passed(
    threads: Sequence[ThreadLane], objects: Sequence[ObjectLane], waits: Iterable[Wait]
) -> Iterator[Arrow]:
    releases = [_by_thread(one.holds) for one in objects]
    for wait in waits:
        sender, what = wait.freed_by, wait.what
        if wait.outcome is not Outcome.GOT or sender in {UNKNOWN, wait.thread}:
            continue
        is_join = what != UNKNOWN and objects[what].kind == "Thread"
        if is_join:
            left = threads[sender].end
        else:
            left = _last(releases[what].get(sender, ()), wait.end) if what != UNKNOWN else wait.end
        if not wait.start <= left <= wait.end:
            left = wait.end  # an earlier release; the one that counted is not known
        kind = Passing.JOIN if is_join else Passing.RELEASE
        yield Arrow(kind, sender, left, wait.thread, wait.end, what, wait.place)


def _by_thread(holds: Iterable[Hold]) -> dict[int, list[int]]:
    ends: dict[int, list[int]] = {}
    for hold in holds:
        if hold.has_ended:
            ends.setdefault(hold.thread, []).append(hold.end)
    return ends


def _last(ends: Sequence[int], until: int) -> int:
    """Return the last of *ends* that is not after *until*, or UNKNOWN."""
    index = bisect_right(ends, until)
    return ends[index - 1] if index else UNKNOWN
