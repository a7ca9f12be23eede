"""Labels of waits: who holds what a thread waits for, said where the wait begins."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from hello.observe.gantt.threads import Cell
from hello.observe.model import UNKNOWN, State


class Label(NamedTuple):
    """The letter of a holder and the digit of what it holds; a letter alone is a thread's end."""

    holder: str
    what: str

    @property
    def text(self) -> str:
        """What is drawn."""
        return self.holder + self.what

    @property
    def room(self) -> int:
        """How many columns it takes: behind a letter alone no other label may follow at once."""
        return 2 if self.holder else len(self.what)


def labels(cells: Sequence[Cell], label_of: Callable[[int], Label]) -> Iterator[tuple[int, Label]]:
    """Yield the columns where labels begin: only whole ones, as a part would say something else.

    *label_of* returns the label of the wait with a number.
    """

    def label(cell: Cell) -> Label | None:
        is_wait = cell.state is State.BLOCKED and cell.wait != UNKNOWN and not cell.ran
        return label_of(cell.wait) if is_wait else None

    column = 0
    for found, same in groupby(cells, key=label):
        length = len(list(same))
        if found and found.text and found.room <= length:
            yield column, found
        column += length
