"""The thread that waits for what no reader waits for: room in a full socket, and time."""

import logging
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from hello.chat.servers.connection import Connection

log = logging.getLogger(__name__)

LINGER = 2.0
"""Seconds for which a client that was told to go is still read: closed at once, it would not
get what it was told (RFC 1122, section 4.2.2.13: a reset follows where data is unread)."""


class Lookout:
    """Calls *report* with the connections that can be written again, and when time is up.

    It waits for each connection once: who still needs it asks again.
    """

    def __init__(self, report: Callable[[Sequence[Connection]], None]) -> None:
        self._report = report
        self._lock = threading.Lock()
        self._asked: list[Connection] = []
        self._lingering: deque[tuple[float, Connection]] = deque()
        self._alarm = self._wakes_at = float("inf")
        self._is_closed = False
        self._selector = selectors.DefaultSelector()
        self._waker, self._woken = socket.socketpair()
        for end in (self._waker, self._woken):
            end.setblocking(False)  # noqa: FBT003  # the socket's signature
        self._selector.register(self._woken, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._look_out, name="lookout", daemon=True)

    def start(self) -> None:
        """Begin to look out."""
        self._thread.start()

    def watch(self, connection: Connection) -> None:
        """Report *connection* when it can be written to; it must stay open until then."""
        with self._lock:
            self._asked.append(connection)
        self.wake()

    def alarm_in(self, seconds: float | None) -> None:
        """Report after so many seconds at the latest; None takes the alarm back."""
        with self._lock:
            self._alarm = float("inf") if seconds is None else time.monotonic() + seconds
            is_sooner = self._alarm < self._wakes_at
        if is_sooner:
            self.wake()

    def let_linger(self, connection: Connection) -> None:
        """Cut *connection* if its client has not closed it after a while."""
        with self._lock:
            self._lingering.append((time.monotonic() + LINGER, connection))
            is_first = len(self._lingering) == 1
        if is_first:
            self.wake()

    def wake(self) -> None:
        """Report soon."""
        # Full of wake-ups that were not seen yet, or closed: either way nothing is missing.
        with suppress(OSError):
            self._waker.send(b"!")

    def close(self) -> None:
        """End the thread; return when it has ended."""
        self._is_closed = True
        self.wake()
        if self._thread.ident is not None:
            self._thread.join()
        self._selector.close()
        self._waker.close()
        self._woken.close()

    def _look_out(self) -> None:
        while not self._is_closed:
            writable = self._wait()
            self._cut_who_lingers()
            self._report(writable)

    def _wait(self) -> list[Connection]:
        with self._lock:
            asked, self._asked = self._asked, []
            lingers_until = self._lingering[0][0] if self._lingering else float("inf")
            self._wakes_at = min(self._alarm, lingers_until)
            seconds = max(0.0, self._wakes_at - time.monotonic())
        for connection in asked:
            self._selector.register(connection, selectors.EVENT_WRITE)
        writable = []
        for key, _ in self._selector.select(None if seconds == float("inf") else seconds):
            if isinstance(key.fileobj, Connection):
                self._selector.unregister(key.fileobj)
                writable.append(key.fileobj)
            else:
                with suppress(BlockingIOError):
                    self._woken.recv(4096)
        with self._lock:
            if self._alarm <= time.monotonic():
                self._alarm = float("inf")
        return writable

    def _cut_who_lingers(self) -> None:
        now = time.monotonic()
        while self._lingering and self._lingering[0][0] <= now:
            with self._lock:
                _, connection = self._lingering.popleft()
            connection.cut()
