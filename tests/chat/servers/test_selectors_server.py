"""The server in one thread, and what other threads ask of it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from chat import DEADLINE, Client
from hello.chat.limits import Limits
from hello.chat.servers import mailbox, selectors_server
from hello.chat.servers.selectors_server import SelectorsServer
from hello.chat.settings import ServerSettings

PATIENT = Limits(outbox=65_536, patience=10 * DEADLINE)
SMALL = 16_384
"""Bytes of a receive buffer: the server feels soon that its owner does not read."""


@contextmanager
def running(limits: Limits) -> Iterator[SelectorsServer]:
    server = SelectorsServer(ServerSettings(port=0, limits=limits))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(DEADLINE)
        assert not thread.is_alive()


@contextmanager
def in_background(*actions: Callable[[], object]) -> Iterator[None]:
    threads = [threading.Thread(target=action, daemon=True) for action in actions]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join(DEADLINE)
            assert not thread.is_alive()


def test_what_others_say_is_not_lost_while_the_server_has_no_time_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mailbox, "MOST", 2)
    monkeypatch.setattr(selectors_server, "FAREWELL", 0.02)
    lines = [f"line {number}\n".encode() for number in range(10)]
    is_free = threading.Event()

    def inject_all() -> None:
        for line in lines:
            server.inject(line)

    with running(Limits()) as server, Client(server.address) as client:
        client.send(b"hello\n")
        assert client.line() == b"hello\n"
        server._mailbox.put(lambda: is_free.wait(DEADLINE), DEADLINE)  # noqa: SLF001  # or slowly
        with in_background(inject_all):
            threading.Event().wait(0.2)  # ten times as long as there may be no room
            is_free.set()
            assert client.lines(len(lines)) == lines


def test_it_stops_while_all_wait_for_somebody_slow() -> None:
    with (
        running(PATIENT) as server,
        Client(server.address) as sender,
        Client(server.address, receive_buffer=SMALL) as stuck,
    ):
        stuck.send(b"hello\n")
        assert sender.line() == b"hello\n"
        while not server._room.is_paused:  # noqa: SLF001  # nothing else tells
            sender.send(b"x" * 999 + b"\n")
            sender.line()
        server.inject(b"said elsewhere\n")
        threading.Event().wait(0.2)  # so that the server has seen it, and left it for later
        server.stop()

        assert sender.rest().endswith(b"* server stops\n")
