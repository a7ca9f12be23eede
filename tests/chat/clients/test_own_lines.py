"""What a client said, and what of it has come back."""

import pytest

from hello.chat.clients import own_lines
from hello.chat.clients.own_lines import OwnLines


@pytest.fixture
def own() -> OwnLines:
    """Return what has said three lines, of which two are alike."""
    lines = OwnLines()
    for line in (b"one\n", b"two\n", b"two\n"):
        lines.say(line)
    return lines


def test_all_is_to_be_sent_in_order(own: OwnLines) -> None:
    own.sent(5)

    assert own.piece() == b"wo\ntwo\n"
    assert own.unsent == 7


def test_pieces_are_small(own: OwnLines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_lines, "PIECE", 3)

    assert own.piece() == b"one"


def test_equal_lines_are_counted_each(own: OwnLines) -> None:
    own.came(["two", "of somebody else", "one"])

    assert (own.awaited, own.came_back) == (1, 2)
    own.came(["two", "two"])
    assert (own.awaited, own.came_back) == (0, 3)


@pytest.mark.parametrize(
    ("sent", "came", "lost", "unsent"),
    [
        (0, [], 0, b"one\ntwo\ntwo\n"),
        (2, [], 0, b"one\ntwo\ntwo\n"),
        (4, [], 1, b"two\ntwo\n"),
        (6, ["one"], 0, b"two\ntwo\n"),
        (12, ["one"], 2, b""),
    ],
    ids=["nothing sent", "within a line", "one sent", "one came back", "all sent"],
)
def test_a_lost_connection_leaves_whole_lines(
    own: OwnLines, sent: int, came: list[str], lost: int, unsent: bytes
) -> None:
    """A line that was begun is sent again from its start: without its end it was no line."""
    own.sent(sent)
    own.came(came)
    own.connection_lost()

    assert (own.lost, own.piece(), own.awaited) == (lost, unsent, unsent.count(b"\n"))


def test_a_carriage_return_ends_no_line() -> None:
    own = OwnLines()
    own.say(b"a\rb\n")
    own.connection_lost()

    assert (own.lost, own.awaited) == (0, 1)
