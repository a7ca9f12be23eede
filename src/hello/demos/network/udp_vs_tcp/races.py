"""Three jobs, done over UDP and over TCP in turns, to see which is faster.

One thread plays both sides, so no scheduler is measured; loopback is the whole way, so no
network is. What remains is the work of the system for each of the two.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import perf_counter

from hello.demos.network.udp_vs_tcp.datagrams import AT_A_TIME, LARGEST, udp_socket
from hello.demos.network.udp_vs_tcp.facts import Race
from hello.demos.network.udp_vs_tcp.streams import AT_MOST, PATIENCE, connection, receive

ROUNDS = 9
BULK = 512
"""How many datagrams a round is long; over TCP it moves as many bytes."""

ANSWERS = 40
STRANGERS = 10
"""How often a round asks one server, and how many new clients ask once."""

Job = Callable[[int], float]
"""Takes the size of a datagram, returns the seconds that it took."""


def race_all(size: int) -> tuple[Race, ...]:
    """Run each job both ways in turns, *size* being that of a datagram."""
    return tuple(race(job, udp, tcp, size) for job, (udp, tcp) in JOBS.items())


def race(job: str, udp: Job, tcp: Job, size: int) -> Race:
    """Run both once for nothing, then in turns; who begins changes too."""
    udp(size)
    tcp(size)
    times: dict[Job, list[float]] = {udp: [], tcp: []}
    for number in range(ROUNDS):
        for one in (udp, tcp) if number % 2 else (tcp, udp):
            times[one].append(one(size))
    return Race(job, tuple(times[udp]), tuple(times[tcp]))


def bulk_udp(size: int) -> float:
    """Move BULK datagrams of *size* bytes, as many at a time as have room."""
    data = bytes(size)
    with udp_pair() as (client, server):
        address = server.getsockname()
        begun = perf_counter()
        for _ in range(BULK // AT_A_TIME):
            for _ in range(AT_A_TIME):
                client.sendto(data, address)
            for _ in range(AT_A_TIME):
                server.recv(LARGEST)
        return perf_counter() - begun


def bulk_tcp(size: int) -> float:
    """Move as many bytes as one stream; TCP itself makes packets of it."""
    data = memoryview(bytes(BULK * size))
    with connection() as (client, server):
        client.setblocking(False)  # noqa: FBT003  # the socket's signature
        sent = received = 0
        begun = perf_counter()
        while received < len(data):
            with suppress(BlockingIOError):
                sent += client.send(data[sent : sent + AT_MOST])
            received += len(server.recv(AT_MOST))
        return perf_counter() - begun


def answers_udp(size: int) -> float:
    """Ask and answer on sockets that are there."""
    data = bytes(size)
    with udp_pair() as (client, server):
        begun = perf_counter()
        for _ in range(ANSWERS):
            ask_udp(client, server, data)
        return perf_counter() - begun


def answers_tcp(size: int) -> float:
    """Ask and answer on a connection that is there."""
    data = bytes(size)
    with connection() as (client, server):
        begun = perf_counter()
        for _ in range(ANSWERS):
            ask_tcp(client, server, data)
        return perf_counter() - begun


def strangers_udp(size: int) -> float:
    """Let new clients ask once each."""
    data = bytes(size)
    with udp_socket() as server:
        server.bind(("127.0.0.1", 0))
        begun = perf_counter()
        for _ in range(STRANGERS):
            with udp_socket() as client:
                ask_udp(client, server, data)
        return perf_counter() - begun


def strangers_tcp(size: int) -> float:
    """Let new clients connect, ask once each, and end the connection."""
    data = bytes(size)
    with socket.create_server(("127.0.0.1", 0), backlog=STRANGERS) as listener:
        listener.settimeout(PATIENCE)
        begun = perf_counter()
        for _ in range(STRANGERS):
            with socket.create_connection(listener.getsockname(), PATIENCE) as client:
                server, _ = listener.accept()
                with server:
                    server.settimeout(PATIENCE)
                    ask_tcp(client, server, data)
        return perf_counter() - begun


def ask_udp(client: socket.socket, server: socket.socket, data: bytes) -> None:
    """Send *data* to the server and back."""
    client.sendto(data, server.getsockname())
    question, address = server.recvfrom(LARGEST)
    server.sendto(question, address)
    client.recv(LARGEST)


def ask_tcp(client: socket.socket, server: socket.socket, data: bytes) -> None:
    """Send *data* to the server and back."""
    client.sendall(data)
    server.sendall(receive(server, len(data)))
    receive(client, len(data))


@contextmanager
def udp_pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give a client's socket and a server's."""
    with udp_socket() as client, udp_socket() as server:
        server.bind(("127.0.0.1", 0))
        yield client, server


JOBS: dict[str, tuple[Job, Job]] = {
    "bulk": (bulk_udp, bulk_tcp),
    "answers": (answers_udp, answers_tcp),
    "strangers": (strangers_udp, strangers_tcp),
}
