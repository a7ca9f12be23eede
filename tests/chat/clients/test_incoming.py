"""Text of what arrives, however it was cut."""

from hypothesis import given
from hypothesis import strategies as st

from hello.chat.clients import incoming
from hello.chat.clients.incoming import IncomingLines

LINES = st.lists(st.text(st.characters(exclude_characters="\n\r", codec="utf-8")))


@given(lines=LINES, cuts=st.lists(st.integers(1, 5), min_size=1))
def test_lines_are_whole_however_they_were_cut(lines: list[str], cuts: list[int]) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    reader = IncomingLines()
    arrived: list[str] = []
    while data:
        size = cuts[len(arrived) % len(cuts)]
        arrived += reader.feed(data[:size])
        data = data[size:]

    assert arrived == lines
    assert reader.end() == []


def test_a_cut_character_waits_for_its_rest() -> None:
    reader = IncomingLines()

    assert reader.feed("你".encode()[:2]) == []
    assert reader.feed("你".encode()[2:] + b"\r\n") == ["你"]


def test_what_is_no_utf8_is_replaced() -> None:
    assert IncomingLines().feed(b"a\xff\nb\n") == ["a\ufffd", "b"]


def test_the_end_gives_the_last_line() -> None:
    reader = IncomingLines()
    reader.feed(b"half \xe4\xbd")

    assert reader.end() == ["half \ufffd"]
    assert reader.end() == []


def test_a_line_without_end_is_shown_in_pieces() -> None:
    """So what a hostile server sends does not stay in memory."""
    reader = IncomingLines()

    assert reader.feed(b"x" * incoming.LONGEST) == []
    assert reader.feed(b"x") == ["x" * (incoming.LONGEST + 1)]
    assert reader.feed(b"y\n") == ["y"]
