"""Running and ready are told apart by the processor clock."""

from logs import MAIN, Writing

from hello.observe.building import build
from hello.observe.events import Kind
from hello.observe.model import State, Stretch

MS = 1_000_000
READY, RUNNING, BLOCKED = State.READY, State.RUNNING, State.BLOCKED


def test_it_runs_for_as_long_as_its_clock_went() -> None:
    """Between two samples nothing tells the order."""
    writing = Writing()
    for at, cpu in ((0, 0), (10, 4), (20, 4), (30, 14)):
        writing.note(at * MS, MAIN, Kind.SAMPLE, cpu=cpu * MS)

    lane = build([writing.done(30 * MS)]).threads[0]

    assert lane.stretches == (
        Stretch(0, 4 * MS, RUNNING),
        Stretch(4 * MS, 20 * MS, READY),
        Stretch(20 * MS, 30 * MS, RUNNING),
    )
    assert lane.has_clock


def test_who_begins_to_wait_ran_just_then() -> None:
    writing = Writing()
    writing.note(0, MAIN, Kind.SAMPLE, cpu=0)
    writing.waits(MAIN, writing.thing("Lock"), 10 * MS, 20 * MS, cpu=3 * MS)

    lane = build([writing.done(20 * MS)]).threads[0]

    assert lane.stretches == (
        Stretch(0, 7 * MS, READY),
        Stretch(7 * MS, 10 * MS, RUNNING),
        Stretch(10 * MS, 20 * MS, BLOCKED, 0),
    )


def test_a_clock_that_no_wait_has_read_counts_for_what_is_around_it() -> None:
    writing = Writing()
    writing.note(0, MAIN, Kind.SAMPLE, cpu=0)
    writing.waits(MAIN, writing.thing("Lock"), 10 * MS, 90 * MS)
    writing.note(100 * MS, MAIN, Kind.SAMPLE, cpu=10 * MS)

    states = [stretch.state for stretch in build([writing.done(100 * MS)]).threads[0].stretches]

    assert states == [READY, RUNNING, BLOCKED, RUNNING, READY]


def test_short_waits_are_no_time_of_being_ready() -> None:
    writing = Writing()
    writing.note(0, MAIN, Kind.SAMPLE, cpu=0)
    sleep = writing.thing("sleep")
    for start in range(10, 90, 10):
        writing.waits(MAIN, sleep, start * MS, (start + 5) * MS)
    writing.note(100 * MS, MAIN, Kind.SAMPLE, cpu=60 * MS)

    lane = build([writing.done(100 * MS)], threshold=6 * MS).threads[0]

    assert {stretch.state for stretch in lane.stretches} == {RUNNING, State.SLEEPING}
    assert lane.short_time == 40 * MS


def test_what_reading_the_clock_takes_is_not_being_ready() -> None:
    writing = Writing()
    writing.note(0, MAIN, Kind.SAMPLE, cpu=0)
    writing.note(MS, MAIN, Kind.SAMPLE, cpu=MS - 19_000)

    assert build([writing.done(MS)]).threads[0].stretches == (Stretch(0, MS, RUNNING),)


def test_without_a_clock_all_that_is_no_wait_is_running() -> None:
    lane = build([Writing().done(MS)]).threads[0]

    assert lane.stretches == (Stretch(0, MS, RUNNING),)
    assert not lane.has_clock


def test_a_thread_runs_when_it_starts() -> None:
    """Its clock began then, so that the first reading tells how long it was ready."""
    writing = Writing()
    worker = writing.thread("worker", 0)
    writing.waits(worker, writing.thing("Lock"), 10 * MS, 20 * MS, cpu=3 * MS)

    lane = build([writing.done(20 * MS)]).threads[1]

    assert lane.stretches[:2] == (Stretch(0, 3 * MS, RUNNING), Stretch(3 * MS, 10 * MS, READY))
