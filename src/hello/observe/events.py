"""What the recorder notes, and the model is built from: no recorder and no picture here.

One Log a process. Threads, objects and places have serial numbers of their own, given once: the
system gives a thread's number again as soon as the thread has ended, and ``id`` an object's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

UNKNOWN = -1

OTHERS_END = "other threads' end"
"""The kind of what the main thread waits for at its own end: all threads that are no daemons."""

NOT_MADE = frozenset({"sleep", "select", "process", "input", OTHERS_END})
"""Kinds of which one object stands for all waits: no line has made it."""


class Kind(IntEnum):
    """What happened. Each says what ``other`` and ``value`` of its event are."""

    STARTED = 1
    """A thread runs its first line. ``other``: who started it; ``place``: where."""
    ENDED = 2
    """A thread has run its last. ``value``: 1, or -1 where an exception ended it."""
    WAITS = 3
    """It begins to wait for ``what``. ``other``: who holds that now (for a join: whose end it is).
    ``place``: where it waits; ``value``: the place where the holder took it, or 0."""
    GOES_ON = 4
    """It goes on. ``other``: who let it (released, notified, put, set, ended); ``value``: 1 it got
    what it waited for, 0 the time was up or it was refused, -1 an exception came."""
    HELD = 5
    """At a release: it had held ``what`` for ``value`` ns, taken at ``place``. Only where that was
    long, or somebody waited; all are counted."""
    DEPTH = 6
    """A queue has ``value`` items now. ``other`` is UNKNOWN."""
    SAMPLE = 7
    """Nothing but ``cpu``: the clock of ``thread`` just now, read by the recorder."""
    NESTED = 8
    """It took ``what``, or began to wait for it, at ``place`` while it held the object numbered
    ``value``, taken at the place ``other`` (0: not known). One event with the same ``at`` for each
    object that it held, so that a lock that guards both is known; each such set of objects and
    places once, so these are kept however old they are."""


class Event(NamedTuple):
    """One thing that a thread did.

    Times are ns of ``time.monotonic_ns``, the same clock in all processes of a machine.
    """

    at: int
    thread: int
    kind: Kind
    what: int = 0
    other: int = UNKNOWN
    place: int = 0
    value: int = 0
    cpu: int = UNKNOWN
    """ns that the thread had computed so far, or UNKNOWN."""


class Place(NamedTuple):
    """A line of the recorded program."""

    file: str
    line: int
    function: str


@dataclass
class ThreadInfo:
    """A thread, by its serial number."""

    name: str
    native_id: int = 0
    is_daemon: bool = False
    parent: int = UNKNOWN
    place: int = 0
    """Where ``start`` was called."""
    is_joined: bool = False
    has_ended: bool = False
    """Also where the event that says so was let go."""


class ObjectInfo(NamedTuple):
    """What is waited for, by its serial number."""

    kind: str
    """``Lock``, ``RLock``, ``Condition``, ``Semaphore``, ``Event``, ``Barrier``, ``Queue``,
    ``Thread`` (a join), ``sleep``, ``socket``, ``select``, ``process``, ``input``..."""
    place: int = 0
    """Where it was made."""
    name: str = ""
    """The variable or attribute that it was bound to, where that could be read from the source."""
    bound: int = 0
    """The most items of a queue, the start value of a semaphore."""


@dataclass
class Counts:
    """All that happened to one object, also what is in no event."""

    taken: int = 0
    contended: int = 0
    waited: int = 0
    """ns in all."""
    held: int = 0
    """ns in all."""
    longest_hold: int = 0
    deepest: int = 0
    """The most items that a queue had."""


class Deadlock(NamedTuple):
    """A circle of threads seen waiting for each other: who, for what, and each one's stack."""

    at: int
    threads: tuple[int, ...]
    objects: tuple[int, ...]
    stacks: tuple[tuple[Place, ...], ...]
    has_ended: bool = False


@dataclass
class Log:
    """All of one process."""

    process: int
    parent: int
    program: str
    python: str
    began: int
    """``time.monotonic_ns`` at the beginning."""
    began_at: float
    """``time.time`` at the same moment."""
    ended: int = 0
    events: Sequence[Event] = ()
    """In the order of ``at``."""
    threads: Mapping[int, ThreadInfo] = field(default_factory=dict)
    objects: Mapping[int, ObjectInfo] = field(default_factory=dict)
    places: Sequence[Place] = (Place("", 0, ""),)
    """Number 0 is no place."""
    counts: Mapping[int, Counts] = field(default_factory=dict)
    deadlocks: Sequence[Deadlock] = ()
    dropped: int = 0
    """Events that the bound pushed out, from the oldest on."""
    last: int | None = None
    """ns: what was over so long before ``ended`` was let go."""
    name: str = ""
    """What ``multiprocessing`` calls a process that it made."""
    notes: Sequence[str] = ()
    """What could not be seen, in a sentence each."""
