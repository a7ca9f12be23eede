"""Bounds hold for callers in Python too."""

import math

import pytest

from hello.bounds import check_bounds
from hello.errors import WrongUseError


@pytest.mark.parametrize("value", [1, 2, 3, 2.5])
def test_what_is_within_passes(value: float) -> None:
    check_bounds("workers", value, 1, 3)


@pytest.mark.parametrize("value", [0, 4, -1, math.nan, math.inf])
def test_what_is_not_is_named_with_the_bounds(value: float) -> None:
    with pytest.raises(WrongUseError) as caught:
        check_bounds("workers", value, 1, 3)

    assert str(caught.value) == f"workers out of range: {value!r}; take 1 to 3"
