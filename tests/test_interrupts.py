"""Ctrl-C is held back, not lost."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from hello.interrupts import heard_once, interrupts_held_back, temporary_folder

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: no signal masks on Windows"
)

ASK_MASK = "import signal; print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()))"


def test_it_comes_at_the_end_of_the_block() -> None:
    reached = []

    with pytest.raises(KeyboardInterrupt), interrupts_held_back():  # noqa: PT012  # the end raises
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("the end")

    assert reached == ["the end"]


def test_it_is_held_back_also_where_another_thread_takes_the_signal() -> None:
    """As the timer of a deadline may: a mask is a thread's own."""
    stop, reached = threading.Event(), []
    other = threading.Thread(target=stop.wait, args=(60,))
    other.start()
    try:
        with pytest.raises(KeyboardInterrupt), interrupts_held_back():  # noqa: PT012  # the end raises
            kill_and_wait(other)
            reached.append("the end")
    finally:
        stop.set()
        other.join(60)

    assert reached == ["the end"]


def kill_and_wait(thread: threading.Thread) -> None:
    """Send SIGINT to *thread*, and wait until it has taken it."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(60)
        theirs.settimeout(0)
        before = signal.set_wakeup_fd(theirs.fileno())
        try:
            assert thread.ident is not None
            signal.pthread_kill(thread.ident, signal.SIGINT)
            assert ours.recv(1) == bytes([signal.SIGINT])
        finally:
            signal.set_wakeup_fd(before)


def test_a_process_that_is_started_within_does_not_get_it() -> None:
    with interrupts_held_back():
        said = subprocess.check_output([sys.executable, "-c", ASK_MASK], encoding="utf-8")

    assert said == "True\n"


def test_afterwards_everything_is_as_before() -> None:
    before = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())

    with interrupts_held_back():
        pass

    assert (signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())) == before


def test_in_another_thread_there_is_nothing_to_hold_back() -> None:
    ran = []

    def body() -> None:
        with interrupts_held_back():
            ran.append(1)

    thread = threading.Thread(target=body)
    thread.start()
    thread.join(60)

    assert ran == [1]


def test_only_the_first_is_heard_and_none_later() -> None:
    """So what is done and said after it comes to its end."""
    before = signal.getsignal(signal.SIGINT)
    done = []

    def interrupted() -> None:
        with heard_once():
            try:
                signal.raise_signal(signal.SIGINT)
            finally:
                with interrupts_held_back():
                    signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)
                done.append("cleaned up")

    try:
        with pytest.raises(KeyboardInterrupt):
            interrupted()
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)

    assert done == ["cleaned up"]


@pytest.mark.parametrize("before", [signal.default_int_handler, signal.SIG_IGN])
def test_where_none_came_ctrl_c_is_as_before(before: signal.Handlers) -> None:
    usual = signal.signal(signal.SIGINT, before)
    try:
        with heard_once():
            pass
        assert signal.getsignal(signal.SIGINT) is before
    finally:
        signal.signal(signal.SIGINT, usual)


def test_a_folder_is_not_left_by_an_interrupt_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = tempfile.mkdtemp

    def make_interrupted(*arguments: str | None) -> str:
        folder = make(*arguments)
        os.kill(os.getpid(), signal.SIGINT)
        return folder

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(tempfile, "mkdtemp", make_interrupted)
    with pytest.raises(KeyboardInterrupt):
        temporary_folder("hello-")

    assert list(tmp_path.iterdir()) == []
