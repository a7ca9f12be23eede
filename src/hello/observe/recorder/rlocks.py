"""``threading.RLock`` that knows who has it: a true subclass of the standard library's."""

import _thread
import sys
from _thread import get_ident
from abc import ABCMeta
from itertools import repeat
from typing import Any

from hello.observe.recorder.book import LONG_HOLD, Mark, clock, state, workers
from hello.observe.recorder.entry import have_room, straight_in
from hello.observe.recorder.frames import CONDITION_ENTER, is_inner, outside
from hello.observe.recorder.holds import (
    LetGo,
    begin,
    count_hold,
    first_taken,
    let_go,
    nest,
    take,
    tell_hold,
    worker_now,
)
from hello.observe.recorder.locks import caller, forget, patience

RawRLock: Any = _thread.RLock
frame_of = sys._getframe  # noqa: SLF001 (the caller's line is what is noted)
raw_acquire, raw_release = RawRLock.acquire, RawRLock.release
raw_save = RawRLock._release_save  # noqa: SLF001 (what a condition calls)
raw_restore = RawRLock._acquire_restore  # noqa: SLF001 (the same)
raw_is_owned = RawRLock._is_owned  # noqa: SLF001 (the same)


NOT_WAITING = (False,)


class RLockMeta(ABCMeta):
    """The type of a type that also locks made before belong to."""

    def __instancecheck__(cls, instance: object) -> bool:
        """Return whether *instance* is one, recorded or plain."""
        if cls is not RLock:
            return super().__instancecheck__(instance)
        return isinstance(instance, RawRLock)

    def __subclasscheck__(cls, subclass: type) -> bool:
        """Return whether *subclass* is a type of such locks, recorded or plain."""
        if cls is not RLock:
            return super().__subclasscheck__(subclass)
        return issubclass(subclass, RawRLock)


class RLock(RawRLock, metaclass=RLockMeta):  # type: ignore[misc]  # final for type checkers only
    """An RLock made while something is recorded; outside of recordings its methods are the raw."""

    __slots__ = ("depth", "hold", "let", "mark", "waiters")

    depth: int
    hold: Any
    let: Any
    mark: Mark
    waiters: list[Any]

    def __new__(cls, *args: object, **named: object) -> Any:
        """Return a recorded one, or a plain one where that is what is wanted."""
        made = frame_of(1)
        if state.book is None or is_inner(made):
            return RawRLock(*args, **named)
        self = RawRLock.__new__(cls, *args, **named)
        self.mark = Mark("RLock", outside(made))
        self.hold = self.let = None
        self.depth = 0
        self.waiters = []
        return self

    def __repr__(self) -> str:
        return str(RawRLock.__repr__(self)).replace(" RLock ", " _thread.RLock ", 1)

    def __reduce_ex__(self, protocol: object) -> Any:
        raise TypeError("cannot pickle '_thread.RLock' object")

    def _at_fork_reinit(self) -> None:
        super()._at_fork_reinit()
        self.hold = None
        self.depth = 0
        self.waiters = []


RLock.__module__ = RawRLock.__module__


def acquire(self: Any, *args: Any, **named: Any) -> bool:
    """Take it as the raw lock would."""
    timeout: float = -1
    if args or named:
        RawRLock().acquire(*args, **named)  # A free lock says at once what is wrong with them.
        timeout = patience(*args, **named)
    taken = False
    try:
        for taken in map(raw_acquire, (self,), NOT_WAITING):  # noqa: B007 (used below)
            break
        if taken:
            taken_by(self, frame_of(1))
            return True
    except BaseException:
        if taken:
            raw_release(self)
        raise
    return wait(self, timeout, frame_of(1)) if timeout else False


def enter(self: Any) -> bool:  # noqa: C901 (calls would cost too much)
    """Take it for a ``with``: the same as ``acquire``, written out where every ns counts."""
    me: Any = workers.get(get_ident()) or worker_now()
    frame: Any = frame_of(1)
    if (code := frame.f_code) is CONDITION_ENTER:
        frame = frame.f_back
        code = frame.f_code
    counts = self.mark.counts
    if not counts.taken:
        first_taken(self)
    hold = self.hold
    # Only who has it changes that.
    is_first = hold is None or hold[0] is not me
    if is_first and me is not None and me.held:
        nest(self, me, frame)
    taken = False
    try:
        for taken in map(raw_acquire, (self,), NOT_WAITING):  # noqa: B007 (used below)
            break
        if taken:
            if me is None:
                return True
            counts.taken += 1
            if not is_first:
                self.depth += 1
                return True
            self.depth = 0
            held = me.held
            held += (self,)
            for at in clock:  # noqa: B007 (used below)
                break
            self.hold = (me, code, frame.f_lasti, at)
            return True
    except BaseException:
        if taken:
            try:
                if is_first:
                    forget(self, me)
            finally:
                raw_release(self)
        raise
    return wait(self, -1, frame_of(1))


def taken_by(self: Any, frame: Any) -> None:
    """Note that it was taken, for the first time or once more."""
    me = workers.get(get_ident()) or worker_now()
    hold = self.hold
    if hold is not None and hold[0] is me:
        self.depth += 1
        self.mark.counts.taken += 1
    else:
        self.depth = 0
        try:
            take(self, me, caller(frame))
        except BaseException:
            forget(self, me)
            raise


def wait(self: Any, timeout: float, frame: Any, restored: Any = None) -> bool:
    """Wait for it, which was just found taken."""
    book = state.book
    if book is None:
        return bool(raw_restore(self, restored) if restored else raw_acquire(self, True, timeout))  # noqa: FBT003 (as the plain one's)
    have_room()
    me = book.me()
    waiters = self.waiters
    taken: Any = None
    begun = None
    try:
        waiters.append(me)
        begun = begin(book, me, self, frame)
        if restored:
            raw_restore(self, restored)
            taken = True
        else:
            for taken in map(raw_acquire, (self,), (True,), (timeout,)):  # noqa: B007 (used below)
                break
        if taken:
            self.depth = 0
            take(self, me, outside(frame))
        waiters.remove(me)
        book.goes_on(me, begun, int(taken), self.let if taken else None)
    except BaseException:
        if taken and not restored:
            try:
                forget(self, me)
            finally:
                raw_release(self)
        if me in waiters:
            waiters.remove(me)
        if me.waiting is begun:
            book.goes_on(me, begun, -1)
        raise
    return bool(taken)


@straight_in
def release(self: Any) -> None:
    """Let it go once."""
    let = None
    try:
        let = released(self)
    finally:
        raw_release(self)
    count_hold(self, let)


@straight_in
def leave(self: Any, *_: object) -> None:  # noqa: C901 (calls would cost too much)
    """Let it go at the end of a ``with``: written out as ``enter`` is."""
    try:
        hold = self.hold
        if self.depth:
            if hold is not None and hold[0] is workers.get(get_ident()):
                self.depth -= 1
            hold = None
        elif hold is not None:
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
        raw_release(self)
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


def released(self: Any) -> LetGo | None:
    """Note that it is let go, where that is its holder's doing; return what is to be counted."""
    hold = self.hold
    if hold is None or hold[0] is not workers.get(get_ident()):
        return None
    if self.depth:
        self.depth -= 1
        return None
    return let_go(self, hold)


def release_save(self: Any) -> Any:
    """Let all of it go, for a condition's wait."""
    hold = self.hold
    if hold is not None and hold[0] is workers.get(get_ident()):
        # Before the release: nothing may come between that and the return.
        count_hold(self, let_go(self, hold))
    self.depth = 0
    return raw_save(self)


@straight_in
def acquire_restore(self: Any, saved: Any) -> None:
    """Take all of it again, after a condition's wait: whatever comes between, as the raw one."""
    inner = saved[0] - 1
    taken = False
    try:
        for taken in map(raw_acquire, (self,), NOT_WAITING):  # noqa: B007 (used below)
            break
        if taken:
            take(self, worker_now(), outside(frame_of(1)))
        else:
            wait(self, -1, frame_of(1), saved)
        self.depth = inner
    finally:
        if taken:
            all(map(raw_acquire, repeat(self, inner)))
        elif not raw_is_owned(self):
            raw_restore(self, saved)


RECORDED = {
    "acquire": acquire,
    "release": release,
    "__enter__": enter,
    "__exit__": leave,
    "_release_save": release_save,
    "_acquire_restore": acquire_restore,
}
"""The methods that an RLock has while something is recorded."""
