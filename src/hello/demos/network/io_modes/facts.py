"""What ``hello-io-modes`` finds out, as values."""

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """The ways to read, in their order; the values are what the picture calls them."""

    BLOCKING = "blocking"
    POLLING = "non-blocking"
    SELECT = "select"
    THREAD = "thread"
    ASYNCIO = "asyncio"


@dataclass(frozen=True)
class Call:
    """One call of a reading thread, and what it answered.

    ``start`` and ``end`` are seconds since the reader began. ``gave_data`` says
    whether the answer was the data itself.
    """

    call: str
    answer: str
    start: float
    end: float
    gave_data: bool


@dataclass(frozen=True)
class Read:
    """One read, in one mode.

    Times are in seconds since the reader began: ``written`` when the data was
    written, ``have`` when the reader had it. Of the ``calls`` that read, only the
    first and the last are kept. ``steps`` of other work were done by the reading
    thread meanwhile; its own clock ran for ``cpu_seconds``. ``receiver`` is the
    thread that called recv.
    """

    mode: Mode
    first: Call
    last: Call
    calls: int
    written: float
    have: float
    cpu_seconds: float
    steps: int
    reader: str
    receiver: str
    data: str

    @property
    def waited(self) -> bool:
        """Whether the first call came back only after the data was written."""
        return self.first.end > self.written


@dataclass(frozen=True)
class IoModesFacts:
    """All that the demo saw. The data was to be written ``delay_seconds`` after the signal.

    ``ready_at_once`` is a non-blocking read of data that was there already.
    ``sockets`` is how many one select waited for.
    """

    delay_seconds: float
    sent: str
    sockets: int
    reads: tuple[Read, ...]
    ready_at_once: Call

    def read(self, mode: Mode) -> Read:
        """Return the read in this mode."""
        return next(read for read in self.reads if read.mode == mode)
