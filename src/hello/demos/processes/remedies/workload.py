"""The workload that every remedy gets: requests, their prices, one ledger."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from hello.demos.processes.remedies.facts import Plain

ENTRY_SHARE = 8
"""An entry in the ledger costs one part where working out the price costs so many."""


@dataclass(frozen=True)
class Workload:
    """Requests for the prices of items, and how many ``steps`` it takes to work one out."""

    items: tuple[int, ...]
    steps: int


def requested_items(number: int) -> tuple[int, ...]:
    """Return the items of *number* requests: half want item 0, a quarter item 1, and so on.

    >>> requested_items(8)
    (0, 1, 0, 2, 0, 1, 0, 3)
    """
    return tuple((place & -place).bit_length() - 1 for place in range(1, number + 1))


def price(item: int, steps: int) -> int:
    """Return the price of *item*, 1 to 1000, after *steps* of work for the processor."""
    value = item + 1
    for _ in range(steps):
        value = value * 48271 % 2147483647
    return value % 1000 + 1


def one_by_one(work: Workload) -> Plain:
    """Handle the requests in a plain loop; time the two parts of each, and take the medians.

    An entry changes what the one before it left, so entries come one after another,
    however many workers there are. Prices have nothing to do with each other.
    """
    total = 0
    pricing: list[float] = []
    entering: list[float] = []
    begun = perf_counter()
    for item in work.items:
        start = perf_counter()
        amount = price(item, work.steps)
        priced = perf_counter()
        price(total, work.steps // ENTRY_SHARE)
        total += amount
        pricing.append(priced - start)
        entering.append(perf_counter() - priced)
    return Plain(total, median(pricing), median(entering), perf_counter() - begun)
