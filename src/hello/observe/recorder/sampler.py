"""A thread of the recorder's own: reads processor clocks, and looks for circles of waits.

It is started below ``threading``, so that the recorded program does not see it.
"""

import os
import signal
import time
from _thread import allocate_lock, get_native_id
from _thread import start_new_thread as plain_start

from hello.observe.events import UNKNOWN, Deadlock, Kind
from hello.observe.recorder.book import Book, Worker, now, workers
from hello.observe.recorder.circles import circles, may_end
from hello.observe.recorder.reading import stack_of
from hello.observe.recorder.stacks import plain_frames

PERIOD = 0.015
"""Seconds between two looks."""

LONGEST_END = 10_000
"""Looks whether the system still has the thread."""

DEPTHS = 16
"""Changes of a queue's length that are noted between two looks."""

LASTS = 150_000_000
"""ns: a circle of waits that is older is a deadlock."""


class Sampler:
    """Looks at the threads of one recording until it is stopped."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._clocks: dict[int, int] = {}
        self._runs = False

    def start(self) -> None:
        """Begin to look, from time to time, if that is not so already."""
        if self._runs:
            return
        self._stop, self._ended, self._begun = allocate_lock(), allocate_lock(), allocate_lock()
        for lock in (self._stop, self._ended, self._begun):
            lock.acquire()
        self._clocks.clear()
        try:
            plain_start(self._run, ())
        except RuntimeError:
            self.book.notes["There was no thread left to read processor clocks."] = None
            return
        self._runs = True
        try:
            self._wait_until_it_has_begun()
        except BaseException:
            self.stop()
            raise

    def _wait_until_it_has_begun(self) -> None:
        self._begun.acquire()
        self._begun.release()

    def stop(self) -> None:
        """Return when it has ended, also for the system, as far as that can be seen."""
        if not self._runs:
            return
        self._runs = False
        self._wait_until_it_has_begun()
        self._stop.release()
        self._ended.acquire()
        task = f"/proc/self/task/{self._native}"
        for _ in range(LONGEST_END):
            if not os.path.exists(task):  # noqa: PTH110 (called at each fork; imports nothing)
                break
            os.sched_yield()

    def _run(self) -> None:
        stop, ended = self._stop, self._ended
        self._native = get_native_id()
        # The system gives a signal to any thread that does not block it.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        self._begun.release()
        try:
            while not stop.acquire(timeout=PERIOD):
                self.look()
        finally:
            ended.release()

    def look(self) -> None:
        """Read all clocks once, look for circles, and forget what is too old."""
        running = [worker for worker in list(workers.values()) if worker.waiting is None]
        clocks = {one.number: self._clocks.get(one.number, UNKNOWN) for one in running}
        self._clocks = clocks
        for worker in running:
            self._sample(worker)
        for queue in list(self.book.queues.values()):
            queue.budget = max(queue.budget, DEPTHS)
        for circle in circles(self.book):
            self._tell(circle)
        self.book.trim()

    def _sample(self, worker: Worker) -> None:
        if worker.clock is None:
            return
        at = now()
        try:
            cpu = time.clock_gettime_ns(worker.clock)
        except OSError:
            return
        if self._clocks.get(worker.number) == cpu:
            return
        self._clocks[worker.number] = cpu
        self.book.put((at, worker.number, Kind.SAMPLE, 0, UNKNOWN, 0, 0, cpu))
        self.book.samples += 1

    def _tell(self, circle: list[Worker]) -> None:
        waits = tuple(worker.waiting for worker in circle)
        opens = tuple(wait for wait in waits if wait is not None)
        if len(opens) < len(circle) or now() - max(wait.at for wait in opens) < LASTS:
            return
        numbers = tuple(worker.number for worker in circle)
        objects = tuple(wait.what for wait in opens)
        known = (zip(one.threads, one.objects, strict=True) for one, _ in self.book.deadlocks)
        if set(zip(numbers, objects, strict=True)) in map(set, known):
            return
        frames = plain_frames()
        if may_end(self.book, circle, frames):
            return
        stacks = tuple(stack_of(frames.get(worker.ident)) for worker in circle)
        self.book.deadlocks.append((Deadlock(now(), numbers, objects, stacks), opens))
