"""The bounded queue of numbered batches, without a broker."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.chat.backplane.outbox import Outbox, pieces

DEADLINE = 60
LINES = st.lists(st.binary(max_size=9).map(lambda line: line.replace(b"\n", b"") + b"\n"))


def emptied(outbox: Outbox) -> list[tuple[int, bytes]]:
    """Take everything out, as it was numbered."""
    found = []
    while batch := outbox.take(0):
        found.append((batch.number, bytes(batch.lines)))
        outbox.done()
    return found


@given(LINES, st.integers(1, 30))
def test_pieces_are_whole_lines_and_no_longer_than_they_have_to_be(
    lines: list[bytes], largest: int
) -> None:
    found = list(pieces(b"".join(lines), largest))

    assert b"".join(found) == b"".join(lines)
    for piece in found:
        assert piece.endswith(b"\n")
        assert len(piece) <= largest or piece.count(b"\n") == 1


@given(st.lists(LINES.map(b"".join).filter(bool)), st.integers(1, 30))
def test_batches_are_numbered_and_hold_every_line_once(said: list[bytes], largest: int) -> None:
    outbox = Outbox(largest=largest)
    for lines in said:
        outbox.put(lines)

    found = emptied(outbox)
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    assert b"".join(lines for _, lines in found) == b"".join(said)
    assert outbox.is_empty
    assert outbox.left_with == len(found)


def test_what_comes_while_others_wait_goes_with_them() -> None:
    outbox = Outbox(largest=8)
    for lines in (b"a\n", b"b\n", b"c\n", b"too long\n", b"d\n"):
        outbox.put(lines)

    assert emptied(outbox) == [(1, b"a\nb\nc\n"), (2, b"too long\n"), (3, b"d\n")]


def test_a_batch_that_was_taken_does_not_change() -> None:
    """It may have arrived before it is given back: under its number it has to be the same."""
    outbox = Outbox()
    outbox.put(b"a\n")
    outbox.take(0)
    outbox.put(b"b\n")
    outbox.give_back()
    outbox.put(b"c\n")

    assert emptied(outbox) == [(1, b"a\n"), (2, b"b\nc\n")]


def test_too_much_gives_up_the_oldest_and_counts_its_lines() -> None:
    outbox = Outbox(bound=10, largest=4)
    for lines in (b"a\nb\n", b"c\nd\n", b"e\nf\n", b"g\n"):
        outbox.put(lines)

    assert (outbox.left_with, outbox.given_up(), outbox.given_up()) == (1, 2, 0)
    assert emptied(outbox) == [(2, b"c\nd\n"), (3, b"e\nf\n"), (4, b"g\n")]


def test_a_line_that_is_longer_than_the_bound_is_given_up() -> None:
    outbox = Outbox(bound=10, largest=4)
    outbox.put(b"x" * 10 + b"\n")

    assert (outbox.given_up(), outbox.left_with) == (1, 1)
    assert emptied(outbox) == []
    outbox.put(b"y\n")
    assert emptied(outbox) == [(2, b"y\n")]


def test_a_batch_on_its_way_is_not_given_up_but_counts() -> None:
    outbox = Outbox(bound=4, largest=4)
    outbox.put(b"a\nb\n")
    batch = outbox.take(0)
    outbox.put(b"c\n")

    assert outbox.given_up() == 1
    assert batch
    assert bytes(batch.lines) == b"a\nb\n"
    outbox.give_back()
    assert emptied(outbox) == [(1, b"a\nb\n")]


def test_the_number_that_has_left_leaves_out_what_is_on_its_way() -> None:
    outbox = Outbox(largest=2)
    outbox.put(b"a\nb\nc\n")
    assert outbox.left_with == 0
    outbox.take(0)
    assert outbox.left_with == 0
    outbox.done()
    assert outbox.left_with == 1


def test_half_full() -> None:
    outbox = Outbox(bound=8)
    outbox.put(b"a\nb\n")
    assert not outbox.is_half_full
    outbox.put(b"c\n")
    assert outbox.is_half_full


def test_held_back_until_released() -> None:
    outbox = Outbox()
    outbox.hold()
    outbox.put(b"a\n")
    assert outbox.take(0) is None

    outbox.release()
    assert emptied(outbox) == [(1, b"a\n")]


@pytest.mark.parametrize("call", ["put", "wake"])
def test_a_waiting_taker_is_woken(call: str) -> None:
    outbox = Outbox()
    entered = threading.Event()
    wait = outbox._changed.wait  # noqa: SLF001  # the moment in which the other thread waits

    def tell_and_wait(timeout: float) -> bool:
        entered.set()
        return wait(timeout)

    outbox._changed.wait = tell_and_wait  # type: ignore[method-assign]  # noqa: SLF001  # as above
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(outbox.take(DEADLINE)), daemon=True)
    thread.start()
    assert entered.wait(DEADLINE)
    outbox.put(b"a\n") if call == "put" else outbox.wake()
    thread.join(DEADLINE / 2)

    assert not thread.is_alive()
    assert (found != [None]) == (call == "put")


def test_waking_up_is_not_lost_on_a_taker_who_comes_later() -> None:
    outbox = Outbox()
    waits: list[float] = []
    outbox._changed.wait = waits.append  # type: ignore[assignment]  # noqa: SLF001  # does not wait
    outbox.wake()

    assert outbox.take(DEADLINE) is None
    assert waits == []
    assert outbox.take(DEADLINE) is None
    assert waits == [DEADLINE]
