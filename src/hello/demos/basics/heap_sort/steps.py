"""Heap sort, watched: the steps of a short sort, as the algorithm itself takes them."""

from collections.abc import Iterator, Sequence
from operator import lt

from hello.demos.basics.heap_sort.counting import Watched
from hello.demos.basics.heap_sort.facts import Comparison, Phase, Step, Value
from hello.demos.basics.heap_sort.heap import Ascending, Descending, building, draining, sift_down


def steps(values: Sequence[Value], *, reverse: bool = False) -> Iterator[Step]:
    """Sort *values* and yield each step, with the comparisons as they were asked."""
    asked: list[tuple[Watched[Value], Watched[Value]]] = []

    def watch(left: Watched[Value], right: Watched[Value]) -> None:
        asked.append((left, right))

    entry = Descending if reverse else Ascending
    heap = [entry(Watched(value, watch), value) for value in values]
    for phase, stages in ((Phase.BUILD, building(heap)), (Phase.SORT, draining(heap))):
        for root, size in stages:
            before, sinking = _values(heap), heap[root].key
            place = sift_down(heap, root, size)
            comparisons = tuple(
                # The way down asks about children only; what sinks is asked about on the way up.
                Comparison(
                    left.item, right.item, lt(left.item, right.item), sinking in (left, right)
                )
                for left, right in asked
            )
            asked.clear()
            yield Step(phase, before, root, size, comparisons, place, _values(heap))


def _values(heap: Sequence[Ascending[Value]]) -> tuple[Value, ...]:
    return tuple(entry.item for entry in heap)
