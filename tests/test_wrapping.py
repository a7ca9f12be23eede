"""Chinese wraps as Chinese, English as English, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hello.wrapping import CLOSING, wrap


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("对 n 个随机排列的数", ["对 n 个", "随机排列", "的数"]),
        ("排好序了。对吗", ["排好序", "了。对吗"]),
        ("一二三（四五）", ["一二三", "（四五）"]),
        ("heapq比sorted慢", ["heapq比", "sorted慢"]),
        ("abcdefghijkl", ["abcdefgh", "ijkl"]),
        ("", []),
        ("  ", [""]),
    ],
)
def test_lines_break_where_a_reader_expects_it(text: str, lines: list[str]) -> None:
    assert list(wrap(text, 8)) == lines


@given(
    st.text(alphabet="ab c堆排序，。（）\N{RIGHT DOUBLE QUOTATION MARK}", max_size=60),
    st.integers(min_value=8, max_value=40),
)
def test_nothing_is_lost_and_everything_fits(text: str, width: int) -> None:
    lines = list(wrap(text, width))

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in lines)


@pytest.mark.parametrize("width", range(4, 30))
def test_no_line_begins_with_a_closing_mark(width: int) -> None:
    text = "先沉到底、再往回升，比教程的做法（少用三分之一）以上的比较。"

    assert not [line for line in wrap(text, width) if line[0] in CLOSING]
