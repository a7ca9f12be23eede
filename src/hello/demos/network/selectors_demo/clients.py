"""The server in a thread, and clients that are plain sockets."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

from hello.chat.limits import Limits
from hello.chat.servers.selectors_server import SelectorsServer
from hello.chat.settings import ServerSettings
from hello.joining import join_started

PATIENCE = 10.0
AT_MOST = 65_536


@contextmanager
def running(limits: Limits | None = None) -> Iterator[SelectorsServer]:
    """Give a server that serves in a thread of its own; at the end it has stopped."""
    server = SelectorsServer(ServerSettings(port=0, limits=limits or Limits()))
    thread = threading.Thread(target=server.run, name="server")
    try:
        thread.start()
        yield server
    finally:
        server.stop()
        join_started([thread], PATIENCE)


class Client:
    """A client called *name*, connected as soon as there is one.

    The *room* is for what the system keeps until the client reads it, in bytes.
    """

    def __init__(self, server: SelectorsServer, name: str, room: int | None = None) -> None:
        self.name = name
        self.socket = socket.socket()
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.settimeout(PATIENCE)
        try:
            self.socket.connect(server.address)
        except BaseException:
            self.socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def say(self, data: bytes) -> None:
        """Send whole lines."""
        self.socket.sendall(data)

    def hear(self, size: int) -> bytes:
        """Return the next *size* bytes, or what came of them before the end or in PATIENCE."""
        got = bytearray()
        with suppress(TimeoutError):
            while len(got) < size and (data := self.socket.recv(min(AT_MOST, size - len(got)))):
                got += data
        return bytes(got)

    def leave(self) -> bool:
        """Say that no more comes; return whether the server noticed it, and let go."""
        self.socket.shutdown(socket.SHUT_WR)
        try:
            while self.socket.recv(AT_MOST):
                pass
        except TimeoutError:
            return False
        return True
