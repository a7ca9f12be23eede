"""From what was written down to a Log."""

import sys
from dataclasses import replace
from types import CodeType, FrameType

from hello.observe.events import (
    UNKNOWN,
    Counts,
    Deadlock,
    Event,
    Kind,
    Log,
    ObjectInfo,
    Place,
    ThreadInfo,
)
from hello.observe.recorder.book import NOWHERE, Book, Mark, Open, Raw, Worker, now
from hello.observe.recorder.forgetting import totals
from hello.observe.recorder.frames import HERE
from hello.observe.recorder.naming import Names

DEEPEST = 50
"""Frames of a stack that are kept."""


def place_of(code: CodeType, lasti: int) -> Place:
    """Return the line at *lasti* of *code*."""
    line = code.co_firstlineno
    for start, end, number in code.co_lines():
        if start <= lasti < end and number:
            line = number
            break
    return Place(code.co_filename, line, code.co_qualname)


def stack_of(frame: FrameType | None) -> tuple[Place, ...]:
    """Return the lines of a stack, the innermost last, without the recorder's own."""
    places: list[Place] = []
    while frame is not None and len(places) < DEEPEST:
        code = frame.f_code
        if not code.co_filename.startswith(HERE):
            places.append(Place(code.co_filename, frame.f_lineno or 0, code.co_qualname))
        frame = frame.f_back
    return tuple(reversed(places))


def read(book: Book) -> Log:
    """Return all that *book* has, also what goes on just now; it may be written to meanwhile."""
    if not book.ended:
        book.add_notes()
        book.trim()
    people = list(book.people.values())
    over = {worker.number for worker in people if worker.has_ended}
    written = sum(worker.events for worker in people) + book.samples + book.written
    raw = list(book.ring.copy())
    ended = book.ended or now()  # what follows takes time that is ours
    # Where there is room left, all that is gone was older than the last seconds.
    dropped = max(written - len(raw), 0) if len(raw) == book.limit else 0
    if book.last is not None:
        raw = _within(raw, ended - book.last)
    # Each of these is told once, also where it happens again and again; and who waits, waits.
    raw += list(book.nested)
    raw += [_open(worker, wait) for worker in people if (wait := worker.waiting)]
    raw.sort()
    threads = _threads(people, over)
    # Some threads may have begun, or be let go, since these were asked for.
    events = [_event(threads, *one) for one in raw if one[1] in threads]
    used = _used(book, people, raw)
    objects = _objects(book, used)
    return Log(
        process=book.process,
        parent=book.parent,
        program=book.program,
        python=sys.version.split()[0],
        began=book.began,
        began_at=book.began_at,
        ended=ended,
        events=events,
        threads=threads,
        objects=objects,
        counts=_counts(book, used),
        places=_places(book),
        deadlocks=tuple(_deadlock(book, *one) for one in list(book.deadlocks)),
        dropped=dropped,
        last=book.last,
        notes=tuple(book.notes),
    )


def _threads(people: list[Worker], over: set[int]) -> dict[int, ThreadInfo]:
    infos = {worker.number: worker.info for worker in people}
    return {
        number: replace(
            info,
            parent=info.parent if info.parent in infos else UNKNOWN,
            has_ended=number in over,
        )
        for number, info in infos.items()
    }


def _places(book: Book) -> tuple[Place, ...]:
    spots = book.spots.copy()
    nowhere = Place("", 0, "")
    # A number may be given whose place is not yet written in.
    places = (spots.get(number) for number in range(1, max(spots, default=0) + 1))
    return nowhere, *(place_of(*spot) if spot else nowhere for spot in places)


def _within(raw: list[Raw], oldest: int) -> list[Raw]:
    """Return what is not older, and the beginnings of the waits that ended since."""
    begun: dict[int, Raw] = {}
    kept: list[Raw] = []
    for one in raw:
        # Both events of a wait are written at its end.
        if one[0] >= oldest:
            if one[2] == Kind.GOES_ON and one[1] in begun:
                kept.append(begun.pop(one[1]))
            kept.append(one)
        elif one[2] == Kind.WAITS:
            begun[one[1]] = one
        else:
            begun.pop(one[1], None)
    return kept


NESTED = int(Kind.NESTED)
KINDS = {int(kind): kind for kind in Kind}


def _event(  # noqa: PLR0913, PLR0917 (the fields of an Event)
    threads: dict[int, ThreadInfo],
    at: int,
    thread: int,
    kind: int,
    what: int,
    other: int,
    place: int,
    value: int,
    cpu: int,
) -> Event:
    # A forked child knows nothing of its parent's other threads. Kind.NESTED has a place there.
    known = other if other in threads or kind == NESTED else UNKNOWN
    return Event(at, thread, KINDS[kind], what, known, place, value, cpu)


def _open(worker: Worker, wait: Open) -> Raw:
    return (
        *(wait.at, worker.number, Kind.WAITS, wait.what),
        *(wait.other, wait.place, wait.value, wait.cpu),
    )


ASKED = frozenset({"socket", "select", "pipe"})
"""Objects of which it is known where they were waited for first, but not where they were made."""


def _used(book: Book, people: list[Worker], raw: list[Raw]) -> set[int]:
    """Return the objects to which something happened: a forked child knows its parent's too."""
    used = {number for number, mark in book.marks.copy().items() if mark.counts.taken}
    used.update(list(book.totals), *(list(worker.totals) for worker in people))
    used.update(one[3] for one in raw)
    used.update(one[6] for one in raw if one[2] == NESTED)
    used.update(*(deadlock.objects for deadlock, _ in list(book.deadlocks)))
    return used


def _objects(book: Book, used: set[int]) -> dict[int, ObjectInfo]:
    names = Names()
    return {
        number: _object(book, mark, names)
        for number, mark in book.marks.copy().items()
        if number in used
    }


def _object(book: Book, mark: Mark, names: Names) -> ObjectInfo:
    if mark.lasti == NOWHERE:
        return ObjectInfo(mark.kind)
    read_name = names.asked if mark.kind in ASKED else names.made
    name = read_name(mark.code, mark.lasti)
    return ObjectInfo(mark.kind, book.place(mark.code, mark.lasti), name, mark.bound)


def _counts(book: Book, used: set[int]) -> dict[int, Counts]:
    counts = {number: mark.counts for number, mark in book.marks.copy().items()}
    sums = totals(book)
    return {
        number: Counts(
            taken=one.taken,
            contended=sums.get(number, (0, 0))[0],
            waited=sums.get(number, (0, 0))[1],
            held=one.held,
            longest_hold=one.longest_hold,
            deepest=one.deepest,
        )
        for number, one in counts.items()
        if number in used
    }


def _deadlock(book: Book, deadlock: Deadlock, opens: tuple[Open, ...]) -> Deadlock:
    waiting = [worker and worker.waiting for worker in map(book.people.get, deadlock.threads)]
    return deadlock._replace(has_ended=not all(a is b for a, b in zip(waiting, opens, strict=True)))
