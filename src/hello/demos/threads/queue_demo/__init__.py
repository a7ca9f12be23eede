"""What a Queue does: first in, first out, and who waits when it is full.

Producers put items into a queue, consumers get them out, in the same order.
Notice the rows "waits: full": such a put goes on only after a get. So a queue
with a capacity slows a fast producer down to the pace of its consumers.

Try "--capacity 1", "--capacity 0" (no limit: nobody waits to put), four
consumers for one producer, and "--pause 0".
"""

import logging
import queue
import threading
from collections.abc import Sequence

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.queue_demo.calls import (
    close,
    consume_as_the_listing,
    finish_tasks,
    make_calls,
)
from hello.demos.threads.queue_demo.claims import CLAIMS
from hello.demos.threads.queue_demo.facts import QueueFacts
from hello.demos.threads.queue_demo.history import History, Step, free_with_end, watch
from hello.demos.threads.queue_demo.pace import PATIENCE
from hello.demos.threads.queue_demo.picture import picture

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_PLACES = 100
MOST_ITEMS = 50
MOST_THREADS = 8
LONGEST_PAUSE = 50

logger = logging.getLogger(__name__)


def demonstrate(
    *, capacity: int = 3, items: int = 4, producers: int = 2, consumers: int = 2, pause: int = 10
) -> QueueFacts:
    """Send items through a queue, and try its calls one by one.

    *capacity* (0 to 100; 0 is no limit), *items* a producer (1 to 50), *producers*
    and *consumers* (1 to 8), *pause*: milliseconds that a consumer works on an
    item (0 to 50). Raise WrongUseError for anything else.
    Source: Python library reference, ``queue``; the tutorial's section on it.
    """
    check_bounds("capacity", capacity, 0, MOST_PLACES)
    check_bounds("items", items, 1, MOST_ITEMS)
    check_bounds("producers", producers, 1, MOST_THREADS)
    check_bounds("consumers", consumers, 1, MOST_THREADS)
    check_bounds("pause", pause, 0, LONGEST_PAUSE)
    letters = "ABCDEFGH"[:producers]
    received, steps = _send(capacity, letters, items, consumers, pause / 1000)
    return QueueFacts(
        capacity=capacity,
        producers=producers,
        consumers=consumers,
        sent=tuple(f"{letter}{number}" for letter in letters for number in range(items)),
        received=received,
        steps=steps,
        calls=tuple(make_calls()),
        tasks=finish_tasks(),
        listing=consume_as_the_listing(),
        closed=close(),
    )


def _send(
    capacity: int, letters: str, items: int, consumers: int, pause: float
) -> tuple[tuple[str, ...], tuple[Step, ...]]:
    """Return what the consumers received, and the history of the queue."""
    line: queue.Queue[str | None] = queue.Queue(capacity)
    history = watch(line)
    stop = threading.Event()
    received = []

    def produce(letter: str) -> None:
        for number in range(items):
            if stop.is_set():
                return
            line.put(f"{letter}{number}", timeout=PATIENCE)
            logger.info("put %s%d", letter, number)

    def consume() -> None:
        while not stop.is_set():
            item = line.get(timeout=PATIENCE)
            if item is None:
                return
            received.append(item)
            stop.wait(pause)
            logger.info("done with %s", item)
            line.task_done()

    makers = [
        threading.Thread(target=produce, args=letter, name=f"producer {letter}")
        for letter in letters
    ]
    takers = [
        threading.Thread(target=consume, name=f"consumer {number}")
        for number in range(1, consumers + 1)
    ]
    try:
        _take_turns(line, history, makers, takers)
        return tuple(received), history.steps
    finally:
        stop.set()
        free_with_end(line, *makers, *takers)


def _take_turns(
    line: "queue.Queue[str | None]",
    history: History,
    makers: Sequence[threading.Thread],
    takers: Sequence[threading.Thread],
) -> None:
    for thread in makers:
        thread.start()
    history.until_blocked(*makers)
    for thread in takers:
        thread.start()
    for thread in makers:
        thread.join(PATIENCE)
    line.join()
    for _ in takers:
        line.put(None, timeout=PATIENCE)
    for thread in takers:
        thread.join(PATIENCE)


@demo_command(
    __name__,
    "hello-queue",
    "hello-queue --capacity 1 --producers 1 --consumers 1",
    "hello-queue --producers 1 --consumers 4 --pause 50",
)
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
    default=4,
    show_default=True,
    help="Items that each producer puts.",
)
@click.option(
    "--producers",
    type=click.IntRange(1, MOST_THREADS),
    default=2,
    show_default=True,
    help="Threads that put.",
)
@click.option(
    "--consumers",
    type=click.IntRange(1, MOST_THREADS),
    default=2,
    show_default=True,
    help="Threads that get.",
)
@click.option(
    "--pause",
    type=click.IntRange(0, LONGEST_PAUSE),
    default=10,
    show_default=True,
    help="Milliseconds that a consumer works on each item.",
)
def main(capacity: int, items: int, producers: int, consumers: int, pause: int) -> Shown:
    """Show who waits for a queue."""
    facts = demonstrate(
        capacity=capacity, items=items, producers=producers, consumers=consumers, pause=pause
    )
    return Shown(facts, picture(facts))
