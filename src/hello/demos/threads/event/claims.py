"""What the tutorial says of Event, and what follows from it."""

from hello.claims import Claim, Verdict, decide, inconclusive
from hello.demos.threads.event.facts import EventFacts, Part

SECTION = "Event标记"


def timeout_answer(facts: EventFacts) -> Verdict:
    """Look at the answers of a wait that timed out and of one that did not."""
    unset, was_set = facts.answers(Part.NEVER_SET), facts.answers(Part.STILL_SET)
    seconds = [wait.end - wait.start for wait in facts.waits if wait.part == Part.NEVER_SET]
    return decide(
        unset == [False] and was_set == [True],
        answer_when_not_set=unset,
        answer_when_set=was_set,
        timeout_ms=round(1000 * facts.timeout_seconds),
        waited_ms=round(1000 * max(seconds)),
    )


def every_waiter_wakes(facts: EventFacts) -> Verdict:
    """Count the threads that one call of set released."""
    answers = facts.answers(Part.SET_ONCE)
    if facts.waiters == 1:
        return inconclusive(reason="there was one waiter only")
    return decide(
        answers == [True] * facts.waiters and facts.back_before_set[0] == 0,
        waiters=facts.waiters,
        back_before_set=facts.back_before_set[0],
        woken_by_one_set=answers.count(True),
    )


def stays_set(facts: EventFacts) -> Verdict:
    """Look at a wait that began after set, when all who waited for it were back."""
    answers = facts.answers(Part.STILL_SET)
    return decide(answers == [True], earlier_waits=len(facts.answers(Part.SET_ONCE)), late=answers)


def clear_re_arms(facts: EventFacts) -> Verdict:
    """Look whether waits block after clear, and whether the next set ends them."""
    cleared, again = facts.answers(Part.CLEARED), facts.answers(Part.SET_AGAIN)
    early = facts.back_before_set[1]
    holds = not facts.is_set_after_clear and cleared == [False] and early == 0
    return decide(
        holds and again == [True] * facts.waiters,
        is_set=facts.is_set_after_clear,
        wait_after_clear=cleared,
        back_before_next_set=early,
        woken_by_next_set=again.count(True),
    )


def busy_thread_misses(facts: EventFacts) -> Verdict:
    """Count how many of the sets a thread saw that was busy after the first."""
    if facts.pulses == 1:
        return inconclusive(reason="the event was set once only")
    return decide(facts.pulses_seen == 1, times_set=facts.pulses, times_seen=facts.pulses_seen)


CLAIMS = (
    Claim(
        "event.timeout",
        "wait(t) returns False when the time is over, and True when the event is set.",
        "wait(t) 超时返回 False，标记为真则返回 True。",
        SECTION,
        timeout_answer,
    ),
    Claim(
        "event.every-waiter",
        "One set() wakes every thread that waits.",
        "一次 set() 会唤醒所有正在等待的线程。",
        SECTION,
        every_waiter_wakes,
    ),
    Claim(
        "event.stays-set",
        "The event stays set: a thread that comes later does not wait.",
        "标记会一直为真：后来的线程无需等待。",
        SECTION,
        stays_set,
    ),
    Claim(
        "event.clear-re-arms",
        "After clear() threads wait again, until the next set().",
        "clear() 之后线程又要等待，直到下一次 set()。",
        SECTION,
        clear_re_arms,
    ),
    Claim(
        "event.busy-misses",
        "A thread that is busy while the event is set and cleared again misses it.",
        "线程忙碌期间，标记被设为真又被清除，这个线程就错过了。",
        SECTION,
        busy_thread_misses,
    ),
)
