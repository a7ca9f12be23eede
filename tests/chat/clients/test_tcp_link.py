"""A client's connection: what it sends and shows, how it gets in, how it comes back."""

import queue
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tls import make_certificates

from hello.chat.clients import tcp_link
from hello.chat.clients.dialling import ClientSettings
from hello.chat.clients.tcp_link import TcpLink
from hello.chat.entrance.access import client_context, server_context
from hello.errors import HelloError

DEADLINE = 60


class Client:
    """A link, and what it showed and told."""

    def __init__(self, settings: ClientSettings) -> None:
        self.arrived: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.told: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.ended = threading.Event()
        self.link = TcpLink(
            settings,
            show=lambda *lines: [self.arrived.put(line) for line in lines],
            tell=self.told.put,
            ended=self.ended.set,
        )

    def line(self) -> str:
        return self.arrived.get(timeout=DEADLINE)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(DEADLINE)
        yield server


@pytest.fixture
def connect(listener: socket.socket) -> Iterator[Callable[..., Client]]:
    """Return what makes a client of the listener; at the end they are closed."""
    clients: list[Client] = []

    def make(**settings: object) -> Client:
        host, port = listener.getsockname()
        client = Client(ClientSettings("Tom", host, port, **settings))  # type: ignore[arg-type]  # the caller's
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.link.close()
    assert "tcp-link" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def peer(listener: socket.socket) -> Iterator[Callable[[], socket.socket]]:
    """Return what accepts a connection, with a deadline for all that it does."""
    accepted: list[socket.socket] = []

    def accept() -> socket.socket:
        connection, _ = listener.accept()
        connection.settimeout(DEADLINE)
        accepted.append(connection)
        return connection

    yield accept
    for connection in accepted:
        connection.close()


def line_from(connection: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        piece = connection.recv(1)
        assert piece, f"the connection ended within {line!r}"
        line += piece
    return line


Connect = Callable[..., Client]
Peer = Callable[[], socket.socket]


def test_it_sends_name_time_and_text(connect: Connect, peer: Peer) -> None:
    client = connect()
    client.link.start()
    server = peer()
    client.link.say("你好\tall\nof you")

    expected = r"Tom\t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\t你好\tall of you\n"
    assert re.fullmatch(expected, line_from(server).decode())


def test_a_character_cut_by_recv_is_whole(connect: Connect, peer: Peer) -> None:
    """The first line was shown before the rest of the second one is sent: so it was cut."""
    client = connect()
    client.link.start()
    server = peer()
    server.sendall(b"first\n\xe4\xbd")
    assert client.line() == "first"
    server.sendall(b"\xa0\n")

    assert client.line() == "你"


def test_close_ends_it_and_the_server_knows(connect: Connect, peer: Peer) -> None:
    client = connect()
    client.link.start()
    server = peer()
    client.link.close()
    client.link.close()

    assert server.recv(1) == b""
    assert client.ended.is_set()


def test_it_waits_for_its_own_lines(connect: Connect, peer: Peer) -> None:
    client = connect()
    client.link.start()
    server = peer()
    for text in ("one", "two"):
        client.link.say(text)
        server.sendall(line_from(server))

    assert client.link.finish(DEADLINE) == 0


def test_it_counts_what_does_not_come_back(connect: Connect, peer: Peer) -> None:
    client = connect()
    client.link.start()
    server = peer()
    client.link.say("one")
    client.link.say("two")
    server.sendall(line_from(server))

    assert client.link.finish(0.1) == 1


def test_a_server_that_is_not_there_is_named(connect: Connect, listener: socket.socket) -> None:
    client = connect()
    listener.close()

    with pytest.raises(HelloError, match=r"cannot connect \(.*\): '127.0.0.1:\d+'; is a server"):
        client.link.start()


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example"])
def test_what_is_no_name_of_a_host_is_told(host: str) -> None:
    client = Client(ClientSettings("Tom", host))
    with pytest.raises(HelloError, match=r"cannot connect \(not a host's name\): '"):
        client.link.start()
    client.link.close()


def test_the_reason_of_the_server_is_told(connect: Connect, peer: Peer) -> None:
    client = connect()
    client.link.start()
    server = peer()
    server.sendall(b"* server stops\n")
    server.close()
    assert client.ended.wait(DEADLINE)

    with pytest.raises(HelloError, match=r"ended the chat \(server stops\)"):
        client.link.say("too late")


def test_it_comes_back_and_sends_what_was_not_sent(
    connect: Connect, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sent and did not come back is counted as lost, not said twice."""
    monkeypatch.setattr(tcp_link, "FIRST_DELAY", 0.5)
    client = connect(retries=1)
    client.link.start()
    first = peer()
    client.link.say("one")
    line_from(first)
    first.close()
    assert "(1 of 1)" in client.told.get(timeout=DEADLINE)
    client.link.say("two")
    second = peer()
    line = line_from(second)
    second.sendall(line)

    assert line.endswith(b"\ttwo\n")
    assert client.link.finish(DEADLINE) == 1


def test_it_gives_up_after_so_many_tries(
    connect: Connect, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tcp_link, "FIRST_DELAY", 0.001)
    client = connect(retries=3)
    listener.close()

    with pytest.raises(HelloError, match="tried 4 times"):
        client.link.start()
    assert client.told.qsize() == 3


def test_delays_grow_up_to_a_limit(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    from hello.chat.clients.dialling import NO_SERVER, LostError

    client = connect(retries=99)
    delays: list[float] = []
    monkeypatch.setattr(client.link._closing, "wait", delays.append)  # noqa: SLF001  # no other way in
    for tries in range(1, 12):
        client.link._pause(LostError(NO_SERVER, "gone"), tries)  # noqa: SLF001  # the same

    longest = [min(0.5 * 2**tries, 30) for tries in range(11)]
    assert all(most / 2 <= delay <= most for delay, most in zip(delays, longest, strict=True))
    assert len(set(delays)) == len(delays)


def test_closing_does_not_wait_for_the_next_try(connect: Connect, listener: socket.socket) -> None:
    client = connect(retries=9)
    listener.close()
    starting = threading.Thread(target=client.link.start)
    starting.start()
    client.told.get(timeout=DEADLINE)
    client.link.close()
    starting.join(DEADLINE)

    assert not starting.is_alive()


def test_the_token_goes_first(connect: Connect, peer: Peer) -> None:
    client = connect(token=b"sesame")
    starting = threading.Thread(target=client.link.start)
    starting.start()
    server = peer()
    assert line_from(server) == b"sesame\n"
    server.sendall(b"* welcome\nand")
    starting.join(DEADLINE)
    server.sendall(b" more\n")

    assert [client.line(), client.line()] == ["* welcome", "and more"]


@pytest.mark.parametrize(
    ("answer", "fact", "remedy"),
    [
        (b"* wrong token\n", "wrong token", "--token-file"),
        (b"* full: 3 clients are here\n", "full: 3 clients are here", "tried 1 times"),
        (b"sesame\n", "asks for no token", "leave out"),
        (b"", "no answer to the token", ""),
    ],
    ids=["wrong", "full", "sent to all", "end"],
)
def test_a_refused_token_is_told(
    connect: Connect, peer: Peer, answer: bytes, fact: str, remedy: str
) -> None:
    """And it is not repeated where it is a secret."""
    client = connect(token=b"sesame")
    errors: list[HelloError] = []

    def start() -> None:
        try:
            client.link.start()
        except HelloError as error:
            errors.append(error)

    starting = threading.Thread(target=start)
    starting.start()
    server = peer()
    line_from(server)
    server.sendall(answer)
    server.close()
    starting.join(DEADLINE)

    assert fact in str(errors[0])
    if remedy.startswith("-"):
        assert remedy in str(errors[0])
    assert "sesame" not in str(errors[0])


@pytest.mark.parametrize("name", [None, "chat.example"], ids=["right name", "other name"])
def test_tls_checks_who_the_server_is(
    connect: Connect, peer: Peer, tmp_path: Path, name: str | None
) -> None:
    files = make_certificates(tmp_path)
    client = connect(tls=client_context(files.authority), tls_name=name)
    results: list[object] = []

    def serve() -> None:
        try:
            with server_context(files.cert, files.key).wrap_socket(peer(), server_side=True) as one:
                one.sendall(line_from(one))
                one.recv(1)
        except OSError as error:
            results.append(error)

    serving = threading.Thread(target=serve)
    serving.start()
    if name:
        with pytest.raises(HelloError, match=r"certificate refused: .*'chat.example'.*--tls-name"):
            client.link.start()
    else:
        client.link.start()
        client.link.say("你好")
        assert client.link.finish(DEADLINE) == 0
        assert client.line().endswith("\t你好")
        client.link.close()
    serving.join(DEADLINE)
    assert bool(results) == bool(name)
