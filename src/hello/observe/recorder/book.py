"""What a recording writes down, and who writes: no patch and no thread of its own here.

Nothing here takes a lock where threads meet: appending to a deque and setting an item of a dict
are atomic, with and without the GIL, and each thread counts for itself.
"""

import os
import sys
import time
from _thread import allocate_lock, get_ident, get_native_id
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from types import CodeType, FrameType
from typing import Any, NamedTuple

from hello.observe.events import UNKNOWN, Counts, Deadlock, Kind, ThreadInfo
from hello.observe.recorder import forgetting
from hello.observe.recorder.entry import straight_in

now = time.monotonic_ns
thread_clock = time.thread_time_ns
clock = iter(now, -1)
"""What ``now`` returns, for a ``for`` that is left at once: no other thread may go on there, as it
may after a call."""

Raw = tuple[int, int, int, int, int, int, int, int]
"""The fields of an Event; it is made into one when the recording is read."""

LONG_HOLD = 50_000
"""ns from which on a hold that nobody waited for is noted too."""

NOWHERE = -1
"""The instruction of a mark that no line has made: it stands for all calls of a kind."""

serial = count(1)
"""Numbers of objects: never given twice, also not to another recording's."""


class Open(NamedTuple):
    """A wait that goes on just now."""

    at: int
    what: int
    other: int
    place: int
    value: int
    cpu: int
    on: Any
    """What can tell who holds it now: a recorded lock, the worker that is joined, or None."""


class Worker:
    """A thread as the recording knows it. Only the thread itself writes, but for ``held``."""

    __slots__ = (
        "clock",
        "code",
        "events",
        "has_ended",
        "held",
        "ident",
        "info",
        "number",
        "totals",
        "waiting",
    )

    def __init__(self, number: int, info: ThreadInfo) -> None:
        self.number = number
        self.info = info
        self.ident = get_ident()
        self.clock = own_clock()
        self.held: list[Any] = []
        self.waiting: Open | None = None
        self.events = 0
        self.has_ended = False
        self.totals: dict[int, list[int]] = {}
        """How often and how many ns it waited for each object."""


def own_clock() -> int | None:
    """Return the number of this thread's processor clock, where others can read that."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return None
    return time.pthread_getcpuclockid(get_ident())


workers: dict[int, Worker] = {}
"""By the system's number: the threads of the recording under way. The locks look here."""


class Mark:
    """An object of the recorded program: what it is, where it was made, and its counts."""

    __slots__ = ("bound", "code", "counts", "kind", "lasti", "number")

    def __init__(self, kind: str, made: FrameType, bound: int = 0) -> None:
        self.number = next(serial)
        self.kind = kind
        self.code = made.f_code
        self.lasti = made.f_lasti
        self.bound = bound
        self.counts = Counts()


class Book:
    """One recording."""

    def __init__(self, limit: int, last: float | None, threshold: int) -> None:
        self.limit = limit
        self.last = None if last is None else int(last * 1e9)
        self.threshold = threshold
        self.program = ""
        self.unseen: Callable[[], Iterable[str]] = tuple
        """What the Log is to say of what cannot be seen."""
        self.marks: dict[int, Mark] = {}
        self.places: dict[tuple[int, int], int] = {}
        self.spots: dict[int, tuple[CodeType, int]] = {}
        self._spot_numbers = count(1)
        self._begin()

    def _begin(self) -> None:
        self.began, self.began_at, self.ended = now(), time.time(), 0
        self.process, self.parent = os.getpid(), os.getppid()
        self.ring: deque[Raw] = deque(maxlen=self.limit)
        self.put = self.ring.append
        self.samples = 0
        self.written = 0
        """Events of threads that were let go."""
        self.totals: dict[int, list[int]] = {}
        """What they waited."""
        self.people: dict[int, Worker] = {}
        self.pairs: set[tuple[int, ...]] = set()
        self.nested: list[Raw] = []
        self.queues: dict[int, Any] = {}
        self.deadlocks: list[tuple[Deadlock, tuple[Open, ...]]] = []
        self.notes: dict[str, None] = {}
        self.lock = allocate_lock()
        self.most_objects, self.most_people = forgetting.MOST_OBJECTS, forgetting.MOST_PEOPLE
        self._numbers = count(1)

    def begin_anew(self) -> None:
        """Forget all that happened, in a child that has only the thread that forked it."""
        before = workers.get(get_ident())
        self._begin()
        workers.clear()
        for mark in list(self.marks.values()):
            mark.counts = Counts()
        me = self.register(None if before is None else _of_its_own(before.info))
        if before is None:
            return
        for lock in before.held:
            if lock.hold:
                me.held.append(lock)
                lock.hold = (me, *lock.hold[1:3], self.began)

    def me(self) -> Worker:
        """Return the thread that asks; register it where it is new."""
        return workers.get(get_ident()) or self.register()

    def register(self, info: ThreadInfo | None = None) -> Worker:
        """Write a new thread in; the one that asks is meant."""
        if info is None:
            info = ThreadInfo(known_name(), get_native_id())
        worker = Worker(next(self._numbers), info)
        self.people[worker.number] = workers[worker.ident] = worker
        if len(self.people) > self.most_people:
            forgetting.forget(self)
        return worker

    def know(self, mark: Mark) -> None:
        """Write an object in."""
        self.marks[mark.number] = mark
        if len(self.marks) > self.most_objects:
            forgetting.forget(self)

    def place(self, code: CodeType, lasti: int) -> int:
        """Return the number of the line at *lasti* of *code*."""
        # The code's own hash would read all of it. It lives on in ``spots``.
        key = (id(code), lasti)
        if number := self.places.get(key):
            return number
        # No lock: a signal handler that comes in here would wait for itself.
        number = next(self._spot_numbers)
        self.spots[number] = (code, lasti)
        return self.places.setdefault(key, number)

    def note(  # noqa: PLR0913 (the fields of an Event)
        self,
        me: Worker,
        kind: Kind,
        what: int = 0,
        *,
        other: int = UNKNOWN,
        place: int = 0,
        value: int = 0,
        at: int = 0,
        cpu: int = UNKNOWN,
    ) -> None:
        """Write an event of *me*."""
        me.events += 1
        self.put((at or now(), me.number, kind, what, other, place, value, cpu))

    def waits(  # noqa: PLR0913, PLR0917 (the same)
        self,
        me: Worker,
        mark: Mark,
        place: int,
        on: Any = None,
        other: int = UNKNOWN,
        value: int = 0,
    ) -> Open | None:
        """Say that *me* begins to wait. Return None where that is part of another wait."""
        if me.waiting is not None:
            return None
        if mark.number not in self.marks:
            self.know(mark)
        me.waiting = Open(now(), mark.number, other, place, value, thread_clock(), on)
        return me.waiting

    @straight_in
    def goes_on(self, me: Worker, begun: Open | None, got: int, let: Worker | None = None) -> None:
        """Say that a wait is over; both its events are written now, or none where it was short."""
        if begun is None:
            return
        me.waiting = None
        at = now()
        total = me.totals.get(begun.what)
        if total is None:
            total = me.totals[begun.what] = [0, 0]
        total[0] += 1
        total[1] += at - begun.at
        if at - begun.at < self.threshold:
            return
        me.events += 2
        number, what = me.number, begun.what
        self.put((begun.at, number, 3, what, begun.other, begun.place, begun.value, begun.cpu))
        other = UNKNOWN if let is None else let.number
        self.put((at, number, 4, what, other, 0, got, thread_clock()))

    def add_notes(self) -> None:
        """Note what cannot be seen, as far as that is known now."""
        self.notes.update(dict.fromkeys(self.unseen()))

    def trim(self) -> None:
        """Let go of what is older than the last seconds that are wanted."""
        if self.last is None:
            return
        oldest, ring = now() - self.last, self.ring
        try:
            # A wait's beginning is written at its end: it goes when that is too old.
            while ring[0][0] < oldest and (ring[0][2] != Kind.WAITS or ring[1][0] < oldest):
                ring.popleft()
        except IndexError:
            pass


def _of_its_own(info: ThreadInfo) -> ThreadInfo:
    """Return what a child knows of its first thread: nobody there has started it."""
    return replace(info, native_id=get_native_id(), parent=UNKNOWN, place=0, is_joined=False)


class State:
    """The recording under way, or None."""

    book: Book | None = None


state = State()


def known_name() -> str:
    """Return the name of this thread, if ``threading`` knows it; make no entry there."""
    threading = sys.modules.get("threading")
    thread = threading._active.get(get_ident()) if threading else None  # noqa: SLF001 (current_thread would make a dummy)
    return thread.name if thread else f"Thread with ident {get_ident()}"
