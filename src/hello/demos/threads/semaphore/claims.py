"""What the tutorial says about semaphores, and how the demo finds out."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.semaphore.facts import SemaphoreFacts

SEMAPHORE = "Semaphore信号量"


def never_more(facts: SemaphoreFacts) -> Verdict:
    """Look whether the count of those inside ever passed the number of permits."""
    seen = facts.orderly
    if facts.threads <= facts.permits:
        return inconclusive(reason="needs more threads than permits", threads=facts.threads)
    return decide(
        seen.most_inside <= facts.permits,
        permits=facts.permits,
        most_inside=seen.most_inside,
        threads=facts.threads,
        stays=len(seen.stays),
    )


def all_used(facts: SemaphoreFacts) -> Verdict:
    """Look whether as many were inside at once as there are permits."""
    seen = facts.orderly
    if facts.threads < facts.permits:
        return inconclusive(reason="needs as many threads as permits", threads=facts.threads)
    return decide(
        seen.most_inside >= facts.permits, permits=facts.permits, most_inside=seen.most_inside
    )


def blocks_at_zero(facts: SemaphoreFacts) -> Verdict:
    """Look whether all permits were given, no more, and after one release one more."""
    permits = facts.permits
    return decide(
        (facts.let_in, facts.after_release) == (permits, 1),
        permits=permits,
        let_in=facts.let_in,
        after_one_release=facts.after_release,
    )


def default_is_one(facts: SemaphoreFacts) -> Verdict:
    """Look whether a semaphore made without a number lets in one."""
    return decide(facts.let_in_by_default == 1, let_in=facts.let_in_by_default)


def extra_release_lets_in(facts: SemaphoreFacts) -> Verdict:
    """Look whether, after a release without an acquire, one more than the permits was inside."""
    seen = facts.spoiled
    return decide(
        seen.most_inside == facts.permits + 1, permits=facts.permits, most_inside=seen.most_inside
    )


def bounded_refuses(facts: SemaphoreFacts) -> Verdict:
    """Look whether a BoundedSemaphore raised ValueError at a release without an acquire."""
    error = facts.bounded_error or "none"
    return decide(error.startswith("ValueError"), error=error)


CLAIMS = (
    Claim(
        "semaphore.never-more",
        "Never more threads are inside than the semaphore has permits.",
        "同时进入的线程数从不超过信号量的许可数。",
        SEMAPHORE,
        never_more,
    ),
    Claim(
        "semaphore.all-permits-used",
        "Every permit is used: as many threads as permits are inside at once.",
        "每个许可都会被用到：同时在里面的线程可以达到许可数。",
        SEMAPHORE,
        all_used,
    ),
    Claim(
        "semaphore.blocks-at-zero",
        "Where no permit is left, acquire gets in only after a release.",
        "许可用完之后，要等有人 release，acquire 才能成功。",
        SEMAPHORE,
        blocks_at_zero,
    ),
    Claim(
        "semaphore.default-one",
        "A semaphore made without a number has one permit.",
        "创建信号量时不写数字，默认只有一个许可。",
        SEMAPHORE,
        default_is_one,
    ),
    Claim(
        "semaphore.extra-release",
        "After one release too many a Semaphore lets one more in, without a word.",
        "多调用一次 release，Semaphore 不报错，却会多放进一个线程。",
        SEMAPHORE,
        extra_release_lets_in,
    ),
    Claim(
        "semaphore.bounded-refuses",
        "A BoundedSemaphore refuses one release too many with ValueError.",
        "BoundedSemaphore 会以 ValueError 拒绝多余的 release。",
        SEMAPHORE,
        bounded_refuses,
    ),
)
