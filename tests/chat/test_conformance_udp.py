"""The UDP chat server, as its installed command: what it has to stand like the TCP servers.

How it starts and stops, its errors and its help are in the suites of all servers.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from chat import Address, Running, running
from hello.chat.udp.datagrams import (
    LARGEST_TEXT,
    NO_COOKIE,
    Challenge,
    Goodbye,
    Join,
    Refusal,
    Relayed,
    Speech,
    from_server,
)
from hello.demos.network.udp_server.clients import Client

COMMAND = "hello-udp-server"


@pytest.fixture(scope="module")
def server() -> Iterator[Running]:
    """Return a server for all tests that do not count its messages."""
    with running(COMMAND) as server:
        yield server
        ended = server.stop()
    assert (ended.code, ended.stderr) == (0, "")


@contextmanager
def members(address: Address, count: int, token: bytes = b"") -> Iterator[list[Client]]:
    """Connect *count* clients; yield them when the server has let them in."""
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(address)) for _ in range(count)]
        for client in clients:
            client.join(token)
        yield clients


def test_what_one_says_all_hear_in_the_senders_order() -> None:
    with running(COMMAND) as server:
        with members(server.address, 3) as clients:
            for number in range(20):
                clients[0].say(f"消息 {number}")

            heard = [[client.hear() for _ in range(20)] for client in clients]
            assert heard == [[(number + 1, f"消息 {number}") for number in range(20)]] * 3
        assert server.stop().code == 0
    assert server.stats["lines_in"] == 20


def test_a_datagram_is_one_message_whatever_is_in_it(server: Running) -> None:
    """It keeps its borders: a newline does not end it, and two are never one."""
    with members(server.address, 2) as (sender, reader):
        for text in ("two\nlines", "", "no end"):
            sender.say(text)

        assert [reader.hear()[1] for _ in range(3)] == ["two\nlines", "", "no end"]


def test_what_is_too_long_is_refused_with_the_reason() -> None:
    with running(COMMAND) as server, members(server.address, 2) as (sender, reader):
        sender.say("x" * LARGEST_TEXT)
        assert sender.hear() == reader.hear() == (1, "x" * LARGEST_TEXT)
        sender.say("x" * (LARGEST_TEXT + 1))

        refusal = from_server(sender.socket.recv(65_535))
        assert isinstance(refusal, Refusal)
        assert "1,400" in refusal.reason
        sender.said -= 1
        sender.say("short")
        assert reader.hear() == (2, "short")


@pytest.mark.parametrize("strict", [False, True])
def test_what_is_not_utf8_is_mended_or_refused(*, strict: bool) -> None:
    options = ("--strict",) if strict else ()
    with running(COMMAND, *options) as server, members(server.address, 2) as (sender, reader):
        answer = from_server(sender.ask(Speech(sender.cookie, 1, b"caf\xe9").encode()))

        if strict:
            assert answer == Refusal("not UTF-8")
        else:
            assert isinstance(answer, Relayed)
            assert answer.text == "caf\ufffd".encode()
            assert reader.hear() == (1, "caf\ufffd")


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\x00", id="zero"),
        pytest.param(bytes(range(256)) * 4, id="all-bytes"),
        pytest.param(b"\x02" * 60_000, id="60000-bytes"),
        pytest.param(Goodbye(0).encode(), id="what-only-servers-say"),
        pytest.param(Join(b"\xff" * 12, b"\xff" * 32).encode(), id="a-false-cookie"),
        pytest.param(Speech(NO_COOKIE, 1, b"hello").encode(), id="a-message-of-a-stranger"),
    ],
)
def test_garbage_harms_nobody_and_gets_no_more_than_it_sent(
    server: Running, garbage: bytes
) -> None:
    with members(server.address, 2) as (sender, reader), Client(server.address) as stranger:
        stranger.socket.send(garbage)
        sender.say("still here")

        assert reader.hear()[1] == "still here"
        stranger.socket.settimeout(0)
        try:
            answer = stranger.socket.recv(65_535)
        except BlockingIOError:
            answer = b""
        assert len(answer) <= len(garbage)


def test_only_the_token_lets_in(tmp_path: Path) -> None:
    file = tmp_path / "token.txt"
    file.write_text("open sesame\n")
    file.chmod(0o600)
    with running(COMMAND, "--token-file", file) as server:
        with members(server.address, 1, b"open sesame") as (member,):
            with Client(server.address) as stranger:
                challenge = from_server(stranger.ask(Join().encode()))
                assert isinstance(challenge, Challenge)
                refusal = from_server(stranger.ask(Join(challenge.cookie).encode()))
                assert refusal == Refusal("wrong token")
            member.say("nobody else hears this")
            assert member.hear() == (1, "nobody else hears this")
        assert server.stop().code == 0
    assert server.stats["peak_clients"] == 1


def test_members_are_told_that_it_stops_and_the_port_is_free_at_once() -> None:
    with running(COMMAND) as server, members(server.address, 2) as clients:
        assert server.stop().code == 0

        for client in clients:
            assert isinstance(from_server(client.socket.recv(65_535)), Goodbye)
        with running(COMMAND, port=server.address.port) as again:
            with members(again.address, 1) as (client,):
                client.say("here again")
                assert client.hear() == (1, "here again")
            assert again.stop().code == 0


def test_one_client_too_many_is_told_so() -> None:
    with running(COMMAND, "--max-clients", "2") as server, members(server.address, 2):
        with Client(server.address) as third:
            challenge = from_server(third.ask(Join().encode()))
            assert isinstance(challenge, Challenge)
            refusal = from_server(third.ask(Join(challenge.cookie).encode()))

        assert refusal == Refusal("full: 2 clients are here")
