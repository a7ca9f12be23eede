"""The two servers with a thread for each client, over real sockets."""

import logging
import queue
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from leftovers import threads_and_descriptors
from tls import make_certificates

from hello.chat.entrance.credentials import client_context, server_context
from hello.chat.limits import Limits
from hello.chat.servers.socketserver_server import SocketserverServer
from hello.chat.servers.threaded_server import ThreadedServer
from hello.chat.settings import ServerSettings

SECONDS = 20
"""A deadline for what takes milliseconds."""

LINE = b"%07d " + b"x" * 991 + b"\n"
BULK = 20_000
"""Lines of 1,000 bytes: more than the system keeps for a client that does not read."""

Server = ThreadedServer | SocketserverServer
EACH_SERVER = pytest.mark.parametrize("kind", [ThreadedServer, SocketserverServer])
pytestmark = EACH_SERVER


class Client:
    """Somebody who says lines and hears lines."""

    def __init__(self, server: Server, *, is_known: bool = True) -> None:
        self.socket = socket.create_connection(server.address, SECONDS)
        self.file = self.socket.makefile("rb")
        if is_known:
            self.say(b"here\n")
            while self.hear() != b"here\n":
                pass

    def say(self, data: bytes) -> None:
        self.socket.sendall(data)

    def hear(self) -> bytes:
        return self.file.readline()

    def hear_all(self) -> list[bytes]:
        self.socket.shutdown(socket.SHUT_WR)
        return self.hear_rest()

    def hear_rest(self) -> list[bytes]:
        return list(self.file)

    def close(self) -> None:
        self.file.close()
        self.socket.close()


@contextmanager
def running(kind: type[Server], **settings: object) -> Iterator[Server]:
    server = kind(ServerSettings(port=0, **settings))  # type: ignore[arg-type]  # as the tests say
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join(SECONDS)
        assert not thread.is_alive()


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """No thread and no descriptor outlives a test."""
    before = threads_and_descriptors()
    yield
    assert threads_and_descriptors() <= before


@pytest.fixture
def clients() -> Iterator[Callable[..., Client]]:
    """Return what makes clients; they are closed at the end."""
    made: list[Client] = []

    def make(server: Server, **how: bool) -> Client:
        made.append(Client(server, **how))
        return made[-1]

    yield make
    for client in made:
        client.close()


def in_background(action: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=action)
    thread.start()
    return thread


def test_everybody_hears_every_line(kind: type[Server], clients: Callable[..., Client]) -> None:
    with running(kind) as server:
        tom, ann = clients(server), clients(server)
        tom.hear()
        tom.say(b"one\ntwo\nthr")
        tom.say(b"ee\n")

        heard = [[each.hear() for _ in range(3)] for each in (tom, ann)]
        assert heard == [[b"one\n", b"two\n", b"three\n"]] * 2


def test_lines_of_two_senders_stay_whole_and_in_order(
    kind: type[Server], clients: Callable[..., Client]
) -> None:
    said = {who: [b"%s %d\n" % (who, number) for number in range(5_000)] for who in (b"a", b"b")}
    with running(kind) as server:
        senders = [clients(server), clients(server)]
        listener = clients(server)
        saying = [
            in_background(partial(sender.say, b"".join(lines)))
            for sender, lines in zip(senders, said.values(), strict=True)
        ]
        heard = [listener.hear() for _ in range(10_000)]
        for each in saying:
            each.join(SECONDS)

    assert {who: [line for line in heard if line.startswith(who)] for who in said} == said


def test_who_says_no_more_hears_all_that_was_said(
    kind: type[Server], clients: Callable[..., Client]
) -> None:
    with running(kind) as server:
        tom = clients(server, is_known=False)
        tom.say(b"one\ntwo\nunfinished")

        assert tom.hear_all() == [b"one\n", b"two\n"]


def test_leaving_is_noticed(kind: type[Server], clients: Callable[..., Client]) -> None:
    """One closes its connection, the other's breaks; nobody says anything after that."""
    logged: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    logger, handler = logging.getLogger("hello.chat"), logging.Handler(logging.INFO)
    handler.emit = logged.put  # type: ignore[method-assign]  # a handler in one line
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        with running(kind) as server:
            names = set()
            for reset in (False, True):
                client = clients(server)
                names.add("{}:{}".format(*client.socket.getsockname()))
                if reset:
                    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0" * 2)
                client.close()
            while names:
                record = logged.get(timeout=SECONDS)
                if "left" in record.msg:
                    names.remove(str(record.args[0]))  # type: ignore[index]  # it has one
            assert server.counters.now_clients == 0
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)


def test_who_never_reads_is_told_and_dropped_and_costs_nobody_a_line(
    kind: type[Server], clients: Callable[..., Client]
) -> None:
    limits = Limits(outbox=65_536, patience=0.2)
    with running(kind, limits=limits) as server:
        stalled, healthy = clients(server), clients(server)
        sender = in_background(lambda: healthy.say(b"".join(LINE % n for n in range(BULK))))
        heard = [healthy.hear() for _ in range(BULK)]
        *lines, last = stalled.hear_all()
        sender.join(SECONDS)

        assert heard == [LINE % number for number in range(BULK)]
        assert last == b"* too slow: dropped\n"
        assert lines[1:] == heard[: len(lines) - 1]
        assert server.counters.dropped == 1


def test_who_never_reads_may_miss_lines_instead(
    kind: type[Server], clients: Callable[..., Client]
) -> None:
    limits = Limits(outbox=1 << 21, patience=0.1, slow="skip")
    with running(kind, limits=limits) as server:
        stalled, healthy = clients(server), clients(server)
        sender = in_background(lambda: healthy.say(b"".join(LINE % n for n in range(BULK))))
        heard = [healthy.hear() for _ in range(BULK)]
        sender.join(SECONDS)
        lines = stalled.hear_all()[1:]

        left_out = [int(one.split()[3].replace(b",", b"")) for one in lines if one[:1] == b"*"]
        whole = [one for one in lines if one[:1] != b"*"]
        assert heard == [LINE % number for number in range(BULK)]
        assert left_out
        assert sum(left_out) == server.counters.skipped_lines
        assert len(whole) + sum(left_out) == BULK
        assert whole == sorted(set(whole) & set(heard))


@pytest.mark.parametrize(
    ("limits", "data", "answer"),
    [
        (Limits(max_line=100), b"x" * 101, [b"* line longer than 100 bytes\n"]),
        (Limits(strict=True), b"\xff\n", [b"* not UTF-8\n"]),
        (Limits(), b"\xff\n", ["\N{REPLACEMENT CHARACTER}\n".encode()]),
    ],
    ids=["too long", "strict", "mended"],
)
def test_what_is_no_line_is_refused_or_mended(
    kind: type[Server],
    clients: Callable[..., Client],
    limits: Limits,
    data: bytes,
    answer: list[bytes],
) -> None:
    with running(kind, limits=limits) as server:
        tom = clients(server)
        tom.say(data)

        assert tom.hear_all() == answer


def test_one_too_many_is_told_so(kind: type[Server], clients: Callable[..., Client]) -> None:
    with running(kind, max_clients=1) as server:
        first, second = clients(server), clients(server, is_known=False)

        assert second.hear_all() == [b"* full: 1 clients are here\n"]
        first.say(b"still here\n")
        assert first.hear() == b"still here\n"
        assert server.counters.refused == 1


def test_the_token_opens(kind: type[Server], clients: Callable[..., Client]) -> None:
    with running(kind, token=b"sesame") as server:
        tom = clients(server, is_known=False)
        tom.say(b"sesame\nhello\n")

        assert tom.hear_all() == [b"* welcome\n", b"hello\n"]


def test_wrong_tokens_are_counted(kind: type[Server], clients: Callable[..., Client]) -> None:
    answers = []
    with running(kind, token=b"sesame") as server:
        for _ in range(4):
            tom = clients(server, is_known=False)
            tom.say(b"simsim\n")
            answers.append(tom.hear())

        assert answers[:2] == [b"* wrong token\n"] * 2
        assert answers[3] == b"* too many wrong tokens\n"
        assert server.counters.refused == 4


def test_who_is_idle_has_to_go(kind: type[Server], clients: Callable[..., Client]) -> None:
    with running(kind, idle_timeout=0.1) as server:
        tom = clients(server, is_known=False)

        assert (tom.hear(), tom.hear()) == (b"* idle for 0.1 s\n", b"")


def test_at_the_end_all_is_sent_that_waits(
    kind: type[Server], clients: Callable[..., Client]
) -> None:
    """The one who does not read has a full socket and an outbox when the server is stopped."""
    limits = Limits(outbox=1 << 24, patience=SECONDS)
    with running(kind, limits=limits) as server:
        late, sender = clients(server), clients(server)
        late.hear()
        saying = in_background(lambda: sender.say(b"".join(LINE % n for n in range(10_000))))
        for _ in range(10_000):
            sender.hear()
        saying.join(SECONDS)
        server.stop()

        assert late.hear_rest() == [*(LINE % n for n in range(10_000)), b"* server stops\n"]
        assert sender.hear_rest() == [b"* server stops\n"]


def test_the_end_does_not_wait_for_those_who_never_read(
    kind: type[Server], clients: Callable[..., Client]
) -> None:
    """Also somebody who has not said the token is cut off."""
    with running(kind, token=b"sesame") as server:
        clients(server, is_known=False)
        stalled = clients(server, is_known=False)
        stalled.say(b"sesame\n" + b"x\n" * 50_000)
        assert stalled.hear() == b"* welcome\n"


@pytest.mark.parametrize("times", [1, 2])
def test_stopped_before_it_runs_it_ends_at_once(kind: type[Server], times: int) -> None:
    server = kind(ServerSettings(port=0))
    for _ in range(times):
        server.stop()
    server.run()
    server.stop()


def test_three_hundred_at_once_are_all_let_in(
    kind: type[Server], clients: Callable[..., Client]
) -> None:
    with running(kind) as server:
        crowd = [clients(server, is_known=False) for _ in range(300)]
        for client in crowd:
            client.say(b"here\n")

        assert {client.hear() for client in crowd} == {b"here\n"}
        assert server.counters.accepted == server.counters.now_clients == 300


def test_tls_and_token_together(
    kind: type[Server], clients: Callable[..., Client], tmp_path: Path
) -> None:
    """More than a full socket goes over TLS, to a client that begins to read late."""
    files = make_certificates(tmp_path)
    context = server_context(files.cert, files.key)
    limits = Limits(outbox=1 << 24, patience=SECONDS)
    with running(kind, tls=context, token=b"sesame", limits=limits) as server:
        plain = clients(server, is_known=False)
        raw = clients(server, is_known=False).socket
        with client_context(files.authority).wrap_socket(raw, server_hostname="localhost") as tls:
            said = [LINE % number for number in range(12_000)]
            saying = in_background(lambda: tls.sendall(b"sesame\n" + b"".join(said)))
            saying.join(SECONDS)
            assert not saying.is_alive()
            heard = tls.makefile("rb")
            assert heard.readline() == b"* welcome\n"
            assert [heard.readline() for _ in said] == said
            with suppress(ConnectionResetError):
                plain.say(b"sesame\n\n\n\n\n")
                assert b"* welcome\n" not in plain.hear_rest()
            server.stop()
            assert list(heard) == [b"* server stops\n"]
            heard.close()
