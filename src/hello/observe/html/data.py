"""A trace as the page's script reads it: columns of numbers, times as steps from the one before."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hello.markup import legible
from hello.observe.model import (
    Arrow,
    Circle,
    Depth,
    ObjectLane,
    Outcome,
    Passing,
    Place,
    State,
    ThreadLane,
    Trace,
    Wait,
)
from hello.observe.telling.words import function_of

STATES = {
    State.RUNNING: "r",
    State.READY: "y",
    State.BLOCKED: "b",
    State.SLEEPING: "s",
    State.IO: "i",
}
WAITING = {State.BLOCKED, State.SLEEPING, State.IO}
OUTCOMES = {
    Outcome.GOT: "g",
    Outcome.REFUSED: "r",
    Outcome.FAILED: "f",
    Outcome.UNFINISHED: "u",
}
PASSINGS = {Passing.RELEASE: "r", Passing.START: "s", Passing.JOIN: "j"}

Columns = dict[str, object]


def as_json(trace: Trace, words: Mapping[str, str]) -> str:
    """Return *trace* and the script's *words* as JSON that can stand in an HTML page."""
    data = {
        "words": words,
        "end": trace.end,
        "processes": [legible(process.name) for process in trace.processes],
        "threads": list(map(_thread, trace.threads)),
        "objects": list(map(_object, trace.objects)),
        "waits": _waits(trace.waits),
        "arrows": _arrows(trace.arrows),
        "deadlocks": [_circle(trace, circle) for circle in trace.deadlocks],
        "places": list(_places(trace.places)),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # No end of the script element, and no comment, within (HTML, "Restrictions for contents").
    return text.replace("<", "\\u003c")


def _steps(numbers: Iterable[int]) -> list[int]:
    """Return each of *numbers* less the one before: these are short."""
    before, steps = 0, []
    for number in numbers:
        steps.append(number - before)
        before = number
    return steps


def _spans(spans: Iterable[tuple[int, int]]) -> Columns:
    """Return the length of each of *spans*, a start and an end, and the gap before it."""
    gaps, lengths, before = [], [], 0
    for start, end in spans:
        gaps.append(start - before)
        lengths.append(end - start)
        before = end
    return {"gaps": gaps, "lengths": lengths}


def _thread(thread: ThreadLane) -> Columns:
    stretches = thread.stretches
    return {
        "name": legible(thread.name),
        "process": thread.process,
        "start": thread.start,
        "end": thread.end,
        "parent": thread.parent,
        "place": thread.place,
        "daemon": thread.is_daemon,
        "ended": thread.has_ended,
        "failed": thread.has_failed,
        "clock": thread.has_clock,
        "states": "".join(STATES[stretch.state] for stretch in stretches),
        "waits": _steps(stretch.wait for stretch in stretches if stretch.state in WAITING),
        **_spans((stretch.start, stretch.end) for stretch in stretches),
    }


def _object(one: ObjectLane) -> Columns:
    return {
        "name": legible(one.name),
        "kind": one.kind,
        "process": one.process,
        "place": one.place,
        "bound": one.bound,
        "taken": one.counts.taken,
        "contended": one.counts.contended,
        "threads": [hold.thread for hold in one.holds],
        "places": [hold.place for hold in one.holds],
        "open": [number for number, hold in enumerate(one.holds) if not hold.has_ended],
        **_spans((hold.start, hold.end) for hold in one.holds),
        **_depths(one.depths),
    }


def _depths(depths: Sequence[Depth]) -> Columns:
    return {
        "moments": _steps(depth.at for depth in depths),
        "depths": [depth.items for depth in depths],
    }


def _waits(waits: Sequence[Wait]) -> Columns:
    return {
        "thread": _steps(wait.thread for wait in waits),
        "what": [wait.what for wait in waits],
        "start": _steps(wait.start for wait in waits),
        "length": [wait.length for wait in waits],
        "state": "".join(STATES[wait.state] for wait in waits),
        "outcome": "".join(OUTCOMES[wait.outcome] for wait in waits),
        "place": [wait.place for wait in waits],
        "holder": [wait.holder for wait in waits],
        "taken": [wait.taken_at for wait in waits],
        "freed": [wait.freed_by for wait in waits],
    }


def _arrows(arrows: Sequence[Arrow]) -> Columns:
    return {
        "kind": "".join(PASSINGS[arrow.kind] for arrow in arrows),
        "sender": [arrow.sender for arrow in arrows],
        "arrived": _steps(arrow.arrived for arrow in arrows),
        "took": [arrow.arrived - arrow.left for arrow in arrows],
        "receiver": [arrow.receiver for arrow in arrows],
        "what": [arrow.what for arrow in arrows],
    }


def _circle(trace: Trace, circle: Circle) -> Columns:
    return {"at": circle.at, "ended": circle.has_ended, "waits": circle_waits(trace, circle)}


def circle_waits(trace: Trace, circle: Circle) -> list[int]:
    """Return the waits of which a deadlock consists, as far as they are in the trace."""
    return [
        number
        for thread, what in zip(circle.threads, circle.objects, strict=True)
        for number in (trace.objects[what].waits if what >= 0 else ())
        if trace.waits[number].thread == thread
        and trace.waits[number].start <= circle.at <= trace.waits[number].end
    ]


def _places(places: Sequence[Place]) -> Iterator[tuple[str, int, str]]:
    for place in places:
        yield legible(place.file), place.line, legible(function_of(place))
