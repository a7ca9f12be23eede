"""What this server has yet to pass on: numbered batches of whole lines, bounded in bytes.

No broker and no thread of its own; it may be used from several.
"""

import threading
from collections import deque
from collections.abc import Iterator

from hello.chat.protocol import NEWLINE

LARGEST = 65_536
"""Bytes of one batch, but for a line that is longer: it stays whole."""

BOUND = 1_048_576
"""Bytes that may wait."""


class Batch:
    """Whole ``lines`` under a ``number`` of their own; once taken, they do not change."""

    __slots__ = ("lines", "number")

    def __init__(self, number: int, lines: bytes) -> None:
        self.number = number
        self.lines = bytearray(lines)


class Outbox:
    """A queue of batches. When more than *bound* bytes wait, the oldest are given up."""

    def __init__(self, bound: int = BOUND, largest: int = LARGEST) -> None:
        self.bound, self.largest = bound, largest
        self.is_held = False
        self._changed = threading.Condition()
        self._batches: deque[Batch] = deque()
        self._taken: Batch | None = None
        self._open: Batch | None = None  # the last one, as long as lines may be added to it
        self._is_woken = False
        self._last_number = 0
        self._size = 0
        self._given_up = 0

    def put(self, lines: bytes) -> None:
        """Add whole *lines*; never wait for anything but a few instructions."""
        with self._changed:
            for piece in pieces(lines, self.largest):
                self._append(piece)
            self._give_up_the_oldest()
            self._changed.notify_all()

    def _append(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._open and len(self._open.lines) + len(piece) <= self.largest:
            self._open.lines += piece
            return
        self._last_number += 1
        self._open = Batch(self._last_number, piece)
        self._batches.append(self._open)

    def _give_up_the_oldest(self) -> None:
        while self._size > self.bound and self._batches:
            batch = self._batches.popleft()
            self._size -= len(batch.lines)
            self._given_up += batch.lines.count(NEWLINE)
            if batch is self._open:
                self._open = None

    def take(self, timeout: float) -> Batch | None:
        """Return the next batch; None after *timeout* seconds without one, or after ``wake``.

        Say ``done`` or ``give_back`` before the next is taken.
        """
        with self._changed:
            if not (self._has_next() or self._is_woken):
                self._changed.wait(timeout)
            self._is_woken = False
            if not self._has_next():
                return None
            batch = self._taken = self._batches.popleft()
            if batch is self._open:
                self._open = None
            return batch

    def _has_next(self) -> bool:
        return bool(self._batches) and not self.is_held

    def done(self) -> None:
        """Forget the batch that was taken: it has left."""
        with self._changed:
            if self._taken:
                self._size -= len(self._taken.lines)
                self._taken = None

    def give_back(self) -> None:
        """Put the batch that was taken back to the front: it may not have left."""
        with self._changed:
            if self._taken:
                self._batches.appendleft(self._taken)
                self._taken = None
                self._give_up_the_oldest()

    def hold(self) -> None:
        """Give out no batch until ``release``."""
        self.is_held = True

    def release(self) -> None:
        """Give out batches again."""
        if self.is_held:
            self.is_held = False
            self.wake()

    def wake(self) -> None:
        """Let ``take`` return: the one that waits, or else the next."""
        with self._changed:
            self._is_woken = True
            self._changed.notify_all()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits, nor is on its way."""
        with self._changed:
            return not self._batches and self._taken is None

    @property
    def is_half_full(self) -> bool:
        """Whether more than half of what may wait does so."""
        return self._size > self.bound // 2

    @property
    def left_with(self) -> int:
        """The number of the last batch that left or was given up."""
        with self._changed:
            first = self._taken or (self._batches[0] if self._batches else None)
            return first.number - 1 if first else self._last_number

    def given_up(self) -> int:
        """Return how many lines were given up since the last call."""
        with self._changed:
            count, self._given_up = self._given_up, 0
            return count


def pieces(lines: bytes, largest: int) -> Iterator[bytes]:
    """Cut *lines* after newlines into pieces of at most *largest* bytes, where lines allow it."""
    start = 0
    while len(lines) - start > largest:
        end = lines.rfind(NEWLINE, start, start + largest) + 1
        end = end or lines.index(NEWLINE, start) + 1
        yield lines[start:end]
        start = end
    if start < len(lines):
        yield lines[start:]
