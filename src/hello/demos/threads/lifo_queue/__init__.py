"""What a LifoQueue does: last in, first out, of what is in it just now.

The same items go through the queue three times. The order in which they come
out depends on who is faster, the producer or the consumer. Notice the middle
row: the tutorial's listing prints neither 4 3 2 1 0 nor 0 1 2 3 4.

Try "--capacity 5" (all items fit in), "--capacity 1", and "--items 9".
"""

import queue

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.lifo_queue.claims import CLAIMS
from hello.demos.threads.lifo_queue.facts import LifoFacts
from hello.demos.threads.lifo_queue.leaving import leave_when_empty
from hello.demos.threads.lifo_queue.picture import picture
from hello.demos.threads.queue_demo.pace import all_first, fast_consumer, slow_consumer

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_PLACES = MOST_ITEMS = 50


def demonstrate(*, capacity: int = 3, items: int = 5) -> LifoFacts:
    """Send items through a LifoQueue at three paces.

    *capacity* (0 to 50; 0 is no limit), *items* (1 to 50). Raise WrongUseError
    for anything else. Source: Python library reference, ``queue``; the
    tutorial's section on LifoQueue.
    """
    check_bounds("capacity", capacity, 0, MOST_PLACES)
    check_bounds("items", items, 1, MOST_ITEMS)
    numbers = tuple(range(items))
    return LifoFacts(
        capacity=capacity,
        items=numbers,
        all_first=all_first(queue.LifoQueue(), numbers),
        slow_consumer=slow_consumer(queue.LifoQueue(capacity), numbers),
        fast_consumer=fast_consumer(queue.LifoQueue(capacity), numbers),
        early_leaver=leave_when_empty(capacity, numbers, producer_is_late=True),
    )


@demo_command(__name__, "hello-lifo-queue", "hello-lifo-queue --capacity 5 --items 9")
@click.option(
    "--capacity",
    type=click.IntRange(0, MOST_PLACES),
    default=3,
    show_default=True,
    help="Places in the queue; 0 is no limit.",
)
@click.option(
    "--items",
    type=click.IntRange(1, MOST_ITEMS),
    default=5,
    show_default=True,
    help="Items to send through it.",
)
def main(capacity: int, items: int) -> Shown:
    """Show in which order the items come out."""
    facts = demonstrate(capacity=capacity, items=items)
    return Shown(facts, picture(facts))
