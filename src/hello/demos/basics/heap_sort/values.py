"""The values that ``hello-heap-sort`` sorts: the user's own, or random ones; and their limits."""

import math
import re
from collections.abc import Sequence

from hello.chance import chance_of
from hello.demos.basics.heap_sort.facts import Value
from hello.errors import WrongUseError

MOST_VALUES = 100_000
MOST_STEPPED = 15
"""What --steps takes: four full levels, which a terminal of 40 columns can show."""

USUAL_LENGTH = 25
"""The tutorial's."""

STEPPED_LENGTH = 10


def random_values(length: int, seed: int) -> tuple[int, ...]:
    """Return *length* random numbers of two digits; of more digits if there are many of them."""
    chance = chance_of(seed)
    return tuple(chance.randint(1, max(99, length)) for _ in range(length))


def parsed(text: str) -> tuple[Value, ...]:
    """Return the values in *text*: numbers if all of them are numbers, otherwise words.

    They stand between commas, Chinese ones too. Raises WrongUseError where there is nothing
    between two commas, and for a number that is not finite.
    """
    if not text.strip():
        return ()
    words = [word.strip() for word in re.split("[,\uff0c\u3001]", text)]
    if "" in words:
        raise WrongUseError("a value is missing in", text, next_step="write one between all commas")
    numbers = [number for word in words if (number := _number(word)) is not None]
    return tuple(numbers if len(numbers) == len(words) else words)


def _number(word: str) -> int | float | None:
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            continue
    return None


def check_values(values: Sequence[Value], *, steps: bool) -> None:
    """Raise WrongUseError for too many *values*, or if they have no order among them."""
    if steps and len(values) > MOST_STEPPED:
        remedy = f"take at most {MOST_STEPPED}, or leave out --steps"
        raise WrongUseError("too many values to show step by step", len(values), next_step=remedy)
    if len(values) > MOST_VALUES:
        raise WrongUseError("too many values", len(values), next_step=f"take at most {MOST_VALUES}")
    for value in values:
        if isinstance(value, float) and not math.isfinite(value):
            raise WrongUseError("not a finite number", value, next_step="leave it out")
    if len({isinstance(value, str) for value in values}) > 1:
        raise WrongUseError(
            "numbers and words have no order", list(values), next_step="take one or the other"
        )
