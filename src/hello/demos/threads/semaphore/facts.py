"""What ``hello-semaphore`` finds out, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stay:
    """A thread's way through the semaphore, in seconds from the start of the run."""

    thread: str
    came: float
    entered: float
    left: float


@dataclass(frozen=True)
class Crowd:
    """A run: the stays in the order in which they ended.

    ``most_inside``: how many were inside at once, counted under a lock.
    """

    most_inside: int
    stays: tuple[Stay, ...]


@dataclass(frozen=True)
class SemaphoreFacts:
    """All that the demo saw.

    ``spoiled`` is the run after one release too many. ``let_in``: how many
    acquires in a row got in without a release; ``let_in_by_default`` the same for a
    semaphore made without a number; ``after_release``: how many more after one
    release. ``bounded_error``: what a BoundedSemaphore raised, or nothing.
    """

    permits: int
    threads: int
    orderly: Crowd
    spoiled: Crowd
    let_in: int
    after_release: int
    let_in_by_default: int
    bounded_error: str
