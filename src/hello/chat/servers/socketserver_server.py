"""A chat server on the standard library's socketserver: the tutorial's, mended.

``ThreadingMixIn`` starts a thread for each connection, and that makes a handler and calls its
``setup``, ``handle`` and ``finish``.
"""

import logging
import socket
import socketserver
import threading
from typing import Any

from hello.chat.counters import Counters
from hello.chat.entrance.listening import BACKLOG
from hello.chat.servers.reception import Reception
from hello.chat.servers.visit import Visit
from hello.chat.settings import ServerSettings

log = logging.getLogger(__name__)

ENDED_WITHIN = 5.0
"""Seconds for a thread to end whose connection was cut: much more than it takes."""

LOOK_AGAIN = 0.1
"""Seconds after which ``serve_forever`` looks whether it is to end."""


class ChatHandler(socketserver.BaseRequestHandler):
    """Handles one connection, in a thread of its own."""

    request: socket.socket
    server: "ChatTcpServer"

    def setup(self) -> None:
        """Let the client in if it may."""
        self._visit = Visit(self.server.reception, self.request, self.client_address)
        self._visit.setup()

    def handle(self) -> None:
        """Take what the client says, until it says no more."""
        self._visit.handle()

    def finish(self) -> None:
        """Let it go; called also if ``handle`` raised."""
        self._visit.finish()


class ChatTcpServer(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Accepts connections for *reception*; a client's address is its host."""

    # socketserver's own is 5: more who come at a time wait for a second and longer.
    request_queue_size = BACKLOG
    # Or the mix-in goes through all its threads whenever one is added.
    daemon_threads = True

    def __init__(self, reception: Reception) -> None:
        super().__init__(reception.address, ChatHandler, bind_and_activate=False)
        self.socket.close()
        # Its errors say who has the port; and it has the backlog.
        self.socket = reception.listener
        self.reception = reception
        self._visits: set[threading.Thread] = set()

    def get_request(self) -> tuple[socket.socket, str]:
        """Return the next connection and its host; OSError, which is ignored, if none is left."""
        if (arrived := self.reception.accept()) is None:
            raise BlockingIOError
        return arrived

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Return whether the client may come in; it has been told if not."""
        return self.reception.admits(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Handle one connection; this is what its thread does."""
        self._visits.add(threading.current_thread())
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._visits.discard(threading.current_thread())

    def server_close(self) -> None:
        """Close the socket, and wait for those who are here: they have been sent away."""
        super().server_close()
        for thread in list(self._visits):
            thread.join(ENDED_WITHIN)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002  # socketserver's signature
        """Log what went wrong with one client; the others go on."""
        log.exception("the visit of %s failed", client_address)  # noqa: LOG004  # socketserver calls this in its "except"

    def shutdown_request(self, request: Any) -> None:
        """Close the connection; this comes last, whatever happened before."""
        super().shutdown_request(request)
        self.reception.forget(request)


class SocketserverServer:
    """The server; see ``ServerSettings``. Raise HelloError where it cannot listen."""

    def __init__(self, settings: ServerSettings) -> None:
        self._reception = Reception(settings)
        self._server = ChatTcpServer(self._reception)

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
        # shutdown() waits for serve_forever(), so one thread cannot do both.
        acceptor = threading.Thread(
            target=self._server.serve_forever, args=(LOOK_AGAIN,), name="acceptor", daemon=True
        )
        with self._reception.serving():
            acceptor.start()
            try:
                self._reception.wait_until_stopped()
            finally:
                self._server.shutdown()
                acceptor.join()
        self._server.server_close()

    def stop(self) -> None:
        """Let ``run`` end: from any thread or signal handler, and more than once."""
        self._reception.stop()
