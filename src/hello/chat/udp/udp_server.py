"""The UDP chat server: one socket, one thread, and a room that does the thinking.

The tutorial has no UDP server: its listing of that name is the client once more. There is
nothing to accept here, so one socket serves all clients, and a client that left without a
word is noticed only because its heartbeat stops.
"""

import logging
import selectors
import socket
import time
from collections.abc import Callable
from contextlib import closing

from hello.chat.counters import Counters
from hello.chat.entrance.listening import address_text, listen_for_datagrams
from hello.chat.servers.mailbox import Mailbox
from hello.chat.settings import ServerSettings
from hello.chat.udp.udp_room import Address, Outgoing, UdpLimits, UdpRoom

log = logging.getLogger(__name__)

LARGEST_DATAGRAM = 65_535
AT_A_TIME = 64
"""Datagrams that are read before anything else has its turn."""

BUFFER = 1_048_576
"""Bytes of the kernel's buffer: what comes while it is full is lost. It may give less."""

PATIENCE = 0.05
"""Seconds to wait until the network card takes one more datagram; then that one is lost."""


class UdpServer:
    """The server; see ``ServerSettings``. Raise HelloError where it cannot listen.

    Of the *limits* that come with the settings only ``strict`` concerns it; *limits* here
    takes the place of all that the room needs to know. *clock* is what it tells the time by.
    """

    def __init__(
        self,
        settings: ServerSettings,
        limits: UdpLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counters = Counters()
        self._clock = clock
        if limits is None:
            limits = UdpLimits(max_clients=settings.max_clients, strict=settings.limits.strict)
        self._room = UdpRoom(limits, self.counters, settings.token)
        self._socket = listen_for_datagrams(settings.host, settings.port)
        self._socket.setblocking(False)  # noqa: FBT003  # the socket's signature
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self.address: tuple[str, int] = self._socket.getsockname()[:2]
        self._mailbox = Mailbox()
        self._stopping = False

    def stop(self) -> None:
        """Let ``run`` end; from any thread or signal handler, and more than once."""
        self._stopping = True
        self._mailbox.wake()

    def run(self) -> None:
        """Serve until ``stop``; then tell everybody, and close everything."""
        with (
            selectors.DefaultSelector() as selector,
            closing(self._mailbox),
            self._socket,
        ):
            selector.register(self._socket, selectors.EVENT_READ)
            selector.register(self._mailbox, selectors.EVENT_READ)
            while not self._stopping:
                for key, _ in selector.select(self._seconds_left()):
                    if key.fileobj is self._mailbox:
                        self._mailbox.take()
                self._read()
                self._expire(self._clock())
            self._send(self._room.farewell())

    def _seconds_left(self) -> float | None:
        """Return how long there is nothing to do if nothing comes."""
        expiry = self._room.next_expiry()
        return None if expiry is None else max(expiry - self._clock(), 0.0)

    def _expire(self, now: float) -> None:
        for address in self._room.expire(now):
            log.info("%s is silent: gone", address_text(address))

    def _read(self) -> None:
        for _ in range(AT_A_TIME):
            try:
                datagram, address = self._socket.recvfrom(LARGEST_DATAGRAM)
            except BlockingIOError:
                return
            except OSError as error:  # Windows and ICMP: a client that was sent to is gone
                log.info("%s", error)
                continue
            self._take(address, datagram)

    def _take(self, address: Address, datagram: bytes) -> None:
        now = self._clock()
        self._expire(now)
        was_in = address in self._room
        outgoing = self._room.receive(address, datagram, now)
        is_in = address in self._room
        if was_in != is_in:
            log.info("%s %s", address_text(address), "came" if is_in else "left")
        self._send(outgoing)

    def _send(self, outgoing: Outgoing) -> None:
        for address, datagram in outgoing:
            if self._sends(address, datagram):
                self.counters.lines_out += 1
                self.counters.bytes_out += len(datagram)
            else:
                self.counters.skipped_lines += 1

    def _sends(self, address: Address, datagram: bytes) -> bool:
        """Hand a datagram to the system; return False where it does not take it."""
        for _ in range(2):
            try:
                self._socket.sendto(datagram, address)
            except BlockingIOError:
                with selectors.DefaultSelector() as selector:
                    selector.register(self._socket, selectors.EVENT_WRITE)
                    selector.select(PATIENCE)
            except OSError as error:  # no way there
                log.info("nothing can be sent to %s: %s", address_text(address), error)
                return False
            else:
                return True
        return False
