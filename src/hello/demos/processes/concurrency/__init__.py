"""What tells concurrent from parallel: taking turns, or at the same time.

The same tasks are done in four ways: by one worker that gives each of them a
turn after the other, by processes, by threads that compute, and by threads that
only wait. Notice that the first is concurrent (all tasks get on within the same
time) though no two of them ever run at once. The picture is made of stamps that
the workers take; an overlap counts as proved only where processor clocks rule
out that they took turns.

Try "--tasks 2", "--turns 20", and "taskset -c 0 hello-concurrency" (Linux),
which leaves one core to it.
"""

import click

from hello.bounds import check_bounds
from hello.claims.environment import gil_is_enabled, usable_cores
from hello.demo import Shown, demo_command
from hello.demos.processes.concurrency.claims import CLAIMS
from hello.demos.processes.concurrency.facts import ConcurrencyFacts
from hello.demos.processes.concurrency.picture import picture
from hello.demos.processes.concurrency.workers import (
    in_processes,
    in_threads,
    in_waiting_threads,
)

__all__ = ["CLAIMS", "demonstrate", "main"]

TASKS = (1, 8)
TURNS = (1, 50)


def demonstrate(*, tasks: int = 4, turns: int = 6) -> ConcurrencyFacts:
    """Do the same tasks in four ways; no worker is left afterwards.

    *tasks* (1 to 8): how many, called A, B, ... *turns* (1 to 50): pieces of
    about 3 ms that each is cut into. Raise WrongUseError outside these bounds,
    HelloError where a process fails.
    Source: the tutorial's section on concurrency and parallelism.
    """
    check_bounds("tasks", tasks, *TASKS)
    check_bounds("turns", turns, *TURNS)
    names = [chr(ord("A") + number) for number in range(tasks)]
    return ConcurrencyFacts(
        tasks=tasks,
        turns=turns,
        cores=usable_cores(),
        gil=gil_is_enabled(),
        runs={
            "one worker": in_processes([names], turns),
            "processes": in_processes([[name] for name in names], turns),
            "threads": in_threads(names, turns),
            "waiting threads": in_waiting_threads(names),
        },
    )


@demo_command(
    __name__,
    "hello-concurrency",
    "hello-concurrency --tasks 2 --turns 20",
    "hello-concurrency --log --json",
)
@click.option(
    "--tasks",
    type=click.IntRange(*TASKS),
    default=4,
    show_default=True,
    help="Tasks to do, in each of the four ways.",
)
@click.option(
    "--turns",
    type=click.IntRange(*TURNS),
    default=6,
    show_default=True,
    help="Turns that a task takes, each some 3 ms of work.",
)
def main(tasks: int, turns: int) -> Shown:
    """Show tasks in turns and at once."""
    facts = demonstrate(tasks=tasks, turns=turns)
    return Shown(facts, picture(facts))
