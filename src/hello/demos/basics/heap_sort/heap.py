"""Bottom-up heap sort: a list read as a heap, and how an item sinks in it.

The item at place ``i`` has its children at ``2 * i + 1`` and ``2 * i + 2``. Only ``<`` is ever
asked of the items, as by ``sorted``.

The way to sink is Ingo Wegener's ("Bottom-up heapsort", Theoretical Computer Science 118,
1993): first to the bottom, with one comparison a level, then back up. What sinks was a leaf a
moment ago and nearly always belongs near the bottom, so the way back up is short.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, Protocol, TypeVar, overload


class Comparable(Protocol):
    """Whatever answers ``<``."""

    def __lt__(self, other: Any, /) -> bool:
        """Return whether this comes before the *other*."""
        ...


C = TypeVar("C", bound=Comparable)
Item = TypeVar("Item")


class Ascending(Generic[Item]):
    """An item and the key that stands for it in comparisons."""

    __slots__ = ("item", "key")

    def __init__(self, key: Comparable, item: Item) -> None:
        self.key = key
        self.item = item

    def __lt__(self, other: "Ascending[Item]") -> bool:
        return self.key < other.key


class Descending(Ascending[Item]):
    """The same the other way round: larger keys come first."""

    __slots__ = ()

    def __lt__(self, other: Ascending[Item]) -> bool:
        return other.key < self.key


@overload
def heap_sort(items: Iterable[C], *, key: None = None, reverse: bool = False) -> list[C]: ...
@overload
def heap_sort(
    items: Iterable[Item], *, key: Callable[[Item], Comparable], reverse: bool = False
) -> list[Item]: ...
def heap_sort(
    items: Iterable[Any], *, key: Callable[[Any], Comparable] | None = None, reverse: bool = False
) -> list[Any]:
    """Return a new list of the *items* in ascending order, or descending if *reverse*.

    As with ``sorted``, *key* is called once an item, and items that cannot be compared raise
    TypeError. Unlike ``sorted``, this is not stable: equal items may change their order. Where
    ``<`` is no total order, as with NaN or sets, the result has all the items in no certain order.
    """
    if key is None and not reverse:
        heap = list(items)
        sort_in_place(heap)
        return heap
    entry = Descending if reverse else Ascending
    entries = [entry(item if key is None else key(item), item) for item in items]
    sort_in_place(entries)
    return [entry.item for entry in entries]


def heap_of(items: Iterable[C], *, reverse: bool = False) -> list[C]:
    """Return a new list of the *items*, a heap.

    No parent in it is smaller than its children; if *reverse*, none is larger.
    """
    entry = Descending if reverse else Ascending
    entries = [entry(item, item) for item in items]
    heapify(entries)
    return [entry.item for entry in entries]


def sort_in_place(items: list[C]) -> None:
    """Sort *items* themselves, ascending."""
    heapify(items)
    for root, size in draining(items):
        sift_down(items, root, size)


def heapify(items: list[C]) -> None:
    """Rearrange *items* so that no parent is smaller than its children."""
    for root, size in building(items):
        sift_down(items, root, size)


def building(items: list[C]) -> Iterator[tuple[int, int]]:
    """Yield the place of every parent, the last one first, and the size of the heap.

    What stands there has to sink before the next is asked for.
    """
    for root in reversed(range(len(items) // 2)):
        yield root, len(items)


def draining(heap: list[C]) -> Iterator[tuple[int, int]]:
    """Exchange the largest item with the heap's last; yield the root and the size that is left.

    What came to the root has to sink before the next is asked for.
    """
    for end in reversed(range(1, len(heap))):
        heap[0], heap[end] = heap[end], heap[0]
        yield 0, end


def sift_down(heap: list[C], root: int, size: int) -> int:
    """Let the item at *root* sink to where it belongs in ``heap[:size]``; return that place."""
    item = heap[root]
    place = _hole_at_leaf(heap, root, size)
    while place > root and heap[parent := (place - 1) // 2] < item:
        heap[place] = heap[parent]
        place = parent
    heap[place] = item
    return place


def _hole_at_leaf(heap: list[C], root: int, size: int) -> int:
    """Move the larger child up into the hole at *root*, and so on; return the leaf left empty."""
    hole, child = root, 2 * root + 2
    while child < size:
        if heap[child] < heap[child - 1]:
            child -= 1
        heap[hole] = heap[child]
        hole, child = child, 2 * child + 2
    if child == size:  # a left child that has no sibling
        heap[hole] = heap[child - 1]
        hole = child - 1
    return hole
