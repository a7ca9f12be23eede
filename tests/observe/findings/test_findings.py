"""What a trace says, by weight."""

import json
import queue
import threading

import pytest
from logs import BEGAN, MAIN, Writing

from hello.observe.building import build
from hello.observe.events import OTHERS_END, Counts, Deadlock, Kind, Place
from hello.observe.findings import as_data, findings
from hello.observe.findings.contention import most_contended
from hello.observe.findings.deadlocks import deadlocks
from hello.observe.findings.growth import Growing, growing_queues
from hello.observe.findings.joins import never_joined
from hello.observe.findings.listing import Listed
from hello.observe.findings.time_spent import time_of_objects, time_of_threads
from hello.observe.findings.unseen import Reason, unseen
from hello.observe.findings.waits import longest_waits
from hello.observe.model import Trace
from hello.observe.telling import tell

S = 1_000_000_000


def traced(writing: Writing, seconds: int = 10, **how: int) -> Trace:
    return build([writing.done(seconds * S)], **how)  # type: ignore[arg-type]  # ns


def contested() -> Writing:
    """Two workers wait for a lock that a third one has."""
    writing = Writing()
    lock = writing.thing("Lock", "accounts", line=3)
    owner, *others = (writing.thread(name) for name in ("owner", "one", "two"))
    for number, worker in enumerate(others, 1):
        end = (1 + 3 * number) * S
        writing.waits(worker, lock, S, end, holder=owner, line=12, taken=20, freed_by=owner)
    writing.held(owner, lock, 0, 7 * S, line=20)
    writing.waits(owner, writing.thing("sleep"), 0, 6 * S, line=21)
    writing.counts[lock] = Counts(taken=50, contended=2, longest_hold=7 * S)
    return writing


def test_waits_of_a_line_are_one_fact() -> None:
    (fact,) = longest_waits(traced(contested()))

    assert (fact.thread, fact.longest, fact.waits, fact.seconds) == ("two", 6.0, 2, 9.0)
    assert (fact.what, fact.holder) == ("Lock 'accounts' (bank.py:3)", "owner")
    assert fact.place == Place("/home/ann/bank.py", 12, "pay")
    assert fact.taken_at == Place("/home/ann/bank.py", 20, "pay")


def test_the_longest_wait_comes_first() -> None:
    writing = contested()
    writing.waits(MAIN, writing.thing("Queue"), 0, 8 * S, line=30)

    assert [fact.longest for fact in longest_waits(traced(writing))] == [8.0, 6.0]


def test_a_join_is_no_long_wait_beside_others() -> None:
    writing = contested()
    writing.waits(MAIN, writing.thing("Thread"), 0, 9 * S, holder=2, line=30)

    assert [fact.kind for fact in longest_waits(traced(writing))] == ["Lock"]


def test_where_all_waits_are_joins_these_are_told() -> None:
    writing = Writing()
    writing.thread("worker")
    writing.waits(MAIN, writing.thing("Thread"), 0, 9 * S, holder=2, line=30)

    found = findings(traced(writing))

    assert [(fact.kind, fact.longest) for fact in found.waits.facts] == [("Thread", 9.0)]
    for language, title in (("en", "Waits for threads to end"), ("zh", "等待线程结束")):
        assert title in [section.title for section in tell(found, language)]


@pytest.mark.parametrize("kind", ["Thread", OTHERS_END])
def test_waiting_for_the_end_of_threads_stands_behind_other_waits(kind: str) -> None:
    writing = contested()
    writing.waits(MAIN, writing.thing(kind), 0, 9 * S, line=30)

    trace = traced(writing)

    assert [fact.kind for fact in longest_waits(trace)] == ["Lock"]
    assert [fact.what for fact in time_of_objects(trace)][-1] == kind


@pytest.mark.parametrize(
    ("kind", "end", "value", "told"),
    [("Thread", None, 0, 0), ("Thread", S, -1, 0), ("Thread", S, 1, 1), (OTHERS_END, None, 0, 1)],
)
def test_who_was_cut_off_while_joining_may_have_meant_to_join_the_others(
    kind: str, end: int | None, value: int, told: int
) -> None:
    writing = Writing()
    for name in ("one", "two"):
        writing.thread(name, line=7)
    writing.threads[2].is_joined = True
    writing.waits(MAIN, writing.thing(kind), 0, end, holder=2, line=30, value=value)

    assert len(list(never_joined(traced(writing)))) == told


def test_a_childs_own_main_thread_is_not_to_be_joined() -> None:
    writing = Writing()
    writing.threads[MAIN].parent = MAIN

    assert list(never_joined(traced(writing))) == []


def test_contention_names_the_line_that_cost_most() -> None:
    (fact,) = most_contended(traced(contested()))

    assert (fact.seconds, fact.waits, fact.taken, fact.threads) == (9.0, 2, 50, 2)
    assert fact.longest_hold == 7.0
    assert fact.blamed == Place("/home/ann/bank.py", 20, "pay")
    assert fact.blamed_seconds == 9.0


def test_of_a_part_of_the_run_only_that_part_is_counted() -> None:
    """The first wait was over before; the hold began before."""
    trace = traced(contested(), last=5 * S)

    (fact,) = most_contended(trace)

    assert (fact.seconds, fact.waits, fact.threads) == (2.0, 1, 1)
    assert (fact.taken, fact.longest_hold) == (0, 2.0)
    assert next(longest_waits(trace)).waits == 1
    assert [(one.seconds, one.waits) for one in time_of_objects(trace)] == [(2.0, 1)]


def test_waits_under_the_threshold_are_not_counted() -> None:
    trace = traced(contested(), threshold=4 * S)

    (fact,) = most_contended(trace)

    assert (fact.seconds, fact.waits, fact.threads) == (6.0, 1, 1)
    assert (fact.taken, fact.longest_hold) == (50, 7.0)


def test_who_had_ended_before_has_spent_no_time() -> None:
    writing = contested()
    writing.ends(2, 8 * S)
    writing.threads[2].has_ended = True
    writing.waits(MAIN, 1, 9 * S, 10 * S, holder=2)
    trace = traced(writing, last=S)

    assert "owner" in [thread.name for thread in trace.threads]
    assert "owner" not in [fact.thread for fact in time_of_threads(trace)]


def test_who_only_waited_needs_no_clock() -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("Event"), 0, None)

    assert list(unseen(traced(writing))) == []


def test_who_waits_for_work_is_in_nobodys_way() -> None:
    writing = Writing()
    writing.waits(writing.thread("idle"), writing.thing("Condition", "queue"), S, 2 * S)

    assert list(most_contended(traced(writing))) == []


def test_time_is_told_by_thread_and_by_object() -> None:
    trace = traced(contested())

    threads = {fact.thread: fact for fact in time_of_threads(trace)}
    assert (threads["two"].blocked, threads["two"].running) == (6.0, 4.0)
    assert (threads["owner"].sleeping, threads["owner"].blocked) == (6.0, 0.0)
    assert next(iter(threads)) == "two"
    assert [(fact.seconds, fact.waits) for fact in time_of_objects(trace)] == [(9.0, 2)]


def deadlocked(*, has_ended: bool = False) -> Writing:
    writing = Writing()
    a, b = writing.thing("Lock", "a"), writing.thing("Lock", "b")
    one, two = writing.thread("one"), writing.thread("two")
    writing.waits(one, b, S, None, holder=two, line=11, taken=20)
    writing.waits(two, a, S, None, holder=one, line=21, taken=10)
    stack = (Place("bank.py", 1, "<module>"), Place("bank.py", 11, "pay"))
    seen = Deadlock(BEGAN + 2 * S, (one, two), (b, a), (stack, stack), has_ended)
    writing.deadlocks.append(seen)
    return writing


def test_a_deadlock_names_each_thread_and_its_stack() -> None:
    (fact,) = deadlocks(traced(deadlocked()))

    one, two = fact.members
    assert (fact.at, fact.has_ended) == (2.0, False)
    assert (one.thread, one.waits_for, one.held_by) == ("one", "Lock 'b'", "two")
    assert (two.thread, two.waits_for, two.held_by) == ("two", "Lock 'a'", "one")
    assert one.waits_at
    assert one.taken_at
    assert (one.waits_at.line, one.taken_at.line) == (11, 20)
    assert [place.line for place in one.stack] == [1, 11]


LIBRARY = (
    Place(queue.__file__, 171, "Queue.get"),
    Place(threading.__file__, 327, "Condition.wait"),
)


@pytest.mark.parametrize(
    ("stack", "lines"),
    [
        ((Place("bank.py", 11, "pay"), *LIBRARY), [11]),
        ((*LIBRARY, Place("bank.py", 11, "pay")), [171, 327, 11]),
        ((Place("/home/ann/queue.py", 7, "put"),), [7]),
        (LIBRARY, [171]),
        ((), []),
    ],
    ids=["below", "above", "a file of the program", "nothing else", "none"],
)
def test_a_stack_ends_with_the_programs_own_line(
    stack: tuple[Place, ...], lines: list[int]
) -> None:
    writing = deadlocked()
    writing.deadlocks[0] = writing.deadlocks[0]._replace(stacks=(stack, ()))

    (fact,) = deadlocks(traced(writing))

    assert [place.line for place in fact.members[0].stack] == lines


def test_a_member_of_a_deadlock_can_wait_for_a_threads_end() -> None:
    writing = Writing()
    lock = writing.thing("Lock", "a")
    worker = writing.thread("worker")
    join = writing.thing("Thread", "worker")
    writing.waits(MAIN, join, S, None, holder=worker, line=8)
    writing.waits(worker, lock, S, None, holder=MAIN, line=5)
    circle = Deadlock(BEGAN + 2 * S, (MAIN, worker), (join, lock), ((), ()))
    writing.deadlocks.append(circle)

    (fact,) = deadlocks(traced(writing))

    assert [member.is_join for member in fact.members] == [True, False]


def test_threads_that_nobody_joins_are_told_by_line() -> None:
    writing = Writing()
    place = writing.place(7)
    for name in ("a", "b", "c", "d", "joined"):
        worker = writing.thread(name)
        writing.threads[worker].place = place
        writing.threads[worker].is_joined = name == "joined"
        if name != "d":
            writing.ends(worker, S, value=-1 if name == "b" else 1)
    writing.threads[2].is_daemon = True

    (fact,) = never_joined(traced(writing))

    assert (fact.threads, fact.names) == (4, ("a", "b", "c"))
    assert (fact.still_there, fact.daemons, fact.failed) == (1, 1, 1)
    assert fact.place
    assert fact.place.line == 7


def queue_of(depths: list[int], bound: int = 0) -> list[Growing]:
    writing = Writing()
    queue = writing.thing("Queue", "jobs", bound=bound)
    for second, items in enumerate(depths):
        writing.note(second * S, MAIN, Kind.DEPTH, queue, value=items)
    return list(growing_queues(traced(writing, len(depths))))


def test_a_queue_that_only_grows() -> None:
    (fact,) = queue_of([*range(1, 31)])

    assert (fact.what, fact.first, fact.last, fact.per_second) == ("Queue 'jobs'", 1, 30, 1.0)


@pytest.mark.parametrize(
    ("depths", "bound"),
    [
        ([*range(30), *range(30, 0, -1)], 0),
        ([0, 1] * 20, 0),
        ([*range(10)], 0),
        ([100] * 20, 0),
        ([*range(30)], 40),
        ([], 0),
    ],
    ids=["emptied", "in step", "short", "full from the start", "bounded", "never used"],
)
def test_other_queues_do_not_grow(depths: list[int], bound: int) -> None:
    assert queue_of(depths, bound) == []


def test_a_queue_that_grows_in_waves_grows() -> None:
    assert len(queue_of([base + wave for base in range(0, 40, 4) for wave in (3, 1, 2)])) == 1


def test_what_is_missing_is_said() -> None:
    log = contested().done(10 * S, dropped=5, notes=["gevent was not seen"])

    found = {fact.reason: fact for fact in unseen(build([log], threshold=4 * S))}

    assert found[Reason.DROPPED].number == 5
    assert found[Reason.NOTE].text == "gevent was not seen"
    assert (found[Reason.SHORT].number, found[Reason.SHORT].seconds) == (1, 3.0)
    assert found[Reason.NO_CLOCK].number == 4


def test_they_are_bounded_in_number() -> None:
    facts = findings(traced(contested()), most=1)

    assert facts.threads.more == 3
    assert len(facts.threads.facts) == 1
    assert facts.deadlocks == Listed(())


def test_they_are_data() -> None:
    data = json.loads(json.dumps(as_data(findings(traced(deadlocked())))))

    (fact,) = data["deadlocks"]["facts"]
    assert fact["members"][0]["waits_at"] == {
        "file": "/home/ann/bank.py",
        "line": 11,
        "function": "pay",
    }
    assert data["waits"]["facts"][0]["outcome"] == "still waiting"
    assert data["waits"]["more"] == 0
