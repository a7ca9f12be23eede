"""A receiver that does not read for a while: what UDP does then, and what TCP does."""

import socket
from collections.abc import Sequence
from contextlib import suppress

from hello.demos.network.udp_vs_tcp.datagrams import LARGEST, udp_socket
from hello.demos.network.udp_vs_tcp.facts import LateReader
from hello.demos.network.udp_vs_tcp.streams import AT_MOST, connection

LITTLE_ROOM = 4_096
"""Bytes that are asked for; a system may give some more."""

MUCH = 16 * 1_048_576
"""Bytes: more than the system takes of a stream that nobody reads."""


def read_late(messages: Sequence[bytes]) -> LateReader:
    """Send *messages* directly while nobody reads; then read."""
    error, arrived = over_udp(messages)
    data = b"".join(messages)
    data *= MUCH // len(data) + 1
    stopped_after, whole = over_tcp(data)
    return LateReader(len(messages), error, arrived, len(data), stopped_after, whole)


def over_udp(messages: Sequence[bytes]) -> tuple[str | None, int]:
    """Return the error that the sender saw, if any, and how many of the *messages* came."""
    error, arrived = None, 0
    with udp_socket() as sender, udp_socket() as receiver:
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, LITTLE_ROOM)
        receiver.bind(("127.0.0.1", 0))
        try:
            for message in messages:
                sender.sendto(message, receiver.getsockname())
        except OSError as raised:
            error = type(raised).__name__
        # Nothing is on its way any more: what is there is all there is.
        receiver.setblocking(False)  # noqa: FBT003  # the socket's signature
        with suppress(BlockingIOError):
            while receiver.recv(LARGEST):
                arrived += 1
    return error, arrived


def over_tcp(data: bytes) -> tuple[int | None, bool]:
    """Return after how many bytes the sender had to wait, and whether all of *data* came."""
    got = bytearray()
    stopped_after = None
    sent = 0
    with connection() as (sender, receiver):
        sender.setblocking(False)  # noqa: FBT003  # the socket's signature
        while len(got) < len(data):
            try:
                while sent < len(data):
                    sent += sender.send(memoryview(data)[sent:])
            except BlockingIOError:
                stopped_after = stopped_after or sent
            received = receiver.recv(AT_MOST)
            if not received:
                break
            got += received
    return stopped_after, got == data
