"""Randomness that can be repeated: every random demo says its seed and takes one."""

import random

from hello.bounds import check_bounds

LARGEST_SEED = 2**32 - 1


def seed_or_new(seed: int | None) -> int:
    """Return *seed*, or a new one for None; raise WrongUseError out of 0 to LARGEST_SEED."""
    if seed is None:
        return random.SystemRandom().randrange(LARGEST_SEED + 1)
    check_bounds("seed", seed, 0, LARGEST_SEED)
    return seed


def chance_of(seed: int) -> random.Random:
    """Return a source of random numbers that are the same for the same *seed*."""
    return random.Random(seed)  # noqa: S311  # to be repeated is what they are for
