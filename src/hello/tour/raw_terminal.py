"""A terminal that gives each key at once, and is as before afterwards.

Ctrl-C and Ctrl-Z work as ever. While the tour is stopped by Ctrl-Z the terminal is the
shell's, as it was.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from hello.interrupts import interrupts_held_back
from hello.workbench.termination import terminations_held_back


def gives_keys() -> bool:
    """Return whether stdin and stdout are a terminal that is ours; on Windows, not."""
    if sys.platform == "win32" or sys.stdin is None or sys.stdout is None:
        return False
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return False
    return is_in_foreground(sys.stdin.fileno())


def is_in_foreground(descriptor: int) -> bool:
    """Return whether the terminal listens to us: a shell's ``&`` and ``bg`` take it away."""
    if sys.platform == "win32":
        return False
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:  # it is no terminal of our session
        return False


@contextmanager
def single_keys(descriptor: int) -> Iterator[None]:
    """Let the terminal neither wait for whole lines nor echo. For the main thread, on POSIX."""
    terminal = _Terminal(descriptor)
    handlers = {signal.SIGTSTP: terminal.stop, signal.SIGCONT: terminal.go_on}
    former = {number: signal.getsignal(number) for number in handlers}
    try:
        for number, handler in handlers.items():
            if former[number] is not signal.SIG_IGN:
                signal.signal(number, handler)
        terminal.take()
        yield
    finally:
        with interrupts_held_back(), terminations_held_back():
            for number, before in former.items():
                signal.signal(number, before)
            terminal.give_back()


class _Terminal:
    """A terminal as we want it, and as it was."""

    def __init__(self, descriptor: int) -> None:
        import termios  # not on Windows

        self._descriptor = descriptor
        self._before = termios.tcgetattr(descriptor)
        self._ours = termios.tcgetattr(descriptor)
        self._ours[3] &= ~(termios.ICANON | termios.ECHO)

    def take(self) -> None:
        """Let it give single keys."""
        self._set(self._ours)

    def give_back(self) -> None:
        """Let it be as it was."""
        self._set(self._before)

    def _set(self, attributes: list[Any]) -> None:
        import termios

        if is_in_foreground(self._descriptor):  # else it is the shell's, and we would be stopped
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, attributes)

    def stop(self, number: int, _frame: FrameType | None) -> None:
        """Give the terminal back, and let us be stopped (SIGTSTP)."""
        self.give_back()
        # In the usual way: so the shell sees what stopped us.
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)
        signal.signal(number, self.stop)
        self.take()  # also where nobody could have let us go on, so that we were not stopped

    def go_on(self, _number: int, _frame: FrameType | None) -> None:
        """Take the terminal again (SIGCONT)."""
        self.take()
