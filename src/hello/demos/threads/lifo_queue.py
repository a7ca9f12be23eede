"""What a LifoQueue does: last in, first out, of what is in it just now.

The same items go through the queue three times. The order in which they come
out depends on who is faster, the producer or the consumer. Notice the middle
row: the tutorial's listing prints neither 4 3 2 1 0 nor 0 1 2 3 4.

Try "--capacity 5" (all items fit in), "--capacity 1", and "--items 9".
"""

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click
from rich.console import RenderableType

from hello.bounds import check_bounds
from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demo import Shown, demo_command
from hello.demos.threads.queue_demo.history import GET, PUT, free, watch
from hello.demos.threads.queue_demo.pace import (
    PATIENCE,
    Passage,
    all_first,
    fast_consumer,
    slow_consumer,
)
from hello.demos.threads.queue_demo.picture import heading, history_table, in_words, lanes, table

SECTION = "LifoQueue后进先出队列"
MOST_PLACES = MOST_ITEMS = 50


@dataclass(frozen=True)
class EarlyLeaver:
    """A consumer that leaves when ``empty()`` is true: what it *got* of what was *sent*.

    *left* items are in the queue; *producer_waits* for room that nobody will make.
    """

    sent: tuple[int, ...]
    got: tuple[int, ...]
    left: int
    producer_waits: bool


@dataclass(frozen=True)
class LifoFacts:
    """The same items at three paces, and a consumer that left too early."""

    capacity: int
    items: tuple[int, ...]
    all_first: Passage
    slow_consumer: Passage
    fast_consumer: Passage
    early_leaver: EarlyLeaver

    @property
    def passages(self) -> dict[str, Passage]:
        """The three, by what is said of them."""
        return {
            "all put, then all got": self.all_first,
            "slow consumer": self.slow_consumer,
            "fast consumer": self.fast_consumer,
        }


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


def leave_when_empty(capacity: int, items: Sequence[int], *, producer_is_late: bool) -> EarlyLeaver:
    """Get in the tutorial's way, until ``empty()``, before the producer's first put or after it."""
    line: queue.LifoQueue[int] = queue.LifoQueue(capacity)
    history = watch(line)
    begin, stop = threading.Event(), threading.Event()

    def produce() -> None:
        begin.wait(PATIENCE)
        for item in items:
            if stop.is_set():
                return
            line.put(item, timeout=PATIENCE)

    producer = threading.Thread(target=produce, name="producer")
    got = []
    try:
        producer.start()
        if not producer_is_late:
            begin.set()
            history.until_blocked(producer)
        while not line.empty():
            got.append(line.get(timeout=PATIENCE))
            # The tutorial's sleep(1): the producer may put what there is room for.
            history.until_blocked(producer)
        begin.set()
        history.until_blocked(producer)
        return EarlyLeaver(tuple(items), tuple(got), line.qsize(), producer.is_alive())
    finally:
        stop.set()
        begin.set()
        free(line, producer)


def newest_first(facts: LifoFacts) -> Verdict:
    """Look whether each get returned the newest item in the queue, in all three runs."""
    gets = newest = longest = 0
    for passage in facts.passages.values():
        stack = []
        for step in passage.steps:
            if step.action == PUT:
                stack.append(step.item)
                longest = max(longest, len(stack))
            elif step.action == GET:
                gets += 1
                newest += step.item == stack[-1]
                stack.remove(step.item)
    if longest <= 1:
        return inconclusive(reason="there were never two items in the queue")
    return decide(newest == gets, gets=gets, of_the_newest_item=newest)


def all_first_reverses(facts: LifoFacts) -> Verdict:
    """Look whether what was put before the first get came out in reverse order."""
    return _reverses(facts, facts.all_first)


def listing_reverses(facts: LifoFacts) -> Verdict:
    """Look whether what came out in the tutorial's way is in reverse order."""
    return _reverses(facts, facts.slow_consumer)


def _reverses(facts: LifoFacts, passage: Passage) -> Verdict:
    if len(facts.items) <= 1:
        return inconclusive(reason="needs two items")
    return decide(passage.got == facts.items[::-1], put=list(facts.items), got=list(passage.got))


def pace_decides(facts: LifoFacts) -> Verdict:
    """Look whether the three runs gave the items in different orders."""
    if len(facts.items) <= 1:
        return inconclusive(reason="needs two items")
    orders = {name: list(passage.got) for name, passage in facts.passages.items()}
    return decide(len(set(map(tuple, orders.values()))) > 1, **orders)


def empty_means_all(facts: LifoFacts) -> Verdict:
    """Look whether the consumer had got all items when the queue was empty."""
    seen = facts.early_leaver
    return decide(
        len(seen.got) == len(seen.sent),
        sent=len(seen.sent),
        got=len(seen.got),
        left_in_the_queue=seen.left,
        producer_waits_for_ever=seen.producer_waits,
    )


CLAIMS = (
    Claim(
        "lifo-queue.newest-first",
        "A get returns the item that was put last, of those in the LifoQueue at that moment.",
        "get 取走的是此刻 LifoQueue 里最后放进去的那个元素。",
        SECTION,
        newest_first,
    ),
    Claim(
        "lifo-queue.all-first-reverses",
        "If all items are put before the first get, they come out in reverse order.",
        "如果第一次 get 之前元素已全部放入，取出的次序正好相反。",
        SECTION,
        all_first_reverses,
    ),
    Claim(
        "lifo-queue.listing-reverses",
        "The tutorial's listing prints its items in reverse order.",
        "教程的代码按相反的次序打印各个元素。",
        SECTION,
        listing_reverses,
    ),
    Claim(
        "lifo-queue.pace-decides",
        "In which order the items come out depends on who is faster, producer or consumer.",
        "元素取出的次序取决于生产者和消费者谁更快。",
        SECTION,
        pace_decides,
    ),
    Claim(
        "lifo-queue.empty-means-all",
        "A consumer that leaves when empty() is true has got every item.",
        "消费者等到 empty() 为真时退出，就已经取到了所有元素。",
        SECTION,
        empty_means_all,
    ),
)


def picture(facts: LifoFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading(f"1. {in_words(facts.items)} go in; this comes out")
    yield table([(name, in_words(passage.got)) for name, passage in facts.passages.items()])
    yield heading("2. The slow consumer, which is the tutorial's (the right one leaves first)")
    yield history_table(facts.slow_consumer.steps, facts.capacity)
    yield heading("3. Who waited (the main thread is the consumer)")
    yield lanes(facts.slow_consumer.steps)
    yield heading("4. A consumer that leaves when empty() is true, and a producer that is late")
    seen = facts.early_leaver
    yield table(
        [
            ("the consumer got", in_words(seen.got)),
            ("left in the queue", str(seen.left)),
            ("the producer", "waits for ever" if seen.producer_waits else "has put all"),
        ]
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
