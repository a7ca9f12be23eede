"""The algorithm: it sorts whatever can be compared, and asks little."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.chance import chance_of
from hello.demos.basics.heap_sort.counting import count_comparisons, fewest_comparisons
from hello.demos.basics.heap_sort.heap import heap_of, heap_sort, heapify, sift_down, sort_in_place

ANY_LISTS = st.one_of(
    st.lists(st.integers()),
    st.lists(st.text()),
    st.lists(st.floats(allow_nan=False)),
    st.lists(st.tuples(st.integers(0, 3), st.text(max_size=2))),
)


@pytest.mark.parametrize("length", range(8))
def test_all_orders_of_a_short_list_are_sorted(length: int) -> None:
    right = list(range(length))

    assert all(heap_sort(order) == right for order in permutations(right))


@given(ANY_LISTS, st.booleans())
def test_it_agrees_with_sorted(items: list[int], reverse: bool) -> None:  # noqa: FBT001  # hypothesis'
    assert heap_sort(items, reverse=reverse) == sorted(items, reverse=reverse)


@given(st.lists(st.text()))
def test_keys_come_out_in_order_and_no_item_is_lost(words: list[str]) -> None:
    by_length = heap_sort(words, key=len)

    assert [len(word) for word in by_length] == sorted(map(len, words))
    assert sorted(by_length) == sorted(words)


@given(ANY_LISTS)
def test_no_parent_in_a_heap_is_smaller_than_its_children(items: list[int]) -> None:
    heap = heap_of(items)

    assert all(heap[(child - 1) // 2] >= heap[child] for child in range(1, len(heap)))
    assert sorted(heap) == sorted(items)


@given(ANY_LISTS)
def test_no_parent_in_a_reverse_heap_is_larger_than_its_children(items: list[int]) -> None:
    heap = heap_of(items, reverse=True)

    assert all(heap[(child - 1) // 2] <= heap[child] for child in range(1, len(heap)))


@pytest.mark.parametrize(
    "items",
    [[2, -10, 0, -3], ["北京", "上海", "广州"], [Fraction(1, 3), 0.25, 1], [(1, "b"), (1, "a")]],
    ids=["negative", "chinese", "mixed-numbers", "tuples"],
)
def test_whatever_can_be_compared_is_sorted(items: list[int]) -> None:
    assert heap_sort(items) == sorted(items)


def test_the_given_list_stays_as_it_is_and_any_iterable_will_do() -> None:
    given_list = [3, 1, 2]

    assert heap_sort(given_list) == heap_sort(iter(given_list)) == [1, 2, 3]
    assert given_list == [3, 1, 2]


def test_sort_in_place_and_heapify_change_their_list() -> None:
    one, other = [3, 1, 2, 4], [3, 1, 2, 4]
    sort_in_place(one)
    heapify(other)

    assert one == [1, 2, 3, 4]
    assert other == [4, 3, 2, 1]


def test_the_key_is_called_once_an_item() -> None:
    calls: list[int] = []

    def key(item: int) -> int:
        calls.append(item)
        return -item

    assert heap_sort(range(9), key=key) == list(range(8, -1, -1))
    assert calls == list(range(9))


def test_less_than_is_the_only_question() -> None:
    class OnlyLess:
        __hash__ = None  # type: ignore[assignment]  # it must not be hashed

        def __init__(self, value: int) -> None:
            self.value = value

        def __lt__(self, other: "OnlyLess") -> bool:
            return self.value < other.value

        def __eq__(self, other: object) -> bool:
            raise AssertionError

    for reverse in (False, True):
        result = heap_sort([OnlyLess(value) for value in (2, 3, 1, 2)], reverse=reverse)

        assert [item.value for item in result] == sorted([1, 2, 2, 3], reverse=reverse)


@pytest.mark.parametrize(
    "options",
    [{}, {"reverse": True}, {"key": lambda item: item}],
    ids=["rising", "reverse", "key"],
)
def test_items_that_have_no_order_raise_as_in_sorted(options: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="'<' not supported"):
        heap_sort([3, "a", 2], **options)  # type: ignore[call-overload]  # wrong on purpose


def test_nan_costs_the_order_but_no_item() -> None:
    nan = float("nan")

    result = heap_sort([2.0, nan, 1.0, 3.0])

    assert len(result) == 4
    assert {1.0, 2.0, 3.0} < set(result)
    assert any(item is nan for item in result)


def test_an_item_sinks_to_its_place_and_the_way_closes_above_it() -> None:
    heap = [1, 9, 8, 7, 6, 5, 4]

    assert sift_down(heap, 0, len(heap)) == 3
    assert heap == [9, 7, 8, 1, 6, 5, 4]


def test_nothing_sinks_past_the_end_of_the_heap() -> None:
    heap = [1, 5, 6, 9]

    assert sift_down(heap, 0, 3) == 2
    assert heap == [6, 5, 1, 9]


def test_it_asks_at_most_1_13_times_the_fewest_at_100_000() -> None:
    """A count, the same on every machine; the tutorial's way asks 1.99 times the fewest."""
    numbers = list(range(100_000))
    chance_of(1).shuffle(numbers)

    assert count_comparisons(heap_sort, numbers) <= 1.13 * fewest_comparisons(len(numbers))


@pytest.mark.parametrize(
    "order",
    [list(range(4095)), list(range(4095, 0, -1)), [1] * 4095],
    ids=["ascending", "descending", "equal"],
)
def test_no_order_is_much_worse(order: list[int]) -> None:
    """Wegener: never more than 1.5 n log2 n, and a little."""
    assert count_comparisons(sort_in_place, order) < 1.5 * 4095 * 12
