"""Engines: where an executor's tasks run, behind the one interface of PEP 3148.

``opened("thread", 2)`` gives an ``Engine``: it makes executors, and events with
which the caller holds tasks back and lets them go, wherever they run.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from hello.bounds import check_bounds
from hello.engines._engine import Engine, Signal
from hello.engines.cluster import dask
from hello.engines.local import interpreters, processes, threads
from hello.errors import WrongUseError, unknown

__all__ = ["ENGINES", "FEWEST_WORKERS", "MOST_WORKERS", "Engine", "Signal", "opened"]

LOCAL: Mapping[str, Callable[[int], AbstractContextManager[Engine]]] = {
    "thread": threads,
    "process": processes,
    "interpreter": interpreters,
}
DASK = "dask"
ENGINES = (*LOCAL, DASK)

FEWEST_WORKERS, MOST_WORKERS = 2, 8
"""One worker alone completes all in the order of submission: nothing to see."""


@contextmanager
def opened(name: str, workers: int, scheduler: str | None = None) -> Iterator[Engine]:
    """Yield the engine called *name* with *workers*; when the body ends, it is gone.

    *scheduler*: the address of a dask scheduler that runs; its workers then do
    the work. Raise WrongUseError for what is no engine or out of 2 to 8 workers,
    and where this Python or this installation has no such engine.
    """
    if name not in ENGINES:
        known = ", ".join(ENGINES)
        raise unknown("engine", name, ENGINES, otherwise=f"take one of {known}")
    check_bounds("workers", workers, FEWEST_WORKERS, MOST_WORKERS)
    if scheduler is not None and name != DASK:
        raise WrongUseError(
            "only dask has a scheduler", name, next_step="add --engine dask, or drop --scheduler"
        )
    make = dask(workers, scheduler) if name == DASK else LOCAL[name](workers)
    with make as engine:
        yield engine
