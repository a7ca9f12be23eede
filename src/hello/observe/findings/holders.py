"""Who held a lock while others waited for it: it can have gone through several hands."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from hello.observe.model import UNKNOWN, Hold, ObjectLane, Trace, Wait


class Holder(NamedTuple):
    """Who held it for most of a wait, where that one took it, and how many others had it then."""

    thread: int
    place: int
    others: int


def holder_during(trace: Trace, wait: Wait) -> Holder:
    """Return who was in the way of *wait*; where no hold is known, who had it at its start."""
    shares: Counter[tuple[int, int]] = Counter()
    for hold in _within(trace, wait):
        if hold.thread not in {UNKNOWN, wait.thread}:
            share = min(hold.end, wait.end) - max(hold.start, wait.start)
            shares[hold.thread, hold.place] += share
    if not shares:
        return Holder(wait.holder, wait.taken_at, 0)
    thread, place = shares.most_common(1)[0][0]
    return Holder(thread, place, len({other for other, _place in shares} - {thread}))


def _within(trace: Trace, wait: Wait) -> Iterator[Hold]:
    if wait.what == UNKNOWN:
        return
    holds = trace.objects[wait.what].holds
    for index in range(bisect_right(holds, wait.start, key=lambda hold: hold.end), len(holds)):
        if holds[index].start >= wait.end:
            return
        yield holds[index]


def holder_at(lane: ObjectLane, thread: int, at: int) -> Hold | None:
    """Return the hold in which *thread* had the object at *at*."""
    return next(
        (hold for hold in lane.holds if hold.thread == thread and hold.start <= at <= hold.end),
        None,
    )


def costs(holds: Sequence[Hold], waits: Sequence[Wait]) -> Counter[int]:
    """Return the ns that others lost, by the place where it was taken."""
    times, lost = _lost_until(waits)

    def until(at: int) -> int:
        index = bisect_left(times, at)
        if index in {0, len(times)}:
            return lost[-1] if index else 0
        before, after = times[index - 1], times[index]
        part = lost[index] - lost[index - 1]
        return lost[index - 1] + part * (at - before) // (after - before)

    found: Counter[int] = Counter()
    for hold in holds:
        if hold.place:
            found[hold.place] += until(hold.end) - until(hold.start)
    return found


def _lost_until(waits: Sequence[Wait]) -> tuple[list[int], list[int]]:
    """Return moments, and what all had waited together until each of them."""
    steps: Counter[int] = Counter()
    for wait in waits:
        steps[wait.start] += 1
        steps[wait.end] -= 1
    times = sorted(steps)
    waiting = accumulate(steps[at] for at in times)
    lengths = (after - before for before, after in pairwise(times))
    lost = accumulate((n * length for n, length in zip(waiting, lengths, strict=False)), initial=0)
    return times, list(lost) if times else []
