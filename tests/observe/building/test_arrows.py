"""Arrows go from who let go to who goes on."""

from logs import MAIN, Writing

from hello.observe.building import build
from hello.observe.events import UNKNOWN
from hello.observe.model import Arrow, Passing


def arrows(writing: Writing) -> tuple[Arrow, ...]:
    return build([writing.done(100)]).arrows


def test_a_start() -> None:
    writing = Writing()
    writing.thread("worker", 10, line=7)

    (arrow,) = arrows(writing)

    assert arrow[:6] == (Passing.START, 0, 10, 1, 10, UNKNOWN)
    assert arrow.place


def test_a_release_leaves_when_the_lock_was_let_go() -> None:
    writing = Writing()
    lock, worker = writing.thing("Lock"), writing.thread("worker", 5)
    writing.held(MAIN, lock, 1, 40)
    writing.waits(worker, lock, 10, 45, holder=MAIN, freed_by=MAIN)

    assert arrows(writing)[1][:6] == (Passing.RELEASE, 0, 40, 1, 45, 0)


def test_a_release_that_nobody_noted_leaves_when_it_arrives() -> None:
    writing = Writing()
    event, worker = writing.thing("Event"), writing.thread("worker", 5)
    writing.waits(worker, event, 10, 45, freed_by=MAIN)

    assert arrows(writing)[1][2:5] == (45, 1, 45)


def test_a_join_comes_from_the_threads_end() -> None:
    writing = Writing()
    end, worker = writing.thing("Thread", "worker"), writing.thread("worker", 5)
    writing.ends(worker, 40)
    writing.waits(MAIN, end, 10, 44, holder=worker, freed_by=worker)

    assert arrows(writing)[1][:6] == (Passing.JOIN, 1, 40, 0, 44, 0)


def test_who_gave_up_was_let_go_on_by_nobody() -> None:
    writing = Writing()
    lock, worker = writing.thing("Lock"), writing.thread("worker", 5)
    writing.waits(worker, lock, 10, 45, holder=MAIN, freed_by=MAIN, value=0)

    assert [arrow.kind for arrow in arrows(writing)] == [Passing.START]


def test_nobody_lets_itself_go_on() -> None:
    """It put into a queue what it took out itself."""
    writing = Writing()
    writing.waits(MAIN, writing.thing("Queue"), 10, 45, freed_by=MAIN)

    assert arrows(writing) == ()


def test_an_earlier_release_is_not_what_let_it_go_on() -> None:
    writing = Writing()
    lock, worker = writing.thing("Lock"), writing.thread("worker", 1)
    writing.held(MAIN, lock, 2, 5)
    writing.waits(worker, lock, 10, 45, freed_by=MAIN)

    assert arrows(writing)[1][2:5] == (45, 1, 45)
