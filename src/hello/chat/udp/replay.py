"""Which numbers have been there already: a window that slides (RFC 4303, section 3.4.3)."""

SIZE = 1_024
"""Numbers further back count as seen: the network does not hold a datagram back for so long."""

_ALL = (1 << SIZE) - 1


class ReplayWindow:
    """Remembers the highest number seen, and which of those below it."""

    __slots__ = ("_highest", "_seen")

    def __init__(self) -> None:
        self._highest = 0
        self._seen = 1
        """Bit n: whether ``_highest - n`` was there; nobody sends number 0."""

    def is_new(self, number: int) -> bool:
        """Return whether *number* (1 or more) comes for the first time; remember it."""
        ahead = number - self._highest
        if ahead > 0:
            self._seen = ((self._seen << ahead) & _ALL if ahead < SIZE else 0) | 1
            self._highest = number
            return True
        # Far back first: a number with so many bits is not to be made.
        if -ahead >= SIZE or self._seen >> -ahead & 1:
            return False
        self._seen |= 1 << -ahead
        return True
