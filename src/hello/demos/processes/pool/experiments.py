"""A pool at work, and a pool that loses a worker: a program with the tutorial's ``__main__`` guard.

Run it as ``python experiments.py REQUEST``. REQUEST is a JSON object: ``method`` (a
start method), ``workers``, ``tasks`` and ``seconds`` (after which it ends itself).
See ``own_process`` of ``hello-process`` for what it writes.

Nothing here is decided by the clock: tasks wait at a gate until the program opens it.
"""

import json
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.pool import AsyncResult, Pool
from time import monotonic
from typing import Any

PATIENCE = 20.0
"""Seconds after which what has not happened is taken for lost."""

MOMENT = 0.05
"""Seconds for which to wait in vain: nothing can come, however long one waits."""

shared: dict[str, Any] = {}
"""In each worker: the gate that tasks wait at, and the counter of tasks that have ended."""


def share(gate: Any, begun: Any, ended: Any) -> None:
    """Keep what all workers share: it can be inherited, not sent with a task."""
    shared.update(gate=gate, begun=begun, ended=ended)


def work(number: int) -> tuple[int, int]:
    """Wait at the gate; return the number and this process's id."""
    shared["begun"].release()
    if shared["gate"].acquire(timeout=PATIENCE):
        shared["gate"].release()
    shared["ended"].release()
    return number, os.getpid()


def fail(number: int) -> None:
    """Raise an exception that has the number."""
    raise LookupError(f"no item {number}")


def first_waits(number: int) -> int:
    """Return the number; but number 0 waits at the gate before."""
    if number == 0:
        work(number)
    else:
        shared["ended"].release()
    return number


def die() -> None:
    """End as one does whom the system kills."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


class Bench:
    """A context's pool with its gate, closed at first, and its counters.

    The gate is a semaphore: who passes lets the next one pass. It is no Event, because
    ``set()`` waits until all who wait are awake, for ever if one of them was killed.
    """

    def __init__(self, context: Any, workers: int) -> None:
        self.gate = context.Semaphore(0)
        self.begun = context.Semaphore(0)
        self.ended = context.Semaphore(0)
        self.pool: Pool = context.Pool(
            workers, initializer=share, initargs=(self.gate, self.begun, self.ended)
        )

    def count_ended(self) -> int:
        """Return how many tasks have passed the gate since the last call."""
        count = 0
        while self.ended.acquire(block=False):
            count += 1
        return count


def returns_early(bench: Bench, call: Callable[..., object], patience: float) -> bool:
    """Return whether ``call(work)`` is back while its task still waits at the gate.

    A call that never comes back early shows after a moment as after an hour; for one
    that does, the *patience* is that with a busy machine.
    """
    returned = threading.Event()

    def caller() -> None:
        call(work, (1,))
        returned.set()

    thread = threading.Thread(target=caller)
    thread.start()
    try:
        bench.begun.acquire(timeout=PATIENCE)
        return returned.wait(patience)
    finally:
        bench.gate.release()
        thread.join(PATIENCE)
        bench.gate.acquire()


def callbacks(bench: Bench) -> dict[str, object]:
    """Let a task succeed and a task fail; return who ran the callbacks, with what."""
    calls: list[dict[str, object]] = []

    def note(kind: str, value: object) -> None:
        thread = threading.current_thread()
        calls.append(
            {
                "kind": kind,
                "value": repr(value),
                "pid": os.getpid(),
                "thread": thread.name,
                "is_main_thread": thread is threading.main_thread(),
                "is_exception": isinstance(value, Exception),
            }
        )

    hooks: dict[str, Any] = {
        "callback": lambda value: note("callback", value),
        "error_callback": lambda error: note("error_callback", error),
    }
    good = bench.pool.apply_async(work, (1,), **hooks)
    bad = bench.pool.apply_async(fail, (2,), **hooks)
    worker_pid = good.get(PATIENCE)[1]
    bad.wait(PATIENCE)
    return {"calls": calls, "main_pid": os.getpid(), "worker_pid": worker_pid}


def slow_callback(bench: Bench) -> dict[str, object]:
    """Hold one callback back; return whether a later result came meanwhile, and afterwards."""
    bench.count_ended()
    entered, release = threading.Event(), threading.Event()

    def hold(_: object) -> None:
        entered.set()
        release.wait(PATIENCE)

    bench.pool.apply_async(work, (1,), callback=hold)
    try:
        entered.wait(PATIENCE)
        bench.ended.acquire(timeout=PATIENCE)
        later = bench.pool.apply_async(work, (2,))
        worker_done = bench.ended.acquire(timeout=PATIENCE)
        later.wait(MOMENT)
        while_held = later.ready()
    finally:
        release.set()
    later.wait(PATIENCE)
    return {"worker_done": worker_done, "while_held": while_held, "afterwards": later.ready()}


def orders(bench: Bench, tasks: int) -> dict[str, object]:
    """Let the first of *tasks* end last; return the results' order for both kinds of map."""
    bench.gate.acquire(timeout=PATIENCE)
    mapped = bench.pool.map_async(first_waits, range(tasks), chunksize=1)
    for _ in range(tasks - 1):
        bench.ended.acquire(timeout=PATIENCE)
    bench.gate.release()
    in_order = mapped.get(PATIENCE)

    bench.gate.acquire(timeout=PATIENCE)
    results = bench.pool.imap_unordered(first_waits, range(tasks))
    unordered: list[int] = []
    with suppress(multiprocessing.TimeoutError):
        unordered += [results.next(PATIENCE) for _ in range(tasks - 1)]
    bench.gate.release()
    unordered += results
    return {"map": in_order, "imap_unordered": unordered}


def end_of_pool(
    context: Any, workers: int, tasks: int, end: Callable[[Pool], object]
) -> dict[str, object]:
    """*end* a pool that has begun some of its *tasks*; return what became of all of them."""
    bench = Bench(context, workers)
    results = [bench.pool.apply_async(work, (number,)) for number in range(tasks)]
    for _ in range(min(workers, tasks)):
        bench.begun.acquire(timeout=PATIENCE)
    end(bench.pool)
    try:
        refused = "nothing"
        bench.pool.apply_async(work, (tasks,))
    except ValueError as error:
        refused = f"ValueError: {error}"
    bench.gate.release()
    bench.pool.join()
    return {
        "refused": refused,
        "finished": bench.count_ended(),
        "results": sum(result.ready() for result in results),
    }


def leave_with_block(pool: Pool) -> None:
    """Come to the end of a ``with`` block."""
    with pool:
        pass


def lost_worker(context: Any, workers: int) -> dict[str, object]:
    """Kill a worker of a Pool in its task; return whether the pool works on, and tells."""
    bench = Bench(context, workers)
    bench.gate.release()
    with bench.pool as pool:
        before = worker_pids()
        lost: AsyncResult[None] = pool.apply_async(die)
        give_up = monotonic() + PATIENCE
        while not (new := worker_pids() - before):
            lost.wait(MOMENT)
            if lost.ready() or monotonic() > give_up:
                break
        # All results come through one pipe, and its process is dead: what is not here now
        # never will be.
        later = [pool.apply_async(work, (number,)).get(PATIENCE)[0] for number in range(3)]
        lost.wait(MOMENT)
        return {"new_workers": len(new), "later_results": later, "told": lost.ready()}


def worker_pids() -> set[int | None]:
    """Return the processes of the one pool that there is."""
    return {child.pid for child in multiprocessing.active_children()}


def broken_executor(context: Any, workers: int) -> dict[str, str]:
    """Kill a worker of a ProcessPoolExecutor in its task; return what it says, then and later."""
    with ProcessPoolExecutor(workers, mp_context=context) as executor:
        told = executor.submit(die).exception(PATIENCE)
        try:
            later: object = executor.submit(os.getpid).exception(PATIENCE)
        except BrokenExecutor as error:
            later = error
    return {"told": type(told).__name__, "later": type(later).__name__}


def observe(method: str, workers: int, tasks: int) -> dict[str, object]:
    """Return what pools of so many *workers* do, started by *method*."""
    context = multiprocessing.get_context(method)
    bench = Bench(context, workers)
    pool = bench.pool
    seen: dict[str, object] = {
        "early": {
            "apply": returns_early(bench, pool.apply, MOMENT),
            "apply_async": returns_early(bench, pool.apply_async, PATIENCE),
        }
    }
    bench.gate.release()
    seen |= {
        "callbacks": callbacks(bench),
        "slow_callback": slow_callback(bench),
    }
    bench.count_ended()
    seen |= {
        "orders": orders(bench, tasks),
    }
    pool.close()
    pool.join()
    ends = {"close": Pool.close, "terminate": Pool.terminate, "with": leave_with_block}
    seen["ends"] = {name: end_of_pool(context, workers, tasks, end) for name, end in ends.items()}
    seen["lost_worker"] = lost_worker(context, workers)
    seen["executor"] = broken_executor(context, workers)
    return seen


def main() -> None:
    """Observe what the command line asks for."""
    request: dict[str, Any] = json.loads(sys.argv[1])
    if hasattr(signal, "alarm"):
        signal.alarm(request["seconds"])
    seen = observe(request["method"], request["workers"], request["tasks"])
    print(json.dumps({"answer": seen}))


if __name__ == "__main__":
    main()
