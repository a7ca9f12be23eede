"""What a pool of processes does with your tasks, and who calls you back.

Tasks wait at a gate that the program opens, so what you see is not decided by the
clock. Notice that apply waits for its task and apply_async does not; that a callback
runs in your own process, but in a thread of the pool; and what becomes of tasks when
the pool is closed, terminated, or left at the end of a with block.

Last, a worker is killed in the middle of a task. A Pool starts another worker and says
nothing: the result never comes. A ProcessPoolExecutor raises BrokenProcessPool.

Try changing "--workers", "--tasks" and "--start-method": all of this stays the same.
"""

import logging
import multiprocessing
from importlib.resources import files

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.processes.pool.claims import CLAIMS
from hello.demos.processes.pool.facts import Call, End, LostWorker, PoolFacts, SlowCallback
from hello.demos.processes.pool.picture import picture
from hello.demos.processes.process.own_process import run_program
from hello.errors import unknown

__all__ = ["CLAIMS", "demonstrate", "main"]

START_METHODS = tuple(multiprocessing.get_all_start_methods())
"""What this platform has, its default first."""

PROGRAMS = files(__name__)
"""Where the program is that it runs."""

FEWEST = 2
MOST_WORKERS = 16
MOST_TASKS = 100

logger = logging.getLogger(__name__)


def demonstrate(*, method: str = START_METHODS[0], workers: int = 2, tasks: int = 4) -> PoolFacts:
    """Give pools of *workers* (2 to 16) processes so many *tasks* (2 to 100).

    *method* is one of this platform's start methods. Raise WrongUseError for anything
    else, HelloError where the program fails.

    Source: the tutorial's section on Pool; Python library, ``multiprocessing.pool``.
    """
    if method not in START_METHODS:
        here = f"this platform has {', '.join(START_METHODS)}"
        raise unknown("start method on this platform", method, (), otherwise=here)
    check_bounds("workers", workers, FEWEST, MOST_WORKERS)
    check_bounds("tasks", tasks, FEWEST, MOST_TASKS)
    request = {"method": method, "workers": workers, "tasks": tasks, "seconds": 120}
    seen = run_program(PROGRAMS / "experiments.py", request, is_recorded=True)
    facts = PoolFacts(
        method=method,
        workers=workers,
        tasks=tasks,
        main_pid=seen["callbacks"]["main_pid"],
        worker_pid=seen["callbacks"]["worker_pid"],
        early=seen["early"],
        calls=tuple(Call(**call) for call in seen["callbacks"]["calls"]),
        slow_callback=SlowCallback(**seen["slow_callback"]),
        map=tuple(seen["orders"]["map"]),
        imap_unordered=tuple(seen["orders"]["imap_unordered"]),
        ends=tuple(End(how, **what) for how, what in seen["ends"].items()),
        lost_worker=LostWorker(
            **seen["lost_worker"] | {"later_results": tuple(seen["lost_worker"]["later_results"])}
        ),
        executor=seen["executor"],
    )
    for call in facts.calls:
        logger.info("%s(%s) in %s of process %d", call.kind, call.value, call.thread, call.pid)
    return facts


@demo_command(
    __name__,
    "hello-pool",
    "hello-pool --workers 4 --tasks 20",
    "hello-pool --start-method spawn --json",
)
@click.option(
    "--start-method",
    "method",
    type=click.Choice(START_METHODS),
    default=START_METHODS[0],
    show_default=True,
    help="Start the workers in this way.",
)
@click.option(
    "--workers",
    type=click.IntRange(FEWEST, MOST_WORKERS),
    default=2,
    show_default=True,
    help="Let each pool have this many processes.",
)
@click.option(
    "--tasks",
    type=click.IntRange(FEWEST, MOST_TASKS),
    default=4,
    show_default=True,
    help="Give this many tasks to map, and to each pool that is ended.",
)
def main(*, method: str, workers: int, tasks: int) -> Shown:
    """Show what pools do."""
    facts = demonstrate(method=method, workers=workers, tasks=tasks)
    return Shown(facts, picture(facts))
