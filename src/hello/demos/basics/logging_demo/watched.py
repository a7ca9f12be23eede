"""Handlers and filters of the standard library that also tell what they were asked.

They decide nothing: each passes the question on to the class it comes from.
"""

import logging
from dataclasses import dataclass, field, replace
from io import StringIO

from hello.demos.basics.logging_demo.facts import FILTER, LEVEL, WRITTEN, Asked, Visit


@dataclass
class Trail:
    """What the record on its way has met so far."""

    asked: list[Asked] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def clear(self) -> None:
        """Forget it all, before the next record."""
        self.asked.clear()
        self.visits.clear()


class WatchedFilter(logging.Filter):
    """A ``logging.Filter`` on the logger *place*."""

    def __init__(self, name: str, place: str, trail: Trail) -> None:
        super().__init__(name)
        self._place = place
        self._trail = trail

    def filter(self, record: logging.LogRecord) -> bool:
        """Return what ``logging.Filter`` says of *record*."""
        passed = bool(super().filter(record))
        self._trail.asked.append(Asked(self._place, self.name, passed))
        return passed


class WatchedHandler(logging.StreamHandler[StringIO]):
    """A ``logging.StreamHandler`` on the logger *place*."""

    def __init__(self, stream: StringIO, place: str, trail: Trail) -> None:
        super().__init__(stream)
        self._place = place
        self._trail = trail

    # A property, because callHandlers compares the level itself and calls nothing
    # where that refuses: this reading is the only sign of it.
    @property
    def level(self) -> int:
        """The handler's level."""
        self._trail.visits.append(Visit(self._place, LEVEL))
        return self._level

    @level.setter
    def level(self, value: int) -> None:
        self._level = value

    def handle(self, record: logging.LogRecord) -> bool:
        """Do as ``logging.StreamHandler`` does."""
        written = bool(super().handle(record))
        last = self._trail.visits.pop()
        self._trail.visits.append(replace(last, outcome=WRITTEN if written else FILTER))
        return written
