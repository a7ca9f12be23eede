"""The way in and out of a server in one thread: arriving, being refused, leaving in order."""

import socket
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from time import monotonic

from hello.chat.counters import Counters
from hello.chat.entrance.access import Gate
from hello.chat.entrance.arrival import Arrival
from hello.chat.entrance.listening import SpareDescriptor, accept, listen, refuse
from hello.chat.protocol import notice
from hello.chat.servers.watch import READ, Peer, Watch
from hello.chat.settings import ServerSettings

AT_A_TIME = 256
"""How many to accept before those who are in are served again."""

LINGER = 2.0
"""Seconds for which a client that was told to go is still read: closed at once, it might not
get what it was told, since a reset follows where data is unread (RFC 1122, 4.2.2.13)."""

SCRAP = 65_536
"""Bytes to throw away at a time."""


class Doorway:
    """Listens, and has those in hand who are not in yet, or not any more.

    *let_in* is called with each peer that may in, and what it had to do for it, if anything;
    *count_members* returns how many are in. Raise HelloError where it cannot listen.
    """

    def __init__(
        self,
        settings: ServerSettings,
        counters: Counters,
        watch: Watch,
        let_in: Callable[[Peer, Arrival | None], None],
        count_members: Callable[[], int],
    ) -> None:
        self.gate = Gate(settings.token)
        self._settings = settings
        self._counters = counters
        self._watch = watch
        self._let_in = let_in
        self._count_members = count_members
        self._listener = listen(settings.host, settings.port)
        self._listener.setblocking(False)  # noqa: FBT003  # the socket's signature
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._spare = SpareDescriptor()
        self._arriving: dict[Peer, Arrival] = {}
        self._leaving: dict[Peer, float] = {}  # until when

    def open(self) -> None:
        """Let them come."""
        self._watch.set(Peer(self._listener, self._accept), READ)

    def shut(self) -> None:
        """Let nobody come any more; the port is free for others."""
        self._listener.close()

    def close(self) -> None:
        """Give everything back; who is still here is cut."""
        for peer in [*self._arriving, *self._leaving]:
            self.cut(peer)
        self._listener.close()
        self._spare.close()

    def patience(self) -> list[float]:
        """Return after how many seconds ``cut_who_is_late`` has something to do."""
        # Each dict is in the order of its times.
        times = [arrival.until for arrival in islice(self._arriving.values(), 1)]
        times += islice(self._leaving.values(), 1)
        return [time - monotonic() for time in times]

    def cut_who_is_late(self) -> None:
        """Cut who takes too long to come or to go."""
        now = monotonic()
        late = [peer for peer, arrival in self._arriving.items() if arrival.until <= now]
        late += [peer for peer, until in self._leaving.items() if until <= now]
        for peer in late:
            self.cut(peer)

    # In

    def _accept(self, listener: Peer) -> None:
        for _ in range(AT_A_TIME):
            if (arrived := accept(listener.connection, self._spare, self._full)) is None:
                return
            connection, host = arrived
            connection.setblocking(False)  # noqa: FBT003  # the socket's signature
            self._receive(connection, host)

    def _full(self) -> bytes:
        self._counters.refused += 1
        return notice(f"full: {self._count_members():,} clients are here")

    def _receive(self, connection: socket.socket, host: str) -> None:
        settings = self._settings
        if self._count_members() + len(self._arriving) >= settings.max_clients:
            self._refuse(connection, self._full())
        elif (reason := self.gate.refuses(host)) is not None:
            self._counters.refused += 1
            self._refuse(connection, notice(reason))
        elif settings.tls is None and self.gate.is_open:
            self._let_in(Peer(connection, self._greet), None)
        else:
            try:
                arrival = Arrival(connection, host, settings.tls, self.gate)
            except OSError:  # it is gone again, and TLS looks at the connection
                connection.close()
                return
            peer = Peer(arrival.connection, self._greet)
            self._arriving[peer] = arrival
            self._watch.set(peer, READ)

    def _refuse(self, connection: socket.socket, text: bytes) -> None:
        if self._settings.tls is None:
            refuse(connection, text)
        else:
            connection.close()  # plain text would look like broken TLS

    def _greet(self, peer: Peer) -> None:
        """Go on with the handshake and the token of *peer*."""
        arrival = self._arriving[peer]
        try:
            is_welcome = arrival.go_on()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:  # also what TLS says of a peer that does not speak it
            self.cut(peer)
            return
        if is_welcome is None:
            return
        del self._arriving[peer]
        if is_welcome:
            self._let_in(peer, arrival)
        else:
            self._counters.refused += 1
            with suppress(OSError):
                peer.connection.send(notice(arrival.refusal))
            self.see_off(peer)

    # Out

    def see_off(self, peer: Peer) -> None:
        """Let *peer* go: it gets the end of what it was sent before the connection is closed."""
        if peer.at_end:
            self.cut(peer)
            return
        peer.on_read = self._overhear
        try:
            peer.connection.shutdown(socket.SHUT_WR)
        except OSError:
            self.cut(peer)
            return
        self._leaving[peer] = monotonic() + LINGER
        self._watch.set(peer, READ)

    def _overhear(self, peer: Peer) -> None:
        """Throw away what *peer* still says."""
        try:
            if peer.connection.recv(SCRAP):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            pass
        self.cut(peer)

    def cut(self, peer: Peer) -> None:
        """Close the connection of *peer*."""
        self._arriving.pop(peer, None)
        self._leaving.pop(peer, None)
        self._watch.set(peer, 0)
        peer.connection.close()
