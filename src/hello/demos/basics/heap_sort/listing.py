"""The tutorial's heap sort and tree, as exhibits: the same algorithms, and so the same faults."""

import math

from hello.demos.basics.heap_sort.heap import C


def sort_with_early_swap(items: list[C], *, mended: bool = False) -> None:
    """Sort *items* in place as the tutorial does, which leaves some in the wrong order.

    The swap before the loop does the loop's first swap early, and the loop does it again. So the
    largest item comes back into the heap, and from then on each item that sinks is kept from the
    heap's last place. *mended*, every swap is early: at ``end - 1``, the place that is next.

    Raises IndexError for the empty list, as the tutorial's does.
    """
    last = len(items) - 1
    for root in reversed(range(len(items) // 2)):
        _sift_down_from_top(items, root, last)
    items[0], items[last] = items[last], items[0]
    for end in range(last, 0, -1):
        _sift_down_from_top(items, 0, end - 1)
        place = end - 1 if mended else end
        items[0], items[place] = items[place], items[0]


def _sift_down_from_top(items: list[C], root: int, last: int) -> None:
    """Exchange the item with its larger child while it is smaller: two comparisons a level."""
    while (child := 2 * root + 1) <= last:
        if child < last and items[child] < items[child + 1]:
            child += 1
        if not items[root] < items[child]:
            return
        items[root], items[child] = items[child], items[root]
        root = child


def levels_with_logarithm(count: int) -> int:
    """Return how many levels the tutorial draws for a tree of *count* items, 1 or more."""
    return math.ceil(math.log(count, 2))  # noqa: FURB163  # log2 is not what it calls


def levels(count: int) -> int:
    """Return how many levels a tree of *count* items has: the bits of its last item's number."""
    return count.bit_length()
