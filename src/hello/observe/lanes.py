"""A run drawn as lanes: one row a thread or process, time from left to right."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style

from hello.observe.states import State

LONGEST_NAME = 20


class Slice(NamedTuple):
    """One stretch of a lane: its state from *start* to *end*, in seconds from the run's start."""

    lane: str
    state: State
    start: float
    end: float


class Look(NamedTuple):
    """How a state is drawn: a block, the character for terminals without blocks, a colour."""

    block: str
    character: str
    colour: str

    def drawn(self, options: ConsoleOptions) -> Segment:
        """Return one cell."""
        text = self.character if options.ascii_only else self.block
        return Segment(text, Style(color=self.colour))


# Told apart by their shapes, so that they can be read without colours. The colours are told apart
# by the colour-blind too (after Okabe and Ito), and stand out from a dark and a light background.
LOOKS = {
    State.NEW: Look(" ", " ", "default"),
    State.READY: Look("\N{LIGHT SHADE}", "-", "#c07a00"),
    State.RUNNING: Look("\N{FULL BLOCK}", "#", "#009e73"),
    State.BLOCKED: Look("\N{MIDDLE DOT}", ".", "#d55e00"),
    State.SLEEPING: Look("\N{BOX DRAWINGS LIGHT TRIPLE DASH HORIZONTAL}", "z", "#808080"),
    State.IO: Look("\N{ALMOST EQUAL TO}", "~", "#2e86d0"),
    State.TERMINATED: Look(" ", " ", "default"),
}


class Lanes:
    """A renderable that fits the console: lanes in the order of their first slices.

    Where one cell covers several states, the one that takes most of its time is
    drawn; but a slice of running is never lost, however short it is.
    """

    def __init__(self, slices: Sequence[Slice]) -> None:
        self.slices = slices

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        names = list(dict.fromkeys(one.lane for one in self.slices))
        if not names:
            return
        margin = min(max(map(cell_len, names)), LONGEST_NAME, options.max_width // 3)
        width = max(options.max_width - margin - 1, 1)
        end = max(one.end for one in self.slices) or 1.0
        for name in names:
            own = [one for one in self.slices if one.lane == name]
            yield Segment(set_cell_size(name, margin) + " ")
            for state in _cells(own, width, end / width):
                yield LOOKS[state].drawn(options)
            yield Segment.line()
        yield from self._legend(margin, width, end, options)

    def _legend(
        self, margin: int, width: int, end: float, options: ConsoleOptions
    ) -> Iterator[Segment]:
        scale = f"0{f'{1000 * end:.0f} ms'.rjust(width - 1)}"
        yield Segment(" " * (margin + 1) + scale[:width])
        yield Segment.line()
        states = {one.state for one in self.slices}
        for state, look in LOOKS.items():
            if state in states and look.character != " ":
                yield look.drawn(options)
                yield Segment(f" {state}  ")
        yield Segment.line()


def _cells(slices: Sequence[Slice], width: int, seconds: float) -> list[State]:
    """Return the state of each of *width* cells, each of which stands for *seconds*."""
    # What no slice covers counts as not begun.
    shares = [dict.fromkeys(State, 0.0) | {State.NEW: seconds} for _ in range(width)]
    for one in slices:
        for cell, share in _shares(one, width, seconds):
            shares[cell][State.NEW] -= share
            shares[cell][one.state] += share
    cells = [max(cell, key=cell.__getitem__) for cell in shares]
    for one in slices:
        own = dict(_shares(one, width, seconds)) if one.state is State.RUNNING else {}
        if own and State.RUNNING not in (cells[cell] for cell in own):
            cells[max(own, key=own.__getitem__)] = State.RUNNING
    return cells


def _shares(one: Slice, width: int, seconds: float) -> Iterator[tuple[int, float]]:
    """Yield the cells that a slice touches, with how long it is in each."""
    for cell in range(int(one.start / seconds), min(int(one.end / seconds) + 1, width)):
        share = min(one.end, (cell + 1) * seconds) - max(one.start, cell * seconds)
        if share > 0:
            yield cell, share
