"""How connections come in, and what happens when there is no descriptor left for one."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from chat import Client, python, running
from hello.chat.entrance import accepting
from hello.chat.entrance.accepting import (
    IDLE,
    INTERVAL,
    PROBES,
    SpareDescriptor,
    accept,
    raise_descriptor_limit,
    refuse,
)
from hello.chat.entrance.listening import listen

WELCOME, FULL = b"* welcome\n", b"* full\n"

posix_only = pytest.mark.skipif(os.name != "posix", reason="other system: needs POSIX limits")

SHORT_OF_DESCRIPTORS = """
import resource, selectors, sys
from hello.chat.entrance.listening import SpareDescriptor, accept, address_text, listen

listener = listen("127.0.0.1", 0)
listener.setblocking({is_blocking})
selector = selectors.DefaultSelector()
selector.register(listener, selectors.EVENT_READ)
spare = SpareDescriptor()
resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))
print("listening on", address_text(listener.getsockname()), flush=True)
held = []
refused = 0

def refusal():
    global refused
    refused += 1
    if refused == {refused}:
        held.clear()
    return b"* full\\n"

while True:
    {wait}
    if (arrived := accept(listener, spare, refusal)) is not None:
        held.append(arrived[0])
        arrived[0].sendall(b"* welcome\\n")
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with listen("127.0.0.1", 0) as listener:
        listener.settimeout(10)
        yield listener


@pytest.fixture
def spare() -> Iterator[SpareDescriptor]:
    spare = SpareDescriptor()
    yield spare
    spare.close()


def never() -> bytes:
    raise AssertionError("nobody is to be refused")


@posix_only
@pytest.mark.parametrize(
    ("is_blocking", "wait"),
    [(True, "pass"), (False, "selector.select()")],
    ids=["blocking", "not blocking"],
)
def test_a_server_out_of_descriptors_refuses_and_goes_on(*, is_blocking: bool, wait: str) -> None:
    """Each client is told one or the other; and when others have left, the next is welcome."""
    script = SHORT_OF_DESCRIPTORS.format(is_blocking=is_blocking, wait=wait, refused=20)
    with running(*python(script)) as server, ExitStack() as stack:
        said = []
        for _ in range(40):
            client = stack.enter_context(Client(server.address))
            said.append(client.line())
            if said[-1] == FULL:
                assert client.rest() == b""

        first_full = said.index(FULL)
        assert 5 < first_full < 20
        assert said[first_full : first_full + 20] == [FULL] * 20
        assert said.count(FULL) == 20
        assert server.process.poll() is None


def test_an_accepted_connection_is_kept_alive_and_sends_at_once(
    listener: socket.socket, spare: SpareDescriptor
) -> None:
    with socket.create_connection(listener.getsockname()):
        arrived = accept(listener, spare, never)

    assert arrived is not None
    connection, host = arrived
    with connection:
        assert host == "127.0.0.1"
        assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@pytest.mark.skipif(sys.platform != "linux", reason="other system: has other names for them")
def test_a_silent_peer_is_found_out_in_90_seconds(
    listener: socket.socket, spare: SpareDescriptor
) -> None:
    """The kernel's own figures are two hours and more."""
    with socket.create_connection(listener.getsockname()):
        arrived = accept(listener, spare, never)

    assert arrived is not None
    with arrived[0] as connection:
        options = socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT
        values = [connection.getsockopt(socket.IPPROTO_TCP, option) for option in options]
    assert values == [IDLE, INTERVAL, PROBES]
    assert IDLE + INTERVAL * PROBES == 90


def test_nobody_there_is_none(listener: socket.socket, spare: SpareDescriptor) -> None:
    listener.setblocking(False)  # noqa: FBT003  # the name says what it is

    assert accept(listener, spare, never) is None


class Failing(socket.socket):
    """A listener whose accept() fails as the system may let it."""

    error = 0
    calls = 0

    def accept(self) -> tuple[socket.socket, object]:
        self.calls += 1
        raise OSError(self.error, os.strerror(self.error))


@pytest.mark.parametrize(
    "name", ["ECONNABORTED", "EPROTO", "ENETDOWN", "EHOSTUNREACH", "ENOBUFS", "ENOMEM", "EMFILE"]
)
def test_the_error_of_one_connection_is_not_the_servers(spare: SpareDescriptor, name: str) -> None:
    """accept(2): Linux hands over errors that the new connection already has."""
    with Failing() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.error = getattr(errno, name)

        assert accept(listener, spare, never) is None


@pytest.mark.parametrize("name", ["ENOBUFS", "ENOMEM", "ENFILE"])
def test_where_nothing_can_be_done_it_does_not_spin(
    spare: SpareDescriptor, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(accepting.time, "sleep", pauses.append)
    with Failing() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.error = getattr(errno, name)

        accept(listener, spare, never)

    assert len(pauses) == 1


def test_without_descriptors_nobody_waits_for_somebody_to_refuse(spare: SpareDescriptor) -> None:
    """Who comes much later may find descriptors free again."""
    with Failing() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.error = errno.EMFILE

        assert accept(listener, spare, never) is None
        assert listener.calls == 1

        with socket.create_connection(listener.getsockname()):
            assert accept(listener, spare, never) is None
        assert listener.calls == 3


def test_a_closed_listener_is_an_error(spare: SpareDescriptor) -> None:
    listener = listen("127.0.0.1", 0)
    listener.close()

    with pytest.raises(OSError, match=r"[Bb]ad file descriptor|socket"):
        accept(listener, spare, never)


@pytest.mark.skipif(sys.platform != "linux", reason="other system: shutdown() does not end it")
def test_a_listener_that_was_shut_down_is_an_error(
    listener: socket.socket, spare: SpareDescriptor
) -> None:
    """So a blocking accept() ends when another thread stops the server."""
    listener.shutdown(socket.SHUT_RDWR)

    with pytest.raises(OSError, match="Invalid argument"):
        accept(listener, spare, never)


def test_who_is_refused_hears_why_although_it_had_said_something(
    listener: socket.socket,
) -> None:
    """Closing with bytes unread sends a reset, which on some systems discards the reason."""
    with socket.create_connection(listener.getsockname()) as client:
        client.sendall(b"hello\n")
        connection, _ = listener.accept()
        refuse(connection, b"* full\n")

        client.settimeout(10)
        assert client.recv(100) == b"* full\n"
        assert client.recv(100) == b""
        assert client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0
    assert connection.fileno() == -1


def test_who_is_gone_already_is_refused_quietly(listener: socket.socket) -> None:
    socket.create_connection(listener.getsockname()).close()
    connection, _ = listener.accept()

    refuse(connection, b"* full\n")

    assert connection.fileno() == -1


def test_the_spare_descriptor_is_given_back(listener: socket.socket) -> None:
    """With it, opening and refusing leave as many descriptors open as before."""
    spare = SpareDescriptor()
    before = os.open(os.devnull, os.O_RDONLY)
    os.close(before)
    with socket.create_connection(listener.getsockname()) as client:
        assert spare.refuse(listener, lambda: b"no\n")
        assert client.recv(10) == b"no\n"
    after = os.open(os.devnull, os.O_RDONLY)
    os.close(after)
    spare.close()
    spare.close()

    assert after == before


@posix_only
@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ("(50, 200)", "200 200"),
        ("(200, 200)", "200 200"),
    ],
    ids=["raised", "already there"],
)
def test_the_limit_of_descriptors_is_raised_as_far_as_it_may(limits: str, expected: str) -> None:
    script = f"""
import resource
from hello.chat.entrance.listening import raise_descriptor_limit
resource.setrlimit(resource.RLIMIT_NOFILE, {limits})
print(raise_descriptor_limit(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
    done = subprocess.run(python(script), capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.strip() == expected


@posix_only
@pytest.mark.parametrize(
    ("soft", "hard", "refused", "expected"),
    [
        (1024, -1, set(), 1_048_576),
        (1024, -1, {1_048_576}, 10_240),
        (1024, -1, {1_048_576, 10_240}, 1024),
        (-1, -1, set(), -1),
        (2_000_000, -1, set(), 2_000_000),
        (1024, 1 << 40, set(), 1_048_576),
    ],
    ids=["no end", "macOS", "refused", "endless", "more", "much"],
)
def test_the_limit_where_there_is_no_end(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, refused: set[int], expected: int
) -> None:
    import resource

    def setrlimit(_which: int, limits: tuple[int, int]) -> None:
        if limits[0] in refused:
            raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "RLIM_INFINITY", -1)
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", setrlimit)

    assert raise_descriptor_limit() == expected
