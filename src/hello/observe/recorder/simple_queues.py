"""``queue.SimpleQueue``, which is C: a subclass that notes waits and who put what ended them."""

import queue
import sys
from abc import ABCMeta
from typing import Any

from hello.observe.recorder.book import Mark, state
from hello.observe.recorder.frames import outside

frame_of = sys._getframe  # noqa: SLF001 (the caller's line is what is noted)
Raw: Any = queue.SimpleQueue
raw_get, raw_get_nowait, raw_put = Raw.get, Raw.get_nowait, Raw.put


class SimpleQueueMeta(ABCMeta):
    """The type of a type that also queues made before belong to."""

    def __instancecheck__(cls, instance: object) -> bool:
        """Return whether *instance* is one, recorded or plain."""
        if cls is not SimpleQueue:
            return super().__instancecheck__(instance)
        return isinstance(instance, Raw)


class SimpleQueue(Raw, metaclass=SimpleQueueMeta):  # type: ignore[misc]  # a C type without stubs
    """A queue made while something is recorded; outside of recordings its methods are the raw."""

    __slots__ = ("let", "mark", "waiting")

    def __new__(cls, *args: object, **named: object) -> Any:
        """Return a recorded one, or a plain one while nothing is recorded."""
        if state.book is None and cls is SimpleQueue:
            return Raw(*args, **named)
        self = Raw.__new__(cls, *args, **named)
        self.mark = Mark("SimpleQueue", outside(frame_of(1)))
        self.let = None
        self.waiting = False
        return self

    def __reduce_ex__(self, protocol: object) -> Any:
        raise TypeError("cannot pickle '_queue.SimpleQueue' object")


SimpleQueue.__module__ = Raw.__module__


def get(self: Any, block: bool = True, timeout: float | None = None) -> Any:  # noqa: FBT001, FBT002 (as the plain one's)
    """Get an item; only a wait is noted."""
    book = state.book
    if book is None or not block or (timeout is not None and not timeout > 0):
        return raw_get(self, block, timeout)
    try:
        return raw_get_nowait(self)
    except queue.Empty:
        pass
    self.waiting = True
    me, frame = book.me(), outside(frame_of(1))
    begun = book.waits(me, self.mark, book.place(frame.f_code, frame.f_lasti))
    got, let = -1, None
    try:
        item = raw_get(self, True, timeout)  # noqa: FBT003 (as the plain one's)
        got, let = 1, self.let
    except queue.Empty:
        got = 0
        raise
    else:
        return item
    finally:
        book.goes_on(me, begun, got, let)


def put(self: Any, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002 (the same)
    """Put an item, and note who."""
    if self.waiting and (book := state.book) is not None:
        self.waiting = False
        self.let = book.me()
    raw_put(self, item, block, timeout)


RECORDED = {"get": get, "put": put}
