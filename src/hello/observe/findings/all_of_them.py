"""All that is found in a trace."""

from dataclasses import dataclass

from hello.observe.findings.contention import Contended, most_contended
from hello.observe.findings.deadlocks import DeadlockFact, deadlocks
from hello.observe.findings.growth import Growing, growing_queues
from hello.observe.findings.inversions import Inversion, inversions
from hello.observe.findings.joins import NeverJoined, never_joined
from hello.observe.findings.listing import MOST, Listed, listed
from hello.observe.findings.time_spent import (
    ObjectTime,
    ThreadTime,
    time_of_objects,
    time_of_threads,
)
from hello.observe.findings.unseen import Unseen, unseen
from hello.observe.findings.waits import LongWait, longest_waits
from hello.observe.model import Trace


@dataclass(frozen=True)
class Findings:
    """Facts of all kinds, those first that a program's author has to know first."""

    deadlocks: Listed[DeadlockFact]
    inversions: Listed[Inversion]
    waits: Listed[LongWait]
    contended: Listed[Contended]
    threads: Listed[ThreadTime]
    objects: Listed[ObjectTime]
    never_joined: Listed[NeverJoined]
    growing: Listed[Growing]
    unseen: Listed[Unseen]


def findings(trace: Trace, most: int = MOST) -> Findings:
    """Return what *trace* says, at most so many facts of a kind."""
    return Findings(
        deadlocks=listed(deadlocks(trace), most),
        inversions=listed(inversions(trace), most),
        waits=listed(longest_waits(trace), most),
        contended=listed(most_contended(trace), most),
        threads=listed(time_of_threads(trace), most),
        objects=listed(time_of_objects(trace), most),
        never_joined=listed(never_joined(trace), most),
        growing=listed(growing_queues(trace), most),
        unseen=listed(unseen(trace), most),
    )
