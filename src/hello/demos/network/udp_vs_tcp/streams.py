"""Messages over TCP, through relays that cut the stream into other pieces and delay them.

A relay for TCP cannot lose a byte: what a real network loses, TCP in the system's kernel
sends again, before any program sees a hole (RFC 9293, section 3.8).
"""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from hello.chance import chance_of
from hello.demos.network.udp_vs_tcp.datagrams import fates
from hello.demos.network.udp_vs_tcp.facts import Delivery

PATIENCE = 5.0
AT_MOST = 65_536


def over_tcp(
    messages: Sequence[bytes], largest: int, delay: float, seeds: Sequence[int]
) -> tuple[Delivery, ...]:
    """Send *messages* to one receiver for each of the *seeds*.

    Its relay passes on pieces of 1 to *largest* bytes, after up to *delay* seconds at a time.
    """
    with ExitStack() as stack:
        receivers = [stack.enter_context(receiver(largest, delay, seed)) for seed in seeds]
        for message in messages:
            for sender, _ in receivers:
                sender.sendall(message)
    return tuple(delivery(messages, got) for _, got in receivers)


@contextmanager
def receiver(largest: int, delay: float, seed: int) -> Iterator[tuple[socket.socket, list[bytes]]]:
    """Give a socket to send with, and what the receiver reads; at the end it has read all."""
    got: list[bytes] = []
    stop = threading.Event()
    with connection() as (sender, before), connection() as (behind, reader):
        jobs = (
            lambda: relay(before, behind, largest=largest, delay=delay, seed=seed, stop=stop),
            lambda: read_all(reader, got),
        )
        threads = [threading.Thread(target=job, name="stream", daemon=True) for job in jobs]
        try:
            for thread in threads:
                thread.start()
            yield sender, got
            sender.shutdown(socket.SHUT_WR)
            for thread in threads:
                thread.join()
        finally:
            stop.set()
            for one in (before, behind, reader):
                with suppress(OSError):  # it has ended already
                    one.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                if thread.ident:
                    thread.join(PATIENCE)


@contextmanager
def connection() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give both ends of a TCP connection, on which no call takes for ever."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        with socket.create_connection(address, PATIENCE) as one:
            listener.settimeout(PATIENCE)
            other, _ = listener.accept()
            with other:
                for end in (one, other):
                    end.settimeout(PATIENCE)
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                yield one, other


def relay(  # noqa: PLR0913  # two sockets, what is done between them, and when to end
    source: socket.socket,
    target: socket.socket,
    *,
    largest: int,
    delay: float,
    seed: int,
    stop: threading.Event,
) -> None:
    """Pass on what comes, in pieces of 1 to *largest* bytes, up to *delay* seconds later."""
    chance = chance_of(seed)
    with suppress(OSError):  # one of the two has gone
        while data := source.recv(AT_MOST):
            stop.wait(delay * chance.random())
            rest = memoryview(data)
            while rest and not stop.is_set():
                size = chance.randint(1, largest)
                target.sendall(rest[:size])
                rest = rest[size:]
        target.shutdown(socket.SHUT_WR)


def read_all(source: socket.socket, got: list[bytes]) -> None:
    """Read until the other side has ended, into *got*."""
    with suppress(OSError):  # it has gone
        while data := source.recv(AT_MOST):
            got.append(data)


def receive(source: socket.socket, number: int) -> bytes:
    """Return *number* bytes, however they were cut on their way, or what came until the end."""
    got = b""
    while len(got) < number and (data := source.recv(number - len(got))):
        got += data
    return got


def delivery(messages: Sequence[bytes], got: Sequence[bytes]) -> Delivery:
    """Return what *got*, pieces of a stream, has of the *messages*."""
    stream = b"".join(got)
    # Only as far as the stream is the one that was sent can messages be told in it.
    came, end = [], 0
    for message in messages:
        if not stream.startswith(message, end):
            break
        came.append(message)
        end += len(message)
    return Delivery(fates(messages, came), 0, len(got), stream == b"".join(messages))
