"""Randomness can be repeated."""

import pytest

from hello.chance import LARGEST_SEED, chance_of, seed_or_new
from hello.errors import WrongUseError


def test_the_same_seed_gives_the_same_numbers() -> None:
    assert chance_of(7).random() == chance_of(7).random() != chance_of(8).random()


@pytest.mark.parametrize("seed", [0, 7, LARGEST_SEED])
def test_a_seed_that_is_given_is_kept(seed: int) -> None:
    assert seed_or_new(seed) == seed


def test_without_one_each_run_has_its_own() -> None:
    assert len({seed_or_new(None) for _ in range(4)}) > 1


@pytest.mark.parametrize("seed", [-1, LARGEST_SEED + 1])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(WrongUseError, match="seed out of range"):
        seed_or_new(seed)
