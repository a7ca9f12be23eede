"""The UDP server over real sockets: it serves, expires, stops, and waits without spinning."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from hello.chat.settings import ServerSettings
from hello.chat.udp.datagrams import (
    Challenge,
    Goodbye,
    Heartbeat,
    Join,
    Relayed,
    Status,
    from_server,
)
from hello.chat.udp.udp_room import UdpLimits
from hello.chat.udp.udp_server import UdpServer
from hello.demos.network.udp_server.clients import HEARTBEAT, Client
from hello.errors import HelloError

DEADLINE = 30.0
SERVE = """
from hello.chat.servers.serving import serve
from hello.chat.settings import ServerSettings
from hello.chat.udp.udp_server import UdpServer
serve(UdpServer(ServerSettings(port=0)), stats=True)
"""


@contextmanager
def running(server: UdpServer) -> Iterator[UdpServer]:
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(DEADLINE)
        assert not thread.is_alive()


@pytest.fixture
def server() -> Iterator[UdpServer]:
    with running(UdpServer(ServerSettings(port=0))) as server:
        yield server


def content(client: Client, datagram: bytes) -> object:
    return from_server(client.ask(datagram))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_what_one_says_all_hear(host: str) -> None:
    try:
        server = UdpServer(ServerSettings(host=host, port=0))
    except HelloError as error:
        pytest.skip(f"other system: {error}")
    with running(server), ExitStack() as stack:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        clients = [stack.enter_context(Client(server.address, family)) for _ in range(5)]
        for client in clients:
            client.join()
        clients[0].say("hi \u4f60\u597d")

        assert [client.hear() for client in clients] == [(1, "hi \u4f60\u597d")] * 5
    assert server.counters.lines_in == 1
    assert server.counters.peak_clients == 5


def test_a_client_whose_heart_stops_is_forgotten() -> None:
    """By the system's clock here, with times that are short."""
    limits = UdpLimits(expiry=0.05)
    with (
        running(UdpServer(ServerSettings(port=0), limits)) as server,
        Client(server.address) as client,
    ):
        client.join()
        give_up = time.monotonic() + DEADLINE
        while server.counters.dropped == 0 and time.monotonic() < give_up:
            time.sleep(0.005)

        assert server.counters.dropped == 1
        assert content(client, HEARTBEAT) == Challenge()


def test_at_the_end_it_tells_everybody(server: UdpServer) -> None:
    with Client(server.address) as client:
        client.join()
        server.stop()

        assert isinstance(from_server(client.socket.recv(9_999)), Goodbye)


def test_it_can_be_stopped_before_it_runs_and_more_than_once() -> None:
    server = UdpServer(ServerSettings(port=0))
    server.stop()
    server.run()
    server.stop()

    assert server._socket.fileno() == -1  # noqa: SLF001  # closed


def test_its_port_is_free_at_once_for_the_next_and_cookies_are_not_shared() -> None:
    first = UdpServer(ServerSettings(port=0))
    with running(first), Client(first.address) as client:
        client.join()
        cookie = client.cookie
    second = UdpServer(ServerSettings(port=first.address[1]))
    with running(second), Client(second.address) as client:
        assert isinstance(content(client, Join(cookie).encode()), Challenge)


def test_a_port_that_is_taken_is_an_error_in_one_line(server: UdpServer) -> None:
    with pytest.raises(HelloError, match=f"127.0.0.1:{server.address[1]} is taken by"):
        UdpServer(ServerSettings(port=server.address[1]))


def test_settings_reach_the_room() -> None:
    settings = ServerSettings(port=0, max_clients=1, token=b"secret")
    with (
        running(UdpServer(settings)) as server,
        Client(server.address) as first,
        Client(server.address) as second,
    ):
        first.join(b"secret")
        second.join()

        assert isinstance(content(first, HEARTBEAT), Status)
        assert content(second, HEARTBEAT) == Challenge()
    assert server.counters.refused == 1


def test_a_client_that_is_gone_without_a_word_harms_nobody(server: UdpServer) -> None:
    """On some systems the next receive reports that its port is closed."""
    with Client(server.address) as alice:
        alice.join()
        with Client(server.address) as gone:
            gone.join()
        for number in (1, 2, 3):
            alice.say("are you there?")
            assert alice.hear() == (number, "are you there?")


def test_it_survives_any_bytes_and_any_length(server: UdpServer) -> None:
    with Client(server.address) as client:
        for first in range(256):
            client.socket.send(bytes([first]) + os.urandom(first))
        client.socket.send(bytes(60_000))
        client.socket.send(b"")
        with Client(server.address) as other:
            other.join()
            other.say("still here")

            assert other.hear() == (1, "still here")


def test_a_full_network_card_is_waited_for_then_the_datagram_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = UdpServer(ServerSettings(port=0))
    monkeypatch.setattr("hello.chat.udp.udp_server.PATIENCE", 0.001)

    class Full:
        def __init__(self, free_after: int) -> None:
            self.free_after = free_after

        def sendto(self, *_: object) -> None:
            if self.free_after:
                self.free_after -= 1
                raise BlockingIOError

        def fileno(self) -> int:
            return real.fileno()

    real = server._socket  # noqa: SLF001  # what is put in its place is the test
    for free_after, is_sent in ((0, True), (1, True), (2, False)):
        server._socket = Full(free_after)  # type: ignore[assignment]  # noqa: SLF001  # the same
        assert server._sends(("127.0.0.1", 9), b"x") == is_sent  # noqa: SLF001  # the same
    server._socket = real  # noqa: SLF001  # the same
    server.stop()
    server.run()


def test_it_waits_without_spinning(server: UdpServer) -> None:
    """After clients came and went, in all threads of this process together."""
    for _ in range(20):
        with Client(server.address) as client:
            client.join()
    spent = time.process_time()
    threading.Event().wait(0.5)

    assert time.process_time() - spent < 0.1


@pytest.mark.skipif(sys.platform == "win32", reason="other system: Windows has no SIGTERM")
@pytest.mark.parametrize("how", ["quit", "SIGINT", "SIGTERM"])
def test_as_a_process_it_says_where_it_is_and_ends_well(how: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        port = int(process.stdout.readline().rpartition(":")[2])
        with Client(("127.0.0.1", port)) as client:
            client.join()
            if how == "quit":
                process.stdin.write("quit\n")
                process.stdin.flush()
            else:
                process.send_signal(signal.Signals[how])
            goodbye = from_server(client.socket.recv(9_999))
        assert isinstance(goodbye, Goodbye)
        stats = json.loads(process.stdout.read())
        assert process.wait(DEADLINE) == 0
    assert stats["accepted"] == 1


def test_the_plain_client_of_the_demo_speaks_our_format(server: UdpServer) -> None:
    with Client(server.address) as client:
        client.join()
        client.say("hi")
        relayed = from_server(client.socket.recv(9_999))

        assert isinstance(relayed, Relayed)
        assert (relayed.number, relayed.sequence, relayed.text) == (1, 1, b"hi")
        assert content(client, Heartbeat().encode()) == Status(relayed.epoch, 1)
