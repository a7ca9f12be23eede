"""Where a server listens, and what it says where it cannot."""

import errno
import os
import socket
from contextlib import ExitStack
from typing import Any

import pytest

from chat import needs_proc
from hello.chat.entrance import listening, port_owner
from hello.chat.entrance.listening import address_text, listen, listen_for_datagrams, resolve
from hello.errors import HelloError, WrongUseError


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="other system: has no IPv6")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", pytest.param("::1", marks=needs_ipv6)])
def test_a_client_reaches_it(host: str) -> None:
    with listen(host, 0) as listener, socket.create_connection(listener.getsockname()[:2]) as one:
        other, _ = listener.accept()
        with other:
            other.sendall(b"hello")
            assert one.recv(5) == b"hello"


@needs_ipv6
def test_an_ipv4_address_may_be_written_as_one_of_ipv6() -> None:
    with (
        listen("::ffff:127.0.0.1", 0) as listener,
        socket.create_connection(("127.0.0.1", listener.getsockname()[1])),
    ):
        listener.accept()[0].close()


@needs_ipv6
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_two_colons_are_every_address_of_both_kinds(host: str) -> None:
    with (
        listen("::", 0) as listener,
        socket.create_connection((host, listener.getsockname()[1])),
    ):
        listener.accept()[0].close()


@needs_ipv6
def test_another_ipv6_address_leaves_ipv4_alone() -> None:
    with listen("::1", 0) as listener, listen("127.0.0.1", listener.getsockname()[1]):
        pass


def test_many_connections_may_wait() -> None:
    """With socketserver's backlog of 5, the seventh connection waits for the first to be taken."""
    with listen("127.0.0.1", 0) as listener, ExitStack() as stack:
        for _ in range(50):
            stack.enter_context(socket.create_connection(listener.getsockname(), timeout=10))


def test_a_restart_finds_its_port_free() -> None:
    """Who closes first, here the server, has the connection in TIME_WAIT for a minute."""
    with listen("127.0.0.1", 0) as listener:
        address = listener.getsockname()
        with socket.create_connection(address) as client:
            listener.accept()[0].close()
            assert client.recv(1) == b""

    with listen(*address):
        pass


def test_datagrams_arrive() -> None:
    with (
        listen_for_datagrams("127.0.0.1", 0) as server,
        socket.socket(type=socket.SOCK_DGRAM) as client,
    ):
        server.settimeout(10)
        client.sendto(b"hello", server.getsockname())
        assert server.recv(10) == b"hello"


@needs_proc
@pytest.mark.parametrize("take", [listen, listen_for_datagrams], ids=["TCP", "UDP"])
def test_who_has_the_port_is_named(take: Any) -> None:
    with take("127.0.0.1", 0) as listener:
        host, port = listener.getsockname()
        with pytest.raises(HelloError) as caught:
            take(host, port)

    text = str(caught.value)
    assert text.startswith(f"127.0.0.1:{port} is taken by process {os.getpid()}: '")
    assert "python" in text
    assert text.endswith("end it, or take another port: --port 0 picks a free one")
    assert "\n" not in text
    assert caught.value.exit_code == 1


@needs_ipv6
@needs_proc
def test_who_has_a_port_of_ipv6_is_named_too() -> None:
    with listen("::1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(HelloError, match=rf"\[::1\]:{port} is taken by process {os.getpid()}:"):
            listen("::1", port)


def test_it_says_so_where_that_cannot_be_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_owner, "owner_of", lambda *_: port_owner.NOBODY_KNOWN)
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(
            HelloError, match=f":{port} is taken by a process that this system does not name; end"
        ):
            listen("127.0.0.1", port)


def test_the_port_of_the_first_address_is_what_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that has two addresses does not end at the second, where clients do not look."""
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        found = [resolve(host, port)[0] for host in ("127.0.0.1", "127.0.0.2")]
        monkeypatch.setattr(listening, "resolve", lambda *_: found)

        with pytest.raises(HelloError, match=r"127\.0\.0\.1:\d+ is taken"):
            listen("localhost", port)


def test_an_address_that_the_machine_lacks_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """localhost is ::1 first, also on a machine without IPv6."""
    found = [resolve(host, 0)[0] for host in ("192.0.2.1", "127.0.0.1")]
    monkeypatch.setattr(listening, "resolve", lambda *_: found)

    with listen("localhost", 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_an_address_of_another_machine_is_wrong_use() -> None:
    with pytest.raises(WrongUseError, match=r"this machine has no such address: '192\.0\.2\.1'"):
        listen("192.0.2.1", 0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (errno.EACCES, "the system does not let you listen on 127.0.0.1:80; take a port from 1024"),
        (errno.ENOBUFS, "cannot listen on 127.0.0.1:80: no buffer space available; take another"),
    ],
    ids=["privileged", "anything else"],
)
def test_what_the_system_refuses_is_said(
    monkeypatch: pytest.MonkeyPatch, number: int, text: str
) -> None:
    """Tests may run as root, which every port is open to."""
    closed = []

    class Refusing(socket.socket):
        def bind(self, _address: object) -> None:
            raise OSError(number, os.strerror(number))

        def close(self) -> None:
            closed.append(self)
            super().close()

    monkeypatch.setattr(listening.socket, "socket", Refusing)

    with pytest.raises(HelloError, match=text) as caught:
        listen("127.0.0.1", 80)
    assert caught.value.exit_code == 1
    assert closed


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (("127.0.0.1", 9999), "127.0.0.1:9999"),
        (("::1", 9999, 0, 0), "[::1]:9999"),
        (("::1", 9999), "[::1]:9999"),
    ],
)
def test_an_address_as_text(address: Any, text: str) -> None:
    assert address_text(address) == text
