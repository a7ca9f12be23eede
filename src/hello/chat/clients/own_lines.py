"""What a client said itself: what is to be sent, and what is to come back. No socket, no thread."""

from collections import Counter
from collections.abc import Iterable

PIECE = 65_536
"""Bytes of one send."""


class OwnLines:
    """The lines of one client, on their way to a server that sends them to everybody.

    ``lost`` counts those that were sent over a connection that then broke, and had
    not come back. They may have arrived: to send them again could say them twice.
    """

    def __init__(self) -> None:
        self.lost = 0
        self.came_back = 0
        self._outbox = bytearray()
        self._begun = b""
        self._awaited: Counter[bytes] = Counter()

    @property
    def unsent(self) -> int:
        """How many bytes are to be sent."""
        return len(self._outbox)

    @property
    def awaited(self) -> int:
        """How many lines are to come back."""
        return self._awaited.total()

    def say(self, line: bytes) -> None:
        """Take *line*, which ends with a newline."""
        self._outbox += line
        self._awaited[line] += 1

    def piece(self) -> bytes:
        """Return what to send next."""
        return bytes(self._outbox[:PIECE])

    def sent(self, count: int) -> None:
        """Take note that the first *count* bytes of ``piece`` were sent."""
        self._begun = (self._begun + self._outbox[:count]).rpartition(b"\n")[2]
        del self._outbox[:count]

    def came(self, lines: Iterable[str]) -> None:
        """Take note of *lines* that arrived; among them may be ours."""
        if not self._awaited:
            return
        for line in lines:
            ours = line.encode(errors="replace") + b"\n"
            if ours in self._awaited:
                self.came_back += 1
                self._awaited[ours] -= 1
                if not self._awaited[ours]:
                    del self._awaited[ours]

    def connection_lost(self) -> None:
        """Begin again: what was not sent whole is to be sent, the rest that is missing is lost."""
        self._outbox[:0] = self._begun
        self._begun = b""
        unsent = Counter(line + b"\n" for line in bytes(self._outbox).split(b"\n")[:-1])
        self.lost += self.awaited - unsent.total()
        self._awaited = unsent
