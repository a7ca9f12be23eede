"""What ``hello-remedies`` counts, as values. Times are in seconds, and only for show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plain:
    """The loop without any remedy; the median time of a request in two parts.

    ``shared_out`` is for the price, which others could work out at the same time;
    ``in_turn`` for the entry in the one ledger.
    """

    total: int
    shared_out: float
    in_turn: float
    seconds: float


@dataclass(frozen=True)
class Queued:
    """The bounded queue: its longest length, and how often the sender found it full."""

    capacity: int
    peak: int
    held_back: int
    handled: int
    total: int
    seconds: float


@dataclass(frozen=True)
class Locked:
    """The lock: how many updates of the shared total are missing in it."""

    threads: int
    updates: int
    lost: int
    total: int
    seconds: float


@dataclass(frozen=True)
class Cached:
    """The cache: prices worked out before the doors opened, after, and looked up."""

    beforehand: int
    on_demand: int
    looked_up: int
    total: int
    seconds: float


@dataclass(frozen=True)
class Parallel:
    """The processes: their numbers, and how many were at work at the same time."""

    processes: tuple[int, ...]
    shares: tuple[int, ...]
    at_once: int
    total: int
    seconds: float


@dataclass(frozen=True)
class Projection:
    """What hardware so many ``times`` as fast would bring: calculated, not measured."""

    times: int
    speed_up: float


@dataclass(frozen=True)
class Fault:
    """Something that was done to a message on purpose, and who handled it in the end.

    ``again`` is who delivered it once more: ``broker``, ``sender`` or None.
    """

    kind: str
    message: int
    victim: int | None
    again: str | None
    handled_by: int | None


@dataclass(frozen=True)
class Messages:
    """The message middleware: messages sent, confirmed, delivered again, lost.

    ``sent`` counts the ``resent`` ones too. ``redelivered`` are those that the
    broker delivered again by itself, ``repeats`` confirmations that had come before.
    """

    broker: str
    keeps_unacknowledged: bool
    workers: int
    messages: int
    sent: int
    resent: int
    redelivered: int
    repeats: int
    lost: int
    total: int
    faults: tuple[Fault, ...]
    seconds: float


@dataclass(frozen=True)
class Remedies:
    """One workload under each remedy. ``messages`` is None where something is ``missing``.

    ``without`` are the essentials that were taken away on purpose.
    """

    items: tuple[int, ...]
    without: tuple[str, ...]
    plain: Plain
    queued: Queued
    locked: Locked
    cached: Cached
    parallel: Parallel
    projections: tuple[Projection, ...]
    messages: Messages | None
    missing: str | None
