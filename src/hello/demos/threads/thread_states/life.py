"""What the watched thread and its rivals do, and the marks that they leave."""

import queue
import threading
from time import perf_counter, thread_time
from typing import NamedTuple

from hello.demos.threads.thread_states.ways import WAYS, Setting

PIECE = 10_000
"""Numbers to add up between two marks: some 0.1 to 0.3 ms."""

BETWEEN = 0.004
"""Seconds of processor time to use between two waits."""


class Mark(NamedTuple):
    """A moment in a thread: *what* has just happened, when, and its own processor time by then."""

    what: str
    at: float
    cpu: float


class Diary:
    """The marks of one thread, which alone writes them."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []

    def note(self, what: str) -> Mark:
        """Write down that *what* has just happened."""
        mark = Mark(what, perf_counter(), thread_time())
        self.marks.append(mark)
        return mark

    def when(self, what: str) -> Mark | None:
        """Return the first mark that says *what*."""
        return next((mark for mark in self.marks if mark.what == what), None)


def live(diary: Diary, setting: Setting, compute_seconds: float, places: queue.Queue[str]) -> None:
    """Compute, then wait in every way there is; tell the observer through *places*."""
    diary.note("begins")
    compute(diary, setting.stop, compute_seconds)
    diary.note("has computed")
    for name, way in WAYS.items():
        diary.note(f"enters {name}")
        places.put(name)
        way.wait(setting)
        diary.note(f"leaves {name}")
        compute(diary, setting.stop, BETWEEN)


def compute(diary: Diary, stop: threading.Event, seconds: float) -> None:
    """Use *seconds* of processor time, unless told to stop; leave a mark after each piece."""
    end = thread_time() + seconds
    while thread_time() < end and not stop.is_set():
        sum(range(PIECE))
        diary.note("computes")


def compete(diary: Diary, stop: threading.Event) -> None:
    """Compute until told to stop."""
    diary.note("begins")
    while not stop.is_set():
        sum(range(PIECE))
        diary.note("computes")
