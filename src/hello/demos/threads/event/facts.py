"""What ``hello-event`` finds out, as values."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of the run, in their order; the values are what the picture calls them."""

    NEVER_SET = "never set"
    SET_ONCE = "set once"
    STILL_SET = "still set"
    CLEARED = "cleared"
    SET_AGAIN = "set again"
    BUSY = "cleared while busy"


@dataclass(frozen=True)
class Wait:
    """One call of ``Event.wait``: in which thread, from when to when, and its answer.

    Times are in seconds from the start of the run. None as an answer is what
    ``wait`` of Python 2.6 returned.
    """

    part: Part
    thread: str
    start: float
    end: float
    answer: bool | None


@dataclass(frozen=True)
class EventFacts:
    """All that the demo saw.

    ``waiters`` threads waited at the same time. ``back_before_set`` counts, for
    the two parts in which they did so, those that were back when ``set`` was
    still to come. ``is_set_after_clear`` was asked right after ``clear``. The
    busy thread saw ``pulses_seen`` of the ``pulses`` times that the event was set.
    """

    waiters: int
    timeout_seconds: float
    waits: tuple[Wait, ...]
    back_before_set: tuple[int, ...]
    is_set_after_clear: bool
    pulses: int
    pulses_seen: int

    def answers(self, part: Part) -> list[bool | None]:
        """Return what each call of ``wait`` in this part returned."""
        return [wait.answer for wait in self.waits if wait.part == part]
