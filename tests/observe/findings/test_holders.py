"""Whose holding it was, where a lock goes through several hands."""

from hypothesis import given
from hypothesis import strategies as some
from logs import BEGAN, MAIN, Writing

from hello.observe.building import build
from hello.observe.events import Deadlock, Place
from hello.observe.findings.deadlocks import deadlocks
from hello.observe.findings.holders import costs
from hello.observe.findings.waits import longest_waits
from hello.observe.model import Hold, Outcome, State, Wait


def test_who_held_it_longest_is_named_not_who_held_it_first() -> None:
    writing = Writing()
    lock = writing.thing("Lock")
    first, second, third = (writing.thread(name) for name in ("first", "second", "third"))
    writing.held(first, lock, 0, 20, line=1)
    writing.held(second, lock, 20, 80, line=2)
    writing.held(third, lock, 80, 90, line=3)
    writing.waits(MAIN, lock, 10, 90, holder=first, taken=1)

    (fact,) = longest_waits(build([writing.done(100)]))

    assert (fact.holder, fact.other_holders) == ("second", 2)
    assert fact.taken_at
    assert fact.taken_at.line == 2


def test_a_join_is_named_for_its_thread() -> None:
    writing = Writing()
    worker = writing.thread("worker")
    writing.waits(MAIN, writing.thing("Thread", line=3), 10, 90, holder=worker)

    assert build([writing.done(100)]).objects[0].name == "Thread 'worker'"


def test_a_deadlock_names_where_its_own_member_took_the_lock() -> None:
    """When the wait began, a third thread had it."""
    writing = Writing()
    a, b = writing.thing("Lock", "a"), writing.thing("Lock", "b")
    one, two, third = (writing.thread(name) for name in ("one", "two", "third"))
    writing.held(third, b, 0, 20, line=9)
    writing.waits(one, b, 10, 60, holder=third, taken=9, value=0)
    writing.held(two, b, 20, 70, line=5)
    writing.waits(two, a, 25, None, holder=one, taken=7)
    start = Place("/lib/threading.py", 1002, "Thread._bootstrap")
    stack = (start, start._replace(function="Thread.run"), Place("bank.py", 1, "f"))
    writing.deadlocks.append(Deadlock(BEGAN + 50, (one, two), (b, a), (stack, stack)))

    (fact,) = deadlocks(build([writing.done(100)]))

    assert [member.taken_at and member.taken_at.line for member in fact.members] == [5, 7]
    assert [place.file for place in fact.members[0].stack] == ["bank.py"]


spans = some.tuples(some.integers(0, 50), some.integers(0, 50)).map(sorted)


@given(some.lists(spans, max_size=8), some.lists(spans, max_size=8))
def test_a_hold_costs_what_others_waited_meanwhile(
    held: list[list[int]], waited: list[list[int]]
) -> None:
    holds = [Hold(start, end, 0, place=1 + number % 2) for number, (start, end) in enumerate(held)]
    waits = [Wait(1, 0, start, end, State.BLOCKED, Outcome.GOT) for start, end in waited]

    found = costs(holds, waits)

    for place in (1, 2):
        assert found[place] == sum(
            max(min(hold.end, wait.end) - max(hold.start, wait.start), 0)
            for hold in holds
            for wait in waits
            if hold.place == place
        )
