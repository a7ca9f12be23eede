"""What is said about a LifoQueue, and how ``hello-lifo-queue`` finds out."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.lifo_queue.facts import LifoFacts
from hello.demos.threads.queue_demo.history import GET, PUT
from hello.demos.threads.queue_demo.pace import Passage

SECTION = "LifoQueue后进先出队列"


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
