"""What a network does to datagrams, decided by a seed. No socket, no clock.

IP promises none of what is broken here: datagrams get lost, come twice, overtake
each other and take their time (RFC 791, section 1.2; RFC 768).
"""

import random
from dataclasses import dataclass
from typing import Generic, TypeVar

from hello.bounds import check_bounds

Item = TypeVar("Item")

LONGEST_DELAY = 60.0


@dataclass(frozen=True)
class Climate:
    """How likely each mishap is, from 0 to 1, and the longest ``delay`` in seconds.

    Raise WrongUseError outside of that.
    """

    drop: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    delay: float = 0.0

    def __post_init__(self) -> None:
        for name in ("drop", "duplicate", "reorder"):
            check_bounds(name, getattr(self, name), 0, 1)
        check_bounds("delay", self.delay, 0, LONGEST_DELAY)


@dataclass
class Counts:
    """What became of the datagrams of one direction.

    ``passed`` counts those that were sent on, copies included; ``overflowed`` those for
    which the relay had no room.
    """

    received: int = 0
    dropped: int = 0
    duplicated: int = 0
    reordered: int = 0
    overflowed: int = 0
    passed: int = 0


class Weather(Generic[Item]):
    """Decides what becomes of each item, in the order of their coming.

    The same ``seed`` decides the same for the n-th item, and independently of each
    other: with less ``drop`` the items that are doubled or held back stay the same ones.
    """

    def __init__(self, climate: Climate, seed: int | str, counts: Counts | None = None) -> None:
        self.climate = climate
        self.counts = Counts() if counts is None else counts
        self._chance = random.Random(seed)  # noqa: S311  # to be repeated is what it is for
        self._held: list[tuple[float, Item]] = []

    @property
    def holds_back(self) -> bool:
        """Whether an item waits to be overtaken by the next."""
        return bool(self._held)

    def meet(self, item: Item) -> list[tuple[float, Item]]:
        """Return what leaves now, in its order: each item with its delay in seconds."""
        drop, duplicate, reorder, delay = (self._chance.random() for _ in range(4))
        climate, counts = self.climate, self.counts
        counts.received += 1
        if drop < climate.drop:
            counts.dropped += 1
            return []
        copies = [(delay * climate.delay, item)]
        if duplicate < climate.duplicate:
            counts.duplicated += 1
            copies *= 2
        if self._held:
            # One that waits is enough: the newcomer overtakes it, whatever was drawn for it.
            counts.reordered += 1
            return copies + self.release()
        if reorder < climate.reorder:
            self._held = copies
            return []
        return copies

    def release(self) -> list[tuple[float, Item]]:
        """Return what was held back, because nothing will overtake it."""
        held, self._held = self._held, []
        return held
