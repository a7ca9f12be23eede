"""The options that the executors' demos have in common, and what they mean together."""

from collections.abc import Callable
from typing import Any

import click

from hello.demos.processes.thread_executor.body import run
from hello.demos.processes.thread_executor.facts import ExecutorFacts
from hello.engines import ENGINES, FEWEST_WORKERS, MOST_WORKERS, opened
from hello.errors import WrongUseError


def demonstrate_on(
    engine: str, workers: int, scheduler: str | None, *, kill_worker: bool | None
) -> ExecutorFacts:
    """Run the body on an engine, and leave nothing of it.

    *kill_worker* None kills one where it is a process of our own. Raise
    WrongUseError where it has to be killed and cannot be, and as ``opened`` does.
    """
    with opened(engine, workers, scheduler) as it:
        if kill_worker and not it.mortal:
            raise WrongUseError(
                "a worker of this engine cannot die alone", engine,
                next_step="add --engine process or --engine dask, or drop --kill-worker",
            )  # fmt: skip
        ours = it.mortal and scheduler is None
        return run(it, kill_worker=ours if kill_worker is None else kill_worker)


def executor_options(engine: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return a decorator that gives a command the options; *engine* is the default."""
    options = (
        click.option(
            "--engine",
            type=click.Choice(ENGINES),
            default=engine,
            show_default=True,
            help="Where the tasks run; interpreter needs Python 3.14, dask the extra 'cluster'.",
        ),
        click.option(
            "--workers",
            type=click.IntRange(FEWEST_WORKERS, MOST_WORKERS),
            default=2,
            show_default=True,
            help="How many tasks run at once.",
        ),
        click.option(
            "--scheduler",
            metavar="ADDRESS",
            help="With dask: use the cluster of this scheduler, such as tcp://192.0.2.1:8786.",
        ),
        click.option(
            "--kill-worker/--no-kill-worker",
            default=None,
            help="Kill a worker in the middle of a task.  [default: where it is a process of ours]",
        ),
    )

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
