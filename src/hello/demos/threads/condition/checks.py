"""How ``hello-condition`` finds out whether what is said of conditions is true."""

import platform
from typing import Any

from hello.claims import Verdict, decide, inconclusive
from hello.demos.threads.condition.facts import ConditionFacts, Round


def notify_wakes_one(facts: ConditionFacts) -> Verdict:
    """Count whom each call of ``notify()`` woke."""
    if facts.waiters == 1:
        return inconclusive(reason="one waiter is also all of them")
    return decide(_all_as_due(facts.one_by_one, facts), **_counts(facts.one_by_one))


def notify_wakes_n(facts: ConditionFacts) -> Verdict:
    """Count whom each call of ``notify(n)`` woke; the last one finds fewer than n."""
    if facts.notify >= facts.waiters:
        return inconclusive(reason="needs more waiters than are to be woken at a time")
    seen = facts.some_at_a_time
    return decide(_all_as_due(seen, facts), n=facts.notify, **_counts(seen))


def notify_all_wakes_all(facts: ConditionFacts) -> Verdict:
    """Count whom one call of ``notify_all()`` woke."""
    if facts.waiters == 1:
        return inconclusive(reason="one waiter is also all of them")
    seen = facts.all_at_once
    return decide(_all_as_due(seen, facts) and len(seen.calls) == 1, **_counts(seen))


def _all_as_due(seen: Round, facts: ConditionFacts) -> bool:
    """Say whether each call woke as many as it should, and they were all in the end."""
    woken = sum(len(call.woken) for call in seen.calls)
    return woken == facts.waiters and all(len(call.woken) == call.due for call in seen.calls)


def _counts(seen: Round) -> dict[str, Any]:
    return {
        "waiting": [len(call.waiting) for call in seen.calls],
        "woken": [len(call.woken) for call in seen.calls],
    }


def waiting_releases_lock(facts: ConditionFacts) -> Verdict:
    """Look who was in the block when another thread took the lock."""
    inside = [len(one.inside) for one in facts.rounds]
    taken = [one.lock_taken for one in facts.rounds]
    return decide(
        all(taken) and set(inside) == {facts.waiters},
        rounds=len(taken),
        lock_taken_by_another=taken.count(True),
        in_their_block_meanwhile=inside,
    )


def woken_waits_for_lock(facts: ConditionFacts) -> Verdict:
    """Count who went on while the notifier was still in its block."""
    woken = sum(len(call.woken) for call in facts.calls)
    if not woken:
        return inconclusive(reason="nobody was woken")
    early = sum(call.early for call in facts.calls)
    return decide(early == 0, woken=woken, before_the_notifier_left=early)


def in_order_of_arrival(facts: ConditionFacts) -> Verdict:
    """Look at the calls that had a choice: whether they took those at the head of the line."""
    choices = [call for call in facts.calls if 0 < len(call.woken) < len(call.waiting)]
    if not choices:
        return inconclusive(reason="no call had to choose")
    from_the_head = [set(c.woken) == set(c.waiting[: len(c.woken)]) for c in choices]
    return decide(
        all(from_the_head),
        calls_with_a_choice=len(choices),
        took_the_head_of_the_line=from_the_head.count(True),
        implementation=platform.python_implementation(),
    )


def needs_the_lock(facts: ConditionFacts) -> Verdict:
    """Look at the errors of calls without the lock."""
    errors = {name: error or "none" for name, error in facts.without_lock.items()}
    return decide(all(facts.without_lock.values()), **errors)


def early_notify_is_lost(facts: ConditionFacts) -> Verdict:
    """Look whether a wait that began after a notify was woken by it."""
    notified = facts.early_notify.notified
    return decide(not notified, wait_after_notify=notified)


def predicate_is_looked_at_first(facts: ConditionFacts) -> Verdict:
    """Look whether ``wait_for`` noticed what had happened before it was called."""
    told = facts.early_notify.told
    return decide(told, wait_for_after_notify=told)
