"""Mistakes that servers make, each as small as it can be, and what comes of them."""

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from hello.demos.network.tcp_server.facts import Borders, LoopVariable
from hello.demos.network.tcp_server.scene import PATIENCE

Files = Mapping[str, Any]
"""A file for each client's connection, by name."""


@contextmanager
def connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Yield the two ends of a TCP connection: the client's and the server's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname(), PATIENCE) as client,
    ):
        server, _ = listener.accept()
        with server:
            server.settimeout(PATIENCE)
            yield client, server


def two_sends(connect: Callable[[], Any] = connected, seconds: float = PATIENCE) -> Borders:
    """Send twice, and receive when both have arrived, or after *seconds*."""
    sent = ("Hello, ", "world!")
    with connect() as (client, server):
        for piece in sent:
            client.sendall(piece.encode())
        size = len("".join(sent))
        until = time.monotonic() + seconds
        while len(server.recv(1024, socket.MSG_PEEK)) < size and time.monotonic() < until:
            select.select([], [], [], 0.001)
        received = [server.recv(1024).decode()]
        client.shutdown(socket.SHUT_WR)
        received.extend(piece.decode() for piece in iter(lambda: server.recv(1024), b""))
    return Borders(sent, tuple(received))


def recv_relay(sockets: Sequence[socket.socket], own: socket.socket) -> None:
    """Pass on what ``recv`` returns: the mistake is to take it for a line."""
    while data := own.recv(1024):
        for each in sockets:
            each.sendall(data)


def rebinding_relay(files: Files, name: str) -> None:
    """Pass on lines, with the tutorial's mistake: the loop takes the name of what is read."""
    file = files[name]
    while line := file.readline():
        for file in files.values():  # this is the mistake
            file.write(line)
            file.flush()


def mended_relay(files: Files, name: str) -> None:
    """Pass on lines; the loop has a name of its own."""
    file = files[name]
    while line := file.readline():
        for other in files.values():
            other.write(line)
            other.flush()


def loop_variable(
    clients: int, lines: int, relay: Callable[[Files, str], None] = rebinding_relay
) -> LoopVariable:
    """Let clients say *lines* each to a server with a *relay* a client; count what is heard.

    One more only listens. All say everything and then end their output, so that every relay
    comes to an end, whichever client it reads by then.
    """
    names = [f"client {number}" for number in range(1, clients + 1)]
    with ExitStack() as stack:
        ends = {name: socket.socketpair() for name in ("listener", *names)}
        files = {}
        for name, (client, server) in ends.items():
            for end in (client, server):
                stack.enter_context(end)
                end.settimeout(PATIENCE)
            files[name] = stack.enter_context(server.makefile("rwb"))
        for name in names:
            client = ends[name][0]
            client.sendall(b"".join(b"%s\n" % name.encode() for _ in range(lines)))
            client.shutdown(socket.SHUT_WR)
        _run_all([lambda one=name: relay(files, one) for name in names])  # type: ignore[misc]  # a default makes no type
        ends["listener"][1].shutdown(socket.SHUT_WR)
        heard = stack.enter_context(ends["listener"][0].makefile("r")).read().splitlines()
    return LoopVariable(lines, {name: heard.count(name) for name in names})


def _run_all(actions: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=action, name="relay") for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * PATIENCE)
