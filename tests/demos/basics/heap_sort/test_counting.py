"""Counting comparisons, and the benchmark that does."""

import json
import math
import subprocess
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hello.demos.basics.heap_sort.counting import Watched, count_comparisons, fewest_comparisons

BENCHMARK = Path(__file__).parents[4] / "benchmarks" / "comparisons.py"


def benchmark(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BENCHMARK), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def adjacent(items: Sequence[Any]) -> list[bool]:
    return [left < right for left, right in pairwise(items)]


@pytest.mark.parametrize("length", [0, 1, 2, 9])
def test_each_comparison_counts_once(length: int) -> None:
    assert count_comparisons(adjacent, range(length)) == max(0, length - 1)


def test_who_watches_sees_both_sides_and_the_answer_is_the_items() -> None:
    seen: list[tuple[int, int]] = []
    one, two = (
        Watched(value, lambda left, right: seen.append((left.item, right.item))) for value in (1, 2)
    )

    assert one < two
    assert not two < one
    assert seen == [(1, 2), (2, 1)]


@pytest.mark.parametrize("length", [0, 1, 2, 3, 10, 100])
def test_the_fewest_possible_is_the_logarithm_of_the_orders(length: int) -> None:
    assert fewest_comparisons(length) == pytest.approx(math.log2(math.factorial(length)))


def test_the_benchmark_compares_four_sorts() -> None:
    done = benchmark("--size", "500", "--seed", "3")
    (measured,) = json.loads(done.stdout)["sizes"]
    ratios = measured["ratios"]

    assert measured["size"] == 500
    assert 1 <= ratios["sorted"] < ratios["ours"] < 1.3
    assert ratios["heapq"] == pytest.approx(ratios["ours"], abs=0.03)
    assert 1.9 < ratios["tutorial"] < 2


def test_the_same_seed_counts_the_same() -> None:
    first, again, other = (benchmark("--size", "50", "--seed", seed).stdout for seed in "112")

    assert first == again
    assert first != other


@pytest.mark.parametrize("size", ["1", "10000001", "many"])
def test_the_benchmark_refuses_other_sizes(size: str) -> None:
    done = benchmark("--size", size)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
