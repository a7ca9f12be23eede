"""What a PriorityQueue does: the smallest first, of what is in it now.

Letters with numbers go in shuffled. With room for all of them they come out in
order. With the tutorial's capacity of 5 they mostly do not: a small one that
arrives late cannot leave early. Items of equal priority need a second look:
Python compares what stands next to the priority.

Try "--capacity 10", "--capacity 1", and "--seed 2".
"""

import queue

import click

from hello.bounds import check_bounds
from hello.chance import chance_of, seed_or_new
from hello.demo import Shown, demo_command, seed_option
from hello.demos.threads.priority_queue.claims import CLAIMS
from hello.demos.threads.priority_queue.facts import PriorityFacts
from hello.demos.threads.priority_queue.picture import picture
from hello.demos.threads.priority_queue.trials import repeat_listing, try_ties
from hello.demos.threads.queue_demo.pace import all_first, slow_consumer

__all__ = ["CLAIMS", "demonstrate", "main"]

LETTERS = "abcde"
MOST_PLACES = MOST_ITEMS = 50


def demonstrate(*, capacity: int = 5, items: int = 10, seed: int | None = None) -> PriorityFacts:
    """Send shuffled pairs through a PriorityQueue, and try items that tie.

    *capacity* (0 to 50; 0 is no limit), *items* (1 to 50), *seed* (0 to
    4294967295; None takes a new one). Raise WrongUseError for anything else.
    Source: Python library reference, ``queue`` and ``heapq``, "Priority Queue
    Implementation Notes"; the tutorial's section on PriorityQueue.
    """
    check_bounds("capacity", capacity, 0, MOST_PLACES)
    check_bounds("items", items, 1, MOST_ITEMS)
    seed = seed_or_new(seed)
    chance = chance_of(seed)
    pairs = [(LETTERS[number % len(LETTERS)], number) for number in range(items)]
    chance.shuffle(pairs)
    return PriorityFacts(
        seed=seed,
        capacity=capacity,
        arrived=tuple(pairs),
        all_first=all_first(queue.PriorityQueue(), pairs),
        slow_consumer=slow_consumer(queue.PriorityQueue(capacity), pairs),
        ties=tuple(try_ties()),
        listing=repeat_listing(capacity, pairs, chance),
    )


@demo_command(
    __name__,
    "hello-priority-queue",
    "hello-priority-queue --capacity 10",
    "hello-priority-queue --seed 2",
)
@click.option(
    "--capacity",
    type=click.IntRange(0, MOST_PLACES),
    default=5,
    show_default=True,
    help="Places in the queue; 0 is no limit.",
)
@click.option(
    "--items",
    type=click.IntRange(1, MOST_ITEMS),
    default=10,
    show_default=True,
    help="Pairs to send through it.",
)
@seed_option
def main(capacity: int, items: int, seed: int | None) -> Shown:
    """Show in which order the pairs come out."""
    facts = demonstrate(capacity=capacity, items=items, seed=seed)
    return Shown(facts, picture(facts))
