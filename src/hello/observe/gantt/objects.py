"""The row of an object: who held a lock, how many items a queue had, who let others go on."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hello.observe.gantt.scale import Scale
from hello.observe.model import UNKNOWN, Arrow, Depth, Hold


class Owned(NamedTuple):
    """One column of a lock's row."""

    thread: int
    is_begin: bool


def owners(holds: Sequence[Hold], scale: Scale) -> list[Owned | None]:
    """Return who held the lock in each column, longest; a hold is never lost where it was free."""
    most = [scale.cell / 2] * scale.width
    found = [UNKNOWN] * scale.width
    for number, hold in enumerate(holds):
        for column, share in scale.shares(hold.start, hold.end):
            if share > most[column]:
                most[column], found[column] = share, number
    shown = set(found)
    for number, hold in enumerate(holds):
        touched = {} if number in shown else dict(scale.shares(hold.start, hold.end))
        column = max(touched, key=touched.__getitem__, default=UNKNOWN)
        if column != UNKNOWN and found[column] == UNKNOWN:
            found[column] = number
    return [
        None
        if number == UNKNOWN
        else Owned(holds[number].thread, column == 0 or found[column - 1] != number)
        for column, number in enumerate(found)
    ]


def depths(changes: Sequence[Depth], scale: Scale) -> list[float]:
    """Return how many items a queue had in each column, on the average of its time."""
    first = max(bisect_right(changes, scale.start, key=lambda change: change.at) - 1, 0)
    found = [0.0] * scale.width
    ends = [*(change.at for change in changes[first + 1 :]), scale.end]
    for change, end in zip(changes[first:], ends, strict=True):
        for column, share in scale.shares(change.at, end):
            found[column] += change.items * share / scale.cell
    return found


def freed(arrows: Iterable[Arrow], scale: Scale) -> dict[int, int]:
    """Return who let others go on, by the column where they did: who did most of it there."""
    found: dict[int, Counter[int]] = {}
    for arrow in arrows:
        if scale.covers(arrow.left):
            found.setdefault(scale.column(arrow.left), Counter())[arrow.sender] += 1
    return {column: threads.most_common(1)[0][0] for column, threads in found.items()}
