"""Which time a trace shows: all that was recorded, or the last of it."""

from collections.abc import Sequence
from typing import NamedTuple, Self

from hello.observe.events import Kind, Log

KEPT_LONGER = frozenset({Kind.WAITS, Kind.NESTED})
"""These can be in the log though all around them was pushed out."""


class Window(NamedTuple):
    """From *origin*, which is the trace's 0, to *end*, by the recorder's clock."""

    origin: int
    end: int

    @classmethod
    def of(cls, logs: Sequence[Log], last: int | None) -> Self:
        """Return what *logs* cover, or the *last* ns of that, or as much as was to be recorded."""
        start = min(map(_start, logs))
        end = max(start, *map(_end, logs))
        lengths = [one for one in (last, *(log.last for log in logs)) if one is not None]
        return cls(max([start, *(end - one for one in lengths)]), end)

    def covers(self, log: Log) -> bool:
        """Tell whether *log* has a part in this: its process was not over before."""
        return _end(log) >= self.origin

    def concerns(self, log: Log) -> bool:
        """Tell whether *log* has anything to say here: some of it is worth telling for ever."""
        has_orders = any(event.kind == Kind.NESTED for event in log.events)
        return self.covers(log) or has_orders or bool(log.deadlocks)

    def is_whole(self, log: Log) -> bool:
        """Tell whether all of *log* is within this, and all that it could tell is in it."""
        return max(_start(log), self.origin) == log.began

    def part(self, log: Log) -> tuple[int, int]:
        """Return from when to when *log* goes, within this, in the trace's time."""
        start = max(_start(log), self.origin)
        return start - self.origin, max(start, min(_end(log), self.end)) - self.origin


def _start(log: Log) -> int:
    """Return the first moment of which all is known, but for what *log* was not to keep."""
    if not log.dropped or not log.events:
        return log.began
    return next((event.at for event in log.events if event.kind not in KEPT_LONGER), log.began)


def _end(log: Log) -> int:
    return max(log.ended, log.began, max((event.at for event in log.events), default=0))
