"""Plain sockets: a reader that takes a line in pieces, and two ways to end a thread in recv."""

import codecs
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hello.demos.network.tcp_client.facts import Ending, Fate, Piece

PATIENCE = 5.0
"""Seconds. Whoever waits for what is sure to come gives up after these: then it is broken."""

MOST_TRIES = 100
LATE = b"late\n"

FATES = {(): Fate.WAITS, (None,): Fate.RAISED, (b"",): Fate.ENDED}
"""What became of a recv, by its answers so far."""

logger = logging.getLogger(__name__)


@contextmanager
def connection() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give both ends of a TCP connection over loopback: client, server."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), PATIENCE) as client,
    ):
        server, _ = listener.accept()
        with server:
            server.settimeout(PATIENCE)
            yield client, server


def read_in_pieces(line: bytes, size: int) -> tuple[Piece, ...]:
    """Send *line* at once; receive it with ``recv(size)``, and decode what that returns."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    pieces = []
    with connection() as (client, server):
        server.sendall(line)
        server.shutdown(socket.SHUT_WR)
        while data := client.recv(size):
            pieces.append(Piece(data.hex(" "), decoded_alone(data), decoder.decode(data)))
            logger.info("recv(%d) = %r", size, data)
    return tuple(pieces)


def decoded_alone(data: bytes) -> str | None:
    """Return *data* as text, or None if it begins or ends within a character."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def end_thread_in_recv(call: str) -> Ending:
    """Let a thread wait in ``recv``; end it with *call*, ``close()`` or ``shutdown()``.

    The thread cannot say that it is within ``recv``, only that it is about to be. If
    the call came before, then ``recv`` raises; so begin again.
    """
    tries = 1
    while (fate := _fate_of_recv(call)) is Fate.RAISED and tries < MOST_TRIES:
        tries += 1
    logger.info("%s: recv %s; tries: %d", call, fate, tries)
    return Ending(call, fate, tries)


def _fate_of_recv(call: str) -> Fate:
    """Return what became of a thread's recv, which may have begun before the *call*."""
    about_to_receive = threading.Event()
    received: list[bytes | None] = []

    def receive() -> None:
        about_to_receive.set()
        try:
            received.append(client.recv(1024))
        except OSError:
            received.append(None)

    with connection() as (client, server):
        client.settimeout(None)
        thread = threading.Thread(target=receive, name="receiver")
        try:
            thread.start()
            about_to_receive.wait(PATIENCE)
            end(client, call)
            if call == "close()":
                server.sendall(LATE)
            thread.join(PATIENCE)
            answers = tuple(received)
        finally:
            server.close()
            # It may have been interrupted before it began.
            if thread.ident is not None:
                thread.join(PATIENCE)
    return FATES.get(answers, Fate.WENT_ON)


def end(client: socket.socket, call: str) -> None:
    """Make the *call* of that name."""
    if call == "close()":
        client.close()
    else:
        client.shutdown(socket.SHUT_RDWR)
