"""What lasts: the states of threads, and whose a lock was."""

from collections.abc import Iterator
from typing import Any

from hello.observe.chrome.tracks import Entry, Tracks
from hello.observe.findings.reading import JOINS, kind_of
from hello.observe.model import UNKNOWN, State, Stretch, Trace, Wait

NS_PER_US = 1000


def slices(trace: Trace, tracks: Tracks) -> Iterator[Entry]:
    """Yield all of them, row by row; of one row, none overlaps another."""
    for index, thread in enumerate(trace.threads):
        track = {"pid": tracks.processes[thread.process], "tid": tracks.threads[index]}
        for stretch in thread.stretches:
            yield _slice(_name(stretch, trace), str(stretch.state), stretch, track) | (
                {"args": _facts(trace.waits[stretch.wait], trace)}
                if stretch.wait != UNKNOWN
                else {}
            )
    yield from _holds(trace, tracks)


def _holds(trace: Trace, tracks: Tracks) -> Iterator[Entry]:
    for one, rows, numbers in zip(trace.objects, tracks.holds, tracks.rows, strict=True):
        for row, number in zip(rows, numbers, strict=True):
            track = {"pid": tracks.processes[one.process], "tid": number}
            for hold in row:
                args = {"what": one.name}
                if hold.place:
                    args["taken at"] = place(hold.place, trace)
                if not hold.has_ended:
                    args["end"] = "still held"
                yield _slice(_owner(hold.thread, trace), "held", hold, track) | {"args": args}


def _slice(name: str, category: str, span: Any, track: dict[str, int]) -> Entry:
    return {
        "ph": "X",
        "name": name,
        "cat": category,
        "ts": span.start / NS_PER_US,
        "dur": (span.end - span.start) / NS_PER_US,
        **track,
    }


def _name(stretch: Stretch, trace: Trace) -> str:
    """Return the state and what for: the same of the same has one colour in Perfetto."""
    if stretch.wait == UNKNOWN or stretch.state == State.SLEEPING:
        return str(stretch.state)
    what = trace.waits[stretch.wait].what
    return str(stretch.state) if what == UNKNOWN else f"{stretch.state}: {trace.objects[what].name}"


def _facts(wait: Wait, trace: Trace) -> dict[str, str]:
    facts = {}
    if wait.place:
        facts["waits at"] = place(wait.place, trace)
    if wait.holder != UNKNOWN:
        is_join = kind_of(trace, wait.what) in JOINS
        facts["for the end of" if is_join else "held by"] = trace.threads[wait.holder].name
    if wait.taken_at:
        facts["taken at"] = place(wait.taken_at, trace)
    if wait.freed_by != UNKNOWN:
        facts["let go on by"] = trace.threads[wait.freed_by].name
    return facts | {"outcome": str(wait.outcome)}


def _owner(thread: int, trace: Trace) -> str:
    return "unknown thread" if thread == UNKNOWN else trace.threads[thread].name


def place(number: int, trace: Trace) -> str:
    """Return where that is, in words."""
    file, line, function = trace.places[number]
    return f"{file}:{line} in {function}" if function else f"{file}:{line}"
