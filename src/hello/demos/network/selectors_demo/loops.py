"""Two small loops, one with the listing's mistakes, and what each does when its client goes."""

import selectors
import socket
from collections.abc import Callable
from time import perf_counter, thread_time

from hello.demos.network.selectors_demo.facts import FullSocket, Loop

IDLE = 0.03
"""Seconds that a loop is watched."""

PATIENCE = 5.0
AT_MOST = 65_536

Callback = Callable[[selectors.BaseSelector, socket.socket], object]


def watch_mistaken() -> Loop:
    """Go on waiting for a client that has gone: there is always something to read, b""."""
    return watch(lambda _, client: client.recv(AT_MOST))


def watch_mended() -> Loop:
    """Take b"" for what it is: the end."""

    def read(selector: selectors.BaseSelector, client: socket.socket) -> None:
        if client.recv(AT_MOST) == b"":
            selector.unregister(client)

    return watch(read)


def watch(read: Callback) -> Loop:
    """Count how often the loop is woken in IDLE seconds after its client has gone."""
    server, client = socket.socketpair()
    with server, selectors.DefaultSelector() as selector:
        selector.register(server, selectors.EVENT_READ, read)
        client.close()
        wake_ups = 0
        begin, until = thread_time(), perf_counter() + IDLE
        while (left := until - perf_counter()) > 0:
            for key, _ in selector.select(left):
                wake_ups += 1
                key.data(selector, server)
        return Loop(wake_ups, thread_time() - begin)


def fill(size: int) -> FullSocket:
    """Send *size* bytes to a socket that nobody reads at first, and finish that later."""
    data = memoryview(bytes(size))
    server, client = socket.socketpair()
    with server, client, selectors.DefaultSelector() as selector:
        for one in (server, client):
            one.setblocking(False)  # noqa: FBT003  # the socket's signature
        taken, error = send_until_full(server, data)
        selector.register(server, selectors.EVENT_WRITE)
        selector.register(client, selectors.EVENT_READ)
        sent, sends, got = sum(taken), len(taken), 0
        while got < size and (events := selector.select(PATIENCE)):
            for key, _ in events:
                if key.fileobj is client:
                    got += len(client.recv(AT_MOST))
                else:
                    sent += server.send(data[sent:])
                    sends += 1
            if sent == size and server in selector.get_map():
                selector.unregister(server)
    return FullSocket(size, taken[0], error, sends, got == size)


def send_until_full(server: socket.socket, data: memoryview) -> tuple[list[int], str | None]:
    """Send as the listing does; return what each send took, and the error that ended it."""
    taken: list[int] = []
    try:
        while sum(taken) < len(data):
            taken.append(server.send(data[sum(taken) :]))
    except OSError as error:
        return taken, type(error).__name__
    return taken, None
