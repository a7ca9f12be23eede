"""How many programs run at a time, and who comes first when one has ended."""

import heapq
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count


class Slots:
    """As many slots as programs may run at a time; what others wait for goes first."""

    def __init__(self, number: int) -> None:
        self._free = number
        self._waiting: list[tuple[int, int]] = []
        self._numbers = count()
        self._changed = threading.Condition()

    @contextmanager
    def one(self, rank: int) -> Iterator[None]:
        """Wait for a slot, and hold it; a lower *rank* comes first, then who waited longer."""
        turn = (rank, next(self._numbers))
        with self._changed:
            heapq.heappush(self._waiting, turn)
            self._changed.wait_for(lambda: self._free and self._waiting[0] == turn)
            heapq.heappop(self._waiting)
            self._free -= 1
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._changed.notify_all()
