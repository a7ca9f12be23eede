"""--only names demos, commands and claims."""

from collections.abc import Callable

import pytest

from hello.claims.selection import select
from hello.errors import WrongUseError
from hello.loading import FoundDemo


@pytest.fixture
def demo(make_demo: Callable[..., FoundDemo]) -> FoundDemo:
    return make_demo("return True")


@pytest.mark.parametrize("only", [[], ["made"], ["hello-made"], ["made", "made.first"]])
def test_all_claims_of_a_demo(demo: FoundDemo, only: list[str]) -> None:
    assert select([demo], only) == ((demo,), frozenset({"made.first", "made.second"}))


def test_one_claim(demo: FoundDemo) -> None:
    assert select([demo], ["made.second"]) == ((demo,), frozenset({"made.second"}))


def test_an_unknown_name_gets_the_nearest_match(demo: FoundDemo) -> None:
    with pytest.raises(WrongUseError, match=r"no such demo or claim: 'made.frist'; did you mean"):
        select([demo], ["made.frist"])
