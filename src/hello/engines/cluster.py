"""The engine that can leave this machine: a dask cluster (extra ``cluster``).

Nothing of dask is imported before it is asked for: it takes half a second, and
need not be installed.
"""

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from hello.engines._engine import Engine
from hello.engines.own_cluster import own_cluster
from hello.engines.tasks import ready
from hello.errors import WrongUseError

CONNECT_SECONDS = 5.0
"""How long we wait for somebody's scheduler, and for its workers."""

OWN_SECONDS = 20.0
"""The same for processes that we have just started, on a busy machine."""

MOST_THREADS = 64
"""Tasks that the demo may hold back on somebody's cluster."""

FEWEST_PROCESSES = 2
"""If one of them dies, there is another."""


@contextmanager
def dask(workers: int, scheduler: str | None = None) -> Iterator[Engine]:
    """Yield an engine on the dask cluster of *scheduler*, or on one that ends with the body.

    Raise WrongUseError where ``distributed`` is not installed, and where no
    scheduler answers, or has no *workers*, within CONNECT_SECONDS.
    """
    if find_spec("distributed") is None:
        raise WrongUseError(
            "the engine dask needs a package", "distributed",
            next_step="run: pip install 'HelloWorld[cluster]'",
        )  # fmt: skip
    if scheduler is None:
        with own_cluster(workers) as address, _connected(address, workers, OWN_SECONDS) as engine:
            yield engine
    else:
        with _connected(scheduler, workers, CONNECT_SECONDS) as engine:
            yield engine


@contextmanager
def _connected(address: str, workers: int, seconds: float) -> Iterator[Engine]:
    distributed = import_module("distributed")
    with _quiet(), _client(distributed, address, seconds) as client:
        chosen, slots = _choose(client, workers, address, seconds)
        _check_installation(client, address, seconds)
        with _engine(distributed, client, slots, chosen) as engine:
            yield engine


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what dask logs; levels are as before when the body ends."""
    families = {"distributed", "tornado", "asyncio"}
    known = {n for n in logging.root.manager.loggerDict if n.partition(".")[0] in families}
    loggers = [logging.getLogger(name) for name in known | families]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _client(distributed: Any, address: str, seconds: float) -> Iterator[Any]:
    try:
        client = distributed.Client(address, timeout=seconds)
    except (ValueError, TypeError):
        raise WrongUseError(
            "no address of a scheduler", address, next_step="give it as tcp://HOST:PORT"
        ) from None
    except (OSError, AssertionError):  # the latter where no such host is known
        raise WrongUseError(
            f"no dask scheduler answered in {seconds:g} s", address,
            next_step="start one with 'dask scheduler', or drop --scheduler",
        ) from None  # fmt: skip
    with client:
        yield client


def _choose(client: Any, workers: int, address: str, seconds: float) -> tuple[Sequence[str], int]:
    """Return workers of the cluster with *workers* threads or more, and how many these have."""
    with suppress(TimeoutError):
        client.wait_for_workers(FEWEST_PROCESSES, timeout=seconds)
    chosen: list[str] = []
    slots = 0
    for worker, count in client.nthreads().items():
        if slots < workers or len(chosen) < FEWEST_PROCESSES:
            chosen.append(worker)
            slots += count
    if not workers <= slots <= MOST_THREADS:
        raise WrongUseError(
            f"the cluster offers {slots} threads, and the demo takes {workers} to {MOST_THREADS}",
            address,
            next_step="start workers with 'dask worker --nthreads 1 ADDRESS'",
        )
    return chosen, slots


def _check_installation(client: Any, address: str, seconds: float) -> None:
    """Raise WrongUseError where the cluster cannot run our tasks."""
    try:
        client.submit(ready, pure=False).result(timeout=seconds)
    except ImportError as error:
        raise WrongUseError(
            f"the cluster cannot import {error.name}", address,
            next_step="install HelloWorld for its scheduler and workers too",
        ) from None  # fmt: skip
    except TimeoutError:
        raise WrongUseError(
            f"the cluster did nothing for {seconds:g} s", address,
            next_step="see whether its workers are busy",
        ) from None  # fmt: skip


@contextmanager
def _engine(distributed: Any, client: Any, slots: int, chosen: Sequence[str]) -> Iterator[Engine]:
    def executor() -> Executor:
        pool: Executor = client.get_executor(pure=False, workers=chosen)
        return pool

    engine = Engine("dask", slots, executor, lambda: distributed.Event(client=client), mortal=True)
    yield engine
    for event in engine.events:
        # A scheduler remembers what is set.
        event.clear()  # type: ignore[attr-defined]  # a distributed.Event
