"""What the trace does not show."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hello.observe.findings.reading import seconds
from hello.observe.model import State, ThreadLane, Trace


class Reason(StrEnum):
    """Why something is not there."""

    DROPPED = "dropped"
    """The recorder keeps only so many events: the oldest are gone."""
    SHORT = "short"
    """Waits under the threshold."""
    NO_CLOCK = "no clock"
    """Threads whose running and being ready cannot be told apart."""
    NOTE = "note"
    """What the recorder says itself."""


@dataclass(frozen=True)
class Unseen:
    """One thing that is not there."""

    reason: Reason
    number: int = 0
    """Of events, waits or threads."""
    seconds: float = 0.0
    """Of short waits: their time together; of dropped events: what is left of the run."""
    text: str = ""


def unseen(trace: Trace) -> Iterator[Unseen]:
    """Yield what is missing, the gravest first."""
    if trace.dropped:
        yield Unseen(Reason.DROPPED, trace.dropped, seconds(trace.end))
    for note in trace.notes:
        yield Unseen(Reason.NOTE, text=note)
    if short := sum(thread.short_waits for thread in trace.threads):
        time = sum(thread.short_time for thread in trace.threads)
        yield Unseen(Reason.SHORT, short, seconds(time))
    if clockless := sum(_has_no_clock(thread) for thread in trace.threads):
        yield Unseen(Reason.NO_CLOCK, clockless)


def _has_no_clock(thread: ThreadLane) -> bool:
    ran = any(stretch.state is State.RUNNING for stretch in thread.stretches)
    return ran and not thread.has_clock
