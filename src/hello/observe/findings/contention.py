"""The locks that threads waited for most, and whose holding it was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hello.observe.findings.holders import costs
from hello.observe.findings.reading import place_of, seconds
from hello.observe.model import ObjectLane, Place, Trace, Wait

LOCKS = frozenset({"Lock", "RLock", "Semaphore", "BoundedSemaphore"})
"""Not Condition: who waits for one waits for work, as a rule, and is in nobody's way."""


@dataclass(frozen=True)
class Contended:
    """A lock in somebody's way."""

    what: str
    seconds: float
    """What all threads together waited for it."""
    waits: int
    taken: int
    """How often it was taken in the whole run, 0 where that is not known, or not what is told."""
    threads: int
    """How many different ones waited."""
    longest_hold: float
    blamed: Place | None
    """The line where it was taken that cost the others most."""
    blamed_seconds: float


def most_contended(trace: Trace) -> Iterator[Contended]:
    """Yield the locks that were waited for, those that cost most time first."""
    facts = [
        _fact(trace, lock, [trace.waits[number] for number in lock.waits])
        for lock in trace.objects
        if lock.kind in LOCKS and lock.waits
    ]
    yield from sorted(facts, key=lambda fact: (-fact.seconds, -fact.waits))


def _fact(trace: Trace, lock: ObjectLane, waits: Sequence[Wait]) -> Contended:
    cost = costs(lock.holds, waits)
    blamed, blamed_time = max(cost.items(), key=lambda item: item[1], default=(0, 0))
    held = max((hold.end - hold.start for hold in lock.holds), default=0)
    return Contended(
        what=lock.name,
        seconds=seconds(sum(wait.length for wait in waits)),
        waits=len(waits),
        taken=lock.counts.taken,
        threads=len({wait.thread for wait in waits}),
        longest_hold=seconds(max(held, lock.counts.longest_hold)),
        blamed=place_of(trace, blamed if blamed_time else 0),
        blamed_seconds=seconds(blamed_time),
    )
