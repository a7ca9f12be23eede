"""One run as all pictures and words see it: lanes, waits, owners, depths and arrows.

Times are ns from the trace's start. Threads, objects, waits and places are named by their index in
the trace's tuples, ``UNKNOWN`` where there is none; place 0 is no place. ``building`` makes it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hello.observe.events import UNKNOWN, Counts, Place
from hello.observe.states import State

__all__ = ["UNKNOWN", "Counts", "Place", "State"]


class Outcome(StrEnum):
    """How a wait ended."""

    GOT = "got it"
    REFUSED = "gave up"
    FAILED = "interrupted"
    UNFINISHED = "still waiting"
    """When the recording ended, or the thread's process."""


class Wait(NamedTuple):
    """One thread waited once. Which stretches of its lane these are says their ``wait``."""

    thread: int
    what: int
    start: int
    end: int
    state: State
    """BLOCKED, SLEEPING or IO."""
    outcome: Outcome
    place: int = 0
    """Where it waited."""
    holder: int = UNKNOWN
    """Who held it then; for a join the thread whose end it waited for."""
    taken_at: int = 0
    """Where the holder had taken it."""
    freed_by: int = UNKNOWN
    """Who let it go on."""

    @property
    def length(self) -> int:
        """How many ns it took."""
        return self.end - self.start


class Stretch(NamedTuple):
    """A part of a thread's lane."""

    start: int
    end: int
    state: State
    wait: int = UNKNOWN
    """Which of the trace's waits this is, or a part of: a signal's handler can wait within it.
    UNKNOWN for a wait under the threshold too.
    """


class Hold(NamedTuple):
    """A part of a lock's lane: whose it was."""

    start: int
    end: int
    thread: int
    place: int = 0
    """Where it was taken."""
    has_ended: bool = True
    """False: it was still held when the recording ended."""


class Depth(NamedTuple):
    """A queue has so many items from here on."""

    at: int
    items: int


class Passing(StrEnum):
    """What an arrow says."""

    RELEASE = "let go on"
    START = "started"
    JOIN = "ended"


class Arrow(NamedTuple):
    """From one lane to another: who released, notified, put, started or ended, and who goes on."""

    kind: Passing
    sender: int
    left: int
    receiver: int
    arrived: int
    what: int = UNKNOWN
    """The object; UNKNOWN for a start."""
    place: int = 0
    """Where the receiver had waited, or was started."""


class Order(NamedTuple):
    """A thread took *second* while it held *first* (objects)."""

    thread: int
    at: int
    first: int
    first_place: int
    second: int
    second_place: int
    guards: tuple[int, ...] = ()
    """What else it held then."""


@dataclass(frozen=True, slots=True)
class ProcessLane:
    """One process; ``number`` is the system's."""

    number: int
    parent: int
    """The index of the process that made it, or UNKNOWN."""
    name: str
    program: str
    python: str
    start: int
    end: int
    threads: tuple[int, ...]
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class ThreadLane:
    """One thread from its start to its end, without a gap."""

    name: str
    """No other thread of the trace has the same."""
    process: int
    start: int
    end: int
    stretches: tuple[Stretch, ...]
    native_id: int = 0
    is_daemon: bool = False
    is_main: bool = False
    parent: int = UNKNOWN
    place: int = 0
    """Where it was started."""
    was_there: bool = False
    """It had begun before the trace does. One that had also ended by then is in it where a wait
    names it: without a stretch.
    """
    was_joined: bool = False
    has_ended: bool = False
    """False: it still was there when the recording ended."""
    has_failed: bool = False
    """An exception ended it."""
    has_clock: bool = False
    """Running and ready are told apart; otherwise all that is not waiting counts as running."""
    short_waits: int = 0
    """Waits under the threshold: stretches, but not among the trace's waits."""
    short_time: int = 0
    """ns of these."""


@dataclass(frozen=True, slots=True)
class ObjectLane:
    """What is waited for; a lock with who held it when, a queue with how many items it had.

    Holds are those that were long or in somebody's way; they overlap only where an object can
    have several owners.
    """

    name: str
    """No other object of the trace has the same: ``Lock 'accounts' (bank.py:12)``."""
    kind: str
    process: int
    place: int
    """Where it was made."""
    bound: int
    counts: Counts
    """Of the whole run; all 0 where the trace is a part of that."""
    holds: tuple[Hold, ...] = ()
    depths: tuple[Depth, ...] = ()
    waits: tuple[int, ...] = ()


class Circle(NamedTuple):
    """A deadlock: each thread waits for the object beside it, which the next one holds."""

    at: int
    threads: tuple[int, ...]
    objects: tuple[int, ...]
    stacks: tuple[tuple[int, ...], ...]
    """Of each thread: places, as recorded."""
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole run, of one process or several."""

    program: str
    python: str
    began_at: float
    """``time.time`` at 0."""
    end: int
    processes: tuple[ProcessLane, ...]
    threads: tuple[ThreadLane, ...]
    objects: tuple[ObjectLane, ...]
    waits: tuple[Wait, ...]
    """Thread by thread, each thread's in the order of their starts."""
    arrows: tuple[Arrow, ...]
    """In the order of their arrivals."""
    orders: tuple[Order, ...]
    deadlocks: tuple[Circle, ...]
    places: tuple[Place, ...]
    notes: tuple[str, ...]
    threshold: int = 0
    """ns: shorter waits are left out."""

    @property
    def dropped(self) -> int:
        """Events that the recorder's bound pushed out, in all processes."""
        return sum(process.dropped for process in self.processes)
