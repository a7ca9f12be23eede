"""A relay for UDP on loopback, with bad weather: what a network does, done on purpose.

Loopback loses nothing on the way, so a program that cannot bear a loss looks fine there.
Clients send to the relay instead of to the server; each of them has a socket towards the
server, so the server still knows them apart by their addresses.
"""

import heapq
import selectors
import socket
import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import NamedTuple, Self

from hello.chat.udp.weather import Climate, Counts, Weather

Address = tuple[str, int]

LARGEST_DATAGRAM = 65_535
AT_A_TIME = 64
"""Datagrams that are read from one socket before the others have their turn."""

MOST_CLIENTS = 256
"""With one more, the one that has been silent longest is forgotten."""

MOST_WAITING = 4 * 1_048_576
"""Bytes that wait for their time; what comes on top is dropped, as a full router does."""

PATIENCE = 5.0


class Departure(NamedTuple):
    """A datagram that waits for its time. The number keeps equal times in their order."""

    due: float
    number: int
    data: bytes
    lane: "Lane"


class Lane:
    """One direction of one client: its weather, and how a datagram goes on from here."""

    def __init__(self, weather: Weather[bytes], send: Callable[[bytes], object]) -> None:
        self.weather = weather
        self.send = send
        self.latest_due = 0.0
        """When the one before leaves: delays differ, but overtaking is decided by the weather."""
        self.release_at: float | None = None


class Client(NamedTuple):
    """A client as the relay has it: its socket towards the server, and both directions."""

    upstream: socket.socket
    up: Lane
    down: Lane


class Relay:
    """Relays datagrams between clients and the *server*, in a thread of its own.

    *climate* says what may happen on the way, *seed* what does: for each client, in the order
    of their first datagrams, and for each direction apart. A datagram that is to be overtaken
    waits at most *hold* seconds for the next one. Use it as a context manager, or ``start``
    and ``stop`` it. ``up`` and ``down`` count the datagrams to the server and from it.
    """

    def __init__(
        self, server: Address, climate: Climate, seed: int = 0, *, hold: float = 0.1
    ) -> None:
        self.up, self.down = Counts(), Counts()
        self._server, self._climate, self._seed, self._hold = server, climate, seed, hold
        self._known = 0
        self._clients: OrderedDict[Address, Client] = OrderedDict()
        self._departures: list[Departure] = []
        self._departed = 0
        self._waiting_size = 0
        self._changed = threading.Condition()
        self._stopping = self._releasing = False
        self._front = _socket()
        self._front.bind(("127.0.0.1", 0))
        self.address: Address = self._front.getsockname()
        self._bell, self._rope = socket.socketpair()
        for one in (self._bell, self._rope):
            one.setblocking(False)  # noqa: FBT003  # the socket's signature
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._front, selectors.EVENT_READ, self._read_clients)
        self._selector.register(self._bell, selectors.EVENT_READ, self._answer_the_bell)
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin to relay."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread and close the sockets; what still waits is gone. May be called again."""
        self._stopping = True
        self._ring()
        if self._thread.ident:
            self._thread.join(PATIENCE)
        else:
            self._close()

    def release(self) -> None:
        """Let go what is held back to be overtaken."""
        with self._changed:
            self._releasing = True
        self._ring()

    def settle(self, received: int, timeout: float = PATIENCE) -> bool:
        """Wait until *received* datagrams have come in all, and those due have gone.

        What is held back to be overtaken stays: see ``release``. Return False where
        that takes longer than *timeout* seconds.
        """
        return self.wait_for(
            lambda: (
                self.up.received + self.down.received >= received
                and not self._departures
                and not self._releasing
            ),
            timeout,
        )

    def wait_for(self, condition: Callable[[], bool], timeout: float) -> bool:
        """Wait until *condition*, asked after each change, is true; return whether it became so."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def _ring(self) -> None:
        # Full or closed: it has rung already, or nobody is there to hear it.
        with suppress(OSError):
            self._rope.send(b"!")

    def _answer_the_bell(self) -> None:
        self._bell.recv(LARGEST_DATAGRAM)

    # --- in the thread of the relay ---------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._stopping:
                for key, _ in self._selector.select(self._seconds_left()):
                    key.data()
                with self._changed:
                    self._send_what_is_due()
                    self._changed.notify_all()
        finally:
            self._close()

    def _close(self) -> None:
        self._selector.close()
        for client in self._clients.values():
            client.upstream.close()
        for one in (self._front, self._bell, self._rope):
            one.close()

    def _read_clients(self) -> None:
        for _ in range(AT_A_TIME):
            try:
                data, address = self._front.recvfrom(LARGEST_DATAGRAM)
                client = self._client(address)
            except OSError:  # none there, the news that one is gone, no socket for a new one
                return
            self._take(client.up, data)

    def _read_server(self, client: Client) -> None:
        for _ in range(AT_A_TIME):
            try:
                data = client.upstream.recv(LARGEST_DATAGRAM)
            except OSError:  # none there, or the news that there is no server
                return
            self._take(client.down, data)

    def _client(self, address: Address) -> Client:
        """Return the client at *address*, which may be a new one."""
        client = self._clients.get(address)
        if client is None:
            if len(self._clients) >= MOST_CLIENTS:
                self._forget(self._clients.popitem(last=False)[1])
            client = self._clients[address] = self._new_client(address)
        self._clients.move_to_end(address)
        return client

    def _new_client(self, address: Address) -> Client:
        upstream = _socket()
        try:
            upstream.connect(self._server)
        except OSError:
            upstream.close()
            raise
        number, self._known = self._known, self._known + 1
        seed = f"{self._seed} client {number}"
        up: Weather[bytes] = Weather(self._climate, f"{seed} up", self.up)
        down: Weather[bytes] = Weather(self._climate, f"{seed} down", self.down)
        client = Client(
            upstream,
            Lane(up, upstream.send),
            Lane(down, lambda data: self._front.sendto(data, address)),
        )
        self._selector.register(upstream, selectors.EVENT_READ, lambda: self._read_server(client))
        return client

    def _forget(self, client: Client) -> None:
        self._selector.unregister(client.upstream)
        client.upstream.close()

    def _take(self, lane: Lane, data: bytes) -> None:
        with self._changed:
            for delay, one in lane.weather.meet(data):
                self._line_up(lane, delay, one)
            lane.release_at = monotonic() + self._hold if lane.weather.holds_back else None

    def _line_up(self, lane: Lane, delay: float, data: bytes) -> None:
        if self._waiting_size + len(data) > MOST_WAITING:
            lane.weather.counts.overflowed += 1
            return
        lane.latest_due = max(lane.latest_due, monotonic() + delay)
        self._departed += 1
        self._waiting_size += len(data)
        heapq.heappush(self._departures, Departure(lane.latest_due, self._departed, data, lane))

    def _send_what_is_due(self) -> None:
        for lane in self._holding():
            if self._releasing or (lane.release_at or 0.0) <= monotonic():
                lane.release_at = None
                for delay, one in lane.weather.release():
                    self._line_up(lane, delay, one)
        self._releasing = False
        while self._departures and self._departures[0].due <= monotonic():
            departure = heapq.heappop(self._departures)
            self._waiting_size -= len(departure.data)
            with suppress(OSError):  # nobody is there: lost, as on the way
                departure.lane.send(departure.data)
                departure.lane.weather.counts.passed += 1

    def _holding(self) -> list[Lane]:
        lanes = (lane for one in self._clients.values() for lane in (one.up, one.down))
        return [lane for lane in lanes if lane.release_at is not None]

    def _seconds_left(self) -> float | None:
        """Return how long nothing is to be done unless something comes."""
        times = [lane.release_at for lane in self._holding() if lane.release_at is not None]
        if self._departures:
            times.append(self._departures[0].due)
        return max(0.0, min(times) - monotonic()) if times else None


def _socket() -> socket.socket:
    one = socket.socket(type=socket.SOCK_DGRAM)
    one.setblocking(False)  # noqa: FBT003  # the socket's signature
    # So that a burst is lost by decision, not for want of room; the kernel may give less.
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_048_576)
    return one
