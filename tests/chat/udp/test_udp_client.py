"""The UDP client's program and its link: pipes, ends, restarts, losses, tokens."""

import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from hello.chat.settings import ServerSettings
from hello.chat.udp import udp_client
from hello.chat.udp.datagrams import Goodbye, Refusal, Relayed, Speech, Status, from_client
from hello.chat.udp.udp_client import as_text, chat, udp_client_options
from hello.chat.udp.udp_conversation import (
    Event,
    Gone,
    Heard,
    Joined,
    Missed,
    Refused,
    Rejoined,
    Times,
    Unreturned,
)
from hello.chat.udp.udp_link import UdpClientSettings, UdpLink
from hello.chat.udp.udp_server import UdpServer
from hello.command import Program
from hello.errors import HelloError

DEADLINE = 30.0
QUICK = Times(heartbeat=0.05, patience=0.3, grace=0.05, own_grace=0.3, first_pause=0.02)


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


@contextmanager
def fake_server(answer: Callable[[bytes], list[bytes]]) -> Iterator[int]:
    """Answer each datagram with those that *answer* returns; yield the port."""
    done = threading.Event()

    def serve() -> None:
        while not done.is_set():
            try:
                datagram, address = fake.recvfrom(9_999)
            except TimeoutError:
                continue
            for one in answer(datagram):
                fake.sendto(one, address)

    with socket.socket(type=socket.SOCK_DGRAM) as fake:
        fake.bind(("127.0.0.1", 0))
        fake.settimeout(0.05)
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield fake.getsockname()[1]
        finally:
            done.set()
            thread.join(DEADLINE)


class Ear:
    """What a link hears, for tests to wait for."""

    def __init__(self) -> None:
        self._events: queue.Queue[Event] = queue.Queue()

    def __call__(self, event: Event) -> None:
        self._events.put(event)

    def next(self) -> Event:
        return self._events.get(timeout=DEADLINE)


@contextmanager
def link_to(port: int, ear: Ear, retries: int = 0) -> Iterator[UdpLink]:
    link = UdpLink(UdpClientSettings("Tom", port=port, retries=retries, times=QUICK), ear)
    try:
        yield link
    finally:
        link.close()


def run(*arguments: str | int, lines: str = "") -> Result:
    """Run the client with *lines* from a pipe."""
    command = click.command(cls=Program)(udp_client_options(chat))
    return CliRunner().invoke(
        command, ["--name", "Tom", *map(str, arguments)], input=lines, standalone_mode=True
    )


# --- the program -----------------------------------------------------------------------------


def test_lines_from_a_pipe_come_back_and_it_ends_well() -> None:
    with running(UdpServer(ServerSettings(port=0))) as server:
        ended = run("--port", server.address[1], lines="one\ntwo\n\u4f60\u597d")

    assert (ended.exit_code, ended.stderr) == (0, "")
    texts = [line.split("\t")[2] for line in ended.stdout.splitlines()]
    assert texts == ["one", "two", "\u4f60\u597d"]
    assert ended.stdout.startswith("Tom\t")
    assert server.counters.left == 1


def test_it_ends_at_quit() -> None:
    with running(UdpServer(ServerSettings(port=0))) as server:
        ended = run("--port", server.address[1], lines="one\nquit\ntwo\n")

    assert ended.exit_code == 0
    assert "two" not in ended.stdout


def test_without_a_server_it_says_so_in_one_line() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as nobody:
        nobody.bind(("127.0.0.1", 0))
        nobody.connect(nobody.getsockname())
        port = nobody.getsockname()[1]
        ended = run("--port", port, lines="one\n")

    assert ended.exit_code == 1
    assert f"no chat server at UDP 127.0.0.1:{port}: nobody listens there" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_an_unknown_host_is_an_error_in_one_line() -> None:
    ended = run("--host", "no.such.host.invalid", lines="one\n")

    assert ended.exit_code == 1
    assert "'no.such.host.invalid'" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_line_that_is_too_long_is_an_error_in_one_line() -> None:
    with running(UdpServer(ServerSettings(port=0))) as server:
        ended = run("--port", server.address[1], lines="x" * 2_000)

    assert ended.exit_code == 1
    assert "too long for a datagram: 2,024 bytes" in ended.stderr


def test_what_does_not_come_back_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that loses the second of three."""

    def answer(datagram: bytes) -> list[bytes]:
        content = from_client(datagram)
        if not isinstance(content, Speech):
            return [Status(1, 0).encode()]
        number = content.sequence
        return [Relayed(1, number, number, content.text).encode()] if number != 2 else []

    monkeypatch.setattr(
        udp_client, "UdpLink", lambda settings, hear, ended: UdpLink(quick(settings), hear, ended)
    )
    with fake_server(answer) as port:
        ended = run("--port", port, lines="one\ntwo\nthree\n")

    assert ended.exit_code == 1
    assert "* missed 1 message: 2" in ended.stderr
    assert "1 of 3 lines have not come back; UDP loses" in ended.stderr
    assert "two" not in ended.stdout


def quick(settings: UdpClientSettings) -> UdpClientSettings:
    return UdpClientSettings(settings.name, port=settings.port, times=QUICK)


def test_a_token_lets_in_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    for name in ("right", "wrong"):
        (tmp_path / name).write_text(f"{name}-token-of-some-length\n")
        (tmp_path / name).chmod(0o600)
    settings = ServerSettings(port=0, token=b"right-token-of-some-length")
    with running(UdpServer(settings)) as server:
        port = server.address[1]
        right = run("--port", port, "--token-file", str(tmp_path / "right"), lines="hi\n")
        wrong = run("--port", port, "--token-file", str(tmp_path / "wrong"), lines="hi\n")

    assert right.exit_code == 0
    assert wrong.exit_code == 1
    assert "refuses: wrong token; see --token-file" in wrong.stderr


def test_a_server_that_stops_ends_it_with_one_line() -> None:
    def answer(datagram: bytes) -> list[bytes]:
        is_message = isinstance(from_client(datagram), Speech)
        return [Goodbye(1).encode() if is_message else Status(1, 0).encode()]

    with fake_server(answer) as port:
        ended = run("--port", port, lines="one\n")

    assert ended.exit_code == 1
    assert "it has stopped" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_control_characters_do_not_reach_the_terminal() -> None:
    with running(UdpServer(ServerSettings(port=0))) as server:
        ended = run("--port", server.address[1], lines="\x1b[2Jhi\n")

    assert "\x1b" not in ended.stdout
    assert "[2Jhi" in ended.stdout


# --- the link --------------------------------------------------------------------------------


def test_two_links_hear_each_other() -> None:
    ears = Ear(), Ear()
    with (
        running(UdpServer(ServerSettings(port=0))) as server,
        link_to(server.address[1], ears[0]) as one,
        link_to(server.address[1], ears[1]) as other,
    ):
        one.start()
        other.start()
        one.say("hi")
        heard = [[ear.next() for _ in range(2)] for ear in ears]

    assert heard[0][0] == heard[1][0] == Joined()
    mine, yours = heard[0][1], heard[1][1]
    assert isinstance(mine, Heard)
    assert isinstance(yours, Heard)
    assert (mine.is_own, yours.is_own) == (True, False)
    assert mine.text == yours.text


def test_it_joins_again_when_the_server_is_back() -> None:
    """Another server at the same port: its cookies and its numbers are new."""
    ear = Ear()
    first = UdpServer(ServerSettings(port=0))
    port = first.address[1]
    with link_to(port, ear, retries=1_000) as link:
        with running(first):
            link.start()
            assert ear.next() == Joined()
        with running(UdpServer(ServerSettings(port=port))):
            while not isinstance(event := ear.next(), Rejoined):
                assert isinstance(event, Gone)
            assert event == Rejoined(is_new=True)
            link.say("here again")
            assert isinstance(ear.next(), Heard)
            assert link.finish(DEADLINE) == 0


def test_retries_come_to_an_end() -> None:
    ear = Ear()
    with fake_server(lambda _: []) as port, link_to(port, ear, retries=2) as link:
        with pytest.raises(HelloError, match="no answer"):
            link.start()
        assert isinstance(ear.next(), Gone)
        assert isinstance(ear.next(), Gone)


def test_its_heart_beats_on_the_wire() -> None:
    came: queue.Queue[bytes] = queue.Queue()

    def answer(datagram: bytes) -> list[bytes]:
        came.put(datagram)
        return [Status(1, 0).encode()]

    with fake_server(answer) as port, link_to(port, Ear()) as link:
        link.start()
        hello = came.get(timeout=DEADLINE)
        # A busy machine may have answered the first one too late.
        later = iter(lambda: came.get(timeout=DEADLINE), None)
        beats = islice((datagram for datagram in later if datagram != hello), 3)

        assert list(beats) == [b"\x01"] * 3


def test_nothing_is_left_of_it() -> None:
    before = threading.active_count()
    with (
        running(UdpServer(ServerSettings(port=0))) as server,
        link_to(server.address[1], Ear()) as link,
    ):
        link.start()
        link.close()
        link.close()

        assert threading.active_count() == before + 1
        assert link._socket.fileno() == -1  # noqa: SLF001  # closed
    assert server.counters.left == 1


def test_a_link_that_is_over_takes_nothing_more() -> None:
    refusal = Refusal("full: 1 clients are here").encode()
    with fake_server(lambda _: [refusal]) as port, link_to(port, Ear()) as link:
        with pytest.raises(HelloError, match="refuses: full: 1 clients are here"):
            link.start()
        with pytest.raises(HelloError, match="refuses"):
            link.say("hi")


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Missed(17, 19), "* missed 3 messages: 17 to 19"),
        (Missed(17, 17), "* missed 1 message: 17"),
        (Rejoined(is_new=False), "* joined again"),
        (Refused("too fast"), "* not taken: too fast"),
        (Gone("no answer", 2.0), "* no answer; trying again in 2.0 s"),
        (Gone("no answer", 0.0), "* no answer; trying again"),
        (Unreturned("hi"), "* has not come back: hi"),
        (Joined(), ""),
    ],
    ids=str,
)
def test_it_says_what_happens(event: Event, text: str) -> None:
    assert as_text(event, is_typed=True) == text


def test_the_settings_do_not_show_the_token() -> None:
    assert "secret" not in repr(UdpClientSettings("Tom", token=b"secret"))
