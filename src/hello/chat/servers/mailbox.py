"""What other threads ask of a thread that waits in a selector."""

import socket
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, Full, Queue

MOST = 1_000
"""How many requests may wait."""


class Mailbox:
    """Takes actions from any thread; a selector can wait for ``fileno`` to be readable."""

    def __init__(self) -> None:
        self._actions: Queue[Callable[[], None]] = Queue(MOST)
        self._waker, self._woken = socket.socketpair()
        for one in (self._waker, self._woken):
            one.setblocking(False)  # noqa: FBT003  # the socket's signature

    def put(self, action: Callable[[], None], seconds: float) -> bool:
        """Leave *action* for the other thread; return False if there was no room so long."""
        try:
            self._actions.put(action, timeout=seconds)
        except Full:
            return False
        self.wake()
        return True

    def wake(self) -> None:
        """Make ``fileno`` readable; also from a signal handler."""
        # Full of wake-ups that were not seen yet, or closed: either way nothing is missing.
        with suppress(OSError):
            self._waker.send(b"!")

    def take(self) -> Callable[[], None] | None:
        """Return the next action, or None."""
        self.calm()
        try:
            return self._actions.get_nowait()
        except Empty:
            return None

    def calm(self) -> None:
        """Make ``fileno`` unreadable until somebody puts or wakes again; what was put stays."""
        with suppress(OSError):
            self._woken.recv(MOST)

    def fileno(self) -> int:
        """Return the descriptor to wait for."""
        return self._woken.fileno()

    def close(self) -> None:
        """Give the descriptors back."""
        self._waker.close()
        self._woken.close()
