"""Waits of conditions, and through them of events, semaphores, barriers and queues.

All of these wait in ``Condition.wait`` and are woken through the lock that it makes for each wait,
so nothing else has to be replaced: putting, getting, setting and releasing run at full speed.
"""

import queue
import sys
import threading
from _thread import LockType, allocate_lock, get_ident
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from typing import Any
from weakref import ref

from hello.observe.events import UNKNOWN
from hello.observe.recorder.book import Mark, Worker, now, state, workers
from hello.observe.recorder.condition_locks import give
from hello.observe.recorder.entry import LEVELS, have_room
from hello.observe.recorder.frames import INNER, outside
from hello.observe.recorder.patches import Patches

frame_of = sys._getframe  # noqa: SLF001 (the caller's line is what is noted)

MARK = "_hello_recorded"
"""The attribute of an object that was made while something was recorded."""

FINE_DEPTHS = 2_000
"""So many changes of a queue's length are noted each; then a few from time to time."""

FUTURE_INIT = "Future.__init__"


class Waiter:
    """The lock that one wait waits for; who releases it, which wakes that, is noted before."""

    __slots__ = ("let", "lock", "release")

    def __init__(self) -> None:
        self.lock = allocate_lock()
        self.lock.acquire()
        self.release = self.lock.release
        self.let: Worker | None = None


class QueueMark(Mark):
    """A queue, and what was told of its length."""

    __slots__ = ("budget", "is_locked", "of")

    def __init__(self, kind: str, made: Any, of: Any) -> None:
        super().__init__(kind, made, of.maxsize)
        self.of = ref(of)
        self.budget = FINE_DEPTHS
        # The program may have put another kind in the place of the plain lock, which need not tell.
        is_plain = isinstance(of.mutex, LockType)
        self.is_locked: Callable[[], bool] = of.mutex.locked if is_plain else bool


def marked(kind: str, inner: str, bound: str = "") -> Callable[[Any], Any]:
    """Return what makes an ``__init__`` that marks the condition named *inner*."""

    def changed(plain: Any) -> Any:
        def __init__(self: Any, *args: Any, **named: Any) -> None:  # noqa: N807 (what it replaces)
            plain(self, *args, **named)
            made = frame_of(1)
            if state.book is not None and made.f_code not in INNER and inner in vars(self):
                mark = Mark(type(self).__name__ or kind, outside(made), getattr(self, bound, 0))
                vars(getattr(self, inner))[MARK] = mark

        return like(__init__, plain)

    return changed


def like(new: Any, plain: Any) -> Any:
    """Return *new* under the name and with the signature of *plain*."""
    for name in ("__name__", "__qualname__", "__module__", "__doc__"):
        if (value := getattr(plain, name, None)) is not None:
            setattr(new, name, value)
    new.__wrapped__ = plain
    return new


def marked_condition(plain: Any) -> Any:
    """Return a ``Condition.__init__`` that marks, but for a library object's own."""

    def __init__(self: Any, lock: Any = None) -> None:  # noqa: N807 (what it replaces)
        plain(self, lock)
        made = frame_of(1)
        if state.book is None or made.f_code in INNER:
            return
        give(self, lock)
        kind = "Future" if made.f_code.co_qualname == FUTURE_INIT else type(self).__name__
        # A class of the program's may have a ``__setattr__`` of its own.
        vars(self)[MARK] = Mark(kind, outside(made))

    return like(__init__, plain)


def marked_queue(plain: Any) -> Any:
    """Return a ``Queue.__init__`` that marks its conditions."""

    def __init__(self: Any, maxsize: int = 0) -> None:  # noqa: N807 (what it replaces)
        plain(self, maxsize)
        if state.book is not None:
            mark = QueueMark(type(self).__name__, outside(frame_of(1)), self)
            for name in ("not_empty", "not_full", "all_tasks_done"):
                vars(getattr(self, name))[MARK] = mark

    return like(__init__, plain)


def waiting(plain: Any) -> Any:
    """Return a ``Condition.wait`` that notes the wait: the same steps as the plain one's."""

    def wait(self: Any, timeout: float | None = None) -> bool:
        mark, book = vars(self).get(MARK), state.book
        # Without patience it is a look, not a wait.
        if mark is None or book is None or not (timeout is None or timeout > 0):
            return bool(plain(self, timeout))
        have_room(2 * LEVELS)
        if not self._is_owned():
            raise RuntimeError("cannot wait on un-acquired lock")
        waiter, me, begun = Waiter(), book.me(), None
        got, how = False, -1
        self._waiters.append(waiter)
        # Nothing may come between: what is interrupted there would not take the lock again.
        saved = self._release_save()
        try:
            frame = outside(frame_of(1))
            begun = book.waits(me, mark, book.place(frame.f_code, frame.f_lasti))
            if timeout is None:
                waiter.lock.acquire()
                got = True
            else:
                got = waiter.lock.acquire(timeout=timeout)
            how = int(got)
            return got
        finally:
            try:
                book.goes_on(me, begun, how, waiter.let)
            finally:
                self._acquire_restore(saved)
                if not got:
                    with suppress(ValueError):
                        self._waiters.remove(waiter)

    return like(wait, plain)


def notifying(plain: Any) -> Any:
    """Return a ``Condition.notify`` that notes who wakes.

    And a queue's length: each change ends with it.
    """

    def notify(self: Any, n: int = 1) -> None:
        mark = self.__dict__.get(MARK)
        waiters = self._waiters
        if waiters and (book := state.book) is not None:
            me = workers.get(get_ident()) or book.me()
            for waiter in islice(waiters, n):
                if waiter.__class__ is Waiter:
                    waiter.let = me
        if mark.__class__ is not QueueMark:
            plain(self, n)
            return
        # Where nobody waits there is nothing else to do.
        if waiters or not mark.is_locked():
            plain(self, n)
        try:  # noqa: SIM105 (a call for it needs room too)
            tell_depth(mark)
        except RecursionError:
            pass  # The item is put, or taken out: it is not worth an error of the program's.

    return like(notify, plain)


def tell_depth(mark: QueueMark) -> None:
    """Note how many items a queue has now; who asks holds the queue's lock."""
    of = mark.of()
    try:
        depth = len(of.queue)  # type: ignore[union-attr]  # a queue that is gone has none
    except (AttributeError, TypeError):
        return
    counts = mark.counts
    counts.taken += 1
    counts.deepest = max(counts.deepest, depth)
    if mark.budget > 0 and (book := state.book) is not None:
        mark.budget -= 1
        if mark.number not in book.marks:
            book.know(mark)
            book.queues[mark.number] = mark
        me = book.me()
        me.events += 1
        book.put((now(), me.number, 6, mark.number, UNKNOWN, 0, depth, UNKNOWN))


def patch(patches: Patches) -> None:
    """Replace what marks, waits and notifies."""
    of_condition = threading.Condition
    patches.put(threading.Event, "__init__", marked("Event", "_cond")(threading.Event.__init__))
    for kind in (threading.Semaphore, threading.Barrier):
        bound = "_value" if kind is threading.Semaphore else "_parties"
        patches.put(kind, "__init__", marked(kind.__name__, "_cond", bound)(kind.__init__))
    patches.put(of_condition, "__init__", marked_condition(of_condition.__init__))
    patches.put(of_condition, "wait", waiting(of_condition.wait))
    patches.put(of_condition, "notify", notifying(of_condition.notify))
    patches.put(queue.Queue, "__init__", marked_queue(queue.Queue.__init__))
