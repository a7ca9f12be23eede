"""A recording stays small and quick, whatever the program makes and whenever it interrupts."""

import sys
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest

from hello.observe.events import Kind
from hello.observe.recorder import forgetting
from hello.observe.recorder.book import Book, Mark, Worker
from hello.observe.recorder.reading import read

DEADLINE = 30


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "MOST_OBJECTS", 100)
    monkeypatch.setattr(forgetting, "MOST_PEOPLE", 100)
    monkeypatch.setattr(forgetting, "HEAVIEST", 10)


def mark() -> Mark:
    return Mark("Event", sys._getframe())  # noqa: SLF001 (the recorder's own way)


def wait_once(book: Book, me: Worker, what: Mark) -> None:
    book.goes_on(me, book.waits(me, what, 0), 1)


def returns(function: Callable[[], object]) -> bool:
    """Return whether *function* comes back, in a thread of its own."""
    ended: list[object] = []
    thread = Thread(target=lambda: ended.append(function()), daemon=True)
    thread.start()
    thread.join(DEADLINE)
    return bool(ended)


class Interrupting(int):
    """A number that does something when it is hashed, as a handler or a finalizer may."""

    does: Callable[[], object] | None = None

    def __hash__(self) -> int:
        if does := self.does:
            self.does = None
            does()
        return int.__hash__(self)

    __eq__ = int.__eq__


@pytest.mark.usefixtures("_few")
def test_objects_in_the_ring_are_not_looked_through_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[int] = []
    plain = forgetting.forget_objects

    def counted(book: Book, *args: Any) -> None:
        looks.append(len(book.marks))
        plain(book, *args)

    monkeypatch.setattr(forgetting, "forget_objects", counted)
    book = Book(100_000, None, 0)
    me = book.register()
    for _ in range(5_000):
        wait_once(book, me, mark())
    assert len(book.marks) == 5_000
    assert len(looks) < 20


@pytest.mark.usefixtures("_few")
def test_objects_that_left_the_ring_are_let_go_with_their_totals_but_for_the_heaviest() -> None:
    book = Book(50, None, 0)
    me = book.register()
    heavy = mark()
    wait_once(book, me, heavy)
    me.totals[heavy.number] = [1, 10**15]
    for _ in range(5_000):
        wait_once(book, me, mark())
    assert len(book.marks) < 300
    assert len(me.totals) < 300
    assert read(book).counts[heavy.number].waited == 10**15


@pytest.mark.usefixtures("_few")
def test_what_is_waited_for_just_now_is_not_let_go() -> None:
    book = Book(50, None, 0)
    me, other = book.register(), book.register()
    long = mark()
    book.waits(me, long, 0)
    for _ in range(1_000):
        wait_once(book, other, mark())
    assert long.number in read(book).objects


@pytest.mark.usefixtures("_few")
def test_other_threads_may_wait_while_objects_are_let_go() -> None:
    book = Book(50, None, 0)
    me, other = book.register(), book.register()
    key = Interrupting(10**6)
    other.totals[key] = [1, 1]
    key.does = lambda: other.totals.update({n: [1, 1] for n in range(10**7, 10**7 + 500)})
    for _ in range(500):
        wait_once(book, me, mark())
    assert key.does is None


@pytest.mark.usefixtures("_few")
def test_a_handler_may_make_an_object_while_objects_are_let_go() -> None:
    book = Book(50, None, 0)
    me = book.register()
    key = Interrupting(10**6)
    me.totals[key] = [1, 1]

    def make(number: int) -> None:
        for _ in range(number):
            book.know(mark())

    key.does = lambda: make(3)
    assert returns(lambda: make(200))
    assert key.does is None


def test_a_handler_may_ask_for_a_place_while_one_is_written_in() -> None:
    book = Book(50, None, 0)
    code = mark().code
    again = Interrupting(2)
    inner: list[int] = []

    def first() -> None:
        again.does = second

    def second() -> None:
        inner.append(book.place(code, 4))

    again.does = first
    numbers: list[int] = []
    assert returns(lambda: numbers.append(book.place(code, again)))
    places = [*numbers, *inner]
    assert len(set(places)) == 2
    assert [book.place(code, 2), book.place(code, 4)] == places
    assert len(read(book).places) > max(places)


def test_a_finalizer_may_make_an_object_while_the_log_is_read() -> None:
    class Growing(dict[int, Any]):
        def items(self) -> Any:
            def each() -> Iterator[tuple[int, Any]]:
                for one in list(super(Growing, self).keys()):
                    new = mark()
                    yield one, self[one]
                    self[new.number] = new
                    if len(self) > 100:
                        raise RuntimeError("dictionary changed size during iteration")

            return each()

    book = Book(50, None, 0)
    me = book.register()
    book.marks = Growing()
    for _ in range(60):
        wait_once(book, me, mark())
    assert len(read(book).counts) == 60


@pytest.mark.usefixtures("_few")
def test_ended_threads_that_left_the_ring_are_let_go_but_not_what_they_waited() -> None:
    book = Book(50, None, 0)
    what = mark()
    for _ in range(3_000):
        me = book.register()
        wait_once(book, me, what)
        book.note(me, Kind.ENDED, value=1)
        me.has_ended = True
    assert len(book.people) < 300
    log = read(book)
    assert log.counts[what.number].contended == 3_000
    assert log.dropped == 3 * 3_000 - 50
    assert {event.thread for event in log.events} <= set(log.threads)
    assert {one.parent for one in log.threads.values()} <= {*log.threads, -1}


@pytest.mark.usefixtures("_few")
def test_threads_that_run_or_are_told_of_are_not_let_go() -> None:
    book = Book(10_000, None, 0)
    for number in range(1_000):
        me = book.register()
        if number % 2:
            book.note(me, Kind.ENDED, value=1)
            me.has_ended = True
    assert len(book.people) == 1_000
