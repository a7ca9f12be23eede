"""Three paces at which the same items go through a queue; the main thread is the consumer."""

import logging
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hello.demos.threads.queue_demo.history import Step, free, watch

logger = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds after which a wait that nobody ends gives up."""

PAUSE = 0.005
"""Seconds that a slow consumer takes: the tutorial's ``sleep(1)``, for the impatient."""


@dataclass(frozen=True)
class Passage:
    """The items in the order in which they came out, and how that came about."""

    got: tuple[Any, ...]
    steps: tuple[Step, ...]


def all_first(line: "queue.Queue[Any]", items: Sequence[Any]) -> Passage:
    """Put all *items*, then get them all: nobody has to wait, if there is room."""
    history = watch(line)
    for item in items:
        line.put(item, timeout=PATIENCE)
        logger.info("put %s", item)
    got = [line.get(timeout=PATIENCE) for _ in items]
    logger.info("got %s", got)
    return Passage(tuple(got), history.steps)


def slow_consumer(line: "queue.Queue[Any]", items: Sequence[Any]) -> Passage:
    """Get an item only when the producer waits for room, or has put its last.

    That is what the tutorial's ``sleep(1)`` comes to, without trusting a clock.
    """
    history = watch(line)
    stop = threading.Event()

    def produce() -> None:
        for item in items:
            if stop.is_set():
                return
            line.put(item, timeout=PATIENCE)
            logger.info("put %s", item)

    producer = threading.Thread(target=produce, name="producer")
    got = []
    try:
        producer.start()
        for _ in items:
            history.until_blocked(producer)
            time.sleep(PAUSE)
            got.append(line.get(timeout=PATIENCE))
            logger.info("got %s", got[-1])
        producer.join(PATIENCE)
    finally:
        stop.set()
        free(line, producer)
    return Passage(tuple(got), history.steps)


def fast_consumer(line: "queue.Queue[Any]", items: Sequence[Any]) -> Passage:
    """Get each item before the next one is put."""
    history = watch(line)
    stop = threading.Event()

    def produce() -> None:
        for item in items:
            if stop.is_set():
                return
            line.put(item, timeout=PATIENCE)
            logger.info("put %s", item)
            line.join()

    producer = threading.Thread(target=produce, name="producer")
    got = []
    try:
        producer.start()
        for _ in items:
            got.append(line.get(timeout=PATIENCE))
            logger.info("got %s", got[-1])
            line.task_done()
        producer.join(PATIENCE)
    finally:
        stop.set()
        free(line, producer)
    return Passage(tuple(got), history.steps)
