"""The pictures of ``hello-heap-sort``: two trees and a table, or the sort step by step."""

from collections.abc import Iterator
from statistics import median

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.basics.heap_sort.counting import fewest_comparisons
from hello.demos.basics.heap_sort.facts import HeapSortFacts
from hello.demos.basics.heap_sort.frames import frames
from hello.demos.basics.heap_sort.parts import HeapTree, Listed, heading


def picture(facts: HeapSortFacts, origin: str) -> Iterator[RenderableType]:
    """Yield what a run shows, top to bottom; *origin* says where the values come from."""
    yield Text(f"{_counted(len(facts.values), 'value')}, {origin}", "bold")
    yield Listed(facts.values)
    if facts.steps:
        yield from frames(facts.steps)
    elif facts.values:
        yield from _trees(facts)
    yield heading(_cost(facts))
    yield Listed(facts.result)
    if not facts.steps:
        yield from _table(facts)


def _cost(facts: HeapSortFacts) -> str:
    length = len(facts.values)
    fewest = f"log2({length}!), the fewest on average, is {fewest_comparisons(length):.0f}"
    return f"Sorted with {_counted(facts.comparisons, 'comparison')}; {fewest}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _trees(facts: HeapSortFacts) -> Iterator[RenderableType]:
    yield heading("As a tree: the value at place i stands above those at 2i + 1 and 2i + 2")
    yield HeapTree(facts.values)
    order = "larger" if facts.reverse else "smaller"
    yield heading(f"As a heap: no parent is {order} than its children")
    yield HeapTree(facts.heap)


def _table(facts: HeapSortFacts) -> Iterator[RenderableType]:
    yield heading("Comparisons on random lists, as multiples of log2(n!)")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="")
    for title in ("n", "heap sort", "the tutorial's"):
        table.add_column(title, justify="right")
    for counts in facts.counts:
        fewest = fewest_comparisons(counts.length)
        ratios = (median(sort) / fewest for sort in (counts.ours, counts.listing))
        table.add_row(str(counts.length), *(f"{ratio:.2f}" for ratio in ratios))
    yield table
