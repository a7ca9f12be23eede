"""The window of numbers that were there."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from hello.chat.udp.replay import SIZE, ReplayWindow

FAR = 3 * SIZE


@given(st.lists(st.integers(1, FAR), max_size=60))
def test_it_knows_what_was_there_and_takes_what_is_too_old_for_seen(numbers: list[int]) -> None:
    window = ReplayWindow()
    seen: set[int] = set()
    for number in numbers:
        highest = max(seen, default=0)
        expected = number not in seen and number > highest - SIZE

        assert window.is_new(number) == expected
        seen.add(number) if expected else None


def test_a_far_jump_costs_no_memory() -> None:
    """A bit for each of four billion numbers would be half a gigabyte."""
    window = ReplayWindow()
    window.is_new(2**32 - 1)
    tracemalloc.start()
    window.is_new(1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 100_000


def test_a_far_jump_forgets_what_is_behind() -> None:
    window = ReplayWindow()
    window.is_new(1)
    window.is_new(2**32 - 1)

    assert not window.is_new(1)
    assert window.is_new(2**32 - SIZE)
    assert not window.is_new(2**32 - SIZE - 1)
