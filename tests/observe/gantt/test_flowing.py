"""Entries in rows."""

import pytest
from rich.text import Text

from hello.observe.gantt.flowing import flowed


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (10, ["a; bb; cc"]),
        (8, ["a; bb;", "cc"]),
        (5, ["a;", "bb;", "cc"]),
        (1, ["a;", "bb;", "cc"]),
    ],
)
def test_entries_stay_whole(width: int, expected: list[str]) -> None:
    """A row that others follow has room for what stands between them."""
    entries = map(Text, ["a", "bb", "cc"])

    assert [row.plain for row in flowed(entries, "; ", width)] == expected


def test_of_nothing_there_is_no_row() -> None:
    assert list(flowed([], "   ", 80)) == []
