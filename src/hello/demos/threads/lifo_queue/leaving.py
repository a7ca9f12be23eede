"""A consumer that takes an empty queue for the end, as the tutorial's does."""

import queue
import threading
from collections.abc import Sequence

from hello.demos.threads.lifo_queue.facts import EarlyLeaver
from hello.demos.threads.queue_demo.history import free, watch
from hello.demos.threads.queue_demo.pace import PATIENCE


def leave_when_empty(capacity: int, items: Sequence[int], *, producer_is_late: bool) -> EarlyLeaver:
    """Get in the tutorial's way, until ``empty()``, before the producer's first put or after it."""
    line: queue.LifoQueue[int] = queue.LifoQueue(capacity)
    history = watch(line)
    begin, stop = threading.Event(), threading.Event()

    def produce() -> None:
        begin.wait(PATIENCE)
        for item in items:
            if stop.is_set():
                return
            line.put(item, timeout=PATIENCE)

    producer = threading.Thread(target=produce, name="producer")
    got = []
    try:
        producer.start()
        if not producer_is_late:
            begin.set()
            history.until_blocked(producer)
        while not line.empty():
            got.append(line.get(timeout=PATIENCE))
            # The tutorial's sleep(1): the producer may put what there is room for.
            history.until_blocked(producer)
        begin.set()
        history.until_blocked(producer)
        return EarlyLeaver(tuple(items), tuple(got), line.qsize(), producer.is_alive())
    finally:
        stop.set()
        begin.set()
        free(line, producer)
