"""A chat server with a thread for each client: the tutorial's first, on bare sockets.

A thread that waits for one client holds nobody up, so its code can be read from top to bottom.
What the threads share is in ``delivery``.
"""

import socket
import threading

from hello.chat.counters import Counters
from hello.chat.servers.reception import Reception
from hello.chat.servers.visit import Visit
from hello.chat.settings import ServerSettings

ENDED_WITHIN = 5.0
"""Seconds for a thread to end whose connection was cut: much more than it takes."""


class ThreadedServer:
    """The server; see ``ServerSettings``. Raise HelloError where it cannot listen."""

    def __init__(self, settings: ServerSettings) -> None:
        self._reception = Reception(settings)
        self._readers: set[threading.Thread] = set()

    @property
    def address(self) -> tuple[str, int]:
        """The host and the port where it listens."""
        return self._reception.address

    @property
    def counters(self) -> Counters:
        """What it has done so far."""
        return self._reception.counters

    def run(self) -> None:
        """Accept clients until ``stop``; then send what is to be sent, and end all threads."""
        with self._reception.serving():
            for connection, host in self._reception.arrivals():
                if self._reception.admits(connection, host):
                    self._start_reader(connection, host)
        for reader in list(self._readers):
            reader.join(ENDED_WITHIN)

    def stop(self) -> None:
        """Let ``run`` end: from any thread or signal handler, and more than once."""
        self._reception.stop()

    def _start_reader(self, connection: socket.socket, host: str) -> None:
        reader = threading.Thread(target=self._read, args=(connection, host), daemon=True)
        self._readers.add(reader)
        try:
            reader.start()
        except RuntimeError:  # the system has no thread left
            self._readers.discard(reader)
            self._reception.refuse(connection)

    def _read(self, connection: socket.socket, host: str) -> None:
        visit = Visit(self._reception, connection, host)
        try:
            visit.setup()
            visit.handle()
        finally:
            visit.finish()
            self._readers.discard(threading.current_thread())
