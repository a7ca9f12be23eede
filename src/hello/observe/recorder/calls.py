"""Functions and methods that wait by themselves: sleeping, sockets, selecting, child processes."""

import builtins
import os
import select
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import ref

from hello.observe.recorder.book import NOWHERE, Book, Mark, now, state
from hello.observe.recorder.conditions import like
from hello.observe.recorder.frames import outside
from hello.observe.recorder.patches import Patches
from hello.observe.recorder.stand_in import Builtin

frame_of = sys._getframe  # noqa: SLF001 (the caller's line is what is noted)

SHORT = 20_000
"""ns: a call that was back within has not waited, or it does not matter."""

SOCKET_CALLS = (
    "accept",
    "connect",
    "recv",
    "recv_into",
    "recvfrom",
    "recvfrom_into",
    "recvmsg",
    "send",
    "sendall",
    "sendmsg",
    "sendto",
)
ENCRYPTED_CALLS = ("do_handshake", "read", "send", "unwrap", "write")


class Places:
    """Marks of what has no object of its own to carry it: one for each kind of call."""

    def __init__(self) -> None:
        self.of_kind: dict[str, Mark] = {}
        self.of_object: dict[int, tuple[ref[object], Mark]] = {}
        """By the object's ``id``: how it compares is the program's own affair."""

    def mark(self, kind: str, of: object = None) -> Mark:
        """Return the mark of *of*, or the one of all of *kind*."""
        if of is not None:
            return self._mark_of(of, kind)
        found = self.of_kind.get(kind)
        if found is None:
            found = self.of_kind[kind] = Mark(kind, outside(frame_of(2)))
            found.lasti = NOWHERE
        return found

    def _mark_of(self, of: object, kind: str) -> Mark:
        key, marks = id(of), self.of_object
        if known := marks.get(key):
            return known[1]
        mark = Mark(kind, outside(frame_of(3)))
        marks[key] = ref(of, lambda _: marks.pop(key, None)), mark
        return mark


def noted(book: Book, mark: Mark, call: Callable[[], Any], shortest: int = SHORT) -> Any:
    """Return what *call* returns, and note its wait if it took at least *shortest* ns."""
    me = book.me()
    frame = outside(frame_of(1))
    begun = book.waits(me, mark, book.place(frame.f_code, frame.f_lasti))
    got = -1
    try:
        result = call()
        got = int(result is not False)
        return result  # noqa: TRY300 (what follows is told with it)
    except (TimeoutError, subprocess.TimeoutExpired):
        got = 0
        raise
    finally:
        if begun is not None:
            me.waiting = None  # first: what follows may be interrupted
            if now() - begun.at >= shortest:
                book.goes_on(me, begun, got)


def timed(plain: Any, kind: str, places: Places, shortest: int = SHORT) -> Any:
    """Return a function that notes its wait, if it took at least *shortest* ns."""

    def call(*args: Any, **named: Any) -> Any:
        book = state.book
        if book is None:
            return plain(*args, **named)
        return noted(book, places.mark(kind), partial(plain, *args, **named), shortest)

    return call


def blocking(plain: Any, kind: str, places: Places, waits: Callable[..., bool]) -> Any:
    """Return a method that notes its wait on its object, where *waits* says that it may."""

    def method(self: Any, *args: Any, **named: Any) -> Any:
        book = state.book
        if book is None or not waits(self, *args):
            return plain(self, *args, **named)
        return noted(book, places.mark(kind, self), partial(plain, self, *args, **named))

    return like(method, plain)


def has_patience(one: Any, *_: object) -> bool:
    """Return whether the calls of a socket wait."""
    return bool(one.gettimeout() != 0)


def always(*_: object) -> bool:
    """Return True."""
    return True


def patch_sockets(patches: Patches, places: Places) -> None:
    """Replace what waits for another machine, also encrypted, also where that is loaded later."""
    kind: Any = socket.socket

    def patch_calls(of: Any, names: tuple[str, ...]) -> None:
        for name in names:
            if plain := getattr(of, name, None):
                wait = blocking(plain, "socket", places, has_patience)
                wait.__qualname__ = f"{of.__name__}.{name}"
                patches.put(of, name, wait)

    def __init_subclass__(cls: Any, /, **named: Any) -> None:  # noqa: N807 (what it replaces)
        super(kind, cls).__init_subclass__(**named)
        if cls.__module__ == "ssl" and state.book is not None:
            patch_calls(cls, ENCRYPTED_CALLS)

    patch_calls(kind, SOCKET_CALLS)
    patches.put(kind, "__init_subclass__", classmethod(__init_subclass__))
    if ssl := sys.modules.get("ssl"):
        patch_calls(ssl.SSLSocket, ENCRYPTED_CALLS)


def patch(patches: Patches, places: Places) -> None:
    """Replace what waits by itself."""
    sleep: Any = time.sleep
    patches.put(time, "sleep", Builtin(sleep, timed(sleep, "sleep", places, 0)))
    patches.put(builtins, "input", Builtin(input, timed(input, "input", places)))
    patches.put(select, "select", Builtin(select.select, timed(select.select, "select", places)))
    for name in ("waitpid", "wait", "waitid"):
        if plain := getattr(os, name, None):
            patches.put(os, name, Builtin(plain, timed(plain, "process", places)))
    plain = subprocess.Popen.communicate
    patches.put(subprocess.Popen, "communicate", like(timed(plain, "process", places), plain))
    patch_sockets(patches, places)
    for kind in ("SelectSelector", "PollSelector", "EpollSelector", "KqueueSelector"):
        if (found := getattr(selectors, kind, None)) and "select" in vars(found):
            patches.put(found, "select", blocking(found.select, "select", places, always))
