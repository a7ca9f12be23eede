"""The row of a thread: what it did in each column."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hello.observe.gantt.scale import Scale
from hello.observe.model import UNKNOWN, State, Stretch, ThreadLane

SMALLEST = 1e-6
"""The part of a column under which a share is but an error of rounding."""

NEGLIGIBLE = 0.05
"""The part of a thread's life in a column under which a state is not worth all of it."""


class Cell(NamedTuple):
    """One column."""

    state: State
    wait: int = UNKNOWN
    """For what it waits here."""
    ran: bool = False
    """It ran too, for the lesser part."""


class Shares:
    """How long a thread was in each state, and in which wait, column by column."""

    def __init__(self, width: int, cell: float) -> None:
        # What no stretch covers counts as not begun, or over.
        self.states = [{State.NEW: cell} for _ in range(width)]
        self.longest: list[tuple[float, int]] = [(0.0, UNKNOWN)] * width

    def add(self, column: int, stretch: Stretch, share: float) -> None:
        """Add what *stretch* has of *column*."""
        states = self.states[column]
        states[State.NEW] -= share
        states[stretch.state] = states.get(stretch.state, 0.0) + share
        if stretch.state is State.BLOCKED and share > self.longest[column][0]:
            self.longest[column] = share, stretch.wait

    def shown(self) -> Iterator[State]:
        """Yield the state of each column: the one that is behind most with what it is due.

        So where states change faster than there are columns, each has columns in proportion to
        its time, and otherwise the one that takes most of it.
        """
        due: dict[State, float] = {}
        for states in self.states:
            least = SMALLEST * sum(states.values())
            present = {state: share for state, share in states.items() if share > least}
            due = {state: share + due.get(state, 0.0) for state, share in present.items()}
            state = max(due, key=due.__getitem__)
            due[state] -= sum(present.values())
            if len(present) == 1:
                due = {}
            yield state

    def time(self, column: int, state: State) -> float:
        """Return how long the thread was in a state in a column."""
        return self.states[column].get(state, 0.0)

    def life(self, column: int) -> float:
        """Return how long it was there in a column."""
        return sum(self.states[column].values()) - self.states[column][State.NEW]


def cells(lane: ThreadLane, scale: Scale) -> list[Cell]:
    """Return what to draw: states in proportion to their time.

    No state is lost that the thread was in, and a moment of running is marked, however short it
    is; such marks are never side by side, so that they do not look like running all along.
    """
    shares = Shares(scale.width, scale.cell)
    stretches = list(_on(lane.stretches, scale))
    for stretch in stretches:
        for column, share in scale.shares(stretch.start, stretch.end):
            shares.add(column, stretch, share)
    states = list(shares.shown())
    _keep_each(states, shares)
    marks = set(_marks(stretches, states, shares, scale))
    return [
        Cell(state, shares.longest[column][1], column in marks)
        for column, state in enumerate(states)
    ]


def _on(stretches: Sequence[Stretch], scale: Scale) -> Iterator[Stretch]:
    first = bisect_right(stretches, scale.start, key=lambda stretch: stretch.end)
    for stretch in stretches[first:]:
        if stretch.start >= scale.end:
            return
        yield stretch


def _keep_each(states: list[State], shares: Shares) -> None:
    """Give a column to each state that has none and is worth it, but for running: it has marks."""
    found = {state for column in shares.states for state in column}
    missing = found.difference(states, {State.NEW, State.RUNNING})
    most = {
        state: max(range(len(states)), key=lambda column: shares.time(column, state))
        for state in missing
    }
    for state in sorted(missing, key=lambda state: -shares.time(most[state], state)):
        column = most[state]
        is_free = states[column] is State.NEW or states.count(states[column]) > 1
        if is_free and shares.time(column, state) > NEGLIGIBLE * shares.life(column):
            states[column] = state


def _marks(
    stretches: Sequence[Stretch], states: Sequence[State], shares: Shares, scale: Scale
) -> Iterator[int]:
    """Yield columns for running that is in no column of running, nor beside one.

    They leave a column to each state, but where a short life was running for the most of it.
    """
    runs = {column for column, state in enumerate(states) if state is State.RUNNING}
    left = Counter(states)
    for stretch in stretches:
        # Most of the stretches are where running is seen: the quick look is for these.
        if stretch.state is not State.RUNNING or scale.column(stretch.start) in runs:
            continue
        touched = dict(scale.shares(stretch.start, stretch.end))
        column = max(touched, key=touched.__getitem__)
        if runs.isdisjoint(touched) and runs.isdisjoint((column - 1, column + 1)):
            state = states[column]
            is_most = shares.time(column, State.RUNNING) >= shares.time(column, state)
            if state is State.NEW or left[state] > 1 or is_most:
                left[state] -= 1
                runs.add(column)
                yield column
