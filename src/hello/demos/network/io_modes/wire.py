"""A pair of sockets; another thread writes to it, a moment after it is told to."""

import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

PATIENCE = 5.0
"""Seconds. Whoever waits for what is sure to come gives up after these: then it is broken."""

SENT = b"hello"
SIZE = 100

logger = logging.getLogger(__name__)


class Wire:
    """A socket to read from. ``go`` tells the writer to write, *delay* seconds later.

    A reader who blocks cannot say anything after its call, so it says it before; the
    others after their first call: then that call cannot have found data.
    """

    def __init__(self, delay: float) -> None:
        self.zero = time.perf_counter()
        self.written = 0.0
        self.end, self._other = socket.socketpair()
        self.go = threading.Event()
        self.done = threading.Event()
        self._given_up = threading.Event()
        self._delay = delay
        self._writer = threading.Thread(target=self._write, name="writer")

    def __enter__(self) -> Self:
        self._writer.start()
        self.zero = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._given_up.set()
        self.go.set()
        if self._writer.ident is not None:
            self._writer.join(PATIENCE)
        self.end.close()
        self._other.close()

    def now(self) -> float:
        """Return the seconds since the reader began."""
        return time.perf_counter() - self.zero

    def _write(self) -> None:
        self.go.wait(PATIENCE)
        self._given_up.wait(self._delay)
        # Before the data is there: nobody can have it earlier than it was written.
        self.written = self.now()
        self._other.sendall(SENT)
        self.done.set()
        logger.info("written after %.1f ms", 1000 * self.written)


@contextmanager
def silent_sockets(count: int) -> Iterator[list[socket.socket]]:
    """Give *count* sockets to which nobody writes."""
    pairs = [socket.socketpair() for _ in range(count)]
    try:
        yield [one for one, _ in pairs]
    finally:
        for pair in pairs:
            for one in pair:
                one.close()
