"""What it means that a thread has a lock: who, since when, where, within which others."""

from _thread import get_ident
from types import CodeType, FrameType
from typing import Any

from hello.observe.events import UNKNOWN, Kind
from hello.observe.recorder.book import LONG_HOLD, Book, Open, Worker, now, state, workers
from hello.observe.recorder.frames import outside

Hold = tuple[Worker, CodeType, int, int]
"""Who holds a lock, the code and instruction where it was taken, since when."""

LetGo = tuple[Hold, int, bool]
"""A hold that is over, how many ns it was, and whether to write an event of it."""

MOST_NESTED = 20_000
"""Events of locks taken within others: beyond, no more are written."""

MOST_HELD = 32
"""Who has more locks than these at once takes further ones untold: looking at all of them each time
would slow the program down by how many it holds.
"""

NO_HOLD = (None, None, 0)


def worker_now() -> Worker | None:
    """Return the thread that asks, or None where nothing is recorded."""
    if worker := workers.get(get_ident()):
        return worker
    return None if state.book is None else state.book.register()


def take(lock: Any, me: Worker | None, frame: FrameType) -> None:
    """Note that *me* has just got *lock*; None where the recording has just ended."""
    if me is None:
        return
    counts = lock.mark.counts
    if not counts.taken:
        first_taken(lock)
    counts.taken += 1
    if me.held:
        nest(lock, me, frame)
    lock.hold = (me, frame.f_code, frame.f_lasti, now())
    me.held.append(lock)


def first_taken(lock: Any) -> None:
    """Write in a lock that is taken for the first time: those that never are do not matter."""
    if (book := state.book) is not None:
        book.know(lock.mark)


def nest(lock: Any, me: Worker, frame: FrameType) -> None:
    """Note what *me* holds while it takes *lock*: all of it at once, each such set once."""
    book = state.book
    if book is None or len(me.held) > MOST_HELD or len(book.nested) >= MOST_NESTED:
        return
    what, held = lock.mark.number, list(me.held)
    parts: list[int] = [id(frame.f_code), frame.f_lasti, what]
    for outer in held:
        hold = outer.hold or NO_HOLD
        parts += (outer.mark.number, id(hold[1]), hold[2])
    key = tuple(parts)
    if key in book.pairs:
        return
    book.pairs.add(key)
    book.know(lock.mark)
    place, at = book.place(frame.f_code, frame.f_lasti), now()
    for outer in held:
        book.know(outer.mark)
        hold = outer.hold
        taken_at = book.place(hold[1], hold[2]) if hold else 0
        number = outer.mark.number
        book.nested.append((at, me.number, Kind.NESTED, what, taken_at, place, number, UNKNOWN))


def let_go(lock: Any, hold: Hold) -> LetGo:
    """Note that *lock* is about to be released by who has it, or for them."""
    me, _, _, since = hold
    lock.hold = None
    lock.let = me
    held = me.held
    if held and held[-1] is lock:
        del held[-1]
    elif lock in held:
        held.remove(lock)
    span = now() - since
    return hold, span, span > LONG_HOLD or bool(lock.waiters)


def count_hold(lock: Any, let: LetGo | None) -> None:
    """Count a hold that is over; after the release, as this would make the hold longer."""
    if let is None:
        return
    hold, span, matters = let
    counts = lock.mark.counts
    counts.held += span
    counts.longest_hold = max(counts.longest_hold, span)
    if matters:
        try:  # noqa: SIM105 (a call for it needs room too)
            tell_hold(lock, hold, span)
        except RecursionError:
            pass  # The lock is free: it is not worth an error of the program's.


def tell_hold(lock: Any, hold: Hold, span: int) -> None:
    """Write the event of a hold that was long, or that others waited for."""
    me, code, lasti, since = hold
    book = state.book
    if book is None or book.people.get(me.number) is not me:
        return
    book.know(lock.mark)
    place = book.place(code, lasti)
    book.note(me, Kind.HELD, lock.mark.number, place=place, value=span, at=since + span)


def begin(book: Book, me: Worker, lock: Any, frame: FrameType) -> Open | None:
    """Note that *me* waits for *lock*, which it may never get."""
    frame = outside(frame)
    if me.held:
        nest(lock, me, frame)
    place, hold = book.place(frame.f_code, frame.f_lasti), lock.hold
    if hold is None:
        return book.waits(me, lock.mark, place, lock)
    taken_at = book.place(hold[1], hold[2])
    return book.waits(me, lock.mark, place, lock, hold[0].number, taken_at)
