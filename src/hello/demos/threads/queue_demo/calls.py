"""The calls of a queue one by one: what raises, what waits, what returns when."""

import queue
import threading
from collections.abc import Iterator
from typing import Any

from hello.demos.threads.queue_demo.facts import Call, Closed, Listing, Tasks
from hello.demos.threads.queue_demo.history import free, watch

EMPTY = "empty queue"
FULL = "full queue"
SHORT = 0.01
"""Seconds that a call with a timeout waits here."""

LONG = 60.0
"""Seconds that nobody would overlook."""

CALLS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (EMPTY, "get", {"block": False}),
    (EMPTY, "get", {"block": False, "timeout": LONG}),
    (EMPTY, "get", {"timeout": SHORT}),
    (FULL, "put", {"block": False}),
    (FULL, "put", {"block": False, "timeout": LONG}),
    (FULL, "put", {"timeout": SHORT}),
)


def make_calls() -> Iterator[Call]:
    """Make each of the calls on a queue of its own, of capacity 1."""
    for on, method, options in CALLS:
        line: queue.Queue[int] = queue.Queue(1)
        if on == FULL:
            line.put(0, timeout=SHORT)
        history = watch(line)
        arguments = (1,) if method == "put" else ()
        error = None
        try:
            getattr(line, method)(*arguments, **options)
        except (queue.Empty, queue.Full) as raised:
            error = type(raised).__name__
        shown = [*map(str, arguments), *(f"{name}={value}" for name, value in options.items())]
        yield Call(f"{method}({', '.join(shown)})", on, error, history.waits)


def finish_tasks(items: int = 3) -> Tasks:
    """Let a thread wait in ``join`` while the items are got and done, one by one."""
    line: queue.Queue[int] = queue.Queue()
    for item in range(items):
        line.put(item)
    history = watch(line)
    done: list[int] = []
    done_at_return: list[int] = []

    def wait_for_all() -> None:
        line.join()
        done_at_return.append(len(done))

    waiter = threading.Thread(target=wait_for_all, name="waiter")
    try:
        waiter.start()
        history.until_blocked(waiter)
        join_waited = waiter.is_alive()
        for _ in range(items):
            done.append(line.get(timeout=LONG))
            line.task_done()
        waiter.join(LONG)
    finally:
        free(line, waiter)
    return Tasks(items, join_waited, done_at_return[0], _one_task_done_more(line))


def _one_task_done_more(line: "queue.Queue[int]") -> str | None:
    try:
        line.task_done()
    except ValueError as error:
        return f"{type(error).__name__}: {error}"
    return None


def consume_as_the_listing(items: int = 5) -> Listing:
    """Get *items* in the tutorial's way: without end, with block=False and a timeout."""
    line: queue.Queue[int] = queue.Queue()
    for item in range(items):
        line.put(item)
    got: list[int] = []
    error = _consume(line, got)
    return Listing(tuple(range(items)), tuple(got), error)


def _consume(line: "queue.Queue[int]", got: list[int]) -> str | None:
    try:
        while True:
            got.append(line.get(block=False, timeout=2))
    except queue.Empty as error:
        return type(error).__name__


def close(items: int = 2) -> Closed | None:
    """Shut a queue down that holds *items*; return None where it cannot be (before 3.13)."""
    line: queue.Queue[int] = queue.Queue()
    if not hasattr(line, "shutdown"):
        return None
    for item in range(items):
        line.put(item)
    line.shutdown()
    put_error = get_error = None
    got: list[int] = []
    try:
        line.put(items)
    except queue.ShutDown as error:  # type: ignore[attr-defined,unused-ignore]  # from 3.13
        put_error = type(error).__name__
    try:
        while True:
            got.append(line.get(timeout=SHORT))
    except (queue.ShutDown, queue.Empty) as error:  # type: ignore[attr-defined,unused-ignore]  # from 3.13
        get_error = type(error).__name__
    return Closed(tuple(range(items)), put_error, tuple(got), get_error)
