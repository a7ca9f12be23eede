"""Trees in text: whole, aligned, and never wider than asked."""

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.text import Text

from hello.demos.basics.heap_sort.tree import draw_top, label, print_tree

WORDS = st.lists(st.text(st.sampled_from("ab9-京堆ñ"), max_size=9), max_size=70)


def drawn(items: object, width: int) -> str:
    output = io.StringIO()
    print_tree(items, file=output, width=width)  # type: ignore[arg-type]  # iterables all
    return output.getvalue()


@pytest.mark.parametrize(
    ("length", "lines"),
    [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (7, 3), (8, 4), (15, 4), (16, 5), (25, 5), (32, 6)],
)
def test_every_level_is_drawn(length: int, lines: int) -> None:
    """The tutorial's tree loses its last level at 1, 2, 4, 8, ... items."""
    text = drawn(range(length), 200)

    assert text.count("\n") == lines
    assert sorted(map(int, re.findall(r"\d+", text))) == list(range(length))


def test_parents_stand_midway_above_their_children() -> None:
    assert drawn([98, 71, 95, 70, 60, 12], 80) == (
        "    __98__\n"  # one line a level
        "  71      95\n"
        "70  60  12\n"
    )


@pytest.mark.parametrize(
    "items",
    [
        [-100, 5, -7, 99, 0, 12, -3],
        ["北京", "上海", "a", "乌鲁木齐", "西安", "x", ""],
        [1.5, 22, -3, 4, 5, 6, 7],
    ],
    ids=["negative", "chinese", "floats"],
)
def test_leaves_are_aligned_by_cells(items: list[object]) -> None:
    """The slots of the leaves are equally wide and equally far apart, whatever is in them."""
    *_, leaves = drawn(items, 80).splitlines()
    cells = "".join(char + "\0" * (cell_len(char) - 1) for char in leaves)
    slot = max(cell_len(str(item)) for item in items)
    step = slot + 2 + slot % 2

    found = [cells[start : start + slot] for start in range(0, 4 * step, step)]

    assert [one.replace("\0", "").strip() for one in found] == [str(item) for item in items[3:]]


@given(WORDS, st.integers(1, 60))
def test_no_line_is_wider_than_asked(words: list[str], width: int) -> None:
    assert all(cell_len(line) <= width for line in drawn(words, width).splitlines())


@given(WORDS)
def test_no_item_is_left_out(words: list[str]) -> None:
    text = drawn(words, 60)

    assert sorted(re.findall(r"[^\s_+|]+", re.sub(r"\+- ", " ", text))) == sorted(
        filter(None, words)
    )


def test_a_tree_that_is_too_wide_lies_on_its_side() -> None:
    assert drawn(["root", "left", "right", "ll", "lr", "rl"], 12) == (
        "root\n"  # one line an item
        "+- left\n"
        "|  +- ll\n"
        "|  +- lr\n"
        "+- right\n"
        "   +- rl\n"
    )


def test_an_item_that_is_too_wide_ends_in_two_dots() -> None:
    assert drawn(["abcdefghij", "北京上海"], 8) == "abcdef..\n+- 北..\n"


@pytest.mark.parametrize("width", [0, -1])
def test_a_width_of_nothing_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match=f"at least 1, not {width}"):
        print_tree([1], width=width)


def test_the_terminal_sets_the_width(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for columns in ("9", "6"):
        monkeypatch.setenv("COLUMNS", columns)
        print_tree([100, 200, 300])

    assert capsys.readouterr().out == "   100\n200   300\n" + "100\n+- 200\n+- 300\n"


def test_what_an_ascii_file_cannot_carry_is_escaped_and_aligned(tmp_path: Path) -> None:
    file = tmp_path / "tree.txt"
    with file.open("w", encoding="ascii") as output:
        print_tree(["京", "a", "b"], file=output, width=40)

    assert file.read_text(encoding="ascii") == "    \\u4eac\n   a       b\n"


def test_an_item_stays_on_one_line() -> None:
    assert label("a\nb\t\x1b[31m") == r"a\nb\t\x1b[31m"
    assert label("\udce4") == r"\udce4"
    assert label(None) == "None"


def test_the_top_of_a_large_tree_says_what_is_left_out() -> None:
    lines = [line.plain for line in draw_top([Text(str(n)) for n in range(1000)], 40)]

    assert len(lines) == 5
    assert lines[-1] == "(below: 985 items on 6 levels)"
    assert all(cell_len(line) <= 40 for line in lines)


def test_the_top_of_a_tree_that_fits_is_all_of_it() -> None:
    lines = [line.plain for line in draw_top([Text(str(n)) for n in range(7)], 40)]

    assert lines == drawn(range(7), 40).splitlines()


def test_the_top_of_a_tree_too_wide_is_its_root() -> None:
    assert [line.plain for line in draw_top([Text("abcdef"), Text("b")], 5)] == [
        "abc..",
        "(below: 1 item on 1 level)",
    ]
