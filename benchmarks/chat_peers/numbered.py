"""Numbered lines: what a healthy client of the soak gets is looked at byte by byte.

A line is ``SENDER NUMBER SIZE xxx...``: all of it follows from the three, so that a torn one
is known without remembering what was sent. Numbers start at 1; 0 is how somebody says hello.
"""

from collections import Counter
from functools import lru_cache

HEAD = 24
"""Bytes before the filler."""

LETTERS = b"abcdefghijklmnopqrstuvwxyz"
LONGEST = 65_536


@lru_cache(maxsize=4096)
def line(sender: int, number: int, size: int) -> bytes:
    """Return the line without its newline; *size* counts that."""
    return b"%07d %08d %06d " % (sender, number, size) + _filler(sender)[: size - HEAD - 1]


@lru_cache
def _filler_of(letter: int) -> bytes:
    return LETTERS[letter : letter + 1] * LONGEST


def _filler(sender: int) -> bytes:
    return _filler_of(sender % len(LETTERS))


def read(text: bytes) -> tuple[int, int] | None:
    """Return sender and number of a line; None if it is torn."""
    try:
        sender, number, size = int(text[:7]), int(text[8:16]), int(text[17:23])
    except ValueError:
        return None
    return (sender, number) if text == line(sender, number, size) else None


class Record:
    """What was sent so far, and what went wrong, over all clients."""

    def __init__(self) -> None:
        self.sent: Counter[int] = Counter()
        self.looked_at = 0
        self.faults: Counter[str] = Counter()
        self.examples: dict[str, str] = {}
        self.told: Counter[str] = Counter()

    def fault(self, kind: str, example: str) -> None:
        """Count a fault; the first of its kind is kept."""
        self.faults[kind] += 1
        self.examples.setdefault(kind, example)


class Ledger:
    """What one client has got: every line of each sender, in order, from its own hello on."""

    def __init__(self, owner: int, record: Record) -> None:
        self.owner = owner
        self.record = record
        self.before: Counter[int] | None = None
        """How much had been sent when its hello came back; None before that."""
        self.seen: dict[int, int] = {}
        self._rest = b""

    def take(self, data: bytes) -> list[str]:
        """Look at what has come; return what the server itself said."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        notices = []
        for text in lines:
            if text.startswith(b"* "):
                notices.append(text[2:].decode(errors="replace"))
            elif text.startswith(b"~"):
                self._look_at_garbage(text)
            else:
                self._look_at(text)
        self.record.looked_at += len(lines)
        return notices

    def _look_at_garbage(self, text: bytes) -> None:
        try:
            text.decode()
        except UnicodeDecodeError:
            self.record.fault("not UTF-8", repr(text[:60]))

    def _look_at(self, text: bytes) -> None:
        found = read(text)
        if found is None:
            self.record.fault("torn", repr(text[:60]))
            return
        sender, number = found
        if number == 0:
            if sender == self.owner:
                self.before = self.record.sent.copy()
            return
        before = self.seen.get(sender)
        self.seen[sender] = number
        if before is not None:
            self._compare(sender, number, before + 1)
        elif self.before is not None and number > self.before[sender] + 1:
            self._compare(sender, number, self.before[sender] + 1)

    def _compare(self, sender: int, number: int, expected: int) -> None:
        if number != expected:
            kind = "lost" if number > expected else "doubled or reordered"
            example = f"client {self.owner}: {number} of sender {sender} instead of {expected}"
            self.record.fault(kind, example)

    def has_all(self) -> bool:
        """Return whether all that was sent since its hello has come."""
        if self.before is None:
            return False
        return all(
            self.seen.get(sender) == count
            for sender, count in self.record.sent.items()
            if count > self.before[sender]
        )

    def ends_whole(self) -> bool:
        """Return whether it has got no part of a line."""
        return not self._rest
