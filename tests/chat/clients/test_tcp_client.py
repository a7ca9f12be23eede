"""The client as a program: in a terminal, in a pipe, and when the server goes."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from terminal import in_terminal

from hello.chat.clients.tcp_client import name_or_login, settings_of
from hello.errors import WrongUseError

DEADLINE = 60
PROGRAM = """
from hello.demos.network.tcp_client import main
main(prog_name="hello-tcp-client")
"""

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="other system: no terminals to make")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(DEADLINE)
        yield server


def arguments(listener: socket.socket, *more: str) -> list[str]:
    return ["--port", str(listener.getsockname()[1]), "--name", "Tom", *more]


def accepted(listener: socket.socket) -> socket.socket:
    connection, _ = listener.accept()
    connection.settimeout(DEADLINE)
    return connection


def piped(listener: socket.socket, text: bytes, *more: str, echo: bool) -> tuple[int, bytes, bytes]:
    """Run the client with *text* from a pipe; the server sends all back, or nothing."""

    def serve() -> None:
        with accepted(listener) as connection:
            while data := connection.recv(4096):
                if echo:
                    connection.sendall(data)

    thread = threading.Thread(target=serve)
    thread.start()
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments(listener, *more)],
        input=text, capture_output=True, timeout=DEADLINE, check=False,
        env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    thread.join(DEADLINE)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    "text", ["one\n你好\n", "one\n你好", "one\n你好\nquit\nthree\n"], ids=ascii
)
def test_piped_lines_are_sent_and_come_back(listener: socket.socket, text: str) -> None:
    code, shown, said = piped(listener, text.encode(), echo=True)

    assert [line.split("\t")[2] for line in shown.decode().splitlines()] == ["one", "你好"]
    assert (code, said) == (0, b"")


def test_lines_that_do_not_come_back_are_a_fault(listener: socket.socket) -> None:
    code, shown, said = piped(listener, b"one\ntwo\n", "--wait", "0.1", echo=False)

    assert (code, shown) == (1, b"")
    assert said.startswith(b"hello-tcp-client: 2 lines have not come back: ")
    assert said.count(b"\n") == 1


def test_no_server_is_one_line_and_exit_code_1(listener: socket.socket) -> None:
    command = [sys.executable, "-c", PROGRAM, *arguments(listener)]
    listener.close()
    done = subprocess.run(command, input=b"", capture_output=True, timeout=DEADLINE, check=False)

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"hello-tcp-client: cannot connect (")
    assert done.stderr.count(b"\n") == 1


@ON_POSIX
class TestInATerminal:
    def test_two_talk(self, listener: socket.socket) -> None:
        """What arrives is shown above what is being typed, and control characters are harmless."""
        with in_terminal(PROGRAM, *arguments(listener)) as program, accepted(listener) as server:
            program.until("> ")
            program.type("hel")
            program.until("hel")
            server.sendall("Ann\tnow\t你好\x1b[2J\n".encode())
            program.until("你好")
            program.type("lo\r")
            with server.makefile("rb") as file:
                line = file.readline()
            server.sendall(line)
            program.until(line.split(b"\t")[1].decode())
            program.type("quit\r")

            assert (program.wait(), server.recv(1)) == (0, b"")
            assert line.startswith(b"Tom\t")
            assert line.endswith(b"\thello\n")
            assert "\x1b[2J" not in program.text
            assert program.is_sane

    @pytest.mark.parametrize(
        ("key", "code", "says"),
        [("\x03", 130, "hello-tcp-client: interrupted\r\n"), ("\x04", 0, "> \r\n")],
        ids=["Ctrl-C", "Ctrl-D"],
    )
    def test_keys_end_it(self, listener: socket.socket, key: str, code: int, says: str) -> None:
        with in_terminal(PROGRAM, *arguments(listener)) as program, accepted(listener) as server:
            program.until("> ")
            program.press(key, says)

            assert (program.wait(), server.recv(1)) == (code, b"")
            assert program.text.endswith(says)
            assert program.is_sane

    def test_a_server_that_goes_ends_it_with_one_line(self, listener: socket.socket) -> None:
        with in_terminal(PROGRAM, *arguments(listener)) as program, accepted(listener) as server:
            program.until("> ")
            program.type("half")
            program.until("half")
            server.sendall(b"* server stops\n")
            server.close()

            assert program.wait() == 1
            last = program.text.splitlines()[-1]
            assert last.startswith("hello-tcp-client: the server ended the chat (server stops)")
            assert program.is_sane


@ON_POSIX
def test_an_interrupt_ends_a_client_in_a_pipe(listener: socket.socket) -> None:
    command = [sys.executable, "-c", PROGRAM, *arguments(listener)]
    with (
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process,
        accepted(listener) as server,
    ):
        assert process.stdin
        process.stdin.write(b"one\n")
        process.stdin.flush()
        server.recv(1)
        process.send_signal(signal.SIGINT)
        code = process.wait(DEADLINE)
        assert process.stderr
        said = process.stderr.read()

    assert (code, said.lstrip(b"\n")) == (130, b"hello-tcp-client: interrupted\n")


@pytest.mark.parametrize("name", ["", " ", "a\tb", "a\nb", "*", "x" * 65, "\x1b"], ids=ascii)
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(WrongUseError, match="this is no name"):
        name_or_login(name)


@pytest.mark.parametrize("error", [KeyError, OSError, ImportError], ids=lambda one: one.__name__)
def test_who_has_no_login_name_is_a_guest(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown() -> str:
        raise error

    monkeypatch.setattr("getpass.getuser", unknown)

    assert name_or_login(None) == "guest"


def test_a_name_in_a_certificate_needs_tls() -> None:
    with pytest.raises(WrongUseError, match="--tls-name without --tls-ca"):
        settings_of(name="Tom", token_file=None, tls_ca=None, tls_name="chat.example")
