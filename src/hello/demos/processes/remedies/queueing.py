"""Remedy 1, a queue as a buffer: when it is full, the sender waits."""

import queue
import threading
from time import perf_counter

from hello.demos.processes.remedies.facts import Queued
from hello.demos.processes.remedies.workload import Workload, price

PATIENCE = 60.0
"""Seconds after which a wait is given up."""


def through_a_queue(work: Workload, capacity: int, workers: int, *, bounded: bool) -> Queued:
    """Send a burst of requests to threads that only begin when the sender has to wait."""
    waiting: queue.Queue[int | None] = queue.Queue(capacity if bounded else 0)
    doors, closing = threading.Event(), threading.Event()
    prices: list[int] = []

    def serve() -> None:
        doors.wait(PATIENCE)
        while (item := waiting.get(timeout=PATIENCE)) is not None:
            if not closing.is_set():
                prices.append(price(item, work.steps))

    threads = [threading.Thread(target=serve, name=f"server-{n + 1}") for n in range(workers)]
    peak = held_back = 0
    begun = perf_counter()
    try:
        for thread in threads:
            thread.start()
        for item in work.items:
            try:
                waiting.put_nowait(item)
            except queue.Full:
                held_back += 1
                doors.set()
                waiting.put(item, timeout=PATIENCE)
            peak = max(peak, waiting.qsize())
    except BaseException:
        closing.set()
        raise
    finally:
        doors.set()
        started = [thread for thread in threads if thread.ident]
        for _ in started:
            waiting.put(None, timeout=PATIENCE)
        for thread in started:
            thread.join()
    return Queued(capacity, peak, held_back, len(prices), sum(prices), perf_counter() - begun)
