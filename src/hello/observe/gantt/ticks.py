"""The labels of the time: as many as there is room for."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len

from hello.observe.gantt.scale import Axis, Scale

ENOUGH = 2
"""One label alone does not say how long a column is."""

FORMS = ((4, True), (1, True), (1, False))
"""The columns between labels, and whether each has its unit or only the first one: best first."""


class Tick(NamedTuple):
    """A label of the time."""

    column: int
    label: str

    @property
    def end(self) -> int:
        """The column behind it."""
        return self.column + cell_len(self.label)


def ticks(scale: Scale, units: Mapping[str, str], mark: str) -> Sequence[Tick]:
    """Return labels behind a *mark* each: of the best form of which there is room for enough."""
    forms = (_finest(scale, units, mark, form) for form in FORMS)
    return max(forms, key=lambda found: min(len(found), ENOUGH))


def _finest(
    scale: Scale, units: Mapping[str, str], mark: str, form: tuple[int, bool]
) -> Sequence[Tick]:
    gap, all_have_units = form
    for axis in Axis.steps(scale):
        unit = f" {units[axis.symbol]}"
        shown = list(_labels(scale, axis, mark, (unit, unit if all_have_units else "")))
        if all(one.end + gap <= other.column for one, other in pairwise(shown)):
            return shown
    return ()


def _labels(scale: Scale, axis: Axis, mark: str, units: tuple[str, str]) -> Iterator[Tick]:
    """Yield a step's labels that fit, with their units: the first one's, and the others'."""
    for turn, at in enumerate(axis.moments(scale)):
        tick = Tick(scale.column(at), mark + axis.number(at) + units[turn > 0])
        if tick.end <= scale.width:
            yield tick
