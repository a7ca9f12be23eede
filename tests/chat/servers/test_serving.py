"""How a server command starts and stops, tried with a server that just answers."""

import dis
import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

import pytest

from chat import DEADLINE, Client, Running, needs_proc, python, running
from hello.chat.counters import Counters
from hello.chat.servers import serving
from hello.chat.servers.serving import serve
from hello.chat.servers.stop_signals import stopped_by_signals

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="other system: no signals for one process on Windows"
)

SERVER = """
import click, contextlib, os, selectors, socket, threading
from hello.chat.counters import Counters
from hello.chat.entrance.listening import listen
from hello.chat.servers.serving import serve, server_options
from hello.command import Program

class Answering:
    def __init__(self, settings):
        self.counters = Counters()
        self.listener = listen(settings.host, settings.port)
        self.address = self.listener.getsockname()[:2]
        self.wake, self.woken = socket.socketpair()

    def run(self):
        with selectors.DefaultSelector() as selector, self.listener, self.wake, self.woken:
            selector.register(self.listener, selectors.EVENT_READ)
            selector.register(self.woken, selectors.EVENT_READ)
            while all(key.fileobj is self.listener for key, _ in selector.select()):
                connection, _ = self.listener.accept()
                self.counters.one_more()
                with connection:
                    connection.sendall(b"hello\\n")
            {at_the_end}
            {and_then}

    def stop(self):
        with contextlib.suppress(OSError):  # closed: it has stopped
            self.wake.send(b"!")
        {when_asked}

@click.command(cls=Program)
@server_options
def main(settings, stats):
    serve(Answering(settings), stats=stats)

main(prog_name="hello-server")
"""

# In short waits: a signal that comes just before one is seen after it.
FOR_EVER = "while True: threading.Event().wait(0.05)"
STUBBORN = SERVER.format(
    when_asked="os.write(1, b'asked\\n')",
    at_the_end=f"try:\n{' ' * 16}{FOR_EVER}",
    and_then=f"finally:\n{' ' * 16}{FOR_EVER}",
)
SERVER = SERVER.format(when_asked="", at_the_end="", and_then="")


WITHOUT_READER = 2
"""Threads: the main one, and the one that hears of signals."""


def answers(server: Running) -> bool:
    with Client(server.address) as client:
        return client.rest() == b"hello\n"


def until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + DEADLINE
    while not condition():
        assert monotonic() < deadline
        sleep(0.01)


@contextmanager
def in_shell(redirection: str, before: str = ":") -> Iterator[Running]:
    """Run the server by a shell, which does *before* and redirects."""
    script = f'{before}; exec "$0" "$@" {redirection}'
    with running(Path("/bin/sh"), "-c", script, *map(str, python(SERVER))) as server:
        yield server


@pytest.mark.parametrize("how", ["quit", signal.SIGINT, signal.SIGTERM], ids=str)
def test_it_stops_when_it_is_asked_to(how: str | signal.Signals) -> None:
    with running(*python(SERVER)) as server:
        assert answers(server)
        ended = server.stop(how)

    assert (ended.code, ended.stderr) == (0, "")
    assert server.stats["accepted"] == 1


@pytest.mark.parametrize("line", [" quit \r\n", "help\nquit\n", "quit\nquit\n"], ids=repr)
def test_quit_is_a_line(line: str) -> None:
    with running(*python(SERVER)) as server:
        server.say(line)
        assert server.wait().code == 0


def test_without_a_newline_quit_counts_at_the_end_of_stdin() -> None:
    with running(*python(SERVER)) as server:
        server.say("quit")
        assert server.process.stdin is not None
        server.process.stdin.close()
        assert server.wait().code == 0


def test_ipv6_is_said_in_brackets() -> None:
    with running(*python(SERVER), "--host", "::1") as server:
        assert server.address.host == "::1"
        assert answers(server)
        assert server.stop().code == 0


@needs_proc
@pytest.mark.parametrize("redirection", ["<&-", "</dev/null", "0>/dev/null"])
def test_without_stdin_it_serves_on(redirection: str) -> None:
    """Where its stdin is closed, empty or not readable, the thread that reads it ends."""
    with in_shell(redirection) as server:
        until(lambda: server.threads() == WITHOUT_READER)
        assert answers(server)
        ended = server.stop(signal.SIGTERM)

    assert (ended.code, ended.stderr) == (0, "")


@needs_proc
def test_the_end_of_stdin_does_not_stop_it() -> None:
    with running(*python(SERVER)) as server:
        assert server.process.stdin is not None
        server.process.stdin.close()
        until(lambda: server.threads() == WITHOUT_READER)
        assert answers(server)
        ended = server.stop(signal.SIGTERM)

    assert (ended.code, ended.stderr) == (0, "")


def test_ctrl_c_once_more_ends_it_at_once() -> None:
    with running(*python(STUBBORN)) as server:
        server.process.send_signal(signal.SIGINT)
        assert server.next_line() == "asked\n"
        ended = server.stop(signal.SIGINT)

    assert (ended.code, ended.stderr) == (130, "hello-server: interrupted\n")


def test_sigterm_once_more_lets_it_finish() -> None:
    """Who shuts a machine down may send it to the process and to its group."""
    with running(*python(STUBBORN)) as server:
        for _ in range(3):
            server.process.send_signal(signal.SIGTERM)
            assert server.next_line() == "asked\n"
        ended = server.stop(signal.SIGINT)

    assert ended.code == 130


@needs_proc
def test_what_the_shell_ignores_stays_ignored() -> None:
    """A shell lets the background jobs of a script ignore Ctrl-C, which is not for them."""
    with in_shell("", before="trap '' INT") as server:
        ignored = ignored_signals(server)
        assert signal.SIGINT in ignored
        assert signal.SIGTERM not in ignored
        assert server.stop().code == 0


def ignored_signals(server: Running) -> set[int]:
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    (mask,) = (int(line.split()[1], 16) for line in status.splitlines() if "SigIgn" in line)
    return {number for number in range(1, 65) if mask >> (number - 1) & 1}


SHELL = """
import fcntl, os, signal, subprocess, sys, termios

fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # as shells do, to hand the terminal over
with subprocess.Popen(sys.argv[1:], process_group=0, stdout=subprocess.PIPE) as server:
    print(server.stdout.readline().decode().strip(), flush=True)
    print("is in front:", os.tcgetpgrp(0) == server.pid, flush=True)
    os.read(int(os.environ["GO"]), 1)
    os.tcsetpgrp(0, server.pid)
    print("ended:", server.wait(), flush=True)
"""
"""Runs a command as a job in the background of its terminal; in front when GO says so."""


@contextmanager
def on_a_terminal() -> Iterator[tuple[IO[str], Callable[[str], None]]]:
    """Yield the output of SHELL, and what types into its terminal and brings the job to front."""
    go, say_go = os.pipe()
    keyboard, terminal = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", SHELL, *map(str, python(SERVER)), "--port", "0"],
        stdin=terminal,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=[go],
        start_new_session=True,
        env=os.environ | {"GO": str(go)},
        encoding="utf-8",
    ) as shell:
        os.close(terminal)
        os.close(go)
        watchdog = threading.Timer(DEADLINE, shell.kill)
        watchdog.start()

        def bring_to_front(text: str) -> None:
            os.write(keyboard, text.encode())
            os.write(say_go, b"!")

        try:
            assert shell.stdout is not None
            yield shell.stdout, bring_to_front
        finally:
            watchdog.cancel()
            watchdog.join()
            shell.kill()
            os.close(keyboard)
            os.close(say_go)


def test_in_the_background_of_a_terminal_it_serves_on() -> None:
    """Reading the terminal there would stop it (SIGTTIN); in front again, it hears quit."""
    with on_a_terminal() as (output, bring_to_front):
        first = output.readline()
        assert first.startswith("listening on 127.0.0.1:"), first
        assert output.readline() == "is in front: False\n"
        with Client(("127.0.0.1", int(first.rpartition(":")[2]))) as client:
            assert client.rest() == b"hello\n"

        bring_to_front("quit\n")

        assert output.readline() == "ended: 0\n"


class Quiet:
    """A server that waits for being stopped."""

    address = ("127.0.0.1", 9999)

    def __init__(self) -> None:
        self.counters = Counters()
        self.stopped = threading.Event()
        self.has_run = False

    def run(self) -> None:
        assert self.stopped.wait(DEADLINE)
        self.has_run = True

    def stop(self) -> None:
        self.stopped.set()


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_stdin_in_memory_counts_too(
    stdin: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    stdin("quit\n")
    server = Quiet()

    serve(server, stats=True)

    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "listening on 127.0.0.1:9999"
    assert '  "accepted": 0,' in rest


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("quit\n", True),
        ("quit", True),
        ("\n\n quit\t\r\n", True),
        ("x" * 10_000 + "\nquit\n", True),
        ("", False),
        ("quit now\n", False),
        ("Quit\n", False),
        ("x" * 10_000 + "quit\n", False),
        ("quit" + "x" * 10_000 + "\n", False),
        (" " * 4094 + "quit\n", False),
    ],
    ids=["line", "no newline", "spaces", "after much", "nothing", "more", "case", "end", "start",
         "far"],
)  # fmt: skip
def test_what_is_quit(text: str, *, stops: bool) -> None:
    server = Quiet()
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as source:
        source.write(text.encode())

    with os.fdopen(reading) as stream:
        serving._stop_at_quit(server, stream)  # noqa: SLF001  # as a thread does it

    assert server.stopped.is_set() == stops


@pytest.mark.parametrize("is_closed", [False, True])
def test_a_stdin_that_python_has_closed_is_none(*, is_closed: bool) -> None:
    stream = io.StringIO()
    if is_closed:
        stream.close()

    serving._stop_at_quit(Quiet(), stream)  # noqa: SLF001  # as a thread does it


def test_a_server_whose_reader_left_is_closed(
    monkeypatch: pytest.MonkeyPatch, stdin: Callable[[str], None]
) -> None:
    class Broken(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    stdin("")
    monkeypatch.setattr(sys, "stdout", Broken())
    server = Quiet()

    with pytest.raises(BrokenPipeError):
        serve(server)
    assert server.has_run


def test_ctrl_c_at_the_start_does_not_wait_for_the_server(
    monkeypatch: pytest.MonkeyPatch, stdin: Callable[[str], None]
) -> None:
    class Interrupted(io.StringIO):
        def write(self, _text: str) -> int:
            raise KeyboardInterrupt

    stdin("")
    monkeypatch.setattr(sys, "stdout", Interrupted())
    server = Quiet()

    with pytest.raises(KeyboardInterrupt):
        serve(server)
    assert not server.has_run


class Waiting(Quiet):
    """Waits in one C function, in which Python looks for signals only where they interrupt it."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = threading.Lock()
        self.goes_on.acquire()

    def run(self) -> None:
        self.has_run = self.goes_on.acquire(timeout=DEADLINE)

    def stop(self) -> None:
        if not self.stopped.is_set():
            self.stopped.set()
            self.goes_on.release()


@pytest.fixture
def handlers() -> Iterator[None]:
    """Put back what a server that was asked to stop leaves ignored: it would have ended."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
def test_a_signal_that_comes_just_before_a_wait_ends_it() -> None:
    """As one does that another thread gets: Python looks for both only when the wait is over."""
    server = Waiting()
    main = threading.get_ident()
    calls = [one.offset for one in dis.get_instructions(Waiting.run) if "CALL" in one.opname]

    def get_it() -> None:
        def where() -> tuple[object, int]:
            frame = sys._current_frames()[main]  # noqa: SLF001  # a thread has no other place
            return frame.f_code, frame.f_lasti

        while where() != (Waiting.run.__code__, calls[-1]):
            pass
        signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

    with stopped_by_signals(server):
        other = threading.Thread(target=get_it)
        other.start()
        server.run()
    other.join(DEADLINE)

    assert server.has_run


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_was_asked_to_stop_ends_in_peace(number: signal.Signals) -> None:
    """Between its last line and its end, one more signal would make a failure of it."""
    with stopped_by_signals(Quiet()):
        signal.raise_signal(number)
    signal.raise_signal(number)

    assert signal.getsignal(number) is signal.SIG_IGN


def test_signal_handlers_are_put_back(stdin: Callable[[str], None]) -> None:
    def in_place() -> list[Any]:
        return [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGTTIN)]

    def wakeup_descriptor() -> int:
        signal.set_wakeup_fd(found := signal.set_wakeup_fd(-1))
        return found

    before = [*in_place(), wakeup_descriptor()]
    stdin("quit\n")

    serve(Quiet())

    assert [*in_place(), wakeup_descriptor()] == before
