"""Which of the numbered messages have not come: late ones are waited for, then they are missed."""

from typing import NamedTuple

MOST_GAPS = 256
"""With one more, the oldest is given up: what is remembered stays small."""


class Gap(NamedTuple):
    """The messages from *first* to *last*, which are waited for until *due*."""

    first: int
    last: int
    due: float


class Gaps:
    """Follows the numbers that come. Each is either shown once or missed once.

    UDP may deliver a message late, twice or never, so a number that is passed over is
    missed only *grace* seconds later.
    """

    def __init__(self, grace: float) -> None:
        self._grace = grace
        self._expected = 1
        self._open: list[Gap] = []

    def start(self, number: int) -> None:
        """Expect the message after *number* next, and none before."""
        self._expected = number + 1
        self._open.clear()

    def arrives(self, number: int, now: float) -> bool:
        """Note that message *number* has come; return whether it is to be shown."""
        if number >= self._expected:
            self.reaches(number - 1, now)
            self._expected = number + 1
            return True
        for place, gap in enumerate(self._open):
            if gap.first <= number <= gap.last:
                parts = gap._replace(last=number - 1), gap._replace(first=number + 1)
                self._open[place : place + 1] = [one for one in parts if one.first <= one.last]
                return True
        return False

    def reaches(self, number: int, now: float) -> None:
        """Note that messages up to *number* have been sent."""
        if number >= self._expected:
            self._open.append(Gap(self._expected, number, now + self._grace))
            self._expected = number + 1

    def missed(self, now: float) -> list[Gap]:
        """Return the gaps that are to be waited for no longer, and forget them."""
        given_up = [gap for gap in self._open[:-MOST_GAPS] if gap.due > now]
        gone = [gap for gap in self._open if gap.due <= now or gap in given_up]
        self._open = [gap for gap in self._open if gap not in gone]
        return gone

    def give_up(self) -> list[Gap]:
        """Return all gaps, and forget them."""
        gone, self._open = self._open, []
        return gone

    def next_due(self) -> float | None:
        """Return when ``missed`` will have something to return."""
        return min((gap.due for gap in self._open), default=None)
