"""Tries sorts on many random lists; the same seed gives the same lists."""

import random
from collections.abc import Callable
from typing import Any

from hello.chance import chance_of
from hello.demos.basics.heap_sort.counting import count_comparisons
from hello.demos.basics.heap_sort.facts import Counts, ListingSorts, ListingTree, Ties
from hello.demos.basics.heap_sort.heap import heap_sort, sort_in_place
from hello.demos.basics.heap_sort.listing import levels_with_logarithm, sort_with_early_swap

LENGTHS = (64, 256, 1024)
LISTS_OF_A_LENGTH = 5
LISTING_LENGTH = 25
LISTING_LISTS = 1000
TIED_LISTS = 100
LONGEST_TREE = 64

Sort = Callable[[list[Any]], object]


def count_both(seed: int, sort: Sort = sort_in_place) -> tuple[Counts, ...]:
    """Count what *sort* and the tutorial's sort ask of the same lists of each length."""
    chance = chance_of(seed)
    return tuple(_count(chance, length, sort) for length in LENGTHS)


def _count(chance: random.Random, length: int, sort: Sort) -> Counts:
    lists = [chance.sample(range(length), length) for _ in range(LISTS_OF_A_LENGTH)]
    return Counts(
        length,
        tuple(count_comparisons(sort, numbers) for numbers in lists),
        tuple(count_comparisons(sort_with_early_swap, numbers) for numbers in lists),
    )


def try_ties(seed: int, sort: Callable[..., list[str]] = heap_sort) -> Ties:
    """Sort lists of strings such as ``b07`` by the letter; the digits tell their first order."""
    chance = chance_of(seed)
    lists = [
        [f"{chance.choice('abc')}{number:02}" for number in range(LISTING_LENGTH)]
        for _ in range(TIED_LISTS)
    ]
    # By letter and then by number is what a stable sort makes of them.
    kept = sum(sort(strings, key=_letter) == sorted(strings) for strings in lists)
    example = ("b1", "a1", "a2", "b2")
    return Ties(len(lists), kept, example, tuple(sort(example, key=_letter)))


def _letter(text: str) -> str:
    return text[0]


def try_listing(seed: int, sort: Sort = sort_with_early_swap) -> ListingSorts:
    """Let the tutorial's sort, or its mended *sort*, sort many lists of its own length."""
    chance = chance_of(seed)
    distinct = [chance.sample(range(1, 101), LISTING_LENGTH) for _ in range(LISTING_LISTS)]
    tied = [
        [*chance.sample(range(1, 101), LISTING_LENGTH - 2), 101, 101] for _ in range(TIED_LISTS)
    ]
    for numbers in tied:
        chance.shuffle(numbers)
    pairs = [(_sorted_by(sort, numbers), sorted(numbers)) for numbers in distinct]
    return ListingSorts(
        lists=len(distinct),
        length=LISTING_LENGTH,
        sorted=sum(got == right for got, right in pairs),
        largest_two_exchanged=sum(got[-2:] == right[:-3:-1] for got, right in pairs),
        smallest_three_wrong=sum(got[:3] != right[:3] for got, right in pairs),
        others_wrong=sum(got[3:-2] != right[3:-2] for got, right in pairs),
        tied_lists=len(tied),
        tied_sorted=sum(_sorted_by(sort, numbers) == sorted(numbers) for numbers in tied),
    )


def _sorted_by(sort: Sort, numbers: list[int]) -> list[int]:
    copy = list(numbers)
    sort(copy)
    return copy


def try_tree(levels: Callable[[int], int] = levels_with_logarithm) -> ListingTree:
    """Find the lengths at which so many *levels* do not hold all items of a tree."""
    room = {length: 2 ** levels(length) - 1 for length in range(1, LONGEST_TREE + 1)}
    lost = tuple((length, length - room[length]) for length in room if room[length] < length)
    return ListingTree(LONGEST_TREE, lost)
