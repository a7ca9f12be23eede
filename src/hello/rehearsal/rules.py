"""What a rule of the index is: a function from one built file to what speaks against it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hello.rehearsal.core_metadata import Described
from hello.rehearsal.keys import Keys
from hello.rehearsal.model import Finding

MOST_NAMED = 3


@dataclass(frozen=True)
class Case:
    """A built file, and the source that it comes from."""

    built: Described
    source: Path

    @cached_property
    def keys(self) -> Keys:
        """Return where the project states what."""
        return Keys(self.source)


Rule = Callable[[Case], Iterator[Finding]]


def named(values: Iterable[object]) -> str:
    """Return the first three of *values*, and how many there are more.

    >>> named(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    texts = [str(value) for value in values]
    more = len(texts) - MOST_NAMED
    shown = texts if more <= 0 else texts[:MOST_NAMED]
    ending = f" and {more} more" if more > 0 else ""
    return ", ".join(shown) + ending


def quoted(values: Iterable[object]) -> str:
    """Return the same in quotation marks."""
    return named(f"'{value}'" for value in values)
