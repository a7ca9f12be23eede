"""How a process is asked for its record before it gets a signal."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from processes import wait_until

from hello.tracing import last_words
from hello.tracing.last_words import (
    HERE,
    SAVING,
    WANTED,
    alive,
    ask,
    ask_before,
    asking,
    ending,
    has_saved,
    is_wanted,
    say_goodbye,
    say_here,
)

PATIENCE = 20
"""Seconds after which what has not happened is taken for lost."""

ME = os.getpid()


def plain(*_: object) -> str:
    return "plain"


def test_who_records_is_asked_and_waited_for(tmp_path: Path) -> None:
    done: list[bool] = []
    over = threading.Event()

    def answer() -> None:
        while not over.is_set():
            if is_wanted(tmp_path):
                done.append((tmp_path / f"{ME}{SAVING}").exists())
                has_saved(tmp_path)

    say_here(tmp_path)
    answering = threading.Thread(target=answer)
    answering.start()
    ask(tmp_path, [ME])
    over.set()
    answering.join(PATIENCE)

    assert done == [True]
    assert [file.name for file in tmp_path.iterdir()] == [f"{ME}{HERE}"]


def test_who_does_not_answer_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(last_words, "ANSWER", 0.0)
    say_here(tmp_path)

    ask(tmp_path, [ME])

    assert not is_wanted(tmp_path)
    assert not (tmp_path / f"{ME}{WANTED}").exists()


def test_who_does_not_record_is_not_asked(tmp_path: Path) -> None:
    ask(tmp_path, [ME])
    ask(tmp_path / "gone", [ME])
    say_here(tmp_path / "gone")
    has_saved(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="other system: there, signal 0 ends a process")
def test_only_those_are_told_that_have_not_ended(tmp_path: Path) -> None:
    say_here(tmp_path)
    (tmp_path / f"{2**22 + 1}{HERE}").touch()  # above the greatest number that Linux gives

    assert list(alive(tmp_path)) == [ME]


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
@pytest.mark.parametrize("send", [(ME, signal.SIGTERM), (ME, 15), (0, 15), (-1, signal.SIGKILL)])
def test_what_would_end_with_the_signal_is_saved_before(
    tmp_path: Path, send: tuple[int, int]
) -> None:
    saved: list[int] = []

    assert asking(plain, tmp_path, lambda: saved.append(1))(*send) == "plain"
    assert ending(plain, lambda: saved.append(2))(send[1]) == "plain"
    assert saved == [1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="other system: signals of POSIX")
@pytest.mark.parametrize(
    "send", [(ME, 0), (ME, signal.SIGCHLD), (ME, signal.SIGINT), (ME,), (ME, "x"), ()]
)
def test_nothing_is_saved_where_nothing_ends(tmp_path: Path, send: tuple[object, ...]) -> None:
    saved: list[int] = []

    assert asking(plain, tmp_path, lambda: saved.append(1))(*send) == "plain"
    assert ending(plain, lambda: saved.append(2))(*send[1:]) == "plain"
    assert saved == []


def test_another_process_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    save: Callable[[], None] = asked.clear
    monkeypatch.setattr(last_words, "ask_before", lambda *what: asked.append(what))

    assert asking(plain, tmp_path, save)(ME + 1, signal.SIGTERM) == "plain"
    assert asked == [(signal.SIGTERM, tmp_path, [ME + 1])]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="other system: /proc")
@pytest.mark.parametrize(
    ("handler", "number", "is_asked"),
    [
        (signal.SIG_DFL, "SIGUSR1", True),
        (signal.SIG_IGN, "SIGUSR1", False),
        (plain, "SIGUSR1", False),
        (signal.SIG_DFL, "SIGCONT", False),
        (signal.SIG_DFL, "SIGKILL", True),
    ],
)
def test_only_whom_the_signal_would_end_is_asked(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    handler: Any,
    number: str,
    *,
    is_asked: bool,
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(last_words, "ask", lambda _folder, who: asked.extend(who))
    before = signal.signal(signal.SIGUSR1, handler)
    try:
        ask_before(getattr(signal, number), tmp_path, [ME])
    finally:
        signal.signal(signal.SIGUSR1, before)

    assert asked == [ME] * is_asked


def test_who_has_said_goodbye_is_not_waited_for(tmp_path: Path) -> None:
    say_here(tmp_path)
    for suffix in (WANTED, SAVING):
        (tmp_path / f"{ME}{suffix}").touch()
    say_goodbye(tmp_path)
    say_goodbye(tmp_path / "gone")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="other system: /proc")
def test_who_has_ended_is_not_asked_before_its_end_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.read()
        (tmp_path / f"{process.pid}{HERE}").touch()
        wait_until(lambda: not list(alive(tmp_path)))
        monkeypatch.setattr(last_words, "_are_gone", lambda _folder, who, *_: not who)
        ask(tmp_path, [process.pid])

        assert not (tmp_path / f"{process.pid}{WANTED}").exists()
