"""Threads that wait for a condition, one behind the other."""

import logging
import queue
import threading
import time

from hello.demos.threads.condition.facts import Wait
from hello.joining import join_started

PATIENCE = 10.0
"""Seconds. Whoever waits for what is sure to come gives up after these: then it is broken."""

logger = logging.getLogger(__name__)


class Line:
    """A condition, and threads that wait for it in the order in which they came.

    ``inside`` are those that are in their ``with`` block and have not been woken;
    ``woken`` gets those that go on, as they do.
    """

    def __init__(self) -> None:
        self.condition = threading.Condition()
        self.inside: list[str] = []
        self.woken: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.waits: list[Wait] = []
        self._came = threading.Semaphore(0)
        self._threads: list[threading.Thread] = []
        self._zero = time.perf_counter()

    def join(self, name: str) -> None:
        """Put a new thread at the end; return when it is in its block, about to wait.

        It has the lock until it waits: whoever gets the lock next finds it waiting.
        """
        thread = threading.Thread(target=self._wait, name=name)
        self._threads.append(thread)
        thread.start()
        self._came.acquire(timeout=PATIENCE)

    def _wait(self) -> None:
        name = threading.current_thread().name
        with self.condition:
            self.inside.append(name)
            self._came.release()
            start = time.perf_counter() - self._zero
            logger.info("waits")
            notified = self.condition.wait(PATIENCE)
            logger.info("goes on")
            self.inside.remove(name)
            self.waits.append(Wait(name, start, time.perf_counter() - self._zero))
            if notified:
                self.woken.put(name)

    def send_home(self) -> None:
        """Wake whoever still waits; return when all threads have ended."""
        with self.condition:
            self.condition.notify_all()
        join_started(self._threads, 2 * PATIENCE)
