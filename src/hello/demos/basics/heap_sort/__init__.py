"""Heap sort in trees: what sinks, and how few comparisons that takes.

A list can be read as a tree: the item at place i stands above those at 2i + 1
and 2i + 2. Where no parent is smaller than its children, the list is a heap,
and the largest item is on top. Heap sort builds a heap and takes the top away
until nothing is left. Notice how little of the tree a step touches.

Try "--steps" to see each item sink, "--items" with numbers or words of your
own, and "--length" 1000 and 100000 to see how the comparisons grow.
"""

import logging
from collections.abc import Sequence

import click

from hello.bounds import check_bounds
from hello.chance import seed_or_new
from hello.demo import Shown, demo_command, seed_option
from hello.demos.basics.heap_sort.claims import CLAIMS
from hello.demos.basics.heap_sort.counting import count_comparisons
from hello.demos.basics.heap_sort.facts import HeapSortFacts, Value
from hello.demos.basics.heap_sort.heap import heap_of, heap_sort
from hello.demos.basics.heap_sort.listing import sort_with_early_swap
from hello.demos.basics.heap_sort.picture import picture
from hello.demos.basics.heap_sort.steps import steps as steps_of
from hello.demos.basics.heap_sort.tree import print_tree
from hello.demos.basics.heap_sort.trials import count_both, try_listing, try_ties, try_tree
from hello.demos.basics.heap_sort.values import (
    MOST_STEPPED,
    MOST_VALUES,
    STEPPED_LENGTH,
    USUAL_LENGTH,
    check_values,
    parsed,
    random_values,
)
from hello.errors import WrongUseError

__all__ = ["CLAIMS", "demonstrate", "heap_sort", "main", "print_tree", "sort_with_early_swap"]

logger = logging.getLogger(__name__)


def demonstrate(
    *,
    length: int = USUAL_LENGTH,
    items: Sequence[Value] | None = None,
    seed: int | None = None,
    reverse: bool = False,
    steps: bool = False,
) -> HeapSortFacts:
    """Sort *items*, or *length* (0 to 100,000) random numbers, and try out what is claimed.

    *items* are up to 100,000 numbers or strings. *seed* (0 to 2**32 - 1) is that of all random
    lists. *reverse*: largest first. *steps*: note each step, of 15 values at most. Raises
    WrongUseError for anything else. Source: the tutorial's section on heap sort.
    """
    check_bounds("length", length, 0, MOST_VALUES)
    seed = seed_or_new(seed)
    values = random_values(length, seed) if items is None else tuple(items)
    check_values(values, steps=steps)

    heap = heap_of(values, reverse=reverse)
    logger.info("built a heap of %d values", len(heap))
    result = heap_sort(values, reverse=reverse)
    comparisons = count_comparisons(lambda watched: heap_sort(watched, reverse=reverse), values)
    logger.info("sorted them with %d comparisons", comparisons)
    return HeapSortFacts(
        seed=seed,
        reverse=reverse,
        values=values,
        heap=tuple(heap),
        result=tuple(result),
        comparisons=comparisons,
        steps=tuple(steps_of(values, reverse=reverse)) if steps else (),
        counts=count_both(seed),
        ties=try_ties(seed),
        listing_sorts=try_listing(seed),
        listing_tree=try_tree(),
    )


@demo_command(
    __name__,
    "hello-heap-sort",
    "hello-heap-sort --steps --items 3,1,2",
    "hello-heap-sort --items pear,fig,apple --reverse",
    "hello-heap-sort --length 1000 --seed 7",
)
@click.option(
    "--length",
    type=click.IntRange(0, MOST_VALUES),
    help="Sort this many random numbers."
    f"  [default: {USUAL_LENGTH}; {STEPPED_LENGTH} with --steps]",
)
@click.option(
    "--items",
    metavar="A,B,C",
    help="Sort these: numbers, or words if one of them is not a number.",
)
@seed_option
@click.option("--reverse", is_flag=True, help="Put the largest first.")
@click.option(
    "--steps", is_flag=True, help=f"Show each item sink, of {MOST_STEPPED} values at most."
)
def main(
    *, length: int | None, items: str | None, seed: int | None, reverse: bool, steps: bool
) -> Shown:
    """Show a heap sort."""
    if items is not None and length is not None:
        raise WrongUseError("--items and --length exclude each other", next_step="give one of them")
    if length is None:
        length = STEPPED_LENGTH if steps else USUAL_LENGTH
    facts = demonstrate(
        length=length,
        items=None if items is None else parsed(items),
        seed=seed,
        reverse=reverse,
        steps=steps,
    )
    origin = "yours" if items is not None else f"random (again with --seed {facts.seed})"
    return Shown(facts, picture(facts, origin))
