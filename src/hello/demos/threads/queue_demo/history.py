"""What a queue goes through: every put, get and wait, in the order in which they happen."""

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

PUT = "put"
GET = "get"
WAITS_TO_PUT = "waits to put"
WAITS_TO_GET = "waits to get"
WAITS_TO_JOIN = "waits to join"

LOOK_AGAIN = 0.01
"""Seconds after which it is seen that a thread has ended, which wakes nobody."""


@dataclass(frozen=True)
class Step:
    """What a thread did with a queue, and what the queue held afterwards.

    A wait has no *item*. *seconds* count from the moment the watch began.
    """

    thread: str
    action: str
    item: Any
    content: tuple[Any, ...]
    seconds: float


class History:
    """The steps of a queue that is watched, and an event for each new wait."""

    def __init__(self, watched: "queue.Queue[Any]") -> None:
        self._queue = watched
        self._start = time.perf_counter()
        self._steps: list[Step] = []
        self.blocked = threading.Event()
        """Set when a thread begins to wait for the queue."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps so far."""
        with self._queue.mutex:
            return tuple(self._steps)

    @property
    def waits(self) -> int:
        """How often a thread began to wait."""
        return sum(step.action not in {PUT, GET} for step in self.steps)

    def note(self, action: str, item: Any = None) -> None:
        """Write down a step of the current thread, which has the queue's lock."""
        now = time.perf_counter() - self._start
        content = tuple(self._queue.queue)
        self._steps.append(Step(threading.current_thread().name, action, item, content, now))

    def until_blocked(self, *threads: threading.Thread) -> None:
        """Wait until one of *threads* waits for the queue, or all of them have ended."""
        while any(thread.is_alive() for thread in threads):
            if self.blocked.wait(LOOK_AGAIN):
                break
        self.blocked.clear()


def watch(watched: "queue.Queue[Any]") -> History:
    """Write down what happens to the queue from now on.

    A queue calls what is replaced here with its lock held, so the steps are in
    their true order. Source: Lib/queue.py, "Override these methods to implement
    other queue organizations".
    """
    history = History(watched)
    put, get = watched._put, watched._get  # noqa: SLF001  # made to be overridden

    def noted_put(item: Any) -> None:
        put(item)
        history.note(PUT, item)

    def noted_get() -> Any:
        item = get()
        history.note(GET, item)
        return item

    # In the object itself: its class belongs to everybody.
    vars(watched).update(_put=noted_put, _get=noted_get)
    conditions = watched.not_full, watched.not_empty, watched.all_tasks_done
    actions = WAITS_TO_PUT, WAITS_TO_GET, WAITS_TO_JOIN
    for condition, action in zip(conditions, actions, strict=True):
        vars(condition)["wait"] = _noted_wait(history, action, condition.wait)
    return history


def _noted_wait(
    history: History, action: str, wait: Callable[[float | None], bool]
) -> Callable[..., bool]:
    def noted_wait(timeout: float | None = None) -> bool:
        history.note(action)
        history.blocked.set()
        return wait(timeout)

    return noted_wait


def free(line: "queue.Queue[Any]", *threads: threading.Thread) -> None:
    """Make room for those of *threads* who put, and call all tasks done for those who join.

    Return when all have ended; they have to leave by themselves.
    """
    _finish(line)  # also for a thread that is too young to be seen alive
    while waiting := [thread for thread in threads if thread.is_alive()]:
        _finish(line)
        waiting[0].join(LOOK_AGAIN)


def free_with_end(line: "queue.Queue[Any]", *threads: threading.Thread) -> None:
    """Make room for those of *threads* who put, and give None to those who get.

    Return when all have ended; they have to leave by themselves.
    """
    while waiting := [thread for thread in threads if thread.is_alive()]:
        _empty(line)
        waiting[0].join(LOOK_AGAIN)  # or None would take the room from those who put
        with suppress(queue.Full):
            for _ in waiting:
                line.put_nowait(None)
        waiting[0].join(LOOK_AGAIN)


def _finish(line: "queue.Queue[Any]") -> None:
    _empty(line)
    while line.unfinished_tasks:
        line.task_done()


def _empty(line: "queue.Queue[Any]") -> None:
    with suppress(queue.Empty):
        while True:
            line.get_nowait()
