"""Queues that more is put into than is taken out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hello.observe.findings.reading import seconds
from hello.observe.model import Depth, Trace

FEWEST = 16
"""Items at the end; less is no sign."""

PARTS = 4
"""In each part of its changes, the least items have to be more than in the part before."""


@dataclass(frozen=True)
class Growing:
    """A queue without a bound that had more and more items, to the end."""

    what: str
    first: int
    last: int
    per_second: float


def growing_queues(trace: Trace) -> Iterator[Growing]:
    """Yield a fact for each, the longest queue first."""
    facts = [
        Growing(one.name, depths[0].items, depths[-1].items, _rate(depths))
        for one in trace.objects
        if not one.bound and _grows(depths := one.depths)
    ]
    yield from sorted(facts, key=lambda fact: -fact.last)


def _grows(depths: Sequence[Depth]) -> bool:
    if len(depths) < PARTS or depths[-1].items < FEWEST:
        return False
    size = len(depths) / PARTS
    parts = [depths[round(part * size) : round((part + 1) * size)] for part in range(PARTS)]
    least = [min(depth.items for depth in part) for part in parts]
    return all(before < after for before, after in pairwise(least))


def _rate(depths: Sequence[Depth]) -> float:
    duration = seconds(depths[-1].at - depths[0].at)
    return (depths[-1].items - depths[0].items) / duration if duration else 0.0
