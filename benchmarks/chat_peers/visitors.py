"""The clients of the soak: most are healthy, some stall, some are a nuisance."""

import random
import selectors
import socket
import struct
from contextlib import suppress

from chat_peers.numbered import Ledger, Record, line

READ_SIZE = 1 << 18
HELLO_SIZE = 60
TOO_LONG = 2.5
"""Seconds of stalling after which a server need not try any longer to say why it cut somebody."""

RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that makes close() a reset."""


class Visitor:
    """A healthy client: reads all it gets, and at the end half-closes and reads on to the end."""

    receive_buffer = 0
    must_get_all = True

    def __init__(self, number: int, port: int, record: Record, chance: random.Random) -> None:
        self.number = number
        self.record = record
        self.chance = chance
        self.ledger = Ledger(number, record)
        self.sock = socket.socket()
        if self.receive_buffer:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
        self.sock.settimeout(30)
        self.sock.connect(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)  # noqa: FBT003  # the socket's signature
        self.pending = bytearray()
        self.notices: list[str] = []
        self.is_reading = True
        self.is_leaving = False
        self.begin()

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.number}"

    def begin(self) -> None:
        """Say hello."""
        self.say(line(self.number, 0, HELLO_SIZE) + b"\n")

    @property
    def has_settled(self) -> bool:
        """Whether it is known to be in the room."""
        return self.ledger.before is not None

    @property
    def events(self) -> int:
        """What the selector should wait for."""
        reads = selectors.EVENT_READ if self.is_reading else 0
        return reads | (selectors.EVENT_WRITE if self.pending else 0)

    def say_numbered(self, size: int) -> None:
        """Send its next line."""
        number = self.record.sent[self.number] + 1
        self.record.sent[self.number] = number
        self.say(line(self.number, number, size) + b"\n")

    def say(self, data: bytes) -> None:
        """Send *data*, at once or as the socket takes it."""
        self.pending += data
        self.on_write()

    def on_write(self) -> None:
        """Send what is left."""
        try:
            with suppress(BlockingIOError):
                del self.pending[: self.sock.send(self.pending)]
        except OSError:
            self.pending.clear()
        if self.is_leaving and not self.pending:
            self._end_output()

    def on_read(self) -> bool:
        """Take what has come; return False at the end of the connection."""
        try:
            data = self.sock.recv(READ_SIZE)
        except BlockingIOError:
            return True
        except OSError as error:
            self.on_end(error.strerror or "error")
            return False
        if not data:
            self.on_end("")
            return False
        for text in self.ledger.take(data):
            self.notices.append(text)
            self.record.told[" ".join(word for word in text.split() if not word[0].isdigit())] += 1
        return True

    def on_end(self, error: str) -> None:
        """Judge how the connection has ended."""
        if self.notices[-1:] == ["server stops"]:
            return
        if error or self.notices or not self.is_leaving:
            example = f"{self}: {error or 'closed'}, told {self.notices}"
            self.record.fault("healthy client cut", example)
        elif not self.ledger.ends_whole():
            self.record.fault("torn at the end", f"{self}")
        elif not self._has_own_lines():
            self.record.fault("own lines lost at the end", f"{self}")

    def _has_own_lines(self) -> bool:
        return self.record.sent[self.number] == self.ledger.seen.get(self.number, 0)

    def leave(self) -> None:
        """Say no more, and hear the rest."""
        self.is_leaving = True
        if not self.pending:
            self._end_output()

    def _end_output(self) -> None:
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)


class Staller(Visitor):
    """Stops reading now and then: it gets all, or is cut, and told why if it reads soon."""

    receive_buffer = 4096
    must_get_all = False
    longest_stall = 0.0

    def stall(self, seconds: float) -> None:
        """Read no more for now; it is said beforehand for how long."""
        self.is_reading = False
        self.longest_stall = max(self.longest_stall, seconds)

    def on_end(self, error: str) -> None:
        """Judge how the connection has ended."""
        if any(text.startswith("too slow") for text in self.notices):
            if not self.ledger.ends_whole():
                self.record.fault("torn before the notice", f"{self}")
        elif self.longest_stall > TOO_LONG and not (self.is_leaving and self.ledger.ends_whole()):
            self.record.told["(cut, its socket too full to be told)"] += 1
        else:
            super().on_end(error)


class Nuisance(Visitor):
    """Sends what no client should, and does not care what it gets."""

    must_get_all = False

    def begin(self) -> None:
        """Do it."""
        self.chance.choice(
            (self._garbage, self._binary, self._too_long, self._half, self._slam, self._nothing)
        )()

    def on_read(self) -> bool:
        """Read, and throw it away."""
        try:
            return bool(self.sock.recv(READ_SIZE))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def on_end(self, error: str) -> None:
        """Take any end for one."""

    def leave(self) -> None:
        """Go without a word: every other one with a reset, and within a line."""
        if self.chance.choice((True, False)):
            self.say(b"~ unfinished")
            with suppress(OSError):
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def _garbage(self) -> None:
        for _ in range(self.chance.randint(1, 20)):
            self.say(b"~\x00\x1b[2J\r\x07 \xf0\x9f\x98\x80\n")

    def _binary(self) -> None:
        data = self.chance.randbytes(self.chance.randint(1, 2000))
        self.say(b"~" + data.replace(b"\n", b"\n~") + b"\n")

    def _too_long(self) -> None:
        self.say(b"~" + b"z" * self.chance.randint(70_000, 300_000))

    def _half(self) -> None:
        self.say(b"~ half\n~ closed\n~ and unfinished")
        self._end_output()

    def _slam(self) -> None:
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.sock.shutdown(socket.SHUT_RDWR)

    def _nothing(self) -> None:
        """Just be there."""
