"""What servers with a thread for each client have in common: the door, the room, the end."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from hello.chat.counters import Counters
from hello.chat.entrance.access import Gate
from hello.chat.entrance.listening import SpareDescriptor, accept, listen, refuse
from hello.chat.protocol import notice
from hello.chat.servers.delivery import Delivery
from hello.chat.settings import ServerSettings

# It costs 3 MB, which a server without one does not have.
if TYPE_CHECKING:
    from hello.chat.backplane import Backplane


class Reception:
    """Listens, and knows who is here.

    Raise HelloError where it cannot listen, WrongUseError where no broker answers.
    """

    def __init__(self, settings: ServerSettings) -> None:
        self.settings = settings
        self.counters = Counters()
        self.gate = Gate(settings.token)
        self.listener = listen(settings.host, settings.port)
        self.listener.setblocking(False)  # noqa: FBT003  # the socket's signature
        self.address: tuple[str, int] = self.listener.getsockname()[:2]
        self._spare = SpareDescriptor()
        self._present: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)  # noqa: FBT003  # the socket's signature
        self._backplane: Backplane | None = None
        self.delivery = Delivery(settings.limits, self.counters, self._publish, self._is_backed_up)
        try:
            self._join_others()
        except BaseException:
            self._close()
            raise

    # From the beginning to the end

    def _join_others(self) -> None:
        if self.settings.backplane:
            from hello.chat.backplane import Backplane

            inject, announce = self.delivery.inject, self.delivery.announce
            self._backplane = Backplane(self.settings.backplane, inject, announce)
            self._backplane.start()

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Deliver what is said in the body; after it, say farewell and let everybody go."""
        try:
            self.delivery.start()
            yield
        finally:
            self._close()

    def _close(self) -> None:
        self.listener.close()
        self.delivery.stop()
        if self._backplane:
            self._backplane.close()
        self._spare.close()
        self._waker.close()
        self._woken.close()

    def _publish(self, lines: bytes) -> None:
        if self._backplane:
            self._backplane.publish(lines)

    def _is_backed_up(self) -> bool:
        return self._backplane is not None and self._backplane.is_full

    def stop(self) -> None:
        """Let the waiting below end; from any thread, and from a signal handler."""
        # Full, or closed: then it has been said before.
        with suppress(OSError):
            self._waker.send(b"!")

    def wait_until_stopped(self) -> None:
        """Return after ``stop``."""
        self._woken.recv(1)

    def arrivals(self) -> Iterator[tuple[socket.socket, str]]:
        """Yield each connection that comes, and its host, until ``stop``."""
        with selectors.DefaultSelector() as selector:
            selector.register(self.listener, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while all(key.fileobj is self.listener for key, _ in selector.select()):
                if arrived := self.accept():
                    yield arrived

    # Who comes and goes

    def accept(self) -> tuple[socket.socket, str] | None:
        """Return the next connection and its host, or None if there is none now."""
        return accept(self.listener, self._spare, self._full)

    def admits(self, connection: socket.socket, host: str) -> bool:
        """Return whether *connection* may come in, or try the token; tell it if not."""
        with self._lock:
            self._present.add(connection)
            is_full = len(self._present) > self.settings.max_clients
        if is_full:
            self.refuse(connection)
        elif (reason := self.gate.refuses(host)) is not None:
            self.count_refusal()
            self.forget(connection)
            refuse(connection, notice(reason))
        else:
            return True
        return False

    def refuse(self, connection: socket.socket) -> None:
        """Tell *connection* that the server is full, and close it."""
        self.forget(connection)
        refuse(connection, self._full())

    def forget(self, connection: socket.socket) -> None:
        """Make room for another one; *connection* is closed."""
        with self._lock:
            self._present.discard(connection)

    def count_refusal(self) -> None:
        """Count one who may not in."""
        with self._lock:
            self.counters.refused += 1

    def _full(self) -> bytes:
        self.count_refusal()
        return notice(f"full: {len(self._present):,} clients are here")
