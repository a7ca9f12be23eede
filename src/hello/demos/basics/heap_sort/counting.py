"""Counts what a sort asks: items that notice when they are compared."""

import math
from collections.abc import Callable, Iterable
from typing import Any, Generic

from hello.demos.basics.heap_sort.heap import C


class Watched(Generic[C]):
    """An item that tells of each comparison.

    ``watch(left, right)`` is called where ``left < right`` is asked.
    """

    __slots__ = ("item", "watch")

    def __init__(self, item: C, watch: Callable[["Watched[C]", "Watched[C]"], object]) -> None:
        self.item = item
        self.watch = watch

    def __lt__(self, other: "Watched[C]") -> bool:
        self.watch(self, other)
        return self.item < other.item


class Tally:
    """Something that watches, and counts."""

    def __init__(self) -> None:
        self.comparisons = 0

    def __call__(self, *_compared: object) -> None:
        """Count one more comparison."""
        self.comparisons += 1


def count_comparisons(sort: Callable[[list[Any]], object], items: Iterable[C]) -> int:
    """Return how often *sort* compares two of the *items*, which stay as they are."""
    tally = Tally()
    sort([Watched(item, tally) for item in items])
    return tally.comparisons


def fewest_comparisons(length: int) -> float:
    """Return log2(length!), below which no comparison sort stays on average.

    Each answer halves at best the ``length!`` orders that are left (Knuth, The Art of Computer
    Programming, volume 3, 5.3.1).
    """
    return math.lgamma(length + 1) / math.log(2)
