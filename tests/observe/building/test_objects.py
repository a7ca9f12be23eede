"""Lanes of objects: who held a lock, how long a queue was."""

import pytest
from logs import MAIN, Writing

from hello.observe.building import build
from hello.observe.building.naming import made_unique, short
from hello.observe.events import Counts, Kind, ObjectInfo, Place
from hello.observe.model import Depth, ObjectLane


def lane_of(writing: Writing, **how: int) -> ObjectLane:
    return build([writing.done(100)], **how).objects[0]  # type: ignore[arg-type]  # ns


def test_a_release_tells_the_whole_hold() -> None:
    writing = Writing()
    writing.held(MAIN, writing.thing("Lock"), 20, 60, line=12)

    (hold,) = lane_of(writing).holds

    assert hold[:3] == (20, 60, 0)
    assert hold.has_ended


def test_a_wait_tells_who_held_it_all_along() -> None:
    """Nobody has released it, as in a deadlock."""
    writing = Writing()
    worker = writing.thread("worker")
    writing.waits(worker, writing.thing("Lock"), 20, None, holder=MAIN, taken=30)

    trace = build([writing.done(100)])

    (hold,) = trace.objects[0].holds
    assert hold[:3] == (20, 100, 0)
    assert trace.places[hold.place].line == 30
    assert not hold.has_ended


def test_a_wait_within_a_known_hold_tells_nothing_new() -> None:
    writing = Writing()
    lock, worker = writing.thing("Lock"), writing.thread("worker")
    writing.held(MAIN, lock, 10, 60)
    writing.waits(worker, lock, 20, 61, holder=MAIN)

    assert [hold[:3] for hold in lane_of(writing).holds] == [(10, 60, 0)]


def test_who_barges_in_ends_the_hold_that_a_wait_told_of() -> None:
    writing = Writing()
    lock, worker, third = writing.thing("Lock"), writing.thread("worker"), writing.thread("third")
    writing.waits(worker, lock, 20, 90, holder=MAIN)
    writing.held(third, lock, 50, 80)

    assert [hold[:3] for hold in lane_of(writing).holds] == [(20, 50, 0), (50, 80, 2)]


def test_a_semaphore_has_several_owners() -> None:
    writing = Writing()
    semaphore, worker = writing.thing("Semaphore", bound=2), writing.thread("worker")
    writing.held(MAIN, semaphore, 10, 60)
    writing.held(worker, semaphore, 20, 70)

    assert [hold[:3] for hold in lane_of(writing).holds] == [(10, 60, 0), (20, 70, 1)]


def test_a_queue_has_a_depth_at_each_moment() -> None:
    writing = Writing()
    queue = writing.thing("Queue", "jobs", line=4, bound=10)
    for at, items in ((5, 1), (10, 2), (40, 3), (40, 2)):
        writing.note(at, MAIN, Kind.DEPTH, queue, value=items)

    assert lane_of(writing).depths == (Depth(5, 1), Depth(10, 2), Depth(40, 2))
    assert lane_of(writing, last=70).depths == (Depth(0, 2), Depth(10, 2))
    assert lane_of(writing).bound == 10


def test_counts_are_the_recorders() -> None:
    writing = Writing()
    writing.counts[writing.thing("Lock")] = Counts(taken=5)

    assert lane_of(writing).counts.taken == 5


def test_an_object_that_only_events_know_has_a_lane() -> None:
    """Its description is bounded too."""
    writing = Writing()
    writing.waits(MAIN, 9, 20, 60)

    assert lane_of(writing).name == "object"
    assert lane_of(writing).waits == (0,)


@pytest.mark.parametrize(
    ("info", "name"),
    [
        (ObjectInfo("Lock", 1, "accounts"), "Lock 'accounts' (bank.py:3)"),
        (ObjectInfo("Lock", 1), "Lock (bank.py:3)"),
        (ObjectInfo("Queue", 0, "jobs"), "Queue 'jobs'"),
        (ObjectInfo("sleep", 1), "sleep"),
        (ObjectInfo("Lock", 99), "Lock"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_a_name_says_what_and_where(info: ObjectInfo, name: str) -> None:
    writing = Writing()
    writing.place(3)
    writing.objects[1] = info

    assert lane_of(writing).name == name


def test_a_hold_of_no_time_is_no_part_of_the_lane() -> None:
    writing = Writing()
    writing.held(MAIN, writing.thing("Lock"), 20, 20)

    assert lane_of(writing).holds == ()


def test_a_later_hold_of_the_same_thread_is_another_one() -> None:
    writing = Writing()
    lock, worker = writing.thing("Lock"), writing.thread("worker")
    writing.waits(worker, lock, 20, 30, holder=MAIN)
    writing.held(MAIN, lock, 50, 60)

    assert [hold[:3] for hold in lane_of(writing).holds] == [(20, 30, 0), (50, 60, 0)]


def test_a_hold_from_before_the_window_begins_with_it() -> None:
    writing = Writing()
    writing.held(MAIN, writing.thing("Lock"), 10, 60)

    assert [hold[:2] for hold in lane_of(writing, last=70).holds] == [(0, 30)]


def test_a_number_that_is_in_a_name_is_not_given_again() -> None:
    assert made_unique(["a", "a #2", "a"]) == ["a", "a #2", "a #3"]


@pytest.mark.parametrize(
    ("file", "shown"),
    [
        ("/home/ann/bank.py", "bank.py:3"),
        ("/home/ann/bank/__init__.py", "bank/__init__.py:3"),
        ("/usr/lib/python3.11/threading.py", "threading.py:3"),
        ("/usr/lib/python3.11/logging/handlers.py", "logging/handlers.py:3"),
        ("/venv/lib/python3.13/site-packages/six.py", "six.py:3"),
        ("/venv/lib/python3.13/site-packages/waitress/task.py", "waitress/task.py:3"),
        ("<string>", "<string>:3"),
    ],
)
def test_a_library_is_not_taken_for_a_file_of_the_program(file: str, shown: str) -> None:
    assert short(Place(file, 3, "f")) == shown


def test_a_name_cannot_write_to_the_terminal() -> None:
    assert made_unique(["\x1b[31mred\n", "工人"]) == [r"\x1b[31mred\n", "工人"]
