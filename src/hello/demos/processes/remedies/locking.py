"""Remedy 2, a lock: who gets it may change what all share; the others wait their turn."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial

from hello.demos.processes.remedies.facts import Locked
from hello.demos.processes.remedies.workload import Workload, price

PAUSE = 0.0001
"""Seconds between reading and writing, as if the ledger were in a database."""

PATIENCE = 60.0
"""Seconds for which the threads wait for each other at the start."""


class Ledger:
    """A total and the number of its entries; neither is safe without a lock around it."""

    def __init__(self) -> None:
        self.entries, self.total = 0, 0

    def enter(self, amount: int, moment: Callable[[], object]) -> None:
        """Read, take a *moment*, write: what came in between is overwritten."""
        entries, total = self.entries, self.total
        moment()
        self.entries, self.total = entries + 1, total + amount


def under_a_lock(work: Workload, workers: int, *, locked: bool) -> Locked:
    """Let threads enter prices into one ledger, all from the same moment on.

    Without a lock they meet once between reading and writing, as they would some day.
    """
    lock: AbstractContextManager[object] = threading.Lock() if locked else nullcontext()
    ledger = Ledger()
    start = threading.Barrier(workers)
    between = threading.Barrier(min(workers, len(work.items)))
    closing = threading.Event()

    def handle(share: tuple[int, ...]) -> None:
        start.wait(PATIENCE)
        moment = partial(time.sleep, PAUSE) if locked else partial(between.wait, PATIENCE)
        for item in share:
            amount = price(item, work.steps)
            if closing.is_set():
                return
            with lock:
                ledger.enter(amount, moment)
            moment = partial(time.sleep, PAUSE)

    def begin(share: tuple[int, ...]) -> None:
        with suppress(threading.BrokenBarrierError):  # Ctrl-C
            handle(share)

    threads = [
        threading.Thread(target=begin, args=(work.items[n::workers],), name=f"clerk-{n + 1}")
        for n in range(workers)
    ]
    begun = time.perf_counter()
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:
        closing.set()
        start.abort()
        between.abort()
        raise
    finally:
        for thread in threads:
            if thread.ident:
                thread.join()
    updates = len(work.items)
    lost = updates - ledger.entries
    return Locked(workers, updates, lost, ledger.total, time.perf_counter() - begun)
