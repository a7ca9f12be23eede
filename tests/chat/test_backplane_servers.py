"""Installed servers of two kinds in one room; also on two machines, as far as one can have two."""

import os
import queue
import secrets
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

import pytest
from processes import installed, run
from redis_server import RedisServer, redis_server

from chat import DEADLINE, Address, Client, Running, python, running

AWAY = b"* backplane: broker is away, this room is alone\n"
AGAIN = b"* backplane: joined again\n"
COMMANDS = ("hello-selectors", "hello-tcp-server", "hello-socketserver")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server(tmp_path) as running_server:
        yield running_server


@pytest.mark.parametrize(("first", "second"), [*permutations(COMMANDS, 2)])
def test_two_servers_are_one_room(first: str, second: str, broker: RedisServer) -> None:
    """Also after the broker was killed and started again; each line comes once."""
    with (
        running(first, "--backplane", broker.url) as here,
        running(second, "--backplane", broker.url) as there,
        Client(here.address) as ann,
        Client(there.address) as bob,
    ):
        introduce(ann, bob)
        everyone_hears(b"hello from here\n", ann, bob)
        everyone_hears(b"hello from there\n", bob, ann)
        broker.kill()
        assert [ann.line(), bob.line()] == [AWAY] * 2
        ann.send(b"only here, for now\n")
        assert ann.line() == b"only here, for now\n"
        broker.start()
        assert [ann.line(), bob.line()] == [AGAIN] * 2
        assert bob.line() == b"only here, for now\n"
        everyone_hears(b"whole again\n", bob, ann)
        assert [server.stop().code for server in (here, there)] == [0, 0]
    # What comes back by the broker was not said here.
    assert [server.stats["lines_in"] for server in (here, there)] == [4, 3]
    assert broker.keys() == []


def introduce(ann: "Client | Guest", bob: "Client | Guest") -> None:
    """Return when both are in, hear each other, and have heard all that was said so far."""
    ann.send(b"Ann is here\n")
    skip_up_to(b"Ann is here\n", ann)
    bob.send(b"Bob is here\n")
    for client in (bob, ann):
        skip_up_to(b"Bob is here\n", client)
    ann.send(b"hello, Bob\n")
    for client in (ann, bob):
        skip_up_to(b"hello, Bob\n", client)


def skip_up_to(line: bytes, client: "Client | Guest") -> None:
    while (heard := client.line()) != line:
        assert heard, "the connection has ended"


def everyone_hears(line: bytes, speaker: "Client | Guest", other: "Client | Guest") -> None:
    speaker.send(line)
    assert [speaker.line(), other.line()] == [line, line]


def test_what_is_said_at_the_very_end_still_reaches_the_other_server(broker: RedisServer) -> None:
    with (
        running("hello-selectors", "--backplane", broker.url) as here,
        running("hello-selectors", "--backplane", broker.url) as there,
        Client(here.address) as ann,
        Client(there.address) as bob,
    ):
        introduce(ann, bob)
        ann.send(b"last words\n")
        assert ann.line() == b"last words\n"
        here.stop()

        assert bob.line() == b"last words\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_no_broker_is_wrong_use_in_one_line(command: str) -> None:
    """Port 1 is nobody's; a server that cannot join does not serve."""
    url = "redis://:s3cret@127.0.0.1:1/0"
    ended = run(installed(command), "--port", "0", "--backplane", url)

    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"{command}: no broker to work with (ConnectionError): ")
    assert ended.stderr.count("\n") == 1
    assert "s3cret" not in ended.stderr


class Machine(NamedTuple):
    """A network namespace: its name, its address, and the name of its cable."""

    name: str
    address: str
    cable: str

    def command(self, *command: str | Path) -> tuple[Path | str, ...]:
        """Return the command line that runs *command* there."""
        return (ip_program(), "netns", "exec", self.name, *command)

    def unplug(self) -> None:
        ip("-n", self.name, "link", "set", self.cable, "down")

    def plug_in(self) -> None:
        ip("-n", self.name, "link", "set", self.cable, "up")


def ip_program() -> Path:
    program = shutil.which("ip")
    assert program, "ip is not installed: apt-get install iproute2"
    return Path(program)


def ip(*arguments: str) -> None:
    done = subprocess.run(
        [ip_program(), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE,
        check=False,
    )
    if "not permitted" in done.stderr or "Permission denied" in done.stderr:
        pytest.skip("other system: this one lets us make no network namespaces")
    assert done.returncode == 0, f"ip {' '.join(arguments)}: {done.stderr}"


@pytest.fixture
def machines() -> Iterator[tuple[Machine, Machine]]:
    """Make two network namespaces with a cable between them (RFC 5737 addresses)."""
    if sys.platform != "linux":
        pytest.skip("other system: network namespaces are Linux's")
    if os.geteuid() != 0:
        pytest.skip("other system: only root makes network namespaces")
    tag = secrets.token_hex(4)
    both = tuple(
        Machine(f"hello-{tag}-{number}", f"192.0.2.{number}", f"h{tag}{number}")
        for number in (1, 2)
    )
    here, there = both
    with ExitStack() as stack:
        for machine in both:
            ip("netns", "add", machine.name)
            stack.callback(ip, "netns", "delete", machine.name)
            # Without it nobody there reaches their own address.
            ip("-n", machine.name, "link", "set", "lo", "up")
        there_is = ("peer", "name", there.cable, "netns", there.name)
        ip("link", "add", here.cable, "netns", here.name, "type", "veth", *there_is)
        for machine in both:
            ip("-n", machine.name, "address", "add", f"{machine.address}/24", "dev", machine.cable)
            machine.plug_in()
        yield here, there


class Guest:
    """A client in a process of its own, since it lives on another machine."""

    PROGRAM = """if True:
        import socket, sys, threading
        connection = socket.create_connection((sys.argv[1], int(sys.argv[2])))
        def speak():
            for line in sys.stdin:
                connection.sendall(line.encode())
        threading.Thread(target=speak, daemon=True).start()
        for line in connection.makefile():
            print(line, end="", flush=True)
    """

    def __init__(self, machine: Machine, address: Address) -> None:
        self.process = subprocess.Popen(
            machine.command(*python(self.PROGRAM), address.host, str(address.port)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line)

    def send(self, line: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(line.decode())
        self.process.stdin.flush()

    def line(self) -> bytes:
        return self._lines.get(timeout=DEADLINE).encode()

    def close(self) -> None:
        with self.process:
            self.process.kill()
        self._reader.join(DEADLINE)


@contextmanager
def visiting(machine: Machine, server: Running, token: str) -> Iterator[Guest]:
    guest = Guest(machine, server.address)
    try:
        if token:
            guest.send(f"{token}\n".encode())
            assert guest.line() == b"* welcome\n"
        yield guest
    finally:
        guest.close()


@contextmanager
def broker_on(machine: Machine, folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder, host=machine.address)
    try:
        server.start(*map(str, machine.command()))
        yield server
    finally:
        server.kill()


def test_servers_on_two_machines_and_a_cable_that_is_pulled(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    """The broker is on the first one. Who is cut off goes on alone; then all is passed on."""
    here, there = machines
    token = tmp_path / "token"
    token.write_text("open sesame\n")
    token.chmod(0o600)

    with (
        broker_on(here, tmp_path) as broker,
        server_on(here, "hello-selectors", broker, token) as first,
        server_on(there, "hello-tcp-server", broker, token) as second,
        visiting(here, first, "open sesame") as ann,
        visiting(there, second, "open sesame") as bob,
    ):
        introduce(ann, bob)
        there.unplug()
        bob.send(b"is anybody there?\n")
        assert bob.line() == b"is anybody there?\n"
        assert bob.line() == AWAY
        everyone_hears_alone(b"hello?\n", bob)
        there.plug_in()

        assert bob.line() == AGAIN
        assert [ann.line(), ann.line()] == [b"is anybody there?\n", b"hello?\n"]
        everyone_hears(b"there you are\n", ann, bob)


def everyone_hears_alone(line: bytes, speaker: Guest) -> None:
    speaker.send(line)
    assert speaker.line() == line


def test_servers_on_two_machines_that_are_open(
    machines: tuple[Machine, Machine], tmp_path: Path
) -> None:
    here, there = machines
    with (
        broker_on(here, tmp_path) as broker,
        server_on(here, "hello-socketserver", broker, None) as first,
        server_on(there, "hello-selectors", broker, None) as second,
        # Each visits the other's: the cable is good for more than the broker.
        visiting(there, first, "") as ann,
        visiting(here, second, "") as bob,
    ):
        introduce(ann, bob)


@contextmanager
def server_on(
    machine: Machine, command: str, broker: RedisServer, token: Path | None
) -> Iterator[Running]:
    program, *arguments = machine.command(installed(command))
    arguments += ["--host", machine.address, "--backplane", broker.url]
    arguments += ["--open"] if token is None else ["--token-file", token]
    assert isinstance(program, Path)
    with running(program, *arguments) as server:
        assert server.address.host == machine.address
        yield server
