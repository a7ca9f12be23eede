"""Time on the columns of a terminal."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from math import ceil, log10
from typing import NamedTuple

STEPS = (1, 2, 5)
"""What a step of the axis may be, times a power of ten."""

UNITS = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"))


@dataclass(frozen=True)
class Scale:
    """From *start* to *end*, ns of the trace, on *width* columns."""

    start: int
    end: int
    width: int

    @cached_property
    def cell(self) -> float:
        """How many ns a column stands for."""
        return (self.end - self.start) / self.width

    def column(self, at: int) -> int:
        """Return the column of a moment; the last one for the end."""
        return min(max(int((at - self.start) / self.cell), 0), self.width - 1)

    def covers(self, at: int) -> bool:
        """Tell whether a moment is on it."""
        return self.start <= at <= self.end

    def shares(self, start: int, end: int) -> Iterator[tuple[int, float]]:
        """Yield the columns that a stretch touches, with how many ns it has of each."""
        start, end = max(start, self.start) - self.start, min(end, self.end) - self.start
        if start >= end:
            return
        cell = self.cell
        first, last = int(start / cell), min(int(end / cell), self.width - 1)
        if first >= last:
            yield min(first, last), end - start
            return
        yield first, (first + 1) * cell - start
        for column in range(first + 1, last):
            yield column, cell
        if end > last * cell:
            yield last, end - last * cell


class Axis(NamedTuple):
    """Moments with labels: each *step* ns one."""

    step: int
    unit: int
    symbol: str

    @classmethod
    def steps(cls, scale: Scale) -> Iterator["Axis"]:
        """Yield the finest of a moment a column or less, then all up to one longer than *scale*."""
        unit, symbol = next(
            ((unit, symbol) for unit, symbol in UNITS if scale.end >= unit), UNITS[-1]
        )
        for power in count(max(ceil(log10(scale.cell)) - 1, 0)):
            for step in (each * 10**power for each in STEPS):
                if step >= scale.cell:
                    yield cls(step, unit, symbol)
                if step > scale.end - scale.start:
                    return

    def moments(self, scale: Scale) -> range:
        """Return all that are on *scale*."""
        return range(-(-scale.start // self.step) * self.step, scale.end + 1, self.step)

    def number(self, at: int) -> str:
        """Return a moment in the axis' unit, with as many decimals as its step needs.

        >>> Axis(20_000, 1_000_000, "ms").number(1_040_000)
        '1.04'
        """
        decimals = max(ceil(log10(self.unit / self.step)), 0)
        return f"{at / self.unit:.{decimals}f}"
