"""What is said about a priority queue, and how ``hello-priority-queue`` finds out."""

from math import factorial

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.priority_queue.facts import PriorityFacts
from hello.demos.threads.priority_queue.trials import BARE, COUNTED, NUMBERED, UNCOMPARED, Tie
from hello.demos.threads.queue_demo.history import GET, PUT

SECTION = "PriorityQueue小顶堆排序队列"


def smallest_first(facts: PriorityFacts) -> Verdict:
    """Look whether each get returned the smallest item in the queue, in both runs."""
    gets = smallest = longest = 0
    for passage in (facts.all_first, facts.slow_consumer):
        inside = []
        for step in passage.steps:
            if step.action == PUT:
                inside.append(step.item)
                longest = max(longest, len(inside))
            elif step.action == GET:
                gets += 1
                smallest += step.item == min(inside)
                inside.remove(step.item)
    if longest <= 1:
        return inconclusive(reason="there were never two items in the queue")
    return decide(smallest == gets, gets=gets, of_the_smallest_item=smallest)


def next_field_decides(facts: PriorityFacts) -> Verdict:
    """Look whether equal priorities left by their numbers, which were put from the largest down."""
    tie = facts.tie(NUMBERED)
    return decide(
        tie.order == tuple(sorted(tie.put)) != tie.put,
        put=list(tie.put),
        got=list(tie.order),
    )


def ties_without_order_fail(facts: PriorityFacts) -> Verdict:
    """Look whether the second of two equal priorities was refused: dicts have no order."""
    tie = facts.tie(BARE)
    return decide(
        tie.accepted == 1 and (tie.error or "").startswith("TypeError"),
        accepted=tie.accepted,
        then=tie.error or "no error",
    )


def refused_item_stays(facts: PriorityFacts) -> Verdict:
    """Look whether the queue holds one item more than it accepted."""
    tie = facts.tie(BARE)
    if tie.error is None:
        return inconclusive(reason="no item was refused")
    return decide(tie.held == tie.accepted + 1, accepted=tie.accepted, in_the_queue=tie.held)


def uncompared_field_helps(facts: PriorityFacts) -> Verdict:
    """Look whether all jobs of one priority were accepted, and all came out."""
    tie = facts.tie(UNCOMPARED)
    whole = sorted(tie.order) == sorted(tie.put)
    return decide(tie.error is None and whole, **_evidence(tie))


def counter_keeps_order(facts: PriorityFacts) -> Verdict:
    """Look whether items of one priority came out in the order in which they were put."""
    tie = facts.tie(COUNTED)
    return decide(tie.error is None and tie.order == tie.put, **_evidence(tie))


def _evidence(tie: Tie) -> dict[str, object]:
    return {"accepted": tie.accepted, "then": tie.error or "no error", "left": list(tie.order)}


def listing_is_in_order(facts: PriorityFacts) -> Verdict:
    """Look whether a slow consumer got the pairs in order at every shuffle."""
    items, seen = len(facts.arrived), facts.listing
    if items <= 1:
        return inconclusive(reason="needs two pairs")
    share = share_in_order(facts.capacity, items)
    if share < 1 and seen.in_order == seen.rounds:
        return inconclusive(reason="each shuffle happened to come out in order", share=share)
    return decide(
        seen.in_order == seen.rounds,
        shuffles=seen.rounds,
        in_order=seen.in_order,
        expected=seen.rounds * share,
        pairs=items,
        capacity=facts.capacity,
    )


def share_in_order(capacity: int, items: int) -> float:
    """Return the part of all orders of *items* that a queue of *capacity* puts in order.

    The k-th smallest item has to be among the first *capacity* + k that arrive.
    """
    if not 0 < capacity < items:
        return 1.0
    in_order: int = factorial(capacity) * capacity ** (items - capacity)
    return in_order / factorial(items)


CLAIMS = (
    Claim(
        "priority-queue.smallest-first",
        "A get returns the smallest of the items that are in the PriorityQueue at that moment.",
        "get 取走的是此刻 PriorityQueue 里最小的元素。",
        SECTION,
        smallest_first,
    ),
    Claim(
        "priority-queue.next-field-decides",
        "Where the first fields of two tuples are equal, the next field decides.",
        "两个元组的第一项相等时，由下一项决定先后。",
        SECTION,
        next_field_decides,
    ),
    Claim(
        "priority-queue.ties-without-order-fail",
        "If what is compared next has no order, such as dicts, put raises TypeError.",
        "接着比较的那一项如果不能比较大小（例如字典），put 就抛出 TypeError。",
        SECTION,
        ties_without_order_fail,
    ),
    Claim(
        "priority-queue.refused-item-stays",
        "The item whose put raised TypeError is in the queue all the same.",
        "put 虽然抛出了 TypeError，那个元素却已经留在队列里。",
        SECTION,
        refused_item_stays,
    ),
    Claim(
        "priority-queue.compare-false",
        "A dataclass with order=True, and compare=False on the task, makes ties harmless.",
        "用 order=True 的 dataclass，并给任务字段加 compare=False，优先级相同也不会出错。",
        SECTION,
        uncompared_field_helps,
    ),
    Claim(
        "priority-queue.counter-keeps-order",
        "With a counter as second field, items of one priority leave in the order of their puts.",
        "把递增的序号放在第二项，优先级相同的元素按放入的次序取出。",
        SECTION,
        counter_keeps_order,
    ),
    Claim(
        "priority-queue.listing-in-order",
        "The tutorial's listing prints its pairs in order, whatever the shuffle.",
        "无论怎样打乱，教程的代码都按从小到大的次序打印。",
        SECTION,
        listing_is_in_order,
    ),
)
