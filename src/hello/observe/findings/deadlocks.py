"""Threads that waited for each other, for themselves, or for what an ended thread held."""

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import PurePath

from hello.observe.findings.holders import holder_at
from hello.observe.findings.reading import JOIN, kind_of, object_of, place_of, seconds, thread_of
from hello.observe.model import UNKNOWN, Circle, Place, Trace, Wait

LIBRARY = {threading.__file__, queue.__file__}
"""By their whole paths: a program can have a file ``queue.py`` of its own."""


@dataclass(frozen=True)
class Member:
    """One thread of a circle."""

    thread: str
    waits_for: str
    waits_at: Place | None
    held_by: str
    taken_at: Place | None
    """Where the other one took it."""
    stack: tuple[Place, ...]
    """The outermost call first, to the program's own line."""
    is_join: bool = False
    """It waits for the end of the thread that *held_by* names."""


@dataclass(frozen=True)
class DeadlockFact:
    """Each member waits for what the next one holds, the last one for the first's."""

    at: float
    """Seconds from the trace's start to when it was seen."""
    members: tuple[Member, ...]
    has_ended: bool
    """An interrupt, or another thread's release, has broken the circle."""

    @property
    def waits_for_itself(self) -> bool:
        """Whether it is one thread, and that has what it waits for."""
        return len(self.members) == 1 and self.members[0].held_by == self.members[0].thread

    @property
    def ended_holder(self) -> str | None:
        """The thread that ended without releasing what the only member waits for."""
        alone = len(self.members) == 1 and not self.waits_for_itself
        return self.members[0].held_by if alone else None


def deadlocks(trace: Trace) -> Iterator[DeadlockFact]:
    """Yield those that lasted first, then as they were seen."""
    for circle in sorted(trace.deadlocks, key=lambda circle: (circle.has_ended, circle.at)):
        members = tuple(_member(trace, circle, turn) for turn in range(len(circle.threads)))
        yield DeadlockFact(seconds(circle.at), members, circle.has_ended)


def _member(trace: Trace, circle: Circle, turn: int) -> Member:
    thread, what = circle.threads[turn], circle.objects[turn]
    stack = _of_program([trace.places[place] for place in circle.stacks[turn]])
    wait = _wait(trace, circle.at, thread, what)
    holder = _holder(circle, turn, wait)
    return Member(
        thread=thread_of(trace, thread) or "?",
        waits_for=object_of(trace, what),
        waits_at=place_of(trace, wait.place if wait else 0) or (stack[-1] if stack else None),
        held_by=thread_of(trace, holder) or "?",
        taken_at=place_of(trace, _taken_at(trace, circle, turn, wait)),
        stack=stack,
        is_join=kind_of(trace, what) == JOIN,
    )


def _holder(circle: Circle, turn: int, wait: Wait | None) -> int:
    """Return the next one; of one that is alone it is the wait that knows."""
    if len(circle.threads) == 1 and wait and wait.holder != UNKNOWN:
        return wait.holder
    return circle.threads[(turn + 1) % len(circle.threads)]


def _taken_at(trace: Trace, circle: Circle, turn: int, wait: Wait | None) -> int:
    holder = _holder(circle, turn, wait)
    # Another one may have had it when the wait began.
    if wait and wait.holder == holder:
        return wait.taken_at
    what = circle.objects[turn]
    hold = holder_at(trace.objects[what], holder, circle.at) if what != UNKNOWN else None
    return hold.place if hold else 0


def _of_program(stack: Sequence[Place]) -> tuple[Place, ...]:
    """Return *stack* without what every thread begins with, and how the library waits."""
    called = tuple(dropwhile(_begins_a_thread, stack))
    inner = sum(1 for _ in takewhile(_is_of_library, reversed(called)))
    return called[: max(len(called) - inner, 1)]


def _begins_a_thread(place: Place) -> bool:
    own = ("_bootstrap", "_bootstrap_inner", "run")
    return PurePath(place.file).name == "threading.py" and place.function.endswith(own)


def _is_of_library(place: Place) -> bool:
    return place.file in LIBRARY


def _wait(trace: Trace, at: int, thread: int, what: int) -> Wait | None:
    own = (trace.waits[number] for number in trace.objects[what].waits) if what != UNKNOWN else ()
    return next(
        (wait for wait in own if wait.thread == thread and wait.start <= at <= wait.end), None
    )
