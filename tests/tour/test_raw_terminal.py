"""The terminal during the tour: single keys, and as before whenever it is not ours."""

import signal
import sys

import pytest
from terminal import in_terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other system: not on Windows")

ASKS = """
import sys
from hello.tour.keys import listening
with listening() as keys:
    print("listening", keys.is_listening, flush=True)
    print("pressed", keys.wait(60), flush=True)
    {then}
print("end", flush=True)
"""

SHELL = """
import os, signal, sys, termios

def flags():
    return bool(termios.tcgetattr(0)[3] & termios.ICANON)

def wait():
    _, status = os.waitpid(child, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    return os.WIFSTOPPED(status)

signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # as shells do
ready, told = os.pipe()
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    os.read(ready, 1)
    from hello.tour.keys import listening
    with listening() as keys:
        print("listening", keys.is_listening, flush=True)
        while key := keys.wait(60):
            print("pressed", key, "canonical", flags(), flush=True)
            if key.value == "quit":
                break
    os._exit(0)
os.setpgid(child, child)
if "foreground" in sys.argv:
    os.tcsetpgrp(0, child)
os.write(told, b"x")
while wait():
    print("stopped, canonical", flags(), flush=True)
    input()
    os.tcsetpgrp(0, child)
    os.killpg(child, signal.SIGCONT)
print("ended, canonical", flags(), flush=True)
"""
"""A shell with one job, in the foreground or not; when it is stopped, a line lets it go on."""


def test_a_key_comes_at_once_and_is_not_echoed() -> None:
    with in_terminal(ASKS.format(then="")) as terminal:
        terminal.until("listening True")
        assert not terminal.is_sane
        terminal.type("s")
        terminal.until("pressed Key.SKIP")
        assert terminal.wait() == 0
        assert terminal.is_sane
        assert terminal.text.splitlines() == ["listening True", "pressed Key.SKIP", "end"]


@pytest.mark.parametrize("then", ["raise SystemExit(3)", "1 / 0"], ids=["exit", "error"])
def test_it_is_as_before_however_it_ends(then: str) -> None:
    with in_terminal(ASKS.format(then=then)) as terminal:
        terminal.until("listening True")
        terminal.type("\n")
        assert terminal.wait() != 0
        assert terminal.is_sane
        assert "end" not in terminal.text.split()


def test_it_is_as_before_after_ctrl_c() -> None:
    with in_terminal(ASKS.format(then="")) as terminal:
        terminal.until("listening True")
        terminal.press("\x03", "KeyboardInterrupt")
        assert terminal.wait() == -signal.SIGINT
        assert terminal.is_sane


def test_while_it_is_stopped_the_terminal_is_the_shells() -> None:
    with in_terminal(SHELL, "foreground") as terminal:
        terminal.until("listening True")
        terminal.type(" ")
        terminal.until("pressed Key.STAY canonical False")
        terminal.type("\x1a")
        terminal.until("stopped, canonical True")
        terminal.type("\n")
        terminal.type("s")
        terminal.until("pressed Key.SKIP canonical False")
        terminal.type("q")
        terminal.until("ended, canonical True")
        assert terminal.wait() == 0
        assert terminal.is_sane


def test_in_the_background_it_takes_no_key_and_is_not_stopped() -> None:
    with in_terminal(SHELL, "background") as terminal:
        terminal.until("ended, canonical True")
        assert terminal.wait() == 0
        assert "listening False" in terminal.text
        assert "stopped" not in terminal.text
