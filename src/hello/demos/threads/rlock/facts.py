"""What ``hello-rlock`` finds out, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One step of the owner.

    ``worked``: it got the lock, or could release it. ``depth``: how often it then
    holds the lock. ``other_gets_in``: whether another thread got the lock then.
    """

    action: str
    worked: bool
    depth: int
    other_gets_in: bool


@dataclass(frozen=True)
class Listing:
    """The tutorial's thread function, run in a thread: what it did before it ended."""

    acquires: int
    releases: int
    error: str


@dataclass(frozen=True)
class RlockFacts:
    """All that the demo saw.

    ``waited``: what the owner and a waiting thread did, in this order. An error is
    empty where nothing was raised: ``one_too_many`` is that of one release more,
    ``by_another`` and ``plain_by_another`` those of a release by a thread that does
    not hold the RLock, or the Lock. ``plain_twice``: whether the holder of a Lock
    got it again within a moment.
    """

    steps: tuple[Step, ...]
    waited: tuple[str, ...]
    one_too_many: str
    by_another: str
    plain_by_another: str
    plain_twice: bool
    listing: Listing
