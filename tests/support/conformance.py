"""What the conformance suites of the chat servers share."""

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from chat import DEADLINE, Address, Client

TCP_SERVERS = ("hello-tcp-server", "hello-socketserver", "hello-selectors")

EACH_SERVER = pytest.mark.parametrize("command", TCP_SERVERS)
EVERY_SERVER = pytest.mark.parametrize("command", [*TCP_SERVERS, "hello-udp-server"])

AT_A_TIME = 200
"""Lines, so few that they find a place in the buffers on their way."""

_numbers = itertools.count(1)


@contextmanager
def gathered(address: Address, count: int, **settings: object) -> Iterator[list[Client]]:
    """Connect *count* clients; yield them when all are in the room and have read all lines."""
    with ExitStack() as stack:
        clients = [
            stack.enter_context(Client(address, **settings))  # type: ignore[arg-type]  # its keywords
            for _ in range(count)
        ]
        meet(*clients)
        yield clients


def meet(*clients: Client) -> None:
    """Return when all *clients* are in the room and have read all that was said there.

    A client is in when its own line comes back to it.
    """
    for client in (*clients, clients[0]):
        line = f"meeting {next(_numbers)}\n".encode()
        client.send(line)
        read_to(line, client)
    for client in clients[1:]:
        read_to(line, client)


def read_to(last: bytes, client: Client) -> list[bytes]:
    """Return what *client* gets before the line *last*, which has to come."""
    lines: list[bytes] = []
    for line in iter(client.line, b""):
        if line == last:
            return lines
        lines.append(line)
    raise AssertionError(f"{last!r} did not come; the last that did: {lines[-3:]!r}")


@contextmanager
def sending(client: Client, data: bytes) -> Iterator[None]:
    """Send *data* while the body runs: the server may take it no faster than others read."""
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(client.send, data)
        yield
        sent.result(DEADLINE)


def all_read(clients: Sequence[Client], count: int) -> list[list[bytes]]:
    """Return the next *count* lines of each, read side by side."""
    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(lambda client: client.lines(count), clients))


def sent_and_read(client: Client, lines: Sequence[bytes], count: int) -> list[bytes]:
    """Send *lines*, and return the next *count* that come, all in this thread.

    A TLS connection must not be read and written at the same time (OpenSSL, CRYPTO_THREAD).
    """
    heard: list[bytes] = []
    for start in range(0, len(lines), AT_A_TIME):
        some = lines[start : start + AT_A_TIME]
        client.send(b"".join(some))
        heard += [*read_to(some[-1], client), some[-1]]
    return heard + client.lines(count - len(heard))


def numbered_lines(name: str, count: int, size: int = 100) -> list[bytes]:
    """Return *count* lines that tell the sender's name and their number."""
    return [f"{name} {number}".ljust(size - 1, ".").encode() + b"\n" for number in range(count)]
