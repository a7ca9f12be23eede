"""What a recording lets go of, so that it stays small: objects and threads outside the ring.

A signal handler or a finalizer may come in at any moment and write to the same book: whatever is
iterated here is a copy that is made in one step.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import deque

    from hello.observe.recorder.book import Book, Raw

MOST_OBJECTS = 20_000
"""Objects that are remembered; beyond, those go first that no event tells of."""

MOST_PEOPLE = 1_000
"""The same for threads."""

HEAVIEST = 1_000
"""Objects that stay, though no event tells of them: those that were waited for longest."""


def forget(book: "Book") -> None:
    """Let go of what can be, one caller at a time: the others go on."""
    # The book of a forked child has a new lock.
    lock, is_free = book.lock, False
    try:
        for is_free in map(lock.acquire, (False,)):  # noqa: B007 (used below)
            break
        if is_free:
            ring = book.ring.copy()
            if len(book.people) > book.most_people:
                forget_people(book, ring)
            if len(book.marks) > book.most_objects:
                forget_objects(book, ring)
    finally:
        if is_free:
            lock.release()


def forget_people(book: "Book", ring: "deque[Raw]") -> None:
    """Let go of ended threads; what they waited stays."""
    told = {event[1] for event in ring}
    told.update(event[1] for event in list(book.nested))
    told.update(*(deadlock.threads for deadlock, _ in list(book.deadlocks)))
    for worker in list(book.people.values()):
        if worker.has_ended and worker.number not in told:
            del book.people[worker.number]
            book.written += worker.events
            add(book.totals, worker.totals)
    book.most_people = _next_time(len(book.people), MOST_PEOPLE, len(ring))


def forget_objects(book: "Book", ring: "deque[Raw]") -> None:
    """Let go of objects, but not of the newest, which may have no event yet."""
    people = list(book.people.values())
    sums = totals(book)
    used = set(sorted(sums, key=lambda what: sums[what][1])[-HEAVIEST:])
    used.update(event[3] for event in ring)
    used.update(wait.what for worker in people if (wait := worker.waiting))
    used.update(*((event[3], event[6]) for event in list(book.nested)))
    used.update(*(deadlock.objects for deadlock, _ in list(book.deadlocks)))
    for number in list(book.marks)[: -(MOST_OBJECTS // 2)]:
        if number not in used:
            book.marks.pop(number, None)
            book.queues.pop(number, None)
    for waited in (book.totals, *(worker.totals for worker in people)):
        for number in list(waited):
            if number not in book.marks:
                waited.pop(number, None)
    book.most_objects = _next_time(len(book.marks), MOST_OBJECTS, len(ring))


def _next_time(left: int, most: int, events: int) -> int:
    """Return how many there may be before it is worth the time to look through all events again."""
    return max(most, left + max(most // 2, left // 2, events // 10))


def totals(book: "Book") -> dict[int, list[int]]:
    """Return how often and how many ns all threads together waited for each object."""
    sums: dict[int, list[int]] = {}
    for one in _all_totals(book):
        add(sums, one)
    return sums


def _all_totals(book: "Book") -> Iterable[dict[int, list[int]]]:
    return book.totals, *(worker.totals for worker in list(book.people.values()))


def add(sums: dict[int, list[int]], more: dict[int, list[int]]) -> None:
    """Add *more*, which may be written to meanwhile, to *sums*."""
    for what, (times, waited) in more.copy().items():
        total = sums.setdefault(what, [0, 0])
        total[0] += times
        total[1] += waited
