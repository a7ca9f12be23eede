"""What each worker of ``hello-concurrency`` runs: tasks cut into turns, with a stamp a step.

Run it as ``python work.py TURNS TASK...``: a process that is one worker. It
prints a line when it is ready, begins when it gets one, takes the tasks in turns,
and prints its stamps as JSON. It needs the standard library only.
"""

import json
import sys
from collections.abc import Iterator
from time import perf_counter, thread_time

STEPS = 4
"""Steps in a turn, each with a stamp of its own."""

SIZE = 30_000
"""Numbers to add up in a step: some 0.5 to 1 ms."""

Stamp = tuple[str, float, float, float]
"""The task, when the step began and ended, and the processor time it used."""


def task(name: str, turns: int, stamps: list[Stamp]) -> Iterator[None]:
    """Work, and give others their turn after each of the *turns*: a generator."""
    for _ in range(turns):
        for _ in range(STEPS):
            step(name, stamps)
        yield


def step(name: str, stamps: list[Stamp]) -> None:
    """Do one step of work and stamp it."""
    # Processor time is read outside, so that a step never seems to work more than it lasts.
    began, cpu = perf_counter(), thread_time()
    sum(range(SIZE))
    cpu = thread_time() - cpu
    stamps.append((name, began, perf_counter(), cpu))


def take_turns(tasks: list[Iterator[None]]) -> None:
    """Be one worker for all of the *tasks*: each goes on for a turn, round after round."""
    while tasks:
        for one in tasks[:]:
            if next(one, tasks) is tasks:
                tasks.remove(one)


def main() -> None:
    """Be the worker that the command line describes."""
    turns, *names = sys.argv[1:]
    stamps: list[Stamp] = []
    tasks = [task(name, int(turns), stamps) for name in names]
    print("ready", flush=True)
    if sys.stdin.readline():
        take_turns(tasks)
        json.dump(stamps, sys.stdout)


if __name__ == "__main__":
    main()
