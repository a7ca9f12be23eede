"""protocol: whole lines, however the bytes were cut; and what a terminal is spared."""

from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.chat.limits import Limits
from hello.chat.protocol import (
    LineReader,
    LineTooLongError,
    NotUtf8Error,
    message,
    notice,
    printable,
)

TEXTS = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])))


@given(TEXTS, st.data())
def test_lines_come_whole_however_the_bytes_are_cut(texts: list[str], data: st.DataObject) -> None:
    stream = "".join(f"{text}\n" for text in texts).encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)))) | {0, len(stream)})
    reader = LineReader(Limits(max_line=10_000, strict=True))

    got = [reader.feed(stream[start:end]) for start, end in pairwise(cuts)]

    assert b"".join(got) == stream
    assert all(not lines or lines.endswith(b"\n") for lines in got)


def test_a_line_that_is_not_ended_is_kept_back() -> None:
    reader = LineReader(Limits())

    assert reader.feed(b"one\ntw") == b"one\n"
    assert reader.feed(b"o") == b""
    assert reader.feed(b"\nthree") == b"two\n"


@pytest.mark.parametrize(
    "pieces",
    [[b"good\n123456789\n"], [b"good\n12345", b"6789\n"], [b"good\n", b"12345678"]],
    ids=["at once", "in two", "without an end"],
)
def test_a_line_that_is_too_long_is_refused_after_those_before(pieces: list[bytes]) -> None:
    reader = LineReader(Limits(max_line=8))
    lines = b""

    for piece in pieces[:-1]:
        lines += reader.feed(piece)
    with pytest.raises(LineTooLongError, match="line longer than 8 bytes") as caught:
        reader.feed(pieces[-1])

    assert lines + caught.value.lines == b"good\n"


def test_the_longest_line_is_not_too_long() -> None:
    reader = LineReader(Limits(max_line=8))

    assert reader.feed(b"1234567\n" * 3 + b"1234567") == b"1234567\n" * 3
    assert reader.feed(b"\n") == b"1234567\n"


def test_bytes_that_are_not_utf8_are_mended_or_refused() -> None:
    stream = "café ".encode() + b"\xff\n"

    assert LineReader(Limits()).feed(stream) == "café \N{REPLACEMENT CHARACTER}\n".encode()
    with pytest.raises(NotUtf8Error, match="not UTF-8") as caught:
        LineReader(Limits(strict=True)).feed(b"good\n" + stream)
    assert caught.value.lines == b"good\n"


def test_a_strict_room_knows_a_bad_line_also_before_one_that_is_too_long() -> None:
    with pytest.raises(NotUtf8Error):
        LineReader(Limits(max_line=8, strict=True)).feed(b"\xff\n123456789\n")


def test_a_message_is_the_tutorials_line() -> None:
    when = datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001  # the tutorial's time is the local one

    assert message("Tom", "你好", when).decode() == "Tom\t2026-01-02 03:04:05\t你好\n"
    assert notice("server stops") == b"* server stops\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 你好\ttext", "plain 你好\ttext"),
        ("\x1b[31mred", "<U+001B>[31mred"),
        ("back\b\r\x9b", "back<U+0008><U+000D><U+009B>"),
        ("left\N{RIGHT-TO-LEFT OVERRIDE}right", "left<U+202E>right"),
    ],
    ids=["harmless", "escape sequence", "C0 and C1", "bidirectional"],
)
def test_nothing_steers_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown
