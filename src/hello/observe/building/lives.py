"""Which threads are in a trace, and from when to when."""

from collections.abc import Sequence
from typing import NamedTuple

from hello.observe.events import UNKNOWN, Event, Kind, Log, ThreadInfo


class Life(NamedTuple):
    """A thread that is in the trace."""

    serial: int
    info: ThreadInfo
    events: Sequence[Event]
    start: int
    end: int
    """Before its start where it had ended before the span."""
    was_there: bool
    has_ended: bool
    has_failed: bool


def lives(log: Log, events: Sequence[Event], span: tuple[int, int], origin: int) -> list[Life]:
    """Return the threads of *log* that were there within *span*, as they began.

    And those that waits there, or deadlocks, name.
    """
    own: dict[int, list[Event]] = {serial: [] for serial in log.threads}
    for event in events:
        own.setdefault(event.thread, []).append(event)
    mentioned = _mentioned(log, events, span[0] + origin)
    is_whole = not log.dropped and log.last is None
    found = []
    for serial, its_events in own.items():
        info = log.threads.get(serial) or ThreadInfo(f"thread {serial}")
        # No end is known of one that other libraries made; nor has it events after that.
        if its_events or is_whole or serial in mentioned or is_main(info, log):
            found.append(_life(serial, info, its_events, span, origin))
    shown = [
        life
        for life in found
        if life.start <= span[1] and (life.end >= span[0] or life.serial in mentioned)
    ]
    return sorted(shown, key=lambda life: (life.start, life.serial))


def _mentioned(log: Log, events: Sequence[Event], since: int) -> set[int]:
    """Return who is named by deadlocks, and by waits that were not over before *since*."""
    named = {serial for circle in log.deadlocks for serial in circle.threads}
    holders: dict[tuple[int, int], int] = {}
    for event in events:
        if event.kind == Kind.WAITS:
            holders[event.thread, event.what] = event.other
        elif event.kind == Kind.GOES_ON:
            holder = holders.pop((event.thread, event.what), UNKNOWN)
            named.update((holder, event.other) if event.at >= since else ())
    return named.union(holders.values())


def _life(
    serial: int, info: ThreadInfo, events: Sequence[Event], span: tuple[int, int], origin: int
) -> Life:
    began, end, last = span[0] - 1, span[1], None
    for event in events:
        if event.kind == Kind.STARTED:
            began = event.at - origin
        elif event.kind == Kind.ENDED:
            end, last = event.at - origin, event
    if info.has_ended and last is None:
        # That was let go together with all else from before the span.
        end = events[-1].at - origin if events else span[0] - 1
    return Life(
        serial=serial,
        info=info,
        events=events,
        start=max(began, span[0]),
        end=end,
        was_there=began < span[0],
        has_ended=info.has_ended or last is not None,
        has_failed=bool(last and last.value < 0),
    )


def is_main(info: ThreadInfo, log: Log) -> bool:
    """Return whether *info* is of the thread that its process began with."""
    return info.parent == UNKNOWN and (info.native_id == log.process or info.name == "MainThread")
