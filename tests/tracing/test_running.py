"""A program that runs beside us, and what comes to us for it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from processes import is_running, wait_until

from hello.tracing import running
from hello.tracing.running import Deadline, PassingOn, end_as, run

NEVER = Deadline(None, lambda: True)

STUBBORN = """
import signal, sys, time
for name in ("SIGINT", "SIGTERM"):
    signal.signal(getattr(signal, name), lambda number, _: print(number, flush=True))
open(sys.argv[1], "w").close()
while True:
    time.sleep(60)
"""


def nothing(*_: object) -> None:
    """Do nothing."""


def python(source: str, *arguments: object) -> list[str]:
    return [sys.executable, "-c", source, *map(str, arguments)]


def test_its_exit_code_and_number_come_back(tmp_path: Path) -> None:
    source = "import os, sys; open(sys.argv[1], 'w').write(str(os.getpid())); sys.exit(5)"

    ended = run(
        python(source, tmp_path / "number"),
        os.environ,
        look=nothing,
        deadline=NEVER,
        before_signal=nothing,
    )

    assert (ended.code, ended.was_stopped) == (5, False)
    assert (tmp_path / "number").read_text() == str(ended.process)


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
def test_a_stubborn_program_is_killed_after_it_was_asked_for_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(running, "PATIENCE", 0.1)
    monkeypatch.setattr(running, "LOOK", 0.05)
    asked: list[int] = []
    deadline = Deadline(0.1, (tmp_path / "begun").exists)

    ended = run(
        python(STUBBORN, tmp_path / "begun"),
        os.environ,
        look=nothing,
        deadline=deadline,
        before_signal=asked.append,
    )

    assert (ended.code, ended.was_stopped) == (-signal.SIGKILL, True)
    assert asked[:4] == [signal.SIGINT, signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
    assert set(asked[4:]) <= {signal.SIGKILL}  # what may be left of it
    assert set(capfd.readouterr().out.split()) <= {"2", "15"}


def test_the_deadline_holds_where_nobody_reads_what_is_told(tmp_path: Path) -> None:
    def look() -> None:
        raise BrokenPipeError

    deadline = Deadline(0.1, (tmp_path / "begun").exists)
    source = "import sys, time; open(sys.argv[1], 'w').close(); time.sleep(60)"
    ended = run(
        python(source, tmp_path / "begun"),
        os.environ,
        look=look,
        deadline=deadline,
        before_signal=nothing,
    )

    assert ended.was_stopped


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
@pytest.mark.parametrize("is_at_terminal", [False, True])
def test_a_signal_is_passed_on_unless_the_terminal_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_at_terminal: bool
) -> None:
    monkeypatch.setattr(running, "_is_in_foreground", lambda: is_at_terminal)
    monkeypatch.setattr(running, "LOOK", 0.01)
    begun = tmp_path / "begun"
    to_send = [signal.SIGINT, signal.SIGTERM] if is_at_terminal else [signal.SIGINT]

    def look() -> None:
        if begun.exists() and to_send:
            os.kill(os.getpid(), to_send.pop(0))

    source = (
        "import sys, time, signal\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(15))\n"
        "signal.signal(signal.SIGINT, lambda *_: sys.exit(2))\n"
        "open(sys.argv[1], 'w').close()\n"
        "while True: time.sleep(60)"
    )
    ended = run(python(source, begun), os.environ, look=look, deadline=NEVER, before_signal=nothing)

    assert ended.code == (15 if is_at_terminal else 2)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
def test_a_signal_that_comes_twice_at_once_is_passed_on_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """``timeout`` sends it to the process that it started, and to the group of that."""
    sent: list[int] = []
    asked: list[tuple[int, int]] = []
    again = [signal.SIGTERM]

    class Program:
        send_signal = staticmethod(sent.append)

    def sleep(_seconds: float) -> None:
        while again:
            signal.raise_signal(again.pop())

    monkeypatch.setattr("hello.tracing.running.time.sleep", sleep)

    passing = PassingOn(lambda number: asked.append((number, len(sent))), has_own_group=True)
    with passing.caught(ignored=False):
        passing.process = cast("subprocess.Popen[bytes]", Program())
        signal.raise_signal(signal.SIGTERM)
        assert sent == [signal.SIGTERM]
        signal.raise_signal(signal.SIGTERM)

    assert sent == [signal.SIGTERM] * 2
    assert asked == [(signal.SIGTERM, 0), (signal.SIGTERM, 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV])
def test_we_die_of_the_signal_that_it_died_of(number: signal.Signals, tmp_path: Path) -> None:
    source = "import sys; from hello.tracing.running import end_as; end_as(int(sys.argv[1]))"

    done = subprocess.run(python(source, -number), check=False, cwd=tmp_path)

    assert done.returncode == -number
    assert list(tmp_path.iterdir()) == []


def test_an_exit_code_is_returned() -> None:
    assert end_as(7) == 7


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
@pytest.mark.parametrize("name", ["SIGWINCH", "SIGCONT", "SIGTTIN", "SIGIO", "SIGPROF", "SIGRTMIN"])
def test_all_signals_but_ours_are_passed_on(name: str) -> None:
    number = getattr(signal, name, None)
    if number is None:
        pytest.skip(f"other system: {name}")
    sent: list[int] = []

    class Program:
        send_signal = staticmethod(sent.append)

    passing = PassingOn(nothing, has_own_group=True)
    with passing.caught(ignored=False):
        passing.process = cast("subprocess.Popen[bytes]", Program())
        signal.raise_signal(number)

    assert sent == [number]


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
def test_what_we_ignore_the_program_may_handle(tmp_path: Path) -> None:
    """A shell's script has those behind ``&`` ignore Ctrl-C."""
    begun = tmp_path / "begun"
    source = (
        "import pathlib, sys, time, signal\n"
        "print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)\n"
        "signal.signal(signal.SIGINT, lambda *_: sys.exit(2))\n"
        f"pathlib.Path({str(begun)!r}).touch()\n"
        "while True: time.sleep(60)"
    )
    to_send = [signal.SIGINT]

    def look() -> None:
        if begun.exists() and to_send:
            os.kill(os.getpid(), to_send.pop())

    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        ended = run(python(source), os.environ, look=look, deadline=NEVER, before_signal=nothing)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)

    assert ended.code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="other system: groups of POSIX")
def test_the_deadline_ends_the_programs_own_processes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_is_in_foreground", lambda: False)
    number = tmp_path / "number"
    source = (
        "import pathlib, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(number)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)"
    )
    deadline = Deadline(0.1, number.exists)

    run(python(source), os.environ, look=nothing, deadline=deadline, before_signal=nothing)

    child = int(number.read_text())
    wait_until(lambda: not is_running(child))
