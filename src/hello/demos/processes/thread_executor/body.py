"""The one body of the executors' demos: the same calls, whatever the engine.

Nothing here is decided by the clock: tasks are held back by events, so the demo
knows which of them can be done.
"""

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    FIRST_EXCEPTION,
    Executor,
    Future,
    as_completed,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import replace
from threading import Timer
from typing import Any

from hello.demos.processes.thread_executor.facts import (
    Cancelled,
    Death,
    Ending,
    ExecutorFacts,
    Failure,
    Impatience,
    Order,
    Waited,
)
from hello.engines import Engine, Signal
from hello.engines.tasks import PATIENCE, Place, die_once, failing, held, place, relay

log = logging.getLogger("hello.demos.processes.executor")

LATER = 0.03
"""Seconds. The demo should be waiting by then; nothing depends on it."""


def run(engine: Engine, *, kill_worker: bool) -> ExecutorFacts:
    """Return what executors of *engine* do; *kill_worker* only where the engine is mortal."""
    with engine.pool() as executor:
        log.info("%s executor with %d workers", engine.name, engine.workers)
        waits = wait_three_ways(engine, executor)
        completed = as_they_complete(engine, executor)
        mapped = map_in_order(engine, executor)
        timeout = lose_patience(engine, executor)
        failure = fail(engine, executor)
        cancelled = cancel(engine, executor)
        places = look_around(engine, executor)
        lambda_error = submit_a_lambda(executor)
    return ExecutorFacts(
        engine=engine.name,
        workers=engine.workers,
        waits=waits,
        completed=completed,
        mapped=mapped,
        timeout=timeout,
        failure=failure,
        cancelled=cancelled,
        parent_pid=os.getpid(),
        places=places,
        lambda_error=lambda_error,
        ending=leave_the_block(engine),
        death=kill_a_worker(engine) if kill_worker else None,
    )


def wait_three_ways(engine: Engine, executor: Executor) -> tuple[Waited, ...]:
    """Let three tasks go one by one; the second fails."""
    started, gates = engine.event(), [engine.event() for _ in range(3)]
    work = (held, failing, held)
    futures = [executor.submit(work[n], n, started, gates[n]) for n in range(3)]
    returned = []
    for n, until in enumerate((FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED)):
        with opening_later(gates[n]):
            sets = wait(futures, PATIENCE, return_when=until)
        log.info("wait %s returned %d done, %d not", until, len(sets.done), len(sets.not_done))
        done, not_done = numbers(sets.done, futures), numbers(sets.not_done, futures)
        returned.append((Waited(until, n, done, not_done), sets.not_done))
    return tuple(
        replace(waited, not_done_later=numbers(not_done, futures)) for waited, not_done in returned
    )


@contextmanager
def opening_later(gate: Signal) -> Iterator[None]:
    """Open *gate* from another thread while the body waits."""

    def open_gate() -> None:
        with suppress(OSError, EOFError):  # after Ctrl-C, who keeps the gate may be gone
            gate.set()

    timer = Timer(LATER, open_gate)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def numbers(some: set[Future[Any]], futures: Sequence[Future[Any]]) -> tuple[int, ...]:
    """Return the places of *some* among all *futures*."""
    return tuple(n for n, future in enumerate(futures) if future in some)


def as_they_complete(engine: Engine, executor: Executor) -> Order:
    """Let the tasks go from the last to the first."""
    tasks = range(engine.workers)
    gates = [engine.event() for _ in tasks]
    futures = [executor.submit(held, n, engine.event(), gates[n]) for n in tasks]
    opened = [*reversed(tasks)]
    gates[opened[0]].set()
    came = []
    for future in as_completed(futures, PATIENCE):
        came.append(futures.index(future))
        log.info("task %d completed", came[-1])
        if len(came) < len(opened):
            gates[opened[len(came)]].set()
    return Order(tuple(tasks), tuple(opened), tuple(came))


def map_in_order(engine: Engine, executor: Executor) -> Order:
    """Let the last task go; each lets the one before it go."""
    tasks = range(engine.workers)
    gates = [engine.event() for _ in range(engine.workers + 1)]
    gates[-1].set()
    came = executor.map(relay, tasks, gates[1:], gates[:-1])
    return Order(tuple(tasks), tuple(reversed(tasks)), tuple(came))


def lose_patience(engine: Engine, executor: Executor) -> Impatience:
    """Ask for a result that cannot be there yet, and then again."""
    gate = engine.event()
    future = executor.submit(held, 7, engine.event(), gate)
    raised = None
    try:
        future.result(timeout=LATER)
    except TimeoutError as error:
        raised = type(error).__name__
    done_then = future.done()
    gate.set()
    return Impatience(raised, done_then, future.result(PATIENCE))


def fail(engine: Engine, executor: Executor) -> Failure:
    """Ask a task that failed for its exception, and for its result."""
    gate = engine.event()
    gate.set()
    bad = executor.submit(failing, 4, engine.event(), gate)
    good = executor.submit(held, 5, engine.event(), gate)
    raised = None
    try:
        bad.result(PATIENCE)
    except ZeroDivisionError as error:
        # Its traceback leads to us, and so to the executor: all three would stay until collected.
        raised = named(error.with_traceback(None))
    return Failure(named(bad.exception(PATIENCE)), raised, named(good.exception(PATIENCE)))


def named(error: BaseException | None) -> str | None:
    """Return the type and the text of *error*, if it is one."""
    return None if error is None else f"{type(error).__name__}: {error}"


def cancel(engine: Engine, executor: Executor) -> Cancelled:
    """Cancel a task that has started, and the last of those that wait behind it."""
    gate = engine.event()
    started = [engine.event() for _ in range(engine.workers)]
    futures = [executor.submit(held, n, event, gate) for n, event in enumerate(started)]
    for event in started:
        event.wait(PATIENCE)
    # A process pool hands out one task more than it has workers in advance: go past these.
    begun = engine.event()
    queue = [executor.submit(held, n, begun, gate) for n in range(engine.workers + 1)]
    last_begun = engine.event()
    last = executor.submit(held, 99, last_begun, gate)
    queued, running = last.cancel(), futures[0].cancel()
    log.info("cancel: running %s, queued %s", running, queued)
    gate.set()
    wait([*futures, *queue, last], PATIENCE, return_when=ALL_COMPLETED)
    result = None if futures[0].cancelled() else futures[0].result(PATIENCE)
    return Cancelled(running, result, queued, last_begun.wait(0))


def look_around(engine: Engine, executor: Executor) -> tuple[Place, ...]:
    """Return where tasks run that run at the same time."""
    arrived = [engine.event() for _ in range(engine.workers)]
    return tuple(executor.map(place, arrived, [*arrived[1:], arrived[0]]))


def submit_a_lambda(executor: Executor) -> str | None:
    """Return what came of a function that has no name to find it by."""
    try:
        return named(executor.submit(lambda: 42).exception(PATIENCE))
    except Exception as error:  # noqa: BLE001  # each engine has its own, and its own moment
        return named(error)


def leave_the_block(engine: Engine) -> Ending:
    """Leave the ``with`` block while a task is held back, and submit behind it."""
    gate = engine.event()
    with engine.pool() as executor:
        futures = [executor.submit(held, n, engine.event(), gate) for n in range(engine.workers)]
        opener = Timer(LATER, gate.set)
        opener.start()
        before = tuple(future.done() for future in futures)
    behind = tuple(future.done() for future in futures)
    opener.join()
    try:
        executor.submit(abs, -1)
    except RuntimeError as error:
        return Ending(before, behind, named(error))
    return Ending(before, behind, None)


def kill_a_worker(engine: Engine) -> Death:
    """Let a worker die in the middle of a task, and submit another task."""
    with engine.pool() as executor:
        victim = executor.submit(die_once, 3, engine.event())
        result, error = outcome(victim)
        log.info("after the death of its worker: %s", error or result)
        try:
            next_result, next_error = outcome(executor.submit(abs, -1))
        except RuntimeError as refusal:
            next_result, next_error = None, named(refusal)
    return Death(result, error, next_result, next_error)


def outcome(future: Future[int]) -> tuple[int | None, str | None]:
    """Return the result of *future*, or what it raises."""
    error = future.exception(PATIENCE)
    return (future.result(PATIENCE), None) if error is None else (None, named(error))
