"""What ``hello-heap-sort`` finds out: plain values, by name."""

from dataclasses import dataclass
from enum import StrEnum

Value = int | float | str


class Phase(StrEnum):
    """The two halves of heap sort."""

    BUILD = "build"
    SORT = "sort"


@dataclass(frozen=True)
class Comparison:
    """A question, ``left < right``, and its answer; asked on the way down or back up."""

    left: Value
    right: Value
    smaller: bool
    upwards: bool


@dataclass(frozen=True)
class Step:
    """One item sinks: from ``root`` to ``place`` in the first ``size`` items."""

    phase: Phase
    before: tuple[Value, ...]
    root: int
    size: int
    comparisons: tuple[Comparison, ...]
    place: int
    after: tuple[Value, ...]


@dataclass(frozen=True)
class Counts:
    """Comparisons on several random lists of one length: by us, and by the tutorial's way."""

    length: int
    ours: tuple[int, ...]
    listing: tuple[int, ...]


@dataclass(frozen=True)
class Ties:
    """Lists with equal keys: in how many did all equal items keep their order."""

    lists: int
    kept: int
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class ListingSorts:
    """What the tutorial's sort did to lists of distinct numbers, and where the largest two tie.

    In how many were the largest two exchanged, the smallest three out of order, or any others.
    """

    lists: int
    length: int
    sorted: int
    largest_two_exchanged: int
    smallest_three_wrong: int
    others_wrong: int
    tied_lists: int
    tied_sorted: int


@dataclass(frozen=True)
class ListingTree:
    """The lengths up to ``longest`` at which the tutorial's tree lost items, and how many."""

    longest: int
    lost: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class HeapSortFacts:
    """The values, the heap that was built of them, the result, and what was tried besides."""

    seed: int
    reverse: bool
    values: tuple[Value, ...]
    heap: tuple[Value, ...]
    result: tuple[Value, ...]
    comparisons: int
    steps: tuple[Step, ...]
    counts: tuple[Counts, ...]
    ties: Ties
    listing_sorts: ListingSorts
    listing_tree: ListingTree
