"""The longest waits: where in the code, for what, held by whom, taken where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hello.observe.findings.holders import holder_during
from hello.observe.findings.reading import JOINS, kind_of, object_of, place_of, seconds, thread_of
from hello.observe.model import Place, State, Trace, Wait


@dataclass(frozen=True)
class LongWait:
    """All waits on one line for one kind of thing; the particulars are the longest one's."""

    place: Place | None
    kind: str
    what: str
    thread: str
    at: float
    """Seconds from the trace's start."""
    longest: float
    """Seconds."""
    outcome: str
    holder: str | None
    """Who held it for most of the time; for a join the thread whose end it was."""
    taken_at: Place | None
    """Where the holder took it."""
    other_holders: int
    """How many other threads had it meanwhile."""
    waits: int
    """How many there were on this line."""
    seconds: float
    """How long they took together."""
    is_io: bool


def longest_waits(trace: Trace) -> Iterator[LongWait]:
    """Yield a fact for each line that waits, the longest wait first; sleeping is left out.

    Joins last as long as the work does: they are told only where there is no other wait.
    """
    lines: dict[tuple[int, str], list[Wait]] = {}
    for wait in trace.waits:
        if wait.state is not State.SLEEPING:
            lines.setdefault((wait.place, kind_of(trace, wait.what)), []).append(wait)
    others = [waits for (_, kind), waits in lines.items() if kind not in JOINS]
    facts = [_fact(trace, waits) for waits in others or lines.values()]
    yield from sorted(facts, key=lambda fact: -fact.longest)


def _fact(trace: Trace, waits: Sequence[Wait]) -> LongWait:
    longest = max(waits, key=lambda wait: wait.length)
    holder = holder_during(trace, longest)
    return LongWait(
        place=place_of(trace, longest.place),
        kind=kind_of(trace, longest.what),
        what=object_of(trace, longest.what),
        thread=trace.threads[longest.thread].name,
        at=seconds(longest.start),
        longest=seconds(longest.length),
        outcome=longest.outcome,
        holder=thread_of(trace, holder.thread),
        taken_at=place_of(trace, holder.place),
        other_holders=holder.others,
        waits=len(waits),
        seconds=seconds(sum(wait.length for wait in waits)),
        is_io=longest.state is State.IO,
    )
