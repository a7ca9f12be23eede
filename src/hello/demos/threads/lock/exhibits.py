"""Three ways to add 1 to a number that threads share, each without and with a lock.

``nonlocal`` stands where the tutorial has ``global``, so that each run has a
number of its own; the bytecode has DEREF where there it has GLOBAL.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple


class Pair(NamedTuple):
    """Two functions that add 1 so many times, and one that returns what came of it."""

    without_lock: Callable[[int], None]
    with_lock: Callable[[int], None]
    total: Callable[[], int]


def one() -> int:
    """Return 1, by a call."""
    return 1


def bare() -> Pair:
    """Return the tutorial's ``n += 1``."""
    n = 0
    lock = threading.Lock()

    def without_lock(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            n += 1

    def with_lock(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            with lock:
                n += 1

    return Pair(without_lock, with_lock, lambda: n)


def call() -> Pair:
    """Return ``n += one()``: a call after n was read, and before it is written."""
    n = 0
    lock = threading.Lock()

    def without_lock(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            n += one()

    def with_lock(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            with lock:
                n += one()

    return Pair(without_lock, with_lock, lambda: n)


def forced() -> Pair:
    """Return an update that lets the other threads run after n was read."""
    n = 0
    lock = threading.Lock()

    def without_lock(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            v = n
            time.sleep(0)
            n = v + 1

    def with_lock(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            with lock:
                v = n
                time.sleep(0)
                n = v + 1

    return Pair(without_lock, with_lock, lambda: n)
