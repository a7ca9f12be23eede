"""The backplane, with a real redis-server that goes away and comes back."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from redis_server import RedisServer, redis_server

from hello.chat import backplane
from hello.chat.backplane import Backplane
from hello.chat.backplane.link import EXCHANGE, BrokerLostError, Link, Message, parse
from hello.chat.backplane.outbox import Outbox
from hello.errors import WrongUseError

DEADLINE = 60
AWAY = "backplane: broker is away, this room is alone"
AGAIN = "backplane: joined again"

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")


class Room:
    """Stands for a server: keeps what its backplane hands over and announces."""

    def __init__(self, url: str) -> None:
        self.backplane = Backplane(url, self._deliver, self.said.append)
        self._arrived = threading.Condition()
        self.heard = b""

    @property
    def said(self) -> "Said":
        return self.__dict__.setdefault("_said", Said())

    def _deliver(self, lines: bytes) -> None:
        with self._arrived:
            self.heard += lines
            self._arrived.notify_all()

    def say(self, *lines: str) -> None:
        for line in lines:
            self.backplane.publish(f"{line}\n".encode())

    def hears(self, *lines: str) -> bool:
        """Wait for *lines*; nothing else may have come."""
        expected = "".join(f"{line}\n" for line in lines).encode()
        with self._arrived:
            self._arrived.wait_for(lambda: len(self.heard) >= len(expected), DEADLINE)
            heard, self.heard = self.heard, b""
        assert heard == expected
        return True

    def hears_up_to(self, last: str) -> list[str]:
        """Return all that has come when *last* has."""
        with self._arrived:
            assert self._arrived.wait_for(
                lambda: self.heard.endswith(f"{last}\n".encode()), DEADLINE
            ), (self.heard[-100:], self.said.so_far)
            heard, self.heard = self.heard, b""
        return heard.decode().splitlines()


class Said:
    """What was announced, in order."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.so_far: list[str] = []

    def append(self, text: str) -> None:
        self.so_far.append(text)
        self._queue.put(text)

    def next(self) -> str:
        return self._queue.get(timeout=DEADLINE)


@contextmanager
def joined(url: str, count: int) -> Iterator[list[Room]]:
    """Join *count* rooms; at the end, see that none leaves a thread behind."""
    rooms = [Room(url) for _ in range(count)]
    try:
        for room in rooms:
            room.backplane.start()
        yield rooms
    finally:
        for room in rooms:
            room.backplane.close()
        assert threads() == []


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "backplane" in thread.name]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server(tmp_path) as running:
        yield running


def introduced(rooms: list[Room]) -> list[Room]:
    """Return the two *rooms* when each has heard the other: from then on gaps are seen."""
    here, there = rooms
    here.say("before")
    assert there.hears("before")
    there.say("before")
    assert here.hears("before")
    return rooms


@pytest.fixture
def rooms(server: RedisServer) -> Iterator[list[Room]]:
    with joined(server.url, 2) as both:
        yield both


def strange(server: RedisServer) -> redis.Redis:
    """Return a client that is none of ours."""
    return redis.Redis.from_url(server.url)


def test_everyone_else_hears_it_once_and_in_order(server: RedisServer) -> None:
    with joined(server.url, 3) as (first, second, third):
        first.say("one", "two")
        assert second.hears("one", "two")
        second.say("three")
        assert first.hears("three")
        assert third.hears_up_to("three") == ["one", "two", "three"]
        assert (first.heard, second.heard) == (b"", b"")
        assert first.said.so_far == second.said.so_far == third.said.so_far == []


def test_many_lines_arrive_whole(rooms: list[Room]) -> None:
    here, there = rooms
    lines = [f"{number:05} {'x' * (number * 37 % 400)}" for number in range(5_000)]
    for line in lines:
        while here.backplane.is_full:
            threading.Event().wait(0.001)
        here.say(line)

    assert there.hears_up_to(lines[-1]) == lines


def test_a_batch_larger_than_a_message_and_any_bytes(rooms: list[Room]) -> None:
    here, there = rooms
    lines = [*("é\t\x01\N{PILE OF POO}" * 9 for _ in range(4_000)), "z" * 100_000]
    here.backplane.publish("".join(f"{line}\n" for line in lines).encode())

    assert there.hears_up_to(lines[-1]) == lines


def test_a_killed_broker_comes_back(server: RedisServer, rooms: list[Room]) -> None:
    """Each is told once; meanwhile nobody waits, and afterwards everybody has everything."""
    here, there = rooms
    here.say("before")
    assert there.hears("before")

    server.kill()
    assert [room.said.next() for room in rooms] == [AWAY] * 2
    here.say("alone", "still alone")
    there.say("alone too")
    assert not here.backplane.is_joined
    server.start()

    assert [room.said.next() for room in rooms] == [AGAIN] * 2
    assert there.hears("alone", "still alone")
    assert here.hears("alone too")
    here.say("after")
    assert there.hears("after")
    assert here.said.so_far == there.said.so_far == [AWAY, AGAIN]


def test_who_does_not_hear_yet_is_waited_for(
    server: RedisServer, rooms: list[Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sends before it has subscribed; what is passed on at that moment, it would miss."""
    here, there = introduced(rooms)
    server.kill()
    assert [room.said.next() for room in rooms] == [AWAY] * 2
    here.say("alone")
    publish, receive = Link.publish, Link.receive
    here_is_in, spoken, passed_on = threading.Event(), threading.Event(), threading.Event()

    def send(self: Link, kind: Any, sender: str, *rest: Any) -> None:
        if sender == there.backplane.server:
            assert here_is_in.wait(DEADLINE)
            publish(self, kind, sender, *rest)
            spoken.set()
            return
        publish(self, kind, sender, *rest)
        if kind == "lines":
            passed_on.set()

    def hear(self: Link, *arguments: Any) -> None:
        if threading.current_thread() is there.backplane._thread and not spoken.is_set():  # noqa: SLF001  # the one of the two
            assert spoken.wait(DEADLINE)
            passed_on.wait(1.0)
        receive(self, *arguments)
        if here.backplane.is_joined:
            here_is_in.set()

    monkeypatch.setattr(Link, "publish", send)
    monkeypatch.setattr(Link, "receive", hear)
    server.start()

    assert here.said.next() == AGAIN
    assert there.hears("alone")
    assert there.said.so_far == [AWAY, AGAIN]


def test_killed_while_much_is_on_its_way(server: RedisServer, rooms: list[Room]) -> None:
    """What the broker had in its hands is lost or not; nothing comes twice, gaps are said."""
    here, there = introduced(rooms)
    lines = [f"{number}" for number in range(3_000)]
    for line in lines:
        here.say(line)
        if line == "1500":
            server.kill()
    assert [room.said.next() for room in rooms] == [AWAY] * 2
    server.start()
    assert [room.said.next() for room in rooms] == [AGAIN] * 2
    here.say("end")

    heard = there.hears_up_to("end")
    assert heard[:-1] == sorted(set(heard[:-1]), key=int)
    there.backplane.close()
    told = [text for text in there.said.so_far if "lost" in text]
    assert bool(told) == (len(heard) < len(lines) + 1), (len(heard), there.said.so_far)
    assert set(there.said.so_far) - set(told) == {AWAY, AGAIN}


@needs_signals
def test_a_frozen_broker_repeats_nothing(server: RedisServer, rooms: list[Room]) -> None:
    """It took what we then send again: when it goes on, it has that twice."""
    here, there = rooms
    here.say("before")
    assert there.hears("before")
    assert server.process
    server.process.send_signal(signal.SIGSTOP)
    here.say("sent to it, and never confirmed")
    assert here.said.next() == AWAY
    here.say("later")
    server.process.send_signal(signal.SIGCONT)

    assert here.said.next() == AGAIN
    here.say("end")
    heard = there.hears_up_to("end")
    assert heard == ["sent to it, and never confirmed", "later", "end"]
    assert here.heard == b""


def test_what_does_not_fit_is_given_up_from_the_oldest_on_and_said(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backplane, "Outbox", lambda: Outbox(bound=1000, largest=100))
    with joined(server.url, 2) as (here, there):
        there.say("I am here")
        assert here.hears("I am here")
        here.say("so am I")
        assert there.hears("so am I")
        server.kill()
        assert [here.said.next(), there.said.next()] == [AWAY] * 2
        here.say(*(f"{number:09}" for number in range(150)))
        server.start()

        assert there.hears(*(f"{number:09}" for number in range(50, 150)))
        assert here.said.next() == AGAIN
        assert here.said.next() == "backplane: 50 lines of this room could not be passed on"
        assert there.said.next() == AGAIN
        assert there.said.next() == "backplane: 5 batches from another server were lost"
        assert (len(here.said.so_far), len(there.said.so_far)) == (3, 3)


def test_publishing_waits_for_nobody(server: RedisServer, rooms: list[Room]) -> None:
    """16 times what may wait, while the broker is away."""
    here, _ = rooms
    server.kill()
    assert here.said.next() == AWAY
    for _ in range(256):
        here.backplane.publish(b"x" * 65_535 + b"\n")

    assert not here.backplane.is_full


def test_a_consumer_that_takes_nothing_holds_nobody_up(tmp_path: Path) -> None:
    """Redis drops it when it owes it too much; then it is told what it misses."""
    with (
        redis_server(tmp_path, "client-output-buffer-limit pubsub 1mb 0 0") as server,
        joined(server.url, 2) as (here, there),
        blocked(server.url) as (slow, go_on),
    ):
        here.say("hello")
        assert there.hears("hello")
        lines = [f"{number:05} {'x' * 4000}" for number in range(3_000)]
        for first in range(0, len(lines), 50):
            here.say(*lines[first : first + 50])
            assert there.hears(*lines[first : first + 50])

        go_on.set()
        assert slow.said.next() == AWAY
        assert slow.said.next() == AGAIN
        here.say("end")
        heard = slow.hears_up_to("end")
        assert len(heard) < len(lines)
        assert heard[1:-1] == sorted(set(heard[1:-1]))
        assert set(heard) <= {"hello", *lines, "end"}
        assert "lost" in slow.said.next()
        assert here.said.so_far == there.said.so_far == []


@contextmanager
def blocked(url: str) -> Iterator[tuple[Room, threading.Event]]:
    """Join a room that takes nothing, from the first line on, until the event is set."""
    go_on = threading.Event()
    slow = Room(url)
    deliver = slow._deliver  # noqa: SLF001  # to be the room that waits
    slow.backplane._deliver = lambda lines: [go_on.wait(DEADLINE), deliver(lines)]  # type: ignore[func-returns-value]  # noqa: SLF001  # as above
    slow.backplane.start()
    try:
        yield slow, go_on
    finally:
        go_on.set()
        slow.backplane.close()


@pytest.fixture
def forger(server: RedisServer) -> Iterator[Callable[..., None]]:
    """Return what sends as another server, whatever number it likes."""
    other = Link(server.url, "forger", 3.0)
    yield other.publish
    other.close()


def test_repetitions_are_dropped_and_gaps_are_said(
    rooms: list[Room], forger: Callable[..., None]
) -> None:
    here = rooms[0]
    for number in (4, 5, 5, 4, 8, 7, 9):
        forger("lines", "other", number, b"%d\n" % number)

    assert here.hears("4", "5", "8", "9")
    assert here.said.next() == "backplane: 2 batches from another server were lost"


def test_what_was_lost_at_the_end_is_noticed(
    rooms: list[Room], forger: Callable[..., None]
) -> None:
    forger("beat", "other", 0, b"")
    forger("lines", "other", 1, b"one\n")
    forger("beat", "other", 2, b"")

    assert rooms[0].said.next() == "backplane: 1 batch from another server was lost"


def test_who_says_goodbye_is_forgotten(rooms: list[Room], forger: Callable[..., None]) -> None:
    here = rooms[0]
    forger("lines", "other", 7, b"seven\n")
    forger("bye", "other", 7, b"")
    forger("lines", "other", 1, b"one\n")

    assert here.hears("seven", "one")


@pytest.mark.parametrize(
    ("junk", "breaks"),
    [
        (b"no JSON", False),
        (b"{}", True),
        (b"[1]", True),
        (b'{"body": "x", "headers": {}, "properties": {}}', True),
    ],
    ids=["bytes", "object", "list", "message"],
)
def test_junk_in_the_broker_does_no_lasting_harm(
    server: RedisServer,
    rooms: list[Room],
    junk: bytes,
    breaks: bool,  # noqa: FBT001  # a parameter
) -> None:
    """Some of it throws kombu off its track; then the connection is made anew."""
    here, there = rooms
    with strange(server) as client:
        assert client.publish(f"/0.{EXCHANGE}", junk) == 2
    if breaks:
        assert [room.said.next() for room in rooms] == [AWAY] * 2
        assert [room.said.next() for room in rooms] == [AGAIN] * 2
    here.say("all is well")

    assert there.hears("all is well")
    assert len(here.said.so_far) == len(there.said.so_far) == (2 if breaks else 0)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (None, b"a\n"),
        ({}, b"a\n"),
        ({"server": "", "kind": "lines", "number": 1}, b"a\n"),
        ({"server": "x" * 65, "kind": "lines", "number": 1}, b"a\n"),
        ({"server": 1, "kind": "lines", "number": 1}, b"a\n"),
        ({"server": "x", "kind": "drinks", "number": 1}, b"a\n"),
        ({"server": "x", "kind": "lines", "number": "1"}, b"a\n"),
        ({"server": "x", "kind": "lines", "number": -1}, b"a\n"),
        ({"server": "x", "kind": "lines", "number": 1}, b"half a line"),
        ({"server": "x", "kind": "beat", "number": 1}, b"a\n"),
    ],
)
def test_what_none_of_our_servers_sends_is_passed_over(headers: Any, body: bytes) -> None:
    assert parse(headers, body) is None
    assert parse({"server": "x", "kind": "lines", "number": 1}, b"a\n") is not None


def test_connections_that_the_broker_cuts_are_made_again(
    server: RedisServer, rooms: list[Room]
) -> None:
    here, there = rooms
    with strange(server) as client:
        client.client_kill_filter(_type="pubsub")
    assert [room.said.next() for room in rooms] == [AWAY] * 2
    assert [room.said.next() for room in rooms] == [AGAIN] * 2
    here.say("whole again")

    assert there.hears("whole again")


def test_a_connection_that_brings_nothing_back_is_given_up(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What we send goes out, but nothing comes in: half of the wire is cut."""
    with joined(server.url, 1) as (room,):
        receive, hearing = Link.receive, threading.Event()

        def hear_nothing(self: Link, timeout: float, handle: Callable[[Message], bool]) -> None:
            receive(self, timeout, handle if hearing.is_set() else lambda _message: True)

        monkeypatch.setattr(Link, "receive", hear_nothing)
        monkeypatch.setattr(backplane, "DEAF_AFTER", 0.0)
        room.say("can you hear me?")
        assert room.said.next() == AWAY
        monkeypatch.setattr(backplane, "DEAF_AFTER", DEADLINE)
        hearing.set()
        assert room.said.next() == AGAIN


def test_a_batch_whose_sending_failed_is_sent_again(
    rooms: list[Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broker never had it."""
    here, there = rooms
    publish = Link.publish

    def fail_once(self: Link, kind: Any, *arguments: Any) -> None:
        if kind == "lines":
            monkeypatch.setattr(Link, "publish", publish)
            self.failure = BrokerLostError("test")
            raise self.failure
        publish(self, kind, *arguments)

    monkeypatch.setattr(Link, "publish", fail_once)
    here.say("one", "two")

    assert there.hears_up_to("two") == ["one", "two"]
    assert here.said.next() == AWAY


def test_all_that_came_at_once_is_taken_at_once(server: RedisServer) -> None:
    """Nothing is left behind in a buffer, where only the next message would push it out."""
    other, numbers = Link(server.url, "other", 3.0), []

    def note(message: Message) -> bool:
        numbers.append(message.number)
        return True

    try:
        other.receive(0.1, note)  # with this it subscribes
        for number in range(100):
            other.publish("lines", "other", number, b"x\n")
        while numbers[-1:] != [99]:
            before = len(numbers)
            other.receive(DEADLINE / 4, note)
            assert len(numbers) > before
    finally:
        other.close()

    assert numbers == list(range(100))


def test_closing_ends_the_thread_also_in_a_flood(
    server: RedisServer, forger: Callable[..., None]
) -> None:
    room = Room(server.url)
    room.backplane.start()
    numbers = iter(range(1, 1_000_000))

    def flood(lines: bytes) -> None:
        """Each line brings the next, so that kombu's loop does not end by itself."""
        forger("lines", "other", next(numbers), lines)

    room.backplane._deliver = flood  # noqa: SLF001  # in its own thread
    forger("lines", "other", next(numbers), b"x\n")
    room.backplane.close()

    assert threads() == []


def test_a_fault_of_the_server_is_not_taken_for_one_of_the_broker(
    rooms: list[Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = rooms
    faults: queue.SimpleQueue[object] = queue.SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", lambda arguments: faults.put(arguments.exc_value))
    fault = ZeroDivisionError()
    there.backplane._deliver = lambda _lines: fail_with(fault)  # noqa: SLF001  # as a server may
    here.say("hello")

    assert faults.get(timeout=DEADLINE) is fault


def fail_with(error: Exception) -> None:
    raise error


def test_closing_passes_on_what_was_said_last(server: RedisServer) -> None:
    with joined(server.url, 1) as (there,):
        here = Room(server.url)
        here.backplane.start()
        here.backplane._outbox.hold()  # noqa: SLF001  # so that it cannot have left before
        here.say("famous last words")
        here.backplane.close()

        assert there.hears("famous last words")


def test_nothing_is_left_in_the_broker(server: RedisServer) -> None:
    with joined(server.url, 2) as (here, there):
        here.say("hello")
        assert there.hears("hello")
    with strange(server) as client:
        assert client.pubsub_channels() == []
        assert client.pubsub_numpat() == 0
    assert server.keys() == []


@pytest.mark.parametrize("moment", ["joined", "away", "before"])
def test_closing_ends_all_threads(server: RedisServer, moment: str) -> None:
    room = Room(server.url)
    if moment != "before":
        room.backplane.start()
    if moment == "away":
        server.kill()
        assert room.said.next() == AWAY
    room.backplane.close()
    room.backplane.close()

    assert threads() == []
    assert AGAIN not in room.said.so_far


def test_closing_takes_at_most_a_second() -> None:
    assert backplane.LEAVE_WITHIN == 1.0


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Return a port that is taken, but where nobody listens."""
    with socket.socket() as taken_port:
        taken_port.bind(("127.0.0.1", 0))
        yield taken_port.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Return a port where a connection is taken, but nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def refused(url: str) -> str:
    with pytest.raises(WrongUseError) as raised:
        Room(url).backplane.start()
    assert raised.value.exit_code == 2
    assert "\n" not in str(raised.value)
    assert "s3cret" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_without_a_broker_at_the_start(scheme: str, closed_port: int) -> None:
    text = refused(f"{scheme}://me:s3cret@127.0.0.1:{closed_port}/")

    assert text.startswith("no broker to work with (Connection")
    assert f"'{scheme}://me:**@127.0.0.1:{closed_port}/'" in text
    assert threads() == []


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
def test_a_silent_broker_is_given_up_at_the_deadline(
    scheme: str, silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backplane, "ANSWER_WITHIN", 0.3)
    assert refused(f"{scheme}://me:s3cret@127.0.0.1:{silent_port}/").startswith(
        "no broker to work with ("
    )

    for thread in threading.enumerate():
        if "backplane" in thread.name:
            thread.join(DEADLINE)
    assert threads() == []


def test_the_deadline_is_three_seconds() -> None:
    assert backplane.ANSWER_WITHIN == 3.0


def test_a_wrong_password(server: RedisServer) -> None:
    url = server.url.replace(server.password, "s3cret")

    assert refused(url).startswith("no broker to work with (AuthenticationError)")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("zeromq://:s3cret@localhost", "no such kind of broker: 'zeromq'; take redis, rediss"),
        ("rediss3cret", "the broker is no URL"),
        ("memory://", "take redis, rediss, amqp, amqps"),
        ("redis://", "no address"),
    ],
)
def test_a_url_that_cannot_be_used(url: str, says: str) -> None:
    assert says in refused(url)


def test_without_kombu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kombu", None)

    assert refused("redis://localhost") == (
        "a backplane needs kombu, which is not installed; pip install 'HelloWorld[broker]'"
    )


def test_without_the_client_for_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        link_error = BrokerLostError("ImportError")
        raise link_error from ImportError()

    monkeypatch.setattr(backplane, "Link", fail)

    assert refused("redis://localhost") == (
        "no client for this kind of broker; pip install 'HelloWorld[broker]'"
    )


def test_the_password_is_in_no_log(server: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with joined(server.url, 1) as (room,):
        server.kill()
        assert room.said.next() == AWAY

    assert "redis://:**@127.0.0.1" in caplog.text
    assert server.password not in caplog.text


def test_a_server_that_ends_without_closing_does_not_wait_for_its_threads(
    server: RedisServer,
) -> None:
    program = (
        "import sys; from hello.chat.backplane import Backplane\n"
        "Backplane(sys.argv[1], print, print).start(); print('joined')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, server.url],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        timeout=DEADLINE,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"joined\n", b"")
