"""One client's visit: what a server with a thread for each client does in that thread.

Its three parts have the names that they have in socketserver.
"""

import logging
import socket
from contextlib import suppress
from time import monotonic

from hello.chat.entrance.arrival import Arrival
from hello.chat.entrance.listening import address_text
from hello.chat.protocol import notice
from hello.chat.servers.connection import Connection
from hello.chat.servers.lookout import LINGER
from hello.chat.servers.reception import Reception

log = logging.getLogger(__name__)


class Visit:
    """The visit of the client at the other end of *sock*, whose address is *host*.

    Call the methods one after the other in one thread, and ``finish`` in any case.
    """

    def __init__(self, reception: Reception, sock: socket.socket, host: str) -> None:
        self._reception = reception
        self._delivery = reception.delivery
        self._socket = sock
        self._host = host
        self._connection: Connection | None = None
        self._is_in = False

    def setup(self) -> None:
        """Let the client in if it may."""
        try:
            name = address_text(self._socket.getpeername())
            self._socket.setblocking(False)  # noqa: FBT003  # the socket's signature
            tls, gate = self._reception.settings.tls, self._reception.gate
            arrival = Arrival(self._socket, self._host, tls, gate)
            self._connection = Connection(arrival.connection, name)
            self._delivery.admit(self._connection)
            self._is_in = self._arrive(arrival, self._connection)
        except OSError as error:  # gone, or took too long, or does not speak TLS
            log.info("%s did not come in: %s", self._host, error or type(error).__name__)

    def _arrive(self, arrival: Arrival, connection: Connection) -> bool:
        if self._reception.settings.tls is None and self._reception.gate.is_open:
            self._delivery.join(connection)
            return True
        may_in = None
        while may_in is None:
            may_in = connection.when_ready(arrival.go_on, arrival.until - monotonic())
        if not may_in:
            self._reception.count_refusal()
            connection.send(notice(arrival.refusal))
            connection.end_output()
            connection.receive(LINGER)
            return False
        self._delivery.join(connection, "" if self._reception.gate.is_open else "welcome")
        if arrival.rest:
            self._delivery.receive(connection, arrival.rest)
        return True

    def handle(self) -> None:
        """Take what the client says, until it says no more."""
        if not self._is_in or self._connection is None:
            return
        idle_timeout = self._reception.settings.idle_timeout
        # A broken connection is an end like others.
        with suppress(OSError):
            try:
                while data := self._connection.receive(idle_timeout):
                    self._delivery.receive(self._connection, data)
            except TimeoutError:
                self._delivery.dismiss(self._connection, f"idle for {idle_timeout:g} s")
                while self._connection.receive():
                    pass

    def finish(self) -> None:
        """Wait until the client has been sent what it is owed; then close the connection."""
        if self._connection is not None:
            if self._is_in:
                self._delivery.end_of_input(self._connection)
            self._delivery.discharge(self._connection)
        self._socket.close()
        self._reception.forget(self._socket)
