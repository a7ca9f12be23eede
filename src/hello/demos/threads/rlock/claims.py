"""What the tutorial says about the re-entrant lock, and how the demo finds out."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.rlock.facts import RlockFacts
from hello.demos.threads.rlock.picture import GETS_IN

RLOCK = "RLock可重入锁"
REFUSED = "RuntimeError"


def re_entrant(facts: RlockFacts) -> Verdict:
    """Look whether each acquire of the owner worked, also the second and later ones."""
    acquires = [step.worked for step in facts.steps if step.action == "acquire"]
    if acquires == [True]:
        return inconclusive(reason="needs a depth of two", acquires=1)
    return decide(all(acquires), acquires=len(acquires), worked=sum(acquires))


def others_wait(facts: RlockFacts) -> Verdict:
    """Look whether others were kept out until the owner no longer held the lock, and no longer."""
    right = all(step.other_gets_in == (step.depth == 0) for step in facts.steps)
    return decide(
        right and facts.waited[-1] == GETS_IN,
        tries=len(facts.steps),
        let_in_at_depth=[step.depth for step in facts.steps if step.other_gets_in],
        waiter=", ".join(facts.waited[-2:]),
    )


def one_too_many(facts: RlockFacts) -> Verdict:
    """Look whether one release more than acquires was refused."""
    error = facts.one_too_many or "none"
    return decide(error.startswith(REFUSED), error=error)


def another_may_not_release(facts: RlockFacts) -> Verdict:
    """Look whether a thread that does not hold the RLock was refused."""
    error = facts.by_another or "none"
    return decide(error.startswith(REFUSED), error=error)


def plain_lock_stays_shut(facts: RlockFacts) -> Verdict:
    """Look whether the holder of a Lock waited for it in vain."""
    return decide(not facts.plain_twice, got_it_twice=facts.plain_twice)


def plain_lock_opens_for_all(facts: RlockFacts) -> Verdict:
    """Look whether a Lock let itself be released by a thread that does not hold it."""
    return decide(not facts.plain_by_another, error=facts.plain_by_another or "none")


def listing_balances(facts: RlockFacts) -> Verdict:
    """Look whether the tutorial's thread function runs to its end without an error."""
    seen = facts.listing
    return decide(
        not seen.error, acquires=seen.acquires, releases=seen.releases, then=seen.error or "the end"
    )


CLAIMS = (
    Claim(
        "rlock.re-entrant",
        "The thread that holds an RLock may acquire it again.",
        "持有 RLock 的线程可以再次获取它。",
        RLOCK,
        re_entrant,
    ),
    Claim(
        "rlock.others-wait",
        "Another thread gets in only after as many releases as there were acquires.",
        "释放次数与获取次数相等之后，其他线程才能获得这把锁。",
        RLOCK,
        others_wait,
    ),
    Claim(
        "rlock.one-too-many",
        "One release too many raises RuntimeError.",
        "多释放一次会引发 RuntimeError。",
        RLOCK,
        one_too_many,
    ),
    Claim(
        "rlock.owner-releases",
        "A thread that does not hold the RLock may not release it: RuntimeError.",
        "没有持有 RLock 的线程不能释放它，否则引发 RuntimeError。",
        RLOCK,
        another_may_not_release,
    ),
    Claim(
        "rlock.plain-lock-twice",
        "The holder of a plain Lock that acquires it again waits for itself.",
        "持有普通 Lock 的线程再次获取它，就会一直等自己。",
        RLOCK,
        plain_lock_stays_shut,
    ),
    Claim(
        "rlock.plain-lock-any-thread",
        "A plain Lock may be released by a thread that does not hold it.",
        "普通 Lock 可以由并不持有它的线程来释放。",
        RLOCK,
        plain_lock_opens_for_all,
    ),
    Claim(
        "rlock.listing-balances",
        "The tutorial's thread function would run to its end, if it were started.",
        "教程里的线程函数如果真的启动，能够正常运行到结束。",
        RLOCK,
        listing_balances,
    ),
)
