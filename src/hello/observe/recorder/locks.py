"""``threading.Lock`` as the standard library's, but it knows who has it, and since when.

A thread may be interrupted (Ctrl-C) after any call, but not between a C iterator's step and the
assignment of what it gave: this is why locks are taken by ``for taken in tries``, so that no lock
is left taken which the plain one's ``with`` would have released.
"""

import sys
import threading
from _thread import LockType, allocate_lock, get_ident
from itertools import repeat
from operator import attrgetter
from types import FrameType
from typing import Any, NoReturn

from hello.observe.recorder.book import LONG_HOLD, Mark, clock, state, workers
from hello.observe.recorder.entry import have_room, straight_in
from hello.observe.recorder.frames import CONDITION_ENTER, is_inner, outside
from hello.observe.recorder.holds import (
    Hold,
    begin,
    count_hold,
    first_taken,
    let_go,
    nest,
    take,
    tell_hold,
    worker_now,
)
from hello.observe.recorder.stand_in import Builtin

frame_of = sys._getframe  # noqa: SLF001 (the caller's line is what is noted)
NOT_WAITING = repeat(False)  # noqa: FBT003 (an argument of acquire)
TYPE_MAKES_LOCKS = threading.Lock is LockType
"""Since Python 3.13."""
NAME = f"{LockType.__module__}.{LockType.__qualname__}"


class LockMeta(type):
    """The type of a type that also locks made before belong to."""

    def __instancecheck__(cls, instance: object) -> bool:
        """Return whether *instance* is a lock, recorded or plain, or says that it is."""
        return super().__instancecheck__(instance) or isinstance(instance, LockType)

    def __subclasscheck__(cls, subclass: type) -> bool:
        """Return whether *subclass* is the type of recorded locks or of plain ones."""
        return super().__subclasscheck__(subclass) or issubclass(subclass, LockType)

    def __repr__(cls) -> str:
        return f"<class '{NAME}'>"


class Lock(metaclass=LockMeta):
    """A lock made while something is recorded; outside of recordings its methods are the raw."""

    raw: Any
    hold: Hold | None
    let: Any
    mark: Mark
    tries: Any
    waiters: list[Any]

    __slots__ = ("__weakref__", "hold", "let", "mark", "raw", "tries", "waiters")

    def __new__(cls, *args: object, **named: object) -> Any:
        """Return a lock, as the plain type does since Python 3.13."""
        if args or named or not TYPE_MAKES_LOCKS:
            return LockType(*args, **named)  # it says what is wrong
        return made_lock(frame_of(1))

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError(f"type '{NAME}' is not an acceptable base type")

    __class__ = property(lambda _: LockType)  # what isinstance asks

    def __repr__(self) -> str:
        state = "locked" if self.raw.locked() else "unlocked"
        return f"<{state} {NAME} object at {id(self):#x}>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"cannot pickle '{NAME}' object")

    def _at_fork_reinit(self) -> None:
        self.raw._at_fork_reinit()  # noqa: SLF001 (the plain lock's own of that name)
        self.hold = None
        self.waiters = []

    acquire = acquire_lock = property(attrgetter("raw.acquire"))
    release = release_lock = property(attrgetter("raw.release"))
    locked = locked_lock = property(attrgetter("raw.locked"))
    __enter__ = property(attrgetter("raw.__enter__"))
    __exit__ = property(attrgetter("raw.__exit__"))


Lock.__module__, Lock.__qualname__ = LockType.__module__, LockType.__qualname__
Lock.__name__ = LockType.__name__


def made_lock(made: FrameType) -> Any:
    """Return a lock; a raw one while nothing is recorded, and for the library's own use."""
    if state.book is None or is_inner(made):
        return allocate_lock()
    self: Any = object.__new__(Lock)
    self.raw = raw = allocate_lock()
    self.tries = map(raw.acquire, NOT_WAITING)
    self.mark = Mark("Lock", outside(made))
    self.hold = self.let = None
    self.waiters = []
    return self


class Allocate(Builtin):
    """``_thread.allocate_lock``, which is a function."""

    def __call__(self, *args: object, **named: object) -> Any:
        """Return a lock."""
        if args or named:
            return self.__wrapped__(*args, **named)  # it says what is wrong
        return made_lock(frame_of(1))


def patience(blocking: int = 1, timeout: float = -1) -> float:
    """Return for how many seconds an ``acquire`` with these arguments waits; -1: for ever."""
    return timeout if blocking else 0


def acquire(self: Any, *args: Any, **named: Any) -> bool:
    """Take it as the raw lock would."""
    timeout: float = -1
    if args or named:
        allocate_lock().acquire(*args, **named)  # A free lock says at once what is wrong with them.
        timeout = patience(*args, **named)
    me = worker_now()
    taken = False
    try:
        for taken in self.tries:  # noqa: B007 (used below)
            break
        if taken:
            take(self, me, caller(frame_of(1)))
            return True
    except BaseException:
        if taken:
            try:
                forget(self, me)
            finally:
                self.raw.release()
        raise
    return wait(self, timeout, frame_of(1)) if timeout else False


def enter(self: Any) -> bool:
    """Take it for a ``with``: the same as ``acquire``, written out where every ns counts.

    All that calls anything of Python's is done before: it may fail, or let another thread go on,
    which must not find the lock taken.
    """
    me: Any = workers.get(get_ident()) or worker_now()
    frame: Any = frame_of(1)
    if (code := frame.f_code) is CONDITION_ENTER:
        frame = frame.f_back
        code = frame.f_code
    counts = self.mark.counts
    if not counts.taken:
        first_taken(self)
    if me is not None and me.held:
        nest(self, me, frame)
    taken = False
    try:
        for taken in self.tries:  # noqa: B007 (used below)
            break
        if taken:
            if me is None:
                return True
            counts.taken += 1
            held = me.held
            held += (self,)
            for at in clock:  # noqa: B007 (used below)
                break
            self.hold = (me, code, frame.f_lasti, at)
            return True
    except BaseException:
        if taken:
            try:
                forget(self, me)
            finally:
                self.raw.release()
        raise
    return wait(self, -1, frame_of(1))


def caller(frame: FrameType) -> FrameType:
    """Return the frame that takes a lock: not a condition's own."""
    return outside(frame) if frame.f_code is CONDITION_ENTER else frame


def wait(self: Any, timeout: float, frame: FrameType, again: Any = None) -> bool:
    """Wait for the lock, which was just found taken; *again*: it stays taken in any case."""
    acquiring = again or map(self.raw.acquire, (True,), (timeout,))
    book = state.book
    if book is None:
        return bool(next(acquiring))
    have_room()
    me = book.me()
    waiters = self.waiters
    taken: Any = None
    begun = None
    try:
        waiters.append(me)
        begun = begin(book, me, self, frame)
        for taken in acquiring:  # noqa: B007 (used below)
            break
        if taken:
            take(self, me, outside(frame))
        waiters.remove(me)
        book.goes_on(me, begun, int(taken), self.let if taken else None)
    except BaseException:
        if taken and not again:
            try:
                forget(self, me)
            finally:
                self.raw.release()
        if me in waiters:
            waiters.remove(me)
        if me.waiting is begun:
            book.goes_on(me, begun, -1)
        raise
    return bool(taken)


def forget(self: Any, me: Any) -> None:
    """Undo what was noted of taking it."""
    self.hold = None
    if me is not None and self in me.held:
        me.held.remove(self)


@straight_in
def release(self: Any) -> None:
    """Let it go."""
    let = None
    try:
        if hold := self.hold:
            let = let_go(self, hold)
            self.let = workers.get(get_ident())
    finally:
        self.raw.release()
    count_hold(self, let)


@straight_in
def leave(self: Any, *_: object) -> None:
    """Let it go at the end of a ``with``: written out as ``enter`` is."""
    try:
        hold: Hold | None = self.hold
        if hold is not None:
            self.hold = None
            self.let = me = hold[0]
            held = me.held
            if held and held[-1] is self:
                del held[-1]
            elif self in held:
                held.remove(self)
            for at in clock:  # noqa: B007 (used below)
                break
            span = at - hold[3]
            is_waited_for = not not self.waiters  # noqa: SIM208 (a call costs more)
    finally:
        self.raw.release()
    if hold is not None:
        counts = self.mark.counts
        counts.held += span
        if span > counts.longest_hold:  # noqa: PLR1730 (a call costs more)
            counts.longest_hold = span
        if is_waited_for or span > LONG_HOLD:
            try:  # noqa: SIM105 (a call for it needs room too)
                tell_hold(self, hold, span)
            except RecursionError:
                pass  # The lock is free: it is not worth an error of the program's.


RECORDED = {
    "acquire": acquire,
    "acquire_lock": acquire,
    "release": release,
    "release_lock": release,
    "__enter__": enter,
    "__exit__": leave,
}
"""The methods that a Lock has while something is recorded."""
