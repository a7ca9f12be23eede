"""Locks that were taken in orders that can deadlock, also where none happened.

After Havelund's GoodLock (2000): an order is an edge from the lock that was held to the one taken;
a circle of edges can deadlock, but where one more lock was held at all of two of its edges.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from hello.observe.findings.reading import object_of, place_of, thread_of
from hello.observe.model import Order, Place, Trace

MOST_CIRCLES = 10_000
MOST_CHOICES = 1_000
"""A circle whose orders were seen in more ways than this is judged by these."""

MOST_STEPS = 200_000
"""Thousands of locks in one tangle could take hours; pairs are found in any case."""

Edges = Mapping[int, Mapping[int, Sequence[Order]]]


@dataclass(frozen=True)
class Step:
    """One of the orders in a circle."""

    thread: str | None
    held: str
    held_at: Place | None
    taken: str
    taken_at: Place | None


@dataclass(frozen=True)
class Inversion:
    """Each step takes what the next one holds, the last one what the first holds."""

    steps: tuple[Step, ...]
    threads: int
    """How many different ones were seen; others can go the same ways."""
    circles: int
    """How many groups of locks were taken so on the same lines."""


def inversions(trace: Trace) -> Iterator[Inversion]:
    """Yield a fact for each set of lines, those seen in several threads and the shortest first."""
    by_lines: dict[frozenset[tuple[int, int]], list[Sequence[Order]]] = {}
    for circle in islice(_circles(_edges(trace)), MOST_CIRCLES):
        lines = frozenset((order.first_place, order.second_place) for order in circle)
        by_lines.setdefault(lines, []).append(circle)
    facts = [_fact(trace, circles) for circles in by_lines.values()]
    yield from sorted(facts, key=lambda fact: (fact.threads < 2, len(fact.steps), -fact.circles))  # noqa: PLR2004  # two threads make a deadlock


def _edges(trace: Trace) -> Edges:
    edges: dict[int, dict[int, list[Order]]] = {}
    for order in trace.orders:
        edges.setdefault(order.first, {}).setdefault(order.second, []).append(order)
    return _without_ends(edges)


def _without_ends(edges: Edges) -> Edges:
    """Return *edges* without those to locks that nothing goes on from: they are in no circle."""
    before: dict[int, list[int]] = {}
    for lock, following in edges.items():
        for taken in following:
            before.setdefault(taken, []).append(lock)
    ways_on = {lock: len(edges.get(lock, ())) for lock in (*edges, *before)}
    ends = [lock for lock, ways in ways_on.items() if not ways]
    while ends:
        for lock in before.get(ends.pop(), ()):
            ways_on[lock] -= 1
            if not ways_on[lock]:
                ends.append(lock)
    return {
        lock: {taken: orders for taken, orders in following.items() if ways_on[taken]}
        for lock, following in edges.items()
        if ways_on[lock]
    }


def _circles(edges: Edges) -> Iterator[Sequence[Order]]:
    """Yield, for each edge, the shortest circle that it is in, each circle once; pairs first."""
    seen: set[frozenset[tuple[int, int]]] = set()
    budget = iter(range(MOST_STEPS))
    both = [(first, second) for first, following in edges.items() for second in following]
    for first, second in sorted(both, key=lambda edge: edge[0] not in edges[edge[1]]):
        if path := _path(edges, second, first, budget):
            around = list(zip(path, [*path[1:], *path[:1]], strict=True))
            if frozenset(around) not in seen:
                seen.add(frozenset(around))
                if orders := _unguarded([edges[held][taken] for held, taken in around]):
                    yield orders


def _path(edges: Edges, start: int, goal: int, budget: Iterator[int]) -> list[int]:
    """Return the locks on the shortest way, both ends included, or nothing.

    Each lock that it looks at takes one from *budget*, which is shared by all searches.
    """
    if goal in edges[start]:
        return [start, goal]
    before: dict[int, int] = {start: start}
    waiting = deque([start])
    while waiting and next(budget, None) is not None:
        lock = waiting.popleft()
        if lock == goal:
            path = [goal]
            while path[-1] != start:
                path.append(before[path[-1]])
            return path[::-1]
        for following in edges.get(lock, ()):
            if following not in before:
                before[following] = lock
                waiting.append(following)
    return []


def _unguarded(ways: Sequence[Sequence[Order]]) -> Sequence[Order]:
    """Return an order of each of *ways* so that no lock guards two of them, or nothing.

    Orders of different threads are preferred.
    """
    found: Sequence[Order] = ()
    for choice in islice(product(*ways), MOST_CHOICES):
        guards = [guard for order in choice for guard in order.guards]
        if len(guards) == len(set(guards)):
            if len({order.thread for order in choice}) > 1:
                return choice
            found = found or choice
    return found


def _fact(trace: Trace, circles: Sequence[Sequence[Order]]) -> Inversion:
    first = max(circles, key=_threads)
    return Inversion(tuple(_step(trace, order) for order in first), _threads(first), len(circles))


def _threads(circle: Sequence[Order]) -> int:
    return len({order.thread for order in circle})


def _step(trace: Trace, order: Order) -> Step:
    return Step(
        thread=thread_of(trace, order.thread),
        held=object_of(trace, order.first),
        held_at=place_of(trace, order.first_place),
        taken=object_of(trace, order.second),
        taken_at=place_of(trace, order.second_place),
    )
