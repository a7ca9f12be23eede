"""What the record of the last seconds keeps, and what it says of the rest."""

import sys

from hello.observe.building import build
from hello.observe.events import Kind, Log
from hello.observe.recorder.book import Book, Mark, now
from hello.observe.recorder.reading import read

S = 1_000_000_000


def ticks(log: Log) -> int:
    return sum(event.kind is Kind.DEPTH for event in log.events)


def test_what_is_too_old_is_not_told_as_pushed_out() -> None:
    book = Book(100, 10.0, 0)
    me = book.register()
    book.note(me, Kind.DEPTH, at=now() - 3600 * S)
    book.note(me, Kind.DEPTH)

    log = read(book)

    assert (ticks(log), log.dropped, log.last) == (1, 0, 10 * S)


def test_a_program_that_hangs_for_an_hour_leaves_its_last_seconds() -> None:
    book = Book(100, 10.0, 0)
    book.began = now() - 3600 * S
    me = book.register()
    book.note(me, Kind.DEPTH, at=book.began)
    mark = Mark("Event", sys._getframe())  # noqa: SLF001 (the recorder's own way)
    book.waits(me, mark, 0)
    assert me.waiting is not None
    me.waiting = me.waiting._replace(at=book.began + S)

    trace = build([read(book)])

    assert trace.end == 10 * S
    assert [wait.length for wait in trace.waits] == [10 * S]


def test_what_the_bound_has_pushed_out_is_counted() -> None:
    book = Book(10, 3600.0, 0)
    me = book.register()
    for _ in range(30):
        book.note(me, Kind.DEPTH)

    assert read(book).dropped == 20


def test_the_last_seconds_are_those_before_its_end() -> None:
    """Also where that was long ago."""
    book = Book(100, 10.0, 0)
    book.ended = now() - 3600 * S
    book.note(book.register(), Kind.DEPTH, at=book.ended - S)

    assert ticks(read(book)) == 1


def test_it_says_who_has_ended() -> None:
    book = Book(100, 10.0, 0)
    over, here = book.register(), book.register()
    over.has_ended = True

    threads = read(book).threads

    assert [threads[one.number].has_ended for one in (over, here)] == [True, False]
