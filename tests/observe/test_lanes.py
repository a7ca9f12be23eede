"""Lanes fit the terminal and lose nothing that ran."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from hello.observe import Lanes, Slice, State

RUN = [
    Slice("first", State.READY, 0.0, 0.1),
    Slice("first", State.RUNNING, 0.1, 0.5),
    Slice("第二个线程", State.BLOCKED, 0.0, 0.5),
    Slice("第二个线程", State.RUNNING, 0.5, 1.0),
    Slice("x" * 50, State.RUNNING, 0.5, 0.500001),
]


def drawn(width: int, encoding: str = "utf-8", slices: list[Slice] = RUN) -> list[str]:
    raw = io.BytesIO()
    text = io.TextIOWrapper(raw, encoding=encoding)
    Console(file=text, width=width, color_system=None).print(Lanes(slices))
    text.flush()
    return raw.getvalue().decode(encoding).splitlines()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_it_fits(width: int, encoding: str) -> None:
    slices = [one for one in RUN if encoding == "utf-8" or one.lane.isascii()]

    assert max(map(cell_len, drawn(width, encoding, slices))) <= width


def test_time_goes_from_left_to_right() -> None:
    first = drawn(46, "ascii", [*RUN[:2], Slice("other", State.BLOCKED, 0, 1)])[0]

    assert first == "first " + "-" * 4 + "#" * 16 + " " * 20


def test_a_moment_of_running_is_seen() -> None:
    assert drawn(60)[2].count("\N{FULL BLOCK}") == 1


def test_those_who_take_turns_are_not_drawn_as_if_at_once() -> None:
    """A cell that two of them share belongs to the one who had more of it."""
    turns = [Slice("ab"[turn % 2], State.RUNNING, turn, turn + 1) for turn in range(9)]
    first, second, *_ = drawn(2 + 11, "ascii", turns)

    pairs = list(zip(first[2:].ljust(11), second[2:].ljust(11), strict=True))
    assert [sorted(pair) for pair in pairs] == [[" ", "#"]] * 11


def test_the_legend_names_the_states_that_occur_and_the_time() -> None:
    *_, scale, legend = drawn(60)

    assert scale.endswith("1000 ms")
    assert [word for word in legend.split() if word.isalpha()] == ["ready", "running", "blocked"]


def test_nothing_is_drawn_of_nothing() -> None:
    assert drawn(40, slices=[]) == [""] or drawn(40, slices=[]) == []
