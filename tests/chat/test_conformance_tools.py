"""Every TCP chat server: other people's clients, and what the command says of itself.

The servers are the installed commands.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import pytest
from conformance import EACH_SERVER, EVERY_SERVER, TCP_SERVERS, gathered
from processes import installed, output_of, run
from tls import Certificates, make_certificates

from chat import DEADLINE, Running, running

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other system: nc and ncat as Debian has them"
)


@pytest.fixture(scope="module", params=TCP_SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    with running(request.param, "--patience", "30") as server:
        yield server
        ended = server.stop()
    assert (ended.code, ended.stderr) == (0, "")


def tool(name: str, package: str) -> str:
    """Return the path of another's program, or skip the test."""
    return shutil.which(name) or pytest.skip(f"{name} is missing: apt install {package}")


class Terminal(NamedTuple):
    """A program as its user has it: something to type into, something to read."""

    keys: IO[bytes]
    screen: IO[bytes]

    def type(self, text: bytes) -> None:
        self.keys.write(text)
        self.keys.flush()


@contextmanager
def program(*command: str | Path) -> Iterator[Terminal]:
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Terminal(process.stdin, process.stdout)
        finally:
            process.kill()


NC = ("nc", "netcat-openbsd")
NCAT = ("ncat", "ncat")


@pytest.mark.parametrize(
    ("which", "options", "end"),
    [
        pytest.param(NC, (), b"\n", id="nc"),
        pytest.param(NC, ("-C",), b"\r\n", id="nc-C"),
        pytest.param(NCAT, (), b"\n", id="ncat"),
        pytest.param(NCAT, ("-C",), b"\r\n", id="ncat-C"),
    ],
)
def test_netcat_talks_and_listens(
    server: Running, which: tuple[str, str], options: tuple[str, ...], end: bytes
) -> None:
    netcat = tool(*which)
    host, port = server.address
    with gathered(server.address, 1) as (other,), program(netcat, *options, host, str(port)) as nc:
        nc.type("你好\n".encode())

        assert other.line() == nc.screen.readline() == "你好".encode() + end
        other.send(b"hello, netcat\n")
        assert nc.screen.readline() == b"hello, netcat\n"


@pytest.mark.parametrize(
    ("which", "options"),
    [pytest.param(NC, ("-N",), id="nc"), pytest.param(NCAT, (), id="ncat")],
)
def test_netcat_sends_a_file_and_gets_all_of_it_back(
    server: Running, which: tuple[str, str], options: tuple[str, ...]
) -> None:
    netcat = tool(*which)
    text = b"".join(b"line %d\n" % number for number in range(20_000))
    with gathered(server.address, 1) as (other,):
        done = subprocess.run(
            [netcat, *options, server.address.host, str(server.address.port)],
            input=text,
            capture_output=True,
            timeout=DEADLINE,
            check=True,
        )

        assert done.stdout == text
        assert b"".join(other.lines(20_000)) == text


TUTORIALS_KIND = """
import socket, sys, threading
from datetime import datetime

server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))

def show():
    while data := server.recv(1024):
        print(data.decode(), end="", flush=True)

threading.Thread(target=show).start()
for text in sys.stdin:
    now = datetime.now().strftime("%Y-%m-%d %H:%M:%S")
    server.send(f"Tom\\t{now}\\t{text}".encode())
"""
"""What the tutorial's client does: name, tab, time, tab, text, newline; shows what comes."""


def test_the_tutorials_kind_of_client_talks_and_listens(server: Running) -> None:
    port = str(server.address.port)
    with (
        gathered(server.address, 1) as (other,),
        program(sys.executable, "-c", TUTORIALS_KIND, port) as tom,
    ):
        tom.type("你好\n".encode())
        line = other.line()

        assert line.startswith(b"Tom\t20")
        assert line.endswith("\t你好\n".encode())
        assert tom.screen.readline() == line
        other.send("Jerry\t2020-08-20 15:04:00\t再见\n".encode())
        assert tom.screen.readline() == "Jerry\t2020-08-20 15:04:00\t再见\n".encode()


@EACH_SERVER
def test_ncat_checks_the_certificate(command: str, certificates: Certificates) -> None:
    netcat = tool(*NCAT)
    files = ("--tls-cert", certificates.cert, "--tls-key", certificates.key)
    with running(command, *files) as server:
        where = ("-4", "localhost", str(server.address.port))  # it does not check addresses
        trust = ("--ssl-verify", "--ssl-trustfile", certificates.authority)
        with program(netcat, *trust, *where) as nc:
            nc.type(b"through tls\n")
            assert nc.screen.readline() == b"through tls\n"
        refused = run(netcat, "--ssl-verify", *where)
        assert refused.code != 0
        assert refused.stdout == ""
        assert server.stop().code == 0


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


# What the command says of itself


@EVERY_SERVER
def test_help_tells_the_options_and_gives_examples(command: str) -> None:
    text = output_of(installed(command), "--help")

    common = ("--host", "--port", "--max-clients", "--token-file", "--open", "--strict", "--stats")
    streams = ("--max-line", "--outbox", "--patience", "--slow", "--idle-timeout")
    tls = ("--tls-cert", "--tls-key", "--backplane")
    options = common if command == "hello-udp-server" else (*common, *streams, *tls)
    assert [option for option in (*options, "--play", "--log") if option not in text] == []
    assert f"{command} --" in text.partition("Examples:")[2]


WRONG = {
    "no-such-option": ("--prot", "1"),
    "no-such-token-file": ("--token-file", "no-such-file"),
    "json-without-play": ("--json",),
}

WRONG_FOR_STREAMS = {
    "line-larger-than-outbox": ("--outbox", "2048", "--max-line", "4096"),
    "key-without-certificate": ("--tls-key", "no-such-file"),
    "no-such-kind-of-broker": ("--port", "0", "--backplane", "http://localhost"),
}


@pytest.mark.parametrize(
    ("command", "options"),
    [
        *[
            pytest.param("hello-udp-server", options, id=f"udp-{name}")
            for name, options in WRONG.items()
        ],
        *[
            pytest.param(command, options, id=f"{command}-{name}")
            for command, (name, options) in zip(
                TCP_SERVERS * 2, (WRONG | WRONG_FOR_STREAMS).items(), strict=True
            )
        ],
    ],
)
def test_wrong_use_is_told_in_one_line(
    command: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    """The TCP servers share their options: two of the mistakes to each."""
    ended = run(installed(command), *options, cwd=tmp_path)

    assert (ended.code, ended.stdout) == (2, "")
    assert ended.stderr.startswith(f"{command}: ")
    assert ended.stderr.count("\n") == 1


@EACH_SERVER
def test_the_log_goes_to_stderr(command: str) -> None:
    with running(command, "--log") as server:
        with gathered(server.address, 1) as (client,):
            host, port = client.socket.getsockname()
        ended = server.stop()

    assert json.loads(ended.stdout)["accepted"] == 1
    assert f"{host}:{port}" in ended.stderr
    assert "Traceback" not in ended.stderr
