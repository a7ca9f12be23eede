"""The heaviest facts of a kind, and how many there are beside."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

Fact = TypeVar("Fact")

MOST = 5


@dataclass(frozen=True)
class Listed(Generic[Fact]):
    """The first ones, by weight; *more* were found."""

    facts: tuple[Fact, ...]
    more: int = 0


def listed(facts: Iterable[Fact], most: int = MOST) -> Listed[Fact]:
    """Return the first *most* of *facts*, which are ordered by weight.

    >>> listed("abc", 2)
    Listed(facts=('a', 'b'), more=1)
    """
    following = iter(facts)
    return Listed(tuple(islice(following, most)), sum(1 for _ in following))
