"""The demo: its facts, its claims with a broken twin for each, and its command."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcomes_of

from hello.claims import Outcome
from hello.demos.basics import heap_sort as demo
from hello.demos.basics.heap_sort.counting import count_comparisons
from hello.demos.basics.heap_sort.facts import HeapSortFacts, Phase
from hello.demos.basics.heap_sort.heap import heap_of, heapify, sort_in_place
from hello.demos.basics.heap_sort.listing import (
    _sift_down_from_top,
    levels,
    levels_with_logarithm,
    sort_with_early_swap,
)
from hello.demos.basics.heap_sort.parts import HeapTree
from hello.demos.basics.heap_sort.steps import steps as steps_of
from hello.demos.basics.heap_sort.trials import count_both, try_listing, try_ties, try_tree
from hello.demos.basics.heap_sort.values import random_values
from hello.errors import WrongUseError


@pytest.fixture(scope="module")
def facts() -> HeapSortFacts:
    return demo.demonstrate(seed=1)


outcomes = partial(outcomes_of, demo.CLAIMS)


def run(*options: str, columns: int = 80, encoding: str = "utf-8") -> Result:
    runner = CliRunner(env={"COLUMNS": str(columns)}, charset=encoding)
    return runner.invoke(demo.main, options)


# Claims


def test_verdicts(facts: HeapSortFacts) -> None:
    assert outcomes(facts) == {
        "heap-order": Outcome.CONFIRMED,
        "sorts": Outcome.CONFIRMED,
        "growth": Outcome.CONFIRMED,
        "bottom-up": Outcome.CONFIRMED,
        "stable": Outcome.REFUTED,
        "listing-sorts": Outcome.REFUTED,
        "listing-tree": Outcome.REFUTED,
    }


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("reverse", [False, True], ids=["ascending", "descending"])
def test_verdicts_depend_on_no_seed(facts: HeapSortFacts, seed: int, reverse: bool) -> None:  # noqa: FBT001  # a parameter
    assert outcomes(demo.demonstrate(seed=seed, reverse=reverse)) == outcomes(facts)


def top_down_heap(values: Sequence[Any]) -> tuple[Any, ...]:
    """Build the heap in the wrong direction: each parent looks at its children too early."""
    heap = list(values)
    for root in range(len(heap) // 2):
        largest = max((root, 2 * root + 1, 2 * root + 2), key=lambda i: heap[i : i + 1])
        heap[root], heap[largest] = heap[largest], heap[root]
    return tuple(heap)


def test_twin_a_heap_built_from_the_top_is_none(facts: HeapSortFacts) -> None:
    twin = replace(facts, heap=top_down_heap(facts.values))

    assert outcomes(twin)["heap-order"] is Outcome.REFUTED


def test_twin_a_heap_that_lost_a_value_is_none(facts: HeapSortFacts) -> None:
    twin = replace(facts, heap=facts.heap[:-1])

    assert outcomes(twin)["heap-order"] is Outcome.REFUTED


def test_twin_a_heap_for_the_other_direction_is_none(facts: HeapSortFacts) -> None:
    assert outcomes(replace(facts, reverse=True))["heap-order"] is Outcome.REFUTED


def test_twin_the_tutorials_sort_does_not_sort(facts: HeapSortFacts) -> None:
    result = [*range(25)]
    sort_with_early_swap(result)
    twin = replace(facts, values=tuple(range(25)), result=tuple(result))

    assert outcomes(twin)["sorts"] is Outcome.REFUTED


def test_twin_a_sort_that_loses_a_value_does_not_sort(facts: HeapSortFacts) -> None:
    assert outcomes(replace(facts, result=facts.result[:-1]))["sorts"] is Outcome.REFUTED


def insertion_sort(items: list[Any]) -> None:
    for end in range(len(items)):
        place = end
        while place and items[place] < items[place - 1]:
            items[place - 1], items[place] = items[place], items[place - 1]
            place -= 1


def test_twin_a_quadratic_sort_grows_faster(facts: HeapSortFacts) -> None:
    twin = replace(facts, counts=count_both(1, insertion_sort))

    assert outcomes(twin)["growth"] is Outcome.REFUTED


def test_twin_a_sort_that_asks_next_to_nothing_is_no_comparison_sort(facts: HeapSortFacts) -> None:
    twin = replace(facts, counts=count_both(1, min))

    assert outcomes(twin)["growth"] is Outcome.REFUTED


def test_twin_the_usual_sinking_saves_nothing(facts: HeapSortFacts) -> None:
    twin = replace(
        facts, counts=count_both(1, lambda items: sort_with_early_swap(items, mended=True))
    )

    assert outcomes(twin)["bottom-up"] is Outcome.REFUTED


def test_twin_a_stable_sort_keeps_ties(facts: HeapSortFacts) -> None:
    assert outcomes(replace(facts, ties=try_ties(1, sorted)))["stable"] is Outcome.CONFIRMED


@pytest.mark.parametrize(
    "sort",
    [sort_in_place, lambda items: sort_with_early_swap(items, mended=True)],
    ids=["ours", "mended"],
)
def test_twin_a_sound_sort_in_place_of_the_tutorials_sorts(facts: HeapSortFacts, sort: Any) -> None:
    twin = replace(facts, listing_sorts=try_listing(1, sort))

    assert outcomes(twin)["listing-sorts"] is Outcome.CONFIRMED


def test_twin_with_enough_levels_the_tree_is_whole(facts: HeapSortFacts) -> None:
    twin = replace(facts, listing_tree=try_tree(levels))

    assert outcomes(twin)["listing-tree"] is Outcome.CONFIRMED


@pytest.mark.parametrize("items", [(), (5,), (5, 5, 5)], ids=["none", "one", "equal"])
def test_nothing_can_be_said_without_two_different_values(items: tuple[int, ...]) -> None:
    found = outcomes(demo.demonstrate(items=items))

    assert found["heap-order"] is found["sorts"] is Outcome.INCONCLUSIVE


# The tutorial's way


def test_the_tutorials_sort_sorts_none_of_1000_lists(facts: HeapSortFacts) -> None:
    seen = facts.listing_sorts

    assert (seen.lists, seen.sorted, seen.largest_two_exchanged, seen.others_wrong) == (
        1000,
        0,
        1000,
        0,
    )
    assert 550 < seen.smallest_three_wrong < 780
    assert 0 < seen.tied_sorted < seen.tied_lists


def test_to_drop_the_early_swap_alone_leaves_two_of_three_wrong() -> None:
    """As the lesson says: the last place of the heap is still left out of each sinking."""

    def without_early_swap(items: list[Any]) -> None:
        heapify(items)
        for end in range(len(items) - 1, 0, -1):
            _sift_down_from_top(items, 0, end - 1)
            items[0], items[end] = items[end], items[0]

    seen = try_listing(1, without_early_swap)

    assert seen.largest_two_exchanged == seen.others_wrong == 0
    assert 220 < seen.sorted < 450


def test_the_tutorials_sort_fails_on_the_empty_list() -> None:
    with pytest.raises(IndexError):
        sort_with_early_swap([])


def test_the_tutorials_tree_is_short_at_powers_of_two(facts: HeapSortFacts) -> None:
    assert facts.listing_tree.lost == tuple((2**power, 1) for power in range(7))
    assert [levels_with_logarithm(n) for n in (1, 2, 3, 4)] == [0, 1, 2, 2]
    assert [levels(n) for n in (1, 2, 3, 4)] == [1, 2, 2, 3]


# Facts


def test_the_same_seed_gives_the_same_facts(facts: HeapSortFacts) -> None:
    assert demo.demonstrate(seed=1) == facts
    assert demo.demonstrate(seed=2).values != facts.values


def test_a_run_without_seed_says_which_it_had() -> None:
    first = demo.demonstrate()

    assert demo.demonstrate(seed=first.seed) == first


@pytest.mark.parametrize("reverse", [False, True], ids=["ascending", "descending"])
@pytest.mark.parametrize("length", [*range(9), 15])
def test_steps_lead_from_the_values_to_the_result(length: int, reverse: bool) -> None:  # noqa: FBT001  # a parameter
    values = random_values(length, seed=4)
    steps = list(steps_of(values, reverse=reverse))
    build = [step for step in steps if step.phase is Phase.BUILD]
    sort = [step for step in steps if step.phase is Phase.SORT]

    assert (len(build), len(sort)) == (length // 2, max(0, length - 1))
    assert steps == build + sort
    assert sum(len(step.comparisons) for step in steps) == count_comparisons(
        lambda watched: demo.heap_sort(watched, reverse=reverse), values
    )
    if build:
        assert build[0].before == values
        assert build[-1].after == tuple(heap_of(values, reverse=reverse))
    if sort:
        assert list(sort[-1].after) == sorted(values, reverse=reverse)


def test_comparisons_know_their_way_and_their_answer() -> None:
    """1 sinks from the top: 3 or 2? 3. Back up: is 3 smaller than 1? No."""
    step = demo.demonstrate(items=[1, 3, 2], steps=True).steps[0]

    assert [(c.left, c.right, c.smaller, c.upwards) for c in step.comparisons] == [
        (2, 3, True, False),
        (3, 1, False, True),
    ]
    assert (step.root, step.place, step.after) == (0, 1, (3, 1, 2))


def test_the_comparisons_are_those_of_heap_sort(facts: HeapSortFacts) -> None:
    assert facts.comparisons == count_comparisons(demo.heap_sort, facts.values)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"length": -1}, "length out of range: -1"),
        ({"length": 100_001}, "take 0 to 100000"),
        ({"seed": -1}, "seed out of range: -1"),
        ({"seed": 2**32}, "take 0 to 4294967295"),
        ({"length": 16, "steps": True}, "step by step: 16; take at most 15"),
        ({"items": [0] * 100_001}, "too many values: 100001"),
        ({"items": [1.0, float("nan")]}, "not a finite number: nan"),
        ({"items": [1, "a"]}, "numbers and words have no order"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_out_of_bounds_is_refused(parameters: dict[str, Any], words: str) -> None:
    with pytest.raises(WrongUseError, match=words):
        demo.demonstrate(**parameters)


# The command


@pytest.mark.parametrize(
    ("items", "values"),
    [
        ("3,1,2", [1, 2, 3]),
        (" -3, 1.5 ,10", [-3, 1.5, 10]),
        ("10,9,pear", ["10", "9", "pear"]),
        ("广州，北京、上海", ["上海", "北京", "广州"]),
        ("", []),
        ("  ", []),
    ],
    ids=["numbers", "signs-and-points", "words", "chinese", "nothing", "blank"],
)
def test_items_are_numbers_or_words(items: str, values: list[object]) -> None:
    report = json.loads(run("--items", items, "--json").stdout)

    assert report["result"]["result"] == values


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--items", "3,,1"], "a value is missing in: '3,,1'; write one"),
        (["--items", "3,1,"], "a value is missing in: '3,1,'"),
        (["--items", "1,nan"], "not a finite number: nan; leave it out"),
        (["--items", "1,1e999"], "not a finite number: inf"),
        (["--items", "1", "--length", "1"], "--items and --length exclude each other"),
        (["--length", "16", "--steps"], "take at most 15, or leave out --steps"),
        (["--length", "100001"], "0<=x<=100000"),
        (["--seed", "x"], "'x' is not a valid integer"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_use_is_one_line(options: list[str], words: str) -> None:
    done = run(*options)

    assert done.exit_code == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_the_usual_picture_has_the_values_the_heap_and_the_result() -> None:
    text = run("--items", "1,2,3", columns=100).stdout

    assert text.startswith(
        "3 values, yours\n"
        "1  2  3\n\n"
        "As a tree: the value at place i stands above those at 2i + 1 and 2i + 2\n"
        " _1_\n2   3\n\n"
        "As a heap: no parent is smaller than its children\n"
        " _3_\n2   1\n\n"
        "Sorted with 3 comparisons; log2(3!), the fewest on average, is 3\n"
        "1  2  3\n"
    )


def test_steps_show_ten_values_unless_told(facts: HeapSortFacts) -> None:
    assert len(facts.values) == 25
    assert len(json.loads(run("--steps", "--json").stdout)["result"]["values"]) == 10


def test_a_frame_marks_what_sank_what_rose_and_what_is_sorted() -> None:
    text = run("--steps", "--items", "1,2,3,4,5").stdout

    assert (
        "Build 2 of 2: 1 sinks from place 0 to 3\n"
        "down: 3 < 5, 2 < 4\n"
        "up:   4 >= 1\n"
        "      __^5__\n"
        "   _^4       3\n"
        "(1)    2\n"
    ) in text
    assert (
        "Sort 1 of 4: 5 is out, 2 sinks from place 0 to 1\n"
        "down: 3 < 4\n"
        "up:   1 < 2, 4 >= 2\n"
        "      __^4__\n"
        "   (2)       3\n"
        " 1    [5]\n"
    ) in text


def test_what_stays_is_said_to_stay() -> None:
    assert "Build 1 of 1: 3 stays at place 0\n" in run("--steps", "--items", "3,1,2").stdout


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
@pytest.mark.parametrize(
    "options",
    [
        ["--seed", "2"],
        ["--seed", "2", "--length", "500"],
        ["--seed", "2", "--length", "15", "--steps"],
        ["--items", "北京,上海,广州,深圳,呼和浩特,乌鲁木齐,西安", "--steps", "--lang", "zh"],
        ["--items", "x" * 300 + ",b,c"],
        ["--items", ""],
    ],
    ids=["usual", "long", "steps", "chinese", "wide", "empty"],
)
def test_the_picture_fits_the_terminal(options: list[str], columns: int) -> None:
    done = run(*options, columns=columns)

    assert done.exit_code == 0
    assert max(map(cell_len, done.stdout.splitlines())) <= columns


@pytest.mark.parametrize("columns", range(20, 60, 3))
def test_the_picture_of_a_tree_lacks_no_value(columns: int) -> None:
    """rich would crop a line that is too long without a word."""
    text = drawn([HeapTree(range(100, 115), room_for_marks=2)], columns)

    assert sorted(map(int, re.findall(r"\d+", text))) == [*range(100, 115)]


@pytest.mark.parametrize("steps", [[], ["--steps"]], ids=["trees", "steps"])
def test_an_ascii_terminal_shows_escapes_in_line(steps: list[str]) -> None:
    text = run("--items", "京,沪,穗", *steps, encoding="ascii", columns=60).stdout

    assert text.isascii()
    assert r"\u4eac" in text
    assert max(map(len, text.splitlines())) <= 60


def test_many_values_are_not_all_shown() -> None:
    text = run("--length", "1000", "--seed", "1").stdout

    assert "... and 900 more" in text
    assert "(below: 969 items on 5 levels)" in text
    assert text.count("\n") < 80


def test_the_log_tells_what_was_done() -> None:
    done = run("--items", "2,1", "--log")

    assert "built a heap of 2 values" in done.stderr
    assert "sorted them with 1 comparisons" in done.stderr


def test_a_run_can_be_repeated_from_what_it_prints() -> None:
    first = run()
    seed = first.stdout.partition("--seed ")[2].partition(")")[0]

    assert run("--seed", seed).stdout == first.stdout
