"""What is said about a queue, and how ``hello-queue`` finds out."""

from collections import Counter
from collections.abc import Sequence

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.queue_demo.facts import Call, QueueFacts
from hello.demos.threads.queue_demo.history import GET, PUT, WAITS_TO_PUT, Step

SECTION = "Queque先进先出队列"


def first_in_first_out(facts: QueueFacts) -> Verdict:
    """Look whether the gets returned the items in the order of the puts."""
    put = [step.item for step in facts.steps if step.action == PUT]
    got = [step.item for step in facts.steps if step.action == GET]
    longest = _longest(facts.steps)
    if longest <= 1:
        return inconclusive(reason="there were never two items in the queue")
    in_order = sum(map(lambda first, second: first == second, put, got))
    return decide(put == got, items=len(put), in_order=in_order, longest_queue=longest)


def full_queue_blocks(facts: QueueFacts) -> Verdict:
    """Look whether the queue kept its limit, and each wait to put ended after a get."""
    if not 0 < facts.capacity < len(facts.sent):
        return inconclusive(reason="the queue cannot become full", capacity=facts.capacity)
    longest = _longest(facts.steps)
    waits = [number for number, step in enumerate(facts.steps) if step.action == WAITS_TO_PUT]
    if not waits and longest < facts.capacity:
        return inconclusive(reason="the queue never was full", longest_queue=longest)
    after_get = sum(_ends_after_get(facts.steps[number:]) for number in waits)
    return decide(
        waits and after_get == len(waits) and longest <= facts.capacity,
        capacity=facts.capacity,
        longest_queue=longest,
        waits=len(waits),
        ended_after_a_get=after_get,
    )


def _ends_after_get(steps: Sequence[Step]) -> bool:
    """Say whether a get comes before the next step of the thread that waits first."""
    for step in steps[1:]:
        if step.thread == steps[0].thread:
            return False
        if step.action == GET:
            return True
    return False


def _longest(steps: Sequence[Step]) -> int:
    return max((len(step.content) for step in steps), default=0)


def every_item_once(facts: QueueFacts) -> Verdict:
    """Look whether the consumers together received what was sent, nothing twice."""
    if min(facts.producers, facts.consumers) <= 1:
        return inconclusive(reason="needs two producers and two consumers")
    received = Counter(facts.received)
    return decide(
        received == Counter(facts.sent),
        sent=len(facts.sent),
        received=received.total(),
        different=len(received),
    )


def no_block_no_wait(facts: QueueFacts) -> Verdict:
    """Look whether the calls with block=False raised, and none of them began to wait."""
    calls = [call for call in facts.calls if "block=False" in call.call]
    return decide(
        all(call.error == call.expected and not call.waits for call in calls), **_ends(calls)
    )


def timeout_waits_then_raises(facts: QueueFacts) -> Verdict:
    """Look whether the calls that have only a timeout began to wait, and raised."""
    calls = [call for call in facts.calls if "block=False" not in call.call]
    return decide(all(call.error == call.expected and call.waits for call in calls), **_ends(calls))


def _ends(calls: Sequence[Call]) -> dict[str, object]:
    return {call.call: f"{call.error or 'no error'} after {call.waits} waits" for call in calls}


def join_waits_for_all(facts: QueueFacts) -> Verdict:
    """Look whether ``join`` waited, and all was done when it returned."""
    tasks = facts.tasks
    return decide(
        tasks.join_waited and tasks.done_at_return == tasks.items,
        items=tasks.items,
        join_waited=tasks.join_waited,
        done_when_it_returned=tasks.done_at_return,
    )


def one_task_done_too_many(facts: QueueFacts) -> Verdict:
    """Look whether the additional call raised ValueError."""
    error = facts.tasks.once_more or "no error"
    return decide(error.startswith("ValueError"), items=facts.tasks.items, error=error)


def listing_ends_well(facts: QueueFacts) -> Verdict:
    """Look whether the tutorial's consumer got all items and no exception."""
    seen = facts.listing
    return decide(
        seen.error is None and seen.got == seen.sent,
        got=list(seen.got),
        then=seen.error or "no error",
    )


def shut_down(facts: QueueFacts) -> Verdict:
    """Look whether put was refused, and get returned all there was and then was refused."""
    seen = facts.closed
    if seen is None:
        return inconclusive(reason="Queue.shutdown came with Python 3.13")
    errors = {seen.put_error, seen.get_error}
    return decide(
        errors == {"ShutDown"} and seen.got == seen.held,
        put=seen.put_error or "no error",
        got=list(seen.got),
        then=seen.get_error or "no error",
    )


CLAIMS = (
    Claim(
        "queue.first-in-first-out",
        "Items leave a Queue in the order in which they were put.",
        "先放进 Queue 的元素先出来。",
        SECTION,
        first_in_first_out,
    ),
    Claim(
        "queue.full-blocks-put",
        "A put on a full queue waits until a get has made room.",
        "队列满了，put 会一直等到有 get 腾出位置。",
        SECTION,
        full_queue_blocks,
    ),
    Claim(
        "queue.every-item-once",
        "With several producers and consumers every item arrives exactly once.",
        "有多个生产者和消费者时，每个元素都恰好被取走一次。",
        SECTION,
        every_item_once,
    ),
    Claim(
        "queue.block-false",
        "With block=False, get raises Empty and put raises Full at once; the timeout is ignored.",
        "block=False 时，get 立刻抛出 Empty，put 立刻抛出 Full，timeout 不起作用。",
        SECTION,
        no_block_no_wait,
    ),
    Claim(
        "queue.timeout",
        "With a timeout alone, get and put wait first, and then raise Empty or Full.",
        "只给出 timeout 时，get 和 put 先等待，到时仍不成功才抛出 Empty 或 Full。",
        SECTION,
        timeout_waits_then_raises,
    ),
    Claim(
        "queue.join",
        "join returns when task_done has been called for every item.",
        "对每个元素都调用过 task_done 之后，join 才返回。",
        SECTION,
        join_waits_for_all,
    ),
    Claim(
        "queue.task-done-too-often",
        "One task_done more than there were items raises ValueError.",
        "task_done 的调用次数多于元素个数时，抛出 ValueError。",
        SECTION,
        one_task_done_too_many,
    ),
    Claim(
        "queue.listing-ends-well",
        "The tutorial's consumer ends without an exception.",
        "教程里的消费者线程能正常结束，不抛出异常。",
        SECTION,
        listing_ends_well,
    ),
    Claim(
        "queue.shutdown",
        "After shutdown a put raises ShutDown; get returns what is left, then raises it too.",
        "shutdown 之后，put 抛出 ShutDown；get 先取完剩下的元素，然后也抛出 ShutDown。",
        SECTION,
        shut_down,
    ),
)
