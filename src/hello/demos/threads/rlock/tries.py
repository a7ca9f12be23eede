"""Tries with a lock, each with a result instead of an exception or a deadlock."""

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

PATIENCE = 0.05
"""Seconds after which the holder of a Lock stops waiting for itself."""

Value = TypeVar("Value")


class AnyLock(Protocol):
    """What Lock and RLock have in common."""

    def acquire(self, blocking: bool = ..., timeout: float = ...) -> bool:  # noqa: FBT001  # theirs
        """Get the lock; return whether that worked."""

    def release(self) -> None:
        """Give the lock up."""


def in_another_thread(function: Callable[[], Value]) -> Value:
    """Return what *function* returns in a thread of its own."""
    values: list[Value] = []
    thread = threading.Thread(target=lambda: values.append(function()), name="another")
    thread.start()
    thread.join()
    return values[0]


def gets_in(lock: AnyLock) -> bool:
    """Say whether this thread gets *lock* now, and give it back."""
    got = lock.acquire(blocking=False)
    if got:
        lock.release()
    return got


def gets_in_again(lock: AnyLock) -> bool:
    """Acquire *lock* twice, the second time with a timeout, and say whether that worked."""
    lock.acquire()
    try:
        again = lock.acquire(timeout=PATIENCE)
        if again:
            lock.release()
        return again
    finally:
        lock.release()


def released_by_another(lock: AnyLock) -> str:
    """Acquire *lock* and let another thread release it; return the error, if there is one."""
    lock.acquire()
    error = in_another_thread(lambda: error_of(lock.release))
    if error:
        lock.release()
    return error


def error_of(release: Callable[[], object]) -> str:
    """Call *release* and return the RuntimeError that it raises, or nothing."""
    try:
        release()
    except RuntimeError as error:
        return f"{type(error).__name__}: {error}"
    return ""
