"""What ``hello-remedies`` claims, and the checks."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.processes.remedies.facts import Messages, Remedies
from hello.demos.processes.remedies.hardware import serial_share

SECTION = "并发的解决"


def queue_is_bounded(facts: Remedies) -> Verdict:
    """Look whether the queue was never longer than it may be, and nothing was dropped."""
    queued = facts.queued
    if len(facts.items) <= queued.capacity:
        return inconclusive(reason="there is a place for every request: nobody has to wait")
    holds = queued.peak <= queued.capacity and queued.handled == len(facts.items)
    return decide(
        holds,
        capacity=queued.capacity,
        longest=queued.peak,
        sender_had_to_wait=queued.held_back,
        handled=f"{queued.handled} of {len(facts.items)}",
    )


def lock_loses_nothing(facts: Remedies) -> Verdict:
    """Look whether all updates of several threads are in the total."""
    locked = facts.locked
    if locked.threads == 1:
        return inconclusive(reason="one thread alone cannot lose an update; take more workers")
    return decide(
        locked.lost == 0 and locked.total == facts.plain.total,
        threads=locked.threads,
        updates=locked.updates,
        lost=locked.lost,
    )


def cache_computes_once(facts: Remedies) -> Verdict:
    """Look whether no price was worked out a second time."""
    cached, different = facts.cached, len(set(facts.items))
    computed = cached.beforehand + cached.on_demand
    return decide(
        computed == different and cached.total == facts.plain.total,
        requests=len(facts.items),
        different=different,
        computed=computed,
        of_them_beforehand=cached.beforehand,
        looked_up=cached.looked_up,
    )


def processes_overlap(facts: Remedies) -> Verdict:
    """Look whether all processes had begun before the first one ended."""
    parallel = facts.parallel
    if len(parallel.shares) == 1:
        return inconclusive(reason="one process has nobody to be at work with; take more workers")
    holds = parallel.at_once == len(parallel.processes) == len(parallel.shares)
    return decide(
        holds and parallel.total == facts.plain.total,
        processes=len(parallel.processes),
        at_work_at_the_same_time=parallel.at_once,
        requests_each=list(parallel.shares),
    )


def hardware_has_a_limit(facts: Remedies) -> Verdict:
    """Look whether the projection stays below one over the measured serial share."""
    share = serial_share(facts.plain)
    if share == 0:
        return inconclusive(reason="the clock is too coarse for the part that stays as it is")
    return decide(
        all(one.speed_up < 1 / share for one in facts.projections),
        kind="projection from the measured share, not a measurement of faster hardware",
        share_that_stays=round(share, 3),
        limit=round(1 / share, 1),
        projected={f"{one.times} times": round(one.speed_up, 1) for one in facts.projections},
    )


def lost_message_comes_again(facts: Remedies) -> Verdict:
    """Look whether the message that was thrown away was handled in the end."""
    return _delivered_again(facts, "lost on the way")


def killed_workers_message_comes_again(facts: Remedies) -> Verdict:
    """Look whether the message that a killed worker held was handled by another."""
    return _delivered_again(facts, "worker killed")


def _delivered_again(facts: Remedies, kind: str) -> Verdict:
    messages = facts.messages
    if messages is None:
        return inconclusive(reason=facts.missing)
    fault = next(one for one in messages.faults if one.kind == kind)
    holds = fault.handled_by not in {None, fault.victim} and messages.lost == 0
    return decide(
        holds,
        message=fault.message,
        delivered_again_by=fault.again,
        **_counts(messages),
    )


def repeated_message_counts_once(facts: Remedies) -> Verdict:
    """Look whether messages came twice, and the total is right all the same."""
    messages = facts.messages
    if messages is None:
        return inconclusive(reason=facts.missing)
    if messages.repeats == 0 or messages.lost:
        return inconclusive(reason="nothing came twice, or something was lost")
    return decide(
        messages.total == facts.plain.total,
        came_twice=messages.repeats,
        total=messages.total,
        right_total=facts.plain.total,
    )


def _counts(messages: Messages) -> dict[str, object]:
    return {
        "broker": messages.broker,
        "messages": messages.messages,
        "sent": messages.sent,
        "redelivered_by_broker": messages.redelivered,
        "lost": messages.lost,
    }


CLAIMS = (
    Claim(
        id="remedies.queue-is-bounded",
        english="A bounded queue never holds more than its capacity: the sender waits, "
        "and nothing is dropped.",
        chinese="有界队列里的元素从不超过容量：队列满了，发送方就等待，请求一个也不丢。",
        section=SECTION,
        check=queue_is_bounded,
    ),
    Claim(
        id="remedies.lock-loses-nothing",
        english="With a lock around it, no update of what threads share is lost.",
        chinese="对共享数据的更新加了锁，多个线程同时更新也一次都不会丢。",
        section=SECTION,
        check=lock_loses_nothing,
    ),
    Claim(
        id="remedies.cache-computes-once",
        english="With a cache, each answer is worked out once, however often it is wanted.",
        chinese="有了缓存，每个结果只计算一次，不管被请求多少次。",
        section=SECTION,
        check=cache_computes_once,
    ),
    Claim(
        id="remedies.processes-overlap",
        english="Processes are at work at the same time: all have begun before one ends.",
        chinese="多个进程同时在工作：第一个进程结束之前，所有进程都已经开始。",
        section=SECTION,
        check=processes_overlap,
    ),
    Claim(
        id="remedies.hardware-has-a-limit",
        english="Faster hardware has a limit (a projection by Amdahl's law): no speed-up "
        "exceeds 1 / the share of the time that stays as it is.",
        chinese="提升硬件有极限（按阿姆达尔定律推算，并非实测）："
        "加速比不会超过“1 ÷ 无法加速部分所占的时间比例”。",
        section=SECTION,
        check=hardware_has_a_limit,
    ),
    Claim(
        id="remedies.lost-message-comes-again",
        english="A message that is lost on the way is delivered again, and none is missing "
        "in the end.",
        chinese="消息在途中丢失后会再次投递，最后一条也不少。",
        section=SECTION,
        check=lost_message_comes_again,
    ),
    Claim(
        id="remedies.killed-worker-loses-nothing",
        english="When a worker is killed with a message in its hands, another worker "
        "gets the message, and none is missing in the end.",
        chinese="工作进程拿着消息被强行终止后，这条消息会交给另一个工作进程，最后一条也不少。",
        section=SECTION,
        check=killed_workers_message_comes_again,
    ),
    Claim(
        id="remedies.repeated-message-counts-once",
        english="A message that comes twice counts once, because it is told by its number.",
        chinese="消息带有编号，同一条消息到达两次也只计一次。",
        section=SECTION,
        check=repeated_message_counts_once,
    ),
)
