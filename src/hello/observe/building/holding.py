"""Who held a lock when: from its releases, and from what those knew who waited for it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter

from hello.observe.events import UNKNOWN
from hello.observe.model import Hold, Outcome, Wait

SHARED = frozenset({"Semaphore", "BoundedSemaphore", "Thread", "Event", "Barrier"})
"""Kinds without a single owner."""


def holds(releases: Sequence[Hold], waits: Iterable[Wait], kind: str) -> list[Hold]:
    """Return the lane of one object of *kind*, in order, none over another where it has one owner.

    *releases* are whole holds; *waits* tell of the holds that no release is known of.
    """
    if kind in SHARED:
        return sorted(releases)
    ends: dict[int, list[Hold]] = {}
    for hold in releases:
        ends.setdefault(hold.thread, []).append(hold)
    told = [
        Hold(wait.start, wait.end, wait.holder, wait.taken_at, _is_over(wait))
        for wait in waits
        if wait.holder != UNKNOWN and not _is_known(wait, ends.get(wait.holder, []))
    ]
    return _one_owner(sorted([*releases, *told]))


def with_holder(wait: Wait, lane: Sequence[Hold]) -> Wait:
    """Return *wait* with who was the first in its way, by the object's *lane*, if it has none.

    Who has just got a lock has not yet said so when the next one begins to wait.
    """
    if wait.holder != UNKNOWN:
        return wait
    index = bisect_right(lane, wait.start, key=attrgetter("end"))
    hold = lane[index] if index < len(lane) else None
    if hold is None or hold.start >= wait.end or hold.thread == wait.thread:
        return wait
    return wait._replace(holder=hold.thread, taken_at=hold.place)


def _is_over(wait: Wait) -> bool:
    return wait.outcome is not Outcome.UNFINISHED


def _is_known(wait: Wait, releases: Sequence[Hold]) -> bool:
    """Tell whether the holder's release, the first after the wait's start, is of that hold."""
    index = bisect_left(releases, wait.start, key=lambda hold: hold.end)
    return index < len(releases) and releases[index].start <= wait.start


def _one_owner(found: Iterable[Hold]) -> list[Hold]:
    lane: list[Hold] = []
    for hold in found:
        before = lane[-1] if lane else None
        if before and before.thread == hold.thread and hold.start <= before.end:
            lane[-1] = _both(before, hold)
            continue
        if before and before.end > hold.start:
            lane[-1] = before._replace(end=hold.start, has_ended=True)
        lane.append(hold)
    return [hold for hold in lane if hold.end > hold.start]


def _both(before: Hold, after: Hold) -> Hold:
    later = max(before, after, key=lambda hold: hold.end)
    return Hold(
        before.start, later.end, before.thread, before.place or after.place, later.has_ended
    )
