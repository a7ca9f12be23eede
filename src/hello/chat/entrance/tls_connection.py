"""A TLS connection that never waits, with the methods of a socket that never waits."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from hello.chat.protocol import NEWLINE

RECORD_SIZE = 16_384
"""Bytes: the most that one TLS record carries (RFC 8446, section 5.1)."""


class TlsConnection:
    """A non-blocking *connection*, secured by *context* on the server's side.

    What TLS began to send it has to send again as it was, so ``send`` keeps that. It reports
    one byte less than it kept: who calls it keeps the last byte, and so will call again.
    """

    __slots__ = ("_held", "_socket")

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        self._held = b""
        self._socket = context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        )

    def shake_hands(self) -> None:
        """Go on with the handshake; raise BlockingIOError while it is not done."""
        with _blocking():
            self._socket.do_handshake()

    def recv(self, size: int, /) -> bytes:
        """Return what is there; raise BlockingIOError where that is nothing."""
        with _blocking():
            return self._socket.recv(size)

    def recv_into(self, buffer: memoryview, /) -> int:
        """Put what is there into *buffer*; return how many bytes that is, as ``recv`` does."""
        with _blocking():
            return self._socket.recv_into(buffer)

    def send(self, data: bytes | memoryview, /) -> int:
        """Take some of *data*; raise BlockingIOError where it takes nothing now."""
        with _blocking():
            if self._held:
                self._socket.send(self._held)
                self._held = b""
                return 1
            piece = _not_ending_at_a_start(bytes(data[:RECORD_SIZE]))
            try:
                return self._socket.send(piece)
            except ssl.SSLWantWriteError:
                self._held = piece
                return len(piece) - 1

    def shutdown(self, how: int, /) -> None:
        """Say in TLS and in TCP that no more comes."""
        with suppress(OSError, ValueError):
            self._socket.unwrap()
        socket.socket.shutdown(self._socket, how)

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._socket.fileno()

    def getpeername(self) -> tuple[object, ...]:
        """Return the address of the other side."""
        address: tuple[object, ...] = self._socket.getpeername()
        return address


def _not_ending_at_a_start(piece: bytes) -> bytes:
    """Return *piece*, shortened so that its last byte is not the first of a line.

    Between the last byte that is reported and the one that is kept nothing may be put, and
    between lines the room may put a notice.
    """
    while len(piece) > 1 and piece[-2:-1] == NEWLINE:
        piece = piece[:-1]
    return piece


@contextmanager
def _blocking() -> Iterator[None]:
    """Turn what TLS waits for into what a socket says that would block."""
    try:
        yield
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError) as error:
        raise BlockingIOError(*error.args) from None
