"""What has no length: arrows between rows, how many items a queue has, deadlocks."""

from collections.abc import Iterator

from hello.observe.chrome.slices import NS_PER_US, place
from hello.observe.chrome.tracks import Entry, Tracks
from hello.observe.model import UNKNOWN, Arrow, Trace


def marks(trace: Trace, tracks: Tracks) -> Iterator[Entry]:
    """Yield all of them."""
    for number, arrow in enumerate(trace.arrows, 1):
        yield from _flow(number, arrow, trace, tracks)
    yield from _depths(trace, tracks)
    yield from _deadlocks(trace, tracks)


def _flow(number: int, arrow: Arrow, trace: Trace, tracks: Tracks) -> Iterator[Entry]:
    if not (_has_slices(arrow.sender, trace) and _has_slices(arrow.receiver, trace)):
        return
    name = str(arrow.kind)
    if arrow.what != UNKNOWN:
        name = f"{name}: {trace.objects[arrow.what].name}"
    flow = {"name": name, "cat": "arrow", "id": number}
    left = _within(arrow.left, arrow.sender, trace)
    arrived = _within(arrow.arrived, arrow.receiver, trace)
    yield {"ph": "s", **flow, "ts": left, **_track(arrow.sender, trace, tracks)}
    # Without "bp" an arrow would point to the slice after this one.
    yield {"ph": "f", "bp": "e", **flow, "ts": arrived, **_track(arrow.receiver, trace, tracks)}


def _has_slices(thread: int, trace: Trace) -> bool:
    return thread != UNKNOWN and trace.threads[thread].end > trace.threads[thread].start


def _within(at: int, thread: int, trace: Trace) -> float:
    """Return *at*, or just before the thread's end: an arrow needs a slice that it is in."""
    lane = trace.threads[thread]
    return max(min(at, lane.end - 1), lane.start) / NS_PER_US


def _track(thread: int, trace: Trace, tracks: Tracks) -> dict[str, int]:
    process = trace.threads[thread].process
    return {"pid": tracks.processes[process], "tid": tracks.threads[thread]}


def _depths(trace: Trace, tracks: Tracks) -> Iterator[Entry]:
    for one in trace.objects:
        counter = {"ph": "C", "name": one.name, "pid": tracks.processes[one.process]}
        for depth in one.depths:
            yield counter | {"ts": depth.at / NS_PER_US, "args": {"items": depth.items}}


def _deadlocks(trace: Trace, tracks: Tracks) -> Iterator[Entry]:
    for circle in trace.deadlocks:
        for thread, what, stack in zip(circle.threads, circle.objects, circle.stacks, strict=True):
            if thread == UNKNOWN:
                continue
            args = {f"frame {number}": place(one, trace) for number, one in enumerate(stack)}
            if what != UNKNOWN:
                args["waits for"] = trace.objects[what].name
            yield {
                "ph": "i",
                "s": "t",
                "name": "deadlock",
                "cat": "deadlock",
                "ts": circle.at / NS_PER_US,
                "args": args,
                **_track(thread, trace, tracks),
            }
