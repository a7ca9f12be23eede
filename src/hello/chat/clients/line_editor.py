"""Lines from whoever uses a client, while lines that arrive are shown above the one being typed.

In a terminal the prompt stays the last line of the screen. An arriving line is
put above it: the terminal makes room and moves the line being typed down, cursor
and all, so readline need not know (ECMA-48: index, insert line; DEC: save cursor).
Without a terminal, lines are read as they come and shown as they are.
"""

import locale
import os
import select
import sys
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TextIO

from hello.chat.protocol import printable
from hello.errors import HelloError
from hello.interrupts import interrupt_main_thread

TAB = 8
"""The cells from one tab stop of a terminal to the next."""

LONGEST = 1_048_576
"""The bytes after which a line on stdin has no end, as far as we look."""


SIGNAL_AGAIN = 0.05
"""Seconds after which the main thread is interrupted again, if it still waits."""


class LineEditor:
    """Reads lines from stdin and shows lines on stdout.

    ``is_interactive`` says whether a person types them: stdin is a terminal.
    ``is_stopped`` says whether ``stop`` was called.
    """

    def __init__(self, prompt: str = "> ") -> None:
        self._prompt = prompt
        self.is_interactive = _is_terminal(sys.stdin)
        self._draws = self.is_interactive and _is_terminal(sys.stdout) and _obeys_sequences()
        self._lock = threading.RLock()
        self.is_stopped = False
        self._has_left = threading.Event()
        self._has_left.set()
        self._wake: int | None = None

    def lines(self) -> Iterator[str]:
        """Yield the lines, without their ends, until stdin ends (Ctrl-D) or ``stop`` is called.

        In the main thread only. Ctrl-C raises KeyboardInterrupt; the terminal is
        then as it was before.
        """
        if self._draws:
            return self._typed()
        return (line.rstrip("\r") for line in self._read())

    def show(self, *lines: str) -> None:
        """Show *lines* that arrived, made harmless for a terminal; from any thread.

        Raise OSError where nobody reads stdout any more.
        """
        self._write(sys.stdout, lines)

    def tell(self, text: str) -> None:
        """Say *text*, which did not arrive but is of the program itself.

        Only a terminal shows it between the lines that arrived; else it goes to stderr.
        """
        self._write(sys.stdout if self._draws else sys.stderr, [text])

    def _write(self, stream: TextIO | None, lines: Sequence[str]) -> None:
        harmless = [printable(line) for line in lines]
        with self._lock:
            # None: started without it, where print() is silent too.
            if stream is not None and harmless:
                drawn = self._drawn(harmless) if self._draws else "\n".join([*harmless, ""])
                stream.write(drawn)
                stream.flush()

    def stop(self) -> None:
        """End ``lines``, also where it waits for the next one; from any thread but the main one."""
        with self._lock:
            self.is_stopped = True
            if self._wake is not None:
                os.write(self._wake, b"\0")
        # A signal that comes just before readline waits does not end its wait: so once more.
        while self._interrupt_typing():
            self._has_left.wait(SIGNAL_AGAIN)

    def _interrupt_typing(self) -> bool:
        """Interrupt the main thread if it waits for what is typed; return whether it did."""
        with self._lock:
            is_typing = not self._has_left.is_set()
            if is_typing:
                interrupt_main_thread()
        return is_typing

    def _typed(self) -> Iterator[str]:
        _take_a_locale_that_is_there()
        with suppress(ImportError):
            import readline  # noqa: F401  # input() edits the line with it
        while (text := self._ask()) is not None:
            # What was pasted may have several lines.
            yield from text.splitlines() or [""]

    def _ask(self) -> str | None:
        """Return what was typed up to Enter, or None at the end."""
        try:
            try:
                with self._lock:
                    if self.is_stopped:
                        return None
                    self._has_left.clear()
                return input(self._prompt)
            finally:
                with self._lock:
                    self._has_left.set()
        except UnicodeDecodeError as error:
            return bytes(error.object).decode(errors="replace")
        except (EOFError, KeyboardInterrupt) as error:
            self._has_left.set()
            if isinstance(error, KeyboardInterrupt) and not self.is_stopped:
                raise  # click ends the line
            _end_line()
            return None

    def _read(self) -> Iterator[str]:
        """Yield lines from a pipe, a file, or a terminal that is not drawn on."""
        rest = b""
        for piece in self._pieces():
            *lines, rest = (rest + piece).split(b"\n")
            yield from (line.decode(errors="replace") for line in lines)
            if len(rest) > LONGEST:
                raise HelloError(
                    f"a line on stdin is longer than {LONGEST:,} bytes",
                    next_step="a chat takes lines that are ended by a newline",
                )
        if rest:
            yield rest.decode(errors="replace")

    def _pieces(self) -> Iterator[bytes]:
        """Yield bytes of stdin, as many as there are, until its end or ``stop``."""
        stdin = _descriptor(sys.stdin)
        if stdin is None or sys.platform == "win32":  # select() there takes sockets only
            yield from sys.stdin.buffer if sys.stdin is not None else ()
            return
        woken, wake = os.pipe()
        try:
            with self._lock:
                self._wake = wake
            while not self.is_stopped:
                ready, _, _ = select.select([stdin, woken], [], [])
                piece = b"" if woken in ready else os.read(stdin, 65_536)
                if not piece:
                    return
                yield piece
        finally:
            with self._lock:
                self._wake = None
            os.close(woken)
            os.close(wake)

    def _drawn(self, lines: Sequence[str]) -> str:
        """Return what a terminal is to be sent to show *lines* above the one being typed."""
        columns, height = _screen_size()
        above = self._rows_above_cursor(columns)
        new = [row for line in lines for row in rows(_as_written(line), columns)]
        step = max(height - above - 1, 1)
        pieces = (new[start : start + step] for start in range(0, len(new), step))
        return "".join(inserted(piece, above) for piece in pieces)

    def _rows_above_cursor(self, columns: int) -> int:
        """Return how many rows of the line being typed are above the cursor, seen as at its end."""
        readline = sys.modules.get("readline")
        if self._has_left.is_set() or readline is None:
            return 0
        return sum(map(_cells, self._prompt + readline.get_line_buffer())) // columns


def rows(text: str, columns: int) -> list[str]:
    """Return *text* cut to rows that surely fit into *columns* cells, tabs as spaces.

    Terminals do not agree on the widths of all characters; each is taken to be as
    wide as any makes it.
    """
    result = [""]
    used = 0
    for character in text:
        shown = " " * (TAB - used % TAB) if character == "\t" else character
        width = len(shown) if character == "\t" else _most_cells(character)
        if used + width > columns and used:
            result.append("")
            used = 0
            shown, width = (" ", 1) if character == "\t" else (shown, width)
        result[-1] += shown
        used += width
    return result


def inserted(new: Sequence[str], above: int) -> str:
    """Return the sequence that puts *new* rows above the line being typed.

    Of that line, *above* rows are above the cursor.
    """
    count = len(new)
    make_room = "\x1bD" * count + f"\x1b[{count}A"
    go_to_top = "\r" + (f"\x1b[{above}A" if above else "")
    text = "\r\n".join(new)
    return f"{make_room}\x1b7{go_to_top}\x1b[{count}L{text}\x1b8\x1b[{count}B"


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _most_cells(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in {"W", "F", "A"} else 1


def _as_written(text: str) -> str:
    """Return *text* as stdout writes it: what its encoding lacks is escaped, and so longer."""
    encoding = sys.stdout.encoding
    return text.encode(encoding, sys.stdout.errors or "strict").decode(encoding)


def _take_a_locale_that_is_there() -> None:
    """Let readline know characters: in the locale "C" it takes the bytes of one for keys.

    Python takes that one where LC_ALL names a locale that this machine does not have.
    """
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        with suppress(locale.Error):
            locale.setlocale(locale.LC_CTYPE, "C.UTF-8")


def _is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # closed
        return False


def _obeys_sequences() -> bool:
    return sys.platform != "win32" and os.environ.get("TERM", "dumb") != "dumb"


def _descriptor(stream: TextIO | None) -> int | None:
    try:
        return None if stream is None else stream.fileno()
    except (OSError, ValueError):  # a stream in memory, or closed
        return None


def _screen_size() -> tuple[int, int]:
    """Return columns and rows; a terminal that says 0 does not know them."""
    columns, height = os.get_terminal_size(sys.stdout.fileno())
    return columns or 80, height or 24


def _end_line() -> None:
    """Leave the line of the prompt: what is written next begins a line."""
    with suppress(OSError):
        sys.stdout.write("\n")
        sys.stdout.flush()
