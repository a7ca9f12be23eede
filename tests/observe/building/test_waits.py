"""What waits become in a trace."""

import pytest
from logs import MAIN, Writing

from hello.errors import HelloError
from hello.observe.building import build
from hello.observe.events import UNKNOWN, Kind
from hello.observe.model import Outcome, Place, State, Stretch


def test_a_wait_knows_all_that_was_noted() -> None:
    writing = Writing()
    lock = writing.thing("Lock", "accounts", line=3)
    worker = writing.thread("worker", 10)
    writing.waits(worker, lock, 20, 70, holder=MAIN, line=12, taken=30, freed_by=MAIN)

    trace = build([writing.done(100)])

    (wait,) = trace.waits
    assert (wait.start, wait.end, wait.length) == (20, 70, 50)
    assert (wait.state, wait.outcome) == (State.BLOCKED, Outcome.GOT)
    assert trace.threads[wait.thread].name == "worker"
    assert trace.threads[wait.holder].name == "MainThread"
    assert trace.threads[wait.freed_by].is_main
    assert trace.objects[wait.what].name == "Lock 'accounts' (bank.py:3)"
    assert trace.places[wait.place] == Place("/home/ann/bank.py", 12, "pay")
    assert trace.places[wait.taken_at].line == 30


def test_a_lane_goes_from_start_to_end_of_its_thread() -> None:
    writing = Writing()
    worker = writing.thread("worker", 10)
    writing.waits(worker, writing.thing("sleep"), 20, 70)
    writing.ends(worker, 90)

    lane = build([writing.done(100)]).threads[1]

    assert lane.stretches == (
        Stretch(10, 20, State.RUNNING),
        Stretch(20, 70, State.SLEEPING, 0),
        Stretch(70, 90, State.RUNNING),
    )
    assert (lane.start, lane.end, lane.has_ended) == (10, 90, True)


@pytest.mark.parametrize(
    ("kind", "state"),
    [("socket", State.IO), ("select", State.IO), ("sleep", State.SLEEPING), ("Queue", "blocked")],
)
def test_the_kind_says_the_state(kind: str, state: str) -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing(kind), 20, 70)

    assert build([writing.done(100)]).waits[0].state == state


@pytest.mark.parametrize(
    ("value", "outcome"), [(1, Outcome.GOT), (0, Outcome.REFUSED), (-1, Outcome.FAILED)]
)
def test_its_end_says_the_outcome(value: int, outcome: Outcome) -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("Lock"), 20, 70, value=value)

    assert build([writing.done(100)]).waits[0].outcome is outcome


def test_a_wait_without_an_end_lasts_as_long_as_its_thread() -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("Lock"), 20, None)

    (wait,) = build([writing.done(100)]).waits

    assert (wait.end, wait.outcome) == (100, Outcome.UNFINISHED)


def test_a_wait_within_a_wait_splits_it() -> None:
    """A signal's handler sleeps while its thread waits for a lock."""
    writing = Writing()
    writing.waits(MAIN, writing.thing("Lock"), 10, 90)
    writing.waits(MAIN, writing.thing("sleep"), 30, 50)

    trace = build([writing.done(100)])

    assert [wait.length for wait in trace.waits] == [80, 20]
    assert [stretch.wait for stretch in trace.threads[0].stretches] == [UNKNOWN, 0, 1, 0, UNKNOWN]


def test_an_inner_wait_without_an_end_is_over_with_the_outer_one() -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("Lock"), 10, 60)
    writing.waits(MAIN, writing.thing("sleep"), 30, None)

    trace = build([writing.done(100)])

    assert [(wait.end, wait.outcome) for wait in trace.waits] == [
        (60, Outcome.GOT),
        (60, Outcome.FAILED),
    ]


def test_a_wait_whose_begin_was_pushed_out_began_before_the_record() -> None:
    writing = Writing()
    writing.note(50, MAIN, Kind.GOES_ON, writing.thing("Lock"), value=1)
    writing.note(30, writing.thread("other", 30), Kind.SAMPLE, cpu=5)

    trace = build([writing.done(100, dropped=7)])

    (wait,) = trace.waits
    assert (wait.start, wait.end, wait.place) == (0, 20, 0)
    assert trace.end == 70
    assert trace.dropped == 7


def test_what_is_waited_for_since_before_the_ring_is_still_waited_for() -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("Lock"), 1, None)
    other = writing.thread("other", 50)
    writing.note(60, other, Kind.SAMPLE, cpu=5)

    trace = build([writing.done(100, dropped=7)])

    assert trace.end == 50
    assert trace.threads[0].stretches == (Stretch(0, 50, State.BLOCKED, 0),)


def test_short_waits_are_counted_and_left_out() -> None:
    writing = Writing()
    lock = writing.thing("Lock")
    writing.waits(MAIN, lock, 10, 12)
    writing.waits(MAIN, lock, 20, 60)

    trace = build([writing.done(100)], threshold=5)

    lane = trace.threads[0]
    assert [wait.length for wait in trace.waits] == [40]
    assert (lane.short_waits, lane.short_time) == (1, 2)
    assert lane.stretches[1] == Stretch(10, 12, State.BLOCKED)
    assert lane.stretches[3] == Stretch(20, 60, State.BLOCKED, 0)


def test_a_short_wait_within_a_long_one_belongs_to_it() -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("Lock"), 10, 90)
    writing.waits(MAIN, writing.thing("sleep"), 30, 32)

    lane = build([writing.done(100)], threshold=5).threads[0]

    assert lane.stretches[1] == Stretch(10, 90, State.BLOCKED, 0)
    assert (lane.short_waits, lane.short_time) == (1, 0)


def test_only_the_last_of_a_run_is_taken() -> None:
    writing = Writing()
    lock = writing.thing("Lock")
    gone = writing.thread("gone", 5)
    writing.ends(gone, 15)
    writing.waits(MAIN, lock, 10, 12)
    writing.waits(MAIN, lock, 20, 60)

    trace = build([writing.done(100)], last=70)

    assert [thread.name for thread in trace.threads] == ["MainThread"]
    assert [(wait.start, wait.end) for wait in trace.waits] == [(0, 30)]
    assert trace.threads[0].short_waits == 0
    assert trace.end == 70
    assert trace.began_at == pytest.approx(1000.0 + 30e-9, abs=1e-12)


def test_a_wait_without_a_holder_gets_it_from_the_locks_lane() -> None:
    """Who has just got a lock has not yet said so when the next one begins to wait."""
    writing = Writing()
    lock = writing.thing("Lock")
    owner = writing.thread("owner")
    writing.waits(MAIN, lock, 10, 60)
    writing.held(owner, lock, 12, 58, line=7)

    trace = build([writing.done(100)])

    (wait,) = trace.waits
    assert trace.threads[wait.holder].name == "owner"
    assert trace.places[wait.taken_at].line == 7


def test_its_own_hold_is_in_nobodys_way() -> None:
    writing = Writing()
    lock = writing.thing("Lock")
    writing.waits(MAIN, lock, 10, 60)
    writing.held(MAIN, lock, 50, 80, line=7)

    assert build([writing.done(100)]).waits[0].holder == UNKNOWN


def test_without_a_log_it_says_what_to_do() -> None:
    with pytest.raises(HelloError, match="no process left a record"):
        build([])


def test_nothing_happened() -> None:
    trace = build([Writing().done(0)])

    assert (trace.end, trace.threads[0].stretches, trace.waits) == (0, (), ())


def test_a_thread_that_ended_before_the_ring_is_gone() -> None:
    """Nothing is left of it but its name; the main thread has ended last."""
    writing = Writing()
    writing.thread("gone", 1)
    lost = len(writing.events)
    writing.thread("here", 50)
    writing.events = writing.events[lost:]

    assert [lane.name for lane in build([writing.done(100, dropped=1)]).threads] == [
        "MainThread",
        "here",
    ]
