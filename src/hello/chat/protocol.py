"""Lines on a stream of bytes: UTF-8, each ended by a newline. No socket, no thread.

A stream has no message borders (tutorial: TCP programming), so a reader collects
bytes until a line is whole. A newline byte is never a part of another character
in UTF-8 (RFC 3629, section 3): whole lines are never cut within a character.
"""

import unicodedata
from datetime import datetime

from hello.chat.limits import Limits

NEWLINE = b"\n"
NOTICE = b"* "
"""How a line begins that the server itself says."""


class ProtocolError(Exception):
    """What a peer sent is no line of ours; ``lines`` are the whole lines before it."""

    def __init__(self, reason: str, lines: bytes) -> None:
        super().__init__(reason)
        self.lines = lines


class LineTooLongError(ProtocolError):
    """A line has more bytes than the limit."""


class NotUtf8Error(ProtocolError):
    """A line is not UTF-8, and the room is strict."""


class LineReader:
    """Makes whole lines of one peer's bytes, however they were cut on their way."""

    __slots__ = ("_limits", "_rest")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._rest: bytearray | None = None

    def feed(self, data: bytes) -> bytes:
        """Return the lines that *data* completes, as one piece that ends with a newline.

        Empty if it completes none. Raise LineTooLongError or NotUtf8Error.
        """
        end = data.rfind(NEWLINE) + 1
        rest = self._rest
        lines = data if end == len(data) else data[:end]
        if rest is None:
            tail = data[end:]
        elif end:
            lines, tail = bytes(rest) + lines, data[end:]
        else:
            rest += data
            tail = b""
        if end or rest is None:
            rest = self._rest = bytearray(tail) if tail else None
        if len(lines) > self._limits.max_line:
            self._refuse_long_line(lines)
        if lines and not lines.isascii():
            lines = self._as_utf8(lines)
        if rest is not None and len(rest) >= self._limits.max_line:
            raise LineTooLongError(self._too_long(), lines)
        return lines

    def _refuse_long_line(self, lines: bytes) -> None:
        start = 0
        while start < len(lines):
            end = lines.index(NEWLINE, start) + 1
            if end - start > self._limits.max_line:
                raise LineTooLongError(self._too_long(), self._as_utf8(lines[:start]))
            # As far as a line may go, so that short lines are not looked at one by one.
            start = lines.rfind(NEWLINE, start, start + self._limits.max_line) + 1

    def _too_long(self) -> str:
        return f"line longer than {self._limits.max_line:,} bytes"

    def _as_utf8(self, lines: bytes) -> bytes:
        """Return *lines* where they are UTF-8; else mended, or raise NotUtf8Error."""
        try:
            lines.decode()
        except UnicodeDecodeError as error:
            if self._limits.strict:
                good = lines.rfind(NEWLINE, 0, error.start) + 1
                raise NotUtf8Error("not UTF-8", lines[:good]) from None
            return lines.decode(errors="replace").encode()
        return lines


def notice(text: str) -> bytes:
    """Return the line in which the server itself says *text*."""
    return NOTICE + text.encode() + NEWLINE


def message(name: str, text: str, when: datetime) -> bytes:
    """Return the line of the tutorial's client: name, time and text, with tabs between."""
    return f"{name}\t{when:%Y-%m-%d %H:%M:%S}\t{text}\n".encode()


def printable(text: str) -> str:
    """Return *text* without what would steer a terminal: control and format characters.

    They are shown as their code, ESC as ``<U+001B>``; a tab stays.
    """
    if text.isprintable():
        return text
    return "".join(character if _is_harmless(character) else _code(character) for character in text)


def _is_harmless(character: str) -> bool:
    return character in "\t " or unicodedata.category(character) not in {
        "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp",
    }  # fmt: skip


def _code(character: str) -> str:
    return f"<U+{ord(character):04X}>"
