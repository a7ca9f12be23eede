"""The keys of the terminal during the tour: go on, skip this stop, stay here, end it all.

A thread reads them, so a key can end what is at work: it comes there as Ctrl-C does, and
whatever cleans up after Ctrl-C cleans up after this too.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from queue import Empty, SimpleQueue
from select import select
from time import sleep

from hello.interrupts import interrupt_main_thread, interrupts_held_back
from hello.tour.raw_terminal import gives_keys, is_in_foreground, single_keys


class Key(Enum):
    """What a key asks for."""

    NEXT = "next"
    SKIP = "skip"
    STAY = "stay"
    QUIT = "quit"


KEYS = {"\n": Key.NEXT, "\r": Key.NEXT, "s": Key.SKIP, " ": Key.STAY, "q": Key.QUIT}

ESCAPE = b"\x1b"
"""What begins the sequence of an arrow key, whose other characters are no keys."""

ARRIVAL = 1.0
"""Seconds in which an interrupt that has been sent arrives; it takes no time."""

BACKGROUND = 0.2
"""Seconds after which to look again whether the terminal is ours."""


class SkippedError(Exception):
    """The user wants to see the next stop."""


class QuitError(Exception):
    """The user wants to end the tour."""


ENDS: dict[Key, type[Exception]] = {Key.SKIP: SkippedError, Key.QUIT: QuitError}


class Keys:
    """The keys that are pressed, in their order; with ``is_listening`` false, there are none."""

    def __init__(self, *, is_listening: bool) -> None:
        self.is_listening = is_listening
        self._pressed: SimpleQueue[Key] = SimpleQueue()
        self._lock = threading.Lock()
        self._is_at_work = False
        self._ending: Key | None = None

    def press(self, key: Key) -> None:
        """Take note of *key*; where something is at work that it ends, interrupt that."""
        with self._lock:
            if not self._is_at_work:
                self._pressed.put(key)
            elif key in ENDS and self._ending is None:
                self._ending = key
                interrupt_main_thread()

    def wait(self, seconds: float) -> Key | None:
        """Return the next key, or None if none comes in that many *seconds*."""
        if not self.is_listening:
            return None
        try:
            return self._pressed.get(timeout=seconds)
        except Empty:
            return None

    @contextmanager
    def ending_work(self) -> Iterator[None]:
        """Let the body be ended by a key: raise SkippedError or QuitError. For the main thread.

        Ctrl-C remains a KeyboardInterrupt.
        """
        has_come = False
        try:
            try:
                self._work(is_at_work=True)
                yield
            except KeyboardInterrupt:
                has_come = True
                raise
            finally:
                self._work(is_at_work=False)
                if self._ending and not has_come:
                    sleep(ARRIVAL)  # the interrupt is under way, and ends this
        except KeyboardInterrupt:
            self._work(is_at_work=False)  # it may have come in the lines above
            if self._ending is None:
                raise
        if self._ending:
            raise ENDS[self._ending]

    def _work(self, *, is_at_work: bool) -> None:
        with self._lock:
            if is_at_work:
                self._ending = None
            self._is_at_work = is_at_work


@contextmanager
def listening() -> Iterator[Keys]:
    """Yield the keys of the terminal that stdin is; where it is none, they never come."""
    if not gives_keys():
        yield Keys(is_listening=False)
        return
    keys = Keys(is_listening=True)
    descriptor = sys.stdin.fileno()
    ended, end = os.pipe()
    with single_keys(descriptor):
        thread = threading.Thread(target=_read, args=(keys, descriptor, ended), name="keys")
        with interrupts_held_back():
            thread.start()
        try:
            yield keys
        finally:
            with interrupts_held_back():
                os.close(end)
                thread.join()
                os.close(ended)


def _read(keys: Keys, descriptor: int, ended: int) -> None:
    """Pass on what is typed, until the other end of the pipe *ended* is closed."""
    while True:
        # In the background, what is typed is not for us, and to read it would stop us.
        watched = [descriptor, ended] if is_in_foreground(descriptor) else [ended]
        ready, _, _ = select(watched, [], [], BACKGROUND)
        if ended in ready:
            return
        if ready and is_in_foreground(descriptor):
            typed = _typed(descriptor)
            if not typed:  # the terminal has gone
                keys.press(Key.QUIT)
                return
            for key in keys_in(typed):
                keys.press(key)


def _typed(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1024)
    except OSError:
        return b""


def keys_in(typed: bytes) -> Iterator[Key]:
    r"""Yield the keys in what was *typed*, upper or lower case; others are nothing to us.

    >>> [key.value for key in keys_in(b"xS\n")]
    ['skip', 'next']
    >>> list(keys_in(b"\x1b[s"))
    []
    """
    for character in typed.partition(ESCAPE)[0].decode("ascii", "replace").lower():
        if character in KEYS:
            yield KEYS[character]
