"""How many datagrams an address may send: a token bucket for each, for a bounded number."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import NamedTuple

MOST_ADDRESSES = 4_096
"""With one more, the one that has been silent longest is forgotten."""

ONE = 1.0 - 1e-6
"""A token, as sums of floats have it: after ``seconds_left`` there is one."""


class Rate(NamedTuple):
    """*per_second* for ever, and *burst* at once after a time of silence."""

    per_second: float = 200.0
    burst: float = 400.0


class TokenBucket:
    """Holds up to *burst* tokens, and gains *per_second* of them; each datagram takes one."""

    __slots__ = ("_at", "_level", "_rate", "is_told")

    def __init__(self, rate: Rate, now: float) -> None:
        self._rate = rate
        self._level = rate.burst
        self._at = now
        self.is_told = False
        """Whether its owner has been told that it is empty; until it is full again."""

    def takes(self, now: float) -> bool:
        """Take a token; return False where there is none."""
        # A clock that goes back gives nothing.
        self._level += max(now - self._at, 0.0) * self._rate.per_second
        self._at = now
        if self._level >= self._rate.burst:
            self._level = self._rate.burst
            self.is_told = False
        if self._level < ONE:
            return False
        self._level = max(self._level - 1.0, 0.0)
        return True

    def seconds_left(self, now: float) -> float:
        """Return after how long there is a token."""
        missing = 1.0 - self._level - (now - self._at) * self._rate.per_second
        return max(missing / self._rate.per_second, 0.0)


class RateLimit:
    """A token bucket for each address that was heard of lately."""

    def __init__(self, rate: Rate, most: int = MOST_ADDRESSES) -> None:
        self._rate = rate
        self._most = most
        self._buckets: OrderedDict[Hashable, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def allows(self, address: Hashable, now: float) -> bool:
        """Return whether *address* may send one more."""
        bucket = self._buckets.get(address)
        if bucket is None:
            if len(self._buckets) >= self._most:
                self._buckets.popitem(last=False)
            bucket = self._buckets[address] = TokenBucket(self._rate, now)
        self._buckets.move_to_end(address)
        return bucket.takes(now)

    def is_to_be_told(self, address: Hashable) -> bool:
        """Return True once for each time that *address* was too fast."""
        bucket = self._buckets.get(address)
        if bucket is None or bucket.is_told:
            return False
        bucket.is_told = True
        return True
