"""Which time a trace shows, and whom, where it is the end of a run only."""

from logs import BEGAN, MAIN, Writing

from hello.observe.building import build
from hello.observe.events import Deadlock, Kind, Log
from hello.observe.model import UNKNOWN, Counts, Passing, State, Stretch, Trace


def stuck(**more: object) -> Log:
    """A thread waits from 10 to the end at 100; all that was before is no longer known."""
    writing = Writing()
    writing.waits(MAIN, writing.thing("Event"), 10, None)
    return writing.done(100, **more)


def names(trace: Trace) -> list[str]:
    return [lane.name for lane in trace.threads]


def test_the_last_seconds_are_as_long_where_nothing_happened_in_them() -> None:
    trace = build([stuck(last=40)], last=40)

    assert trace.end == 40
    assert trace.threads[0].stretches == (Stretch(0, 40, State.BLOCKED, 0),)
    assert trace.began_at == 1000.0 + 60 / 1e9


def test_what_was_recorded_so_is_told_so_without_being_asked() -> None:
    assert build([stuck(last=40)]).end == 40
    assert build([stuck(last=40)], last=30).end == 30
    assert build([stuck(last=40)], last=50).end == 40


def test_a_run_that_was_shorter_is_whole() -> None:
    assert build([stuck(last=500)]).end == 100


def test_what_the_bound_has_pushed_out_of_the_last_seconds_is_not_there() -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("Event"), 10, 90)
    writing.note(80, MAIN, Kind.SAMPLE, cpu=5)

    assert build([writing.done(100, dropped=3, last=40)]).end == 20
    assert build([writing.done(100, dropped=3, last=5)]).end == 5


def test_a_process_that_was_over_before_has_no_lanes() -> None:
    parent, over, later = Writing(), Writing(101, 100), Writing(102, 100, BEGAN + 80)
    over.waits(MAIN, over.thing("Lock"), 10, 20)
    a, b = over.thing("Lock", "a"), over.thing("Lock", "b")
    over.nested(MAIN, 15, b, (a, 1), line=2)

    trace = build([parent.done(100, last=30), over.done(50, last=30), later.done(20, last=30)])

    assert trace.end == 30
    assert [(lane.process, lane.start, lane.end) for lane in trace.threads] == [
        (0, 0, 30),
        (2, 10, 30),
    ]
    assert [process.threads for process in trace.processes] == [(0,), (), (1,)]
    assert trace.waits == ()
    assert len(trace.orders) == 1, "the order of locks is kept, whoever it was"


def test_a_process_that_was_over_before_and_has_nothing_to_say_is_not_there() -> None:
    over, child = Writing(101, 100), Writing(102, 101, BEGAN + 10)
    over.waits(MAIN, over.thing("Lock"), 10, 20)

    trace = build([Writing().done(100), over.done(50), child.done(90)], last=30)

    assert [(one.number, one.parent) for one in trace.processes] == [(100, UNKNOWN), (102, UNKNOWN)]


def test_the_first_process_stays_for_the_programs_name() -> None:
    child = Writing(101, 100)
    child.log.program = "-c"

    trace = build([Writing().done(50), child.done(100)], last=30)

    assert (trace.program, len(trace.processes), len(trace.threads)) == ("bank.py", 2, 1)


def with_ended(*, knows_end: bool) -> Writing:
    """Of a thread that ended at 20, its end is in the log or has been let go."""
    writing = Writing()
    acq = writing.thread("acq", 1)
    writing.ends(acq, 20)
    writing.threads[acq].has_ended = True
    if not knows_end:
        writing.events.clear()
    return writing


def test_a_thread_that_ended_before_is_not_there() -> None:
    for knows_end in (True, False):
        writing = with_ended(knows_end=knows_end)
        lock = writing.thing("Lock")
        writing.waits(MAIN, lock, 30, 40, holder=2)
        writing.waits(MAIN, lock, 70, 90)

        assert names(build([writing.done(100, last=50)])) == ["MainThread"]


def test_the_order_in_which_it_took_locks_does_not_bring_it_back() -> None:
    writing = with_ended(knows_end=False)
    a, b = writing.thing("Lock", "a"), writing.thing("Lock", "b")
    writing.nested(2, 10, b, (a, 1), line=2)

    assert names(build([writing.done(100, last=50)])) == ["MainThread"]


def test_one_that_left_a_lock_taken_is_named_and_has_no_time() -> None:
    for knows_end in (True, False):
        writing = with_ended(knows_end=knows_end)
        writing.waits(MAIN, writing.thing("Lock"), 70, 90, holder=2, taken=4, value=0)

        trace = build([writing.done(100, last=50)])

        assert names(trace) == ["MainThread", "acq"]
        assert trace.waits[0].holder == 1
        acq = trace.threads[1]
        assert (acq.start, acq.end, acq.stretches) == (0, 0, ())
        assert (acq.has_ended, acq.was_there) == (True, True)


def test_the_threads_of_a_deadlock_are_named_too() -> None:
    writing = with_ended(knows_end=False)
    writing.deadlocks.append(Deadlock(writing.log.began + 15, (2,), (1,), ((),), has_ended=True))

    trace = build([writing.done(100, last=50)])

    assert trace.deadlocks[0].threads == (1,)


def test_one_that_is_alive_is_there_all_along() -> None:
    """It waits where no recorder sees it."""
    writing = Writing()
    worker = writing.thread("worker", 1)
    writing.events.clear()
    writing.note(99, worker, Kind.SAMPLE, cpu=5)

    (_, lane) = build([writing.done(100, last=50)]).threads

    assert (lane.start, lane.end, lane.has_ended) == (0, 50, False)


def test_one_that_began_before_is_not_started_again() -> None:
    writing = Writing()
    writing.thread("early", 10)
    writing.thread("late", 60)

    trace = build([writing.done(100)], last=50)

    assert [lane.was_there for lane in trace.threads] == [True, True, False]
    assert [(one.kind, one.receiver) for one in trace.arrows] == [(Passing.START, 2)]
    assert all(lane.parent != UNKNOWN for lane in trace.threads[1:])


def test_counts_of_the_whole_run_are_not_told_of_a_part() -> None:
    writing = Writing()
    writing.counts[writing.thing("Lock")] = Counts(taken=7)

    def taken(log: Log, last: int | None = None) -> int:
        return build([log], last=last).objects[0].counts.taken

    assert taken(writing.done(100)) == taken(writing.done(100, last=200)) == 7
    assert taken(writing.done(100), 50) == taken(writing.done(100, last=50)) == 0
