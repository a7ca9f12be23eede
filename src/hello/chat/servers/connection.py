"""One client's connection, where one thread reads it and others write to it.

Nothing that writes ever waits: a client that does not read must not hold up a thread that
has others to serve. Only its own reader waits, in ``receive``.
"""

import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar

from hello.chat.room import Member

READ_SIZE = 65_536
"""Bytes to take at a time."""

Result = TypeVar("Result")


class Connection:
    """A connected socket or TlsConnection that does not wait, and whose it is.

    Its methods raise OSError where it is broken; those that end it never do.
    """

    def __init__(self, connection: Any, name: str) -> None:
        self.name = name
        self.member: Member | None = None
        """Who it is in the room; None before and after."""
        self.is_at_end = False
        """Whether its client says no more."""
        self.is_watched = False
        """Whether the lookout waits until it takes more. Until then it must stay open."""
        self.has_left = threading.Event()
        """Set when it gets nothing more, and is not watched: its reader may close it."""
        self._connection = connection
        self._waiting = _waiting_without_descriptor()
        self._waiting.register(connection, selectors.EVENT_READ)
        # TLS is not made for two threads at a time; and a descriptor that was given back may
        # be another client's already.
        self._lock = threading.Lock()

    def fileno(self) -> int:
        """Return the descriptor, for a selector."""
        number: int = self._connection.fileno()
        return number

    def receive(self, seconds: float | None = None) -> bytes:
        """Wait for what comes, and return it; empty at its end. Raise TimeoutError."""
        data: bytes = self.when_ready(lambda: self._connection.recv(READ_SIZE), seconds)
        return data

    def when_ready(self, action: Callable[[], Result], seconds: float | None) -> Result:
        """Return what *action* does, tried whenever something has come; raise TimeoutError."""
        until = None if seconds is None else monotonic() + seconds
        while True:
            with suppress(BlockingIOError), self._lock:
                return action()
            left = None if until is None else until - monotonic()
            if (left is not None and left <= 0) or not self._waiting.select(left):
                raise TimeoutError

    def send(self, data: bytes | memoryview) -> int:
        """Send what goes at once of *data*; return how many bytes that is."""
        try:
            with self._lock:
                count: int = self._connection.send(data)
                return count
        except BlockingIOError:
            return 0

    def end_output(self) -> None:
        """Tell the client that nothing more comes; what it sends is still received."""
        self._shut(socket.SHUT_WR)

    def cut(self) -> None:
        """End both directions, which wakes whoever waits for it."""
        self._shut(socket.SHUT_RDWR)

    def _shut(self, how: int) -> None:
        with suppress(OSError), self._lock:
            self._connection.shutdown(how)

    def close(self) -> None:
        """Give the descriptor back."""
        with self._lock:
            self._waiting.close()
            self._connection.close()


def _waiting_without_descriptor() -> selectors.BaseSelector:
    """Return a selector that costs no descriptor: there is one for each client."""
    # Windows has no poll().
    selector: type[selectors.BaseSelector] = getattr(
        selectors, "PollSelector", selectors.SelectSelector
    )
    return selector()
