"""Several processes make one trace."""

from logs import BEGAN, MAIN, Writing

from hello.observe.building import build
from hello.observe.building.families import in_order
from hello.observe.events import UNKNOWN, Deadlock, Log, Place


def child(process: int, parent: int, began: int) -> Writing:
    writing = Writing(process, parent, BEGAN + began)
    lock = writing.thing("Lock", "guard", line=3)
    writing.waits(MAIN, lock, 10, 20, line=9)
    return writing


def family() -> list[Log]:
    return [
        child(102, 101, 40).done(50),
        child(101, 100, 20).done(60),
        child(100, 1, 0).done(100),
    ]


def test_their_clock_is_one() -> None:
    trace = build(family())

    assert [(one.start, one.end) for one in trace.processes] == [(0, 100), (20, 80), (40, 90)]
    assert [wait.start for wait in trace.waits] == [10, 30, 50]
    assert [(lane.start, lane.end) for lane in trace.threads] == [(0, 100), (20, 80), (40, 90)]


def test_a_child_comes_behind_its_parent() -> None:
    trace = build(family())

    assert [one.number for one in trace.processes] == [100, 101, 102]
    assert [one.parent for one in trace.processes] == [UNKNOWN, 0, 1]
    assert [one.threads for one in trace.processes] == [(0,), (1,), (2,)]


def test_names_say_which_process() -> None:
    trace = build(family())

    assert trace.threads[1].name == "MainThread (process 101)"
    assert [one.name for one in trace.objects] == [
        "Lock 'guard' (bank.py:3) (process 100)",
        "Lock 'guard' (bank.py:3) (process 101)",
        "Lock 'guard' (bank.py:3) (process 102)",
    ]


def test_what_multiprocessing_calls_a_process_is_in_its_name() -> None:
    children = [
        child(number, 100, number).done(50, name=name)
        for number, name in ((101, "Bob"), (102, "Bob"), (103, "\x1b[31m\n"))
    ]

    trace = build([child(100, 1, 0).done(200), *children])

    assert [one.name for one in trace.processes] == [
        "process 100",
        "Bob, process 101",
        "Bob, process 102",
        r"\x1b[31m\n, process 103",
    ]
    assert trace.threads[1].name == "MainThread (Bob, process 101)"


def test_a_name_that_one_process_has_stays_as_it_is() -> None:
    parent, other = child(100, 1, 0), child(101, 100, 5)
    parent.thread("worker", 6)
    other.thread("writer", 6)
    other.thing("Queue", "jobs")

    trace = build([parent.done(90), other.done(80)])

    assert sorted(lane.name for lane in trace.threads) == [
        "MainThread (process 100)",
        "MainThread (process 101)",
        "worker",
        "writer",
    ]
    assert trace.objects[-1].name == "Queue 'jobs'"


def test_a_line_of_several_processes_is_one_place() -> None:
    trace = build(family())

    assert len({wait.place for wait in trace.waits}) == 1
    assert len(trace.places) == len(set(trace.places)) == 3


def test_a_number_can_be_its_own_ancestor() -> None:
    """The system gives a process number again."""
    circle = [child(1, 2, 0).done(10), child(2, 1, 5).done(10), child(3, 3, 7).done(10)]

    assert len(in_order(circle)) == 3
    assert len(build(circle).processes) == 3


def test_two_logs_of_one_number_are_both_there() -> None:
    twice = [child(100, 1, 0).done(10), child(101, 100, 5).done(10), child(101, 100, 50).done(10)]

    names = [one.name for one in build(twice).processes]

    assert sorted(names) == ["process 100", "process 101", "process 101 #2"]


def test_a_deadlock_names_the_traces_threads() -> None:
    writing = child(101, 100, 5)
    worker = writing.thread("worker", 6)
    stack = (Place("p.py", 1, "f"),)
    writing.deadlocks.append(Deadlock(BEGAN + 25, (MAIN, worker), (1, 1), (stack, stack)))

    trace = build([child(100, 1, 0).done(90), writing.done(80)])

    (circle,) = trace.deadlocks
    assert (circle.at, circle.threads, circle.objects) == (25, (1, 2), (1, 1))
    assert trace.places[circle.stacks[0][0]] == stack[0]


def test_notes_are_told_once() -> None:
    noted = [child(100, 1, 0).done(10, notes=["a", "b"]), child(101, 100, 5).done(9, notes=["b"])]

    assert build(noted).notes == ("a", "b")
