"""The engines of the standard library: threads, processes, interpreters."""

import os
import threading
import warnings
from collections.abc import Iterator
from concurrent import futures
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import connection, parent_process
from multiprocessing.managers import SyncManager
from platform import python_version
from queue import Empty
from threading import BrokenBarrierError
from typing import Any

from hello.engines._engine import Engine
from hello.errors import HelloError, WrongUseError
from hello.interrupts import interrupts_held_back

START_SECONDS = 10.0
"""What starting all processes may take on a busy machine."""


@contextmanager
def threads(workers: int) -> Iterator[Engine]:
    """Yield an engine of threads in this interpreter."""
    yield Engine("thread", workers, partial(ThreadPoolExecutor, workers), threading.Event)


@contextmanager
def processes(workers: int) -> Iterator[Engine]:
    """Yield an engine of processes, started by the default method of this Python."""
    with ExitStack() as running:
        manager = SyncManager()
        with _started_quietly():
            manager.start(end_with_parent)
        running.enter_context(manager)

        def executor() -> Executor:
            pool = ProcessPoolExecutor(workers, initializer=end_with_parent)
            try:
                _start_all(pool, manager.Barrier(workers), workers)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
            return pool

        yield Engine("process", workers, executor, manager.Event, mortal=True)


def end_with_parent() -> None:
    """End this process when its parent is gone, also by SIGKILL: nobody else would tell it."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _start_all(pool: Executor, barrier: Any, workers: int) -> None:
    """Start every process of *pool*; by itself it may start them one by one, when needed."""
    # None of these tasks ends before there are as many processes.
    with _started_quietly():
        arrivals = [pool.submit(barrier.wait, START_SECONDS) for _ in range(workers)]
    try:
        for arrival in arrivals:
            arrival.result(2 * START_SECONDS)
    except (BrokenBarrierError, BrokenExecutor, TimeoutError):
        raise HelloError(
            f"{workers} processes did not start in {START_SECONDS:g} s",
            next_step="try again with fewer workers, or on a machine less busy",
        ) from None


@contextmanager
def _started_quietly() -> Iterator[None]:
    """Start processes in the body that leave Ctrl-C to us, and cause no warning."""
    with interrupts_held_back(), warnings.catch_warnings():
        # From 3.12. The thread that it means is the timer of the deadline, which holds no lock.
        warnings.filterwarnings(
            "ignore", r"This process .* is multi-threaded, use of fork", DeprecationWarning
        )
        yield


@contextmanager
def interpreters(workers: int) -> Iterator[Engine]:
    """Yield an engine of interpreters in this process (PEP 734), one a thread."""
    pool = getattr(futures, "InterpreterPoolExecutor", None)
    if pool is None:
        raise WrongUseError(
            "this Python has no InterpreterPoolExecutor",
            python_version(),
            next_step="take Python 3.14 or later, or another --engine",
        )
    yield Engine("interpreter", workers, partial(pool, workers), QueueEvent)


class QueueEvent:
    """An event for several interpreters: they share queues, not ``threading.Event``."""

    def __init__(self) -> None:
        from concurrent.interpreters import create_queue  # type: ignore[import-not-found]  # 3.14

        self.queue = create_queue()

    def set(self) -> None:
        """Put what a waiter takes, and puts back for the next."""
        self.queue.put("set")

    def wait(self, timeout: float) -> bool:
        """Wait until it is set; return False if it was not after *timeout* seconds."""
        try:
            self.queue.get(timeout=timeout)
        except Empty:
            return False
        self.set()
        return True
