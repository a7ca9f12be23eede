"""How connections come in: the system's limits, the spare descriptor, the socket's options."""

import errno
import os
import select
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress

MOST_DESCRIPTORS = 1_048_576, 10_240
"""To ask for where there is no end: Linux's default fs.nr_open, macOS's OPEN_MAX."""

IDLE, INTERVAL, PROBES = 60, 10, 3
"""Keepalive: seconds of silence before the first probe, between two, and how many may be lost."""

OUT_OF_DESCRIPTORS = {errno.EMFILE, errno.ENFILE}
OUT_OF_MEMORY = {errno.ENOBUFS, errno.ENOMEM}
MOMENT_MS = 100
PAUSE = 0.01
"""Seconds to wait where a connection can be neither taken nor refused: no spinning."""


def raise_descriptor_limit() -> int | None:
    """Allow this process as many descriptors as the system lets it have; return how many.

    Each client needs one. None where there is no such limit (Windows).
    """
    if sys.platform == "win32":
        return None
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for most in MOST_DESCRIPTORS:
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        if soft == resource.RLIM_INFINITY or soft >= wanted:
            break
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            return wanted
    return soft


class SpareDescriptor:
    """A descriptor that is held back for the connection for which there is none left.

    Without one, the connection can be neither taken nor refused, and select() reports it
    over and over.
    """

    def __init__(self) -> None:
        self._descriptor: int | None = None
        self._open()

    def close(self) -> None:
        """Give it back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def refuse(self, listener: socket.socket, refusal: Callable[[], bytes]) -> bool:
        """Take the next connection, tell it what *refusal* returns, and close it.

        Return False if that was not possible either, or there is no connection.
        """
        if not _is_called(listener):
            return False
        self.close()
        try:
            connection, _ = listener.accept()
        except OSError:
            return False
        else:
            refuse(connection, refusal())
            return True
        finally:
            self._open()

    def _open(self) -> None:
        with suppress(OSError):  # somebody else was quicker
            self._descriptor = os.open(os.devnull, os.O_RDONLY)


def _is_called(listener: socket.socket) -> bool:
    """Return whether a connection waits to be accepted; a blocking *listener* waits a moment.

    Without a free descriptor, accept() fails at once, also where there is nothing to accept.
    """
    if sys.platform == "win32":  # it has no such limit
        return True
    poll = select.poll()  # epoll needs a descriptor
    poll.register(listener, select.POLLIN)
    return bool(poll.poll(0 if listener.gettimeout() == 0 else MOMENT_MS))


def accept(
    listener: socket.socket, spare: SpareDescriptor, refusal: Callable[[], bytes]
) -> tuple[socket.socket, str] | None:
    """Return the next connection and its peer's host, or None if there is none now.

    The connection is blocking, kept alive, and sends at once. Where no descriptor is left,
    *refusal* is called, and what it returns is the last that the connection is told. Raise
    OSError where *listener* does not listen any more.
    """
    try:
        connection, address = listener.accept()
    except BlockingIOError:
        return None
    except OSError as error:
        _survive(error, listener, spare, refusal)
        return None
    try:
        keep_alive(connection)
        send_at_once(connection)
    except OSError:  # it is gone already; macOS says so here
        connection.close()
        return None
    return connection, address[0]


def _survive(
    error: OSError, listener: socket.socket, spare: SpareDescriptor, refusal: Callable[[], bytes]
) -> None:
    """Deal with what ``accept`` raised; what is left are errors of the connection that it had."""
    if listener.fileno() < 0 or error.errno in {errno.EBADF, errno.EINVAL, errno.ENOTSOCK}:
        raise error
    if error.errno in OUT_OF_DESCRIPTORS and spare.refuse(listener, refusal):
        return
    if error.errno in OUT_OF_DESCRIPTORS | OUT_OF_MEMORY:
        time.sleep(PAUSE)


def refuse(connection: socket.socket, text: bytes) -> None:
    """Tell *connection* the *text*, if it takes it at once, and close it."""
    with connection, suppress(OSError):
        connection.settimeout(0)
        connection.send(text)
        connection.shutdown(socket.SHUT_WR)
        # Closing with bytes unread sends a reset, which may overtake the text (RFC 1122, 4.2.2.13).
        connection.recv(65_536)


def keep_alive(sock: socket.socket) -> None:
    """Let the system find out that the peer of *sock* is gone, within 90 s.

    That is for a peer that has nothing to acknowledge. TCP_USER_TIMEOUT would be for the
    others, but it also ends a connection whose reader just pauses that long.
    """
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # macOS calls the first by another name.
    idle = getattr(socket, "TCP_KEEPIDLE", getattr(socket, "TCP_KEEPALIVE", None))
    if idle is not None:
        sock.setsockopt(socket.IPPROTO_TCP, idle, IDLE)
    if hasattr(socket, "TCP_KEEPINTVL"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, INTERVAL)
    if hasattr(socket, "TCP_KEEPCNT"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, PROBES)


def send_at_once(sock: socket.socket) -> None:
    """Turn off Nagle's algorithm, which holds a short line back until the last is acknowledged."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
