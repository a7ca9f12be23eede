"""A terminal for tests: a screen that obeys what our programs send, and a program within one."""

import codecs
import os
import re
import select
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress

DEADLINE = 60
"""Seconds. Nothing here comes near it; a test that hangs ends there."""

PRESS_AGAIN = 2
"""Seconds after which a key that had no effect is pressed again."""

SEQUENCE = re.compile(r"\x1b(?:\[([?>=]?[0-9;]*)([A-Za-z@])|([78DM=>]))|(.)", re.DOTALL)

IN_TERMINAL = """
import fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
"""
"""What a program of its own session runs first: its terminal sends it Ctrl-C from then on."""


class Screen:
    """What a terminal shows; only the sequences that the tested programs use."""

    def __init__(self, columns: int = 40, height: int = 10) -> None:
        self.columns = columns
        self.cells = [[" "] * columns for _ in range(height)]
        self.history: list[str] = []
        self.row = self.column = 0
        self._saved = 0, 0

    @property
    def lines(self) -> list[str]:
        """All rows that have text, and those that have left the screen."""
        rows = ["".join(row).rstrip() for row in self.cells]
        while rows and not rows[-1]:
            rows.pop()
        return [*self.history, *rows]

    def feed(self, text: str) -> None:
        """Obey *text*."""
        for parameters, final, simple, character in SEQUENCE.findall(text):
            if final:
                self._control(final, parameters)
            elif simple:
                self._simple(simple)
            else:
                self._character(character)

    def _simple(self, name: str) -> None:
        if name == "D":
            self._down()
        elif name == "7":
            self._saved = self.row, self.column
        elif name == "8":
            self.row, self.column = self._saved

    def _control(self, name: str, parameters: str) -> None:
        if not parameters.isdigit() and parameters:
            return  # a mode, which changes nothing that is looked at here
        count = int(parameters or (0 if name in "KJ" else 1))
        last = len(self.cells) - 1
        if name == "A":
            self.row = max(self.row - count, 0)
        elif name == "B":
            self.row = min(self.row + count, last)
        elif name == "C":
            self.column = min(self.column + count, self.columns - 1)
        elif name == "D":
            self.column = max(self.column - count, 0)
        elif name == "K" and count == 0:
            self.cells[self.row][self.column :] = [" "] * (self.columns - self.column)
        elif name == "@":
            row = self.cells[self.row]
            row[self.column : self.column] = [" "] * count
            del row[self.columns :]
        elif name == "L":
            for _ in range(min(count, len(self.cells) - self.row)):
                self.cells.insert(self.row, [" "] * self.columns)
                self.cells.pop()
        else:
            raise NotImplementedError(f"CSI {parameters}{name}")

    def _character(self, character: str) -> None:
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self._down()
        elif character == "\b":
            self.column = max(self.column - 1, 0)
        elif character >= " ":
            self._put(character)
        elif character != "\a":
            raise NotImplementedError(repr(character))

    def _put(self, character: str) -> None:
        width = 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
        if self.column + width > self.columns:
            self.column = 0
            self._down()
        self.cells[self.row][self.column : self.column + width] = [character, *[""] * (width - 1)]
        self.column += width

    def _down(self) -> None:
        if self.row + 1 < len(self.cells):
            self.row += 1
        else:
            self.history.append("".join(self.cells.pop(0)).rstrip())
            self.cells.append([" "] * self.columns)


class InTerminal:
    """A program in a terminal of its own; ``in_terminal`` makes one."""

    def __init__(self, process: "subprocess.Popen[bytes]", master: int) -> None:
        self.process = process
        self.text = ""
        self._master = master
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def type(self, text: str) -> None:
        """Type *text*."""
        os.write(self._master, text.encode())

    def press(self, key: str, expected: str) -> None:
        """Press *key* until *expected* is written.

        Between two prompts the terminal itself takes Ctrl-D; and Python does not see a
        Ctrl-C that comes just before readline begins to wait.
        """
        end = time.monotonic() + DEADLINE
        while expected not in self.text:
            assert time.monotonic() < end, f"no {expected!r} in {self.text!r}"
            self.type(key)
            again = time.monotonic() + PRESS_AGAIN
            while expected not in self.text and self._comes_until(again):
                assert self._read(), f"no {expected!r} in {self.text!r}"

    def until(self, expected: str, *, times: int = 1) -> None:
        """Read what it writes until *expected* was in it as many *times*."""
        end = time.monotonic() + DEADLINE
        while self.text.count(expected) < times:
            assert self._comes_until(end), f"no {expected!r} in {self.text!r}"
            assert self._read(), f"no {expected!r} in {self.text!r}"

    def wait(self) -> int:
        """Read all that it writes until it ends; return its exit code."""
        code = self.process.wait(DEADLINE)
        while select.select([self._master], [], [], 0)[0] and self._read():
            pass
        return code

    @property
    def is_sane(self) -> bool:
        """Whether the terminal echoes, and gives whole lines and signals, as a new one does."""
        import termios  # not on Windows

        wanted = termios.ECHO | termios.ICANON | termios.ISIG
        flags: int = termios.tcgetattr(self._master)[3]
        return flags & wanted == wanted

    def _comes_until(self, end: float) -> bool:
        """Return whether there is something to read before *end*."""
        seconds = max(end - time.monotonic(), 0)
        return bool(select.select([self._master], [], [], seconds)[0])

    def _read(self) -> bool:
        try:
            piece = os.read(self._master, 65_536)
        except OSError:  # EIO: the program has ended
            return False
        self.text += self._decoder.decode(piece)
        return bool(piece)


@contextmanager
def in_terminal(source: str, *arguments: str) -> Iterator[InTerminal]:
    """Run the Python *source* in a terminal; at the end it is gone."""
    import pty  # not on Windows

    master, slave = pty.openpty()
    command = [sys.executable, "-c", IN_TERMINAL + source, *arguments]
    environment = os.environ | {"TERM": "xterm", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    try:
        process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment,
            start_new_session=True,
        )  # fmt: skip
    finally:
        os.close(slave)
    try:
        yield InTerminal(process, master)
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        process.wait(DEADLINE)
        os.close(master)
