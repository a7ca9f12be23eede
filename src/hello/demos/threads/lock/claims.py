"""What the tutorial says about the lock, and how the demo finds out whether it is so."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.lock.facts import Exhibit, LockFacts

LOCK = "Lock锁"


def forced_loses(facts: LockFacts) -> Verdict:
    """Look whether updates got lost where each one lets the others run in between."""
    return _by_loss(facts, "forced")


def call_loses(facts: LockFacts) -> Verdict:
    """Look whether updates got lost where a call stands in between."""
    return _by_loss(facts, "call")


def bare_loses(facts: LockFacts) -> Verdict:
    """Look whether the tutorial's own update loses any."""
    return _by_loss(facts, "bare")


def _by_loss(facts: LockFacts, name: str) -> Verdict:
    """Decide that updates get lost, or that none can; what only did not happen decides nothing."""
    if facts.threads == 1:
        return inconclusive(reason="needs two threads")
    exhibit = facts.exhibit(name)
    evidence = {
        "lost": exhibit.without_lock.lost,
        "of": exhibit.without_lock.updates,
        "places_to_switch": exhibit.without_lock.switches_between(),
        "gil": facts.gil,
        "python": f"{facts.implementation} {facts.python}",
    }
    if exhibit.without_lock.lost:
        return decide(True, **evidence)  # noqa: FBT003  # decide takes its fact by place
    if cannot_lose(facts, exhibit):
        return decide(False, **evidence)  # noqa: FBT003  # decide takes its fact by place
    return inconclusive(reason="could have happened, but did not", **evidence)


def cannot_lose(facts: LockFacts, exhibit: Exhibit) -> bool:
    """Say whether no thread can come between the read and the write: see ``bytecode``."""
    known = facts.implementation == "CPython" and facts.gil
    return known and exhibit.without_lock.switches_between() == 0


def lock_protects(facts: LockFacts) -> Verdict:
    """Look whether with the lock none got lost, in places where without it some did."""
    with_lock = {one.source: one.with_lock.lost for one in facts.exhibits}
    without_lock = sum(one.without_lock.lost for one in facts.exhibits)
    if not without_lock and not any(with_lock.values()):
        return inconclusive(reason="nothing to protect: none got lost without the lock either")
    return decide(not any(with_lock.values()), lost=with_lock, lost_without=without_lock)


def several_steps(facts: LockFacts) -> Verdict:
    """Look whether reading and writing n are two instructions, with others between."""
    seen = facts.exhibit("bare").without_lock
    order = seen.order()
    return decide(
        order is not None and order[0] + 1 < order[1],
        between=[f"{one.name} {one.argument}".rstrip() for one in seen.steps_between()],
    )


CLAIMS = (
    Claim(
        "lock.lost-update",
        "Without a lock updates are lost, where each lets other threads run before it writes.",
        "不加锁时，如果每次更新在写回之前都让其他线程运行，更新就会丢失。",
        LOCK,
        forced_loses,
    ),
    Claim(
        "lock.lock-protects",
        "With the lock around the read and the write no update is lost.",
        "把读取和写回都放在锁里，一次更新也不会丢失。",
        LOCK,
        lock_protects,
    ),
    Claim(
        "lock.bare-increment",
        "Without the lock the tutorial's bare 'n += 1' loses updates.",
        "不加锁时，教程里单独的 n += 1 会丢失更新。",
        LOCK,
        bare_loses,
    ),
    Claim(
        "lock.call-between",
        "Without a lock 'n += one()' loses updates: the call comes after the read of n.",
        "不加锁时，n += one() 会丢失更新：读取 n 之后才调用函数。",
        LOCK,
        call_loses,
    ),
    Claim(
        "lock.several-steps",
        "'n += 1' is several steps: n is read, then 1 is added, then n is written.",
        "n += 1 分好几步：先读取 n，再加 1，最后写回 n。",
        LOCK,
        several_steps,
    ),
)
