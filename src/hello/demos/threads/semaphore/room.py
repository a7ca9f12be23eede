"""Threads that pass through a semaphore, and the count of those inside."""

import logging
import threading
from time import perf_counter

from hello.demos.threads.semaphore.facts import Crowd, Stay
from hello.errors import HelloError
from hello.joining import join_interruptibly, join_started

MEETING_SECONDS = 5.0
"""The longest that threads wait for each other; all that they wait for is under way."""

logger = logging.getLogger("hello.demos.threads.semaphore")


class Room:
    """Counts who is inside, and lets the first ones meet.

    Those who come first stay until *expected* of them are inside at once, so that
    the count does not depend on how fast threads start.
    """

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.inside = 0
        self.most_inside = 0
        self.lock = threading.Lock()
        self.met = threading.Event()

    def enter(self) -> None:
        """Count one in, and wait for the meeting if it has not taken place."""
        with self.lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
            if self.inside >= self.expected:
                self.met.set()
        if not self.met.wait(MEETING_SECONDS):
            self.met.set()  # they will not meet: nobody else needs to wait for it

    def leave(self) -> None:
        """Count one out."""
        with self.lock:
            self.inside -= 1


def crowd(
    semaphore: threading.Semaphore,
    *,
    threads: int,
    rounds: int,
    hold: float,
    expected: int,
) -> Crowd:
    """Send *threads* through *semaphore*, *rounds* times each; each stays for *hold* seconds.

    *expected*: see Room. Raise HelloError where not all passed.
    """
    room = Room(expected)
    stop = threading.Event()
    stays: list[Stay] = []
    start = perf_counter()

    def visit(name: str) -> None:
        for _ in range(rounds):
            came = perf_counter() - start
            with semaphore:
                entered = perf_counter() - start
                room.enter()
                stop.wait(hold)  # a sleep that Ctrl-C can end
                room.leave()
                left = perf_counter() - start
            stays.append(Stay(name, came, entered, left))
            logger.info("inside from %.0f to %.0f ms", 1000 * entered, 1000 * left)
            if stop.is_set():
                return

    names = [f"thread {number}" for number in range(1, threads + 1)]
    workers = [threading.Thread(target=visit, args=(name,), name=name) for name in names]
    try:
        for worker in workers:
            worker.start()
        join_interruptibly(workers)
    finally:
        # Only Ctrl-C or the deadline finds them still inside.
        stop.set()
        room.met.set()
        join_started(workers)
    if len(stays) < threads * rounds:
        raise HelloError("some threads did not pass", len(stays), next_step="try again")
    return Crowd(most_inside=room.most_inside, stays=tuple(stays))
