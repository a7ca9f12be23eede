"""What a thread and a process cost: a small program, as the tutorial's listing is one.

Run it as ``python costs.py REQUEST``. REQUEST is a JSON object: ``methods`` (start
methods), ``search`` (those of them to search the break-even of), ``workers``,
``rounds``, ``sizes`` (in rising order), ``narrow`` (whether to go on inside the bracket),
``budget`` (seconds after which no more is begun) and ``seconds`` (after which it ends
itself, come what may). See ``own_process`` for what it writes.
"""

import json
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, MutableSequence, Sequence
from functools import partial
from multiprocessing.connection import Connection
from time import perf_counter, thread_time
from typing import Any, Protocol, TypedDict

PATIENCE = 60.0
"""Seconds after which a worker that says nothing is taken for dead."""

FEWEST_ROUNDS = 5
"""With fewer, chance alone too often puts all of one kind before the other."""

NARROW_ENOUGH = 1.25
DECIDED = 0.85
"""Of all pairs of one thread and one process round, so many have to agree.

With seven rounds of each, chance alone agrees so far in 1 case of 76 for either side.
"""


class Worker(Protocol):
    """What a thread and a process have in common."""

    def start(self) -> None:
        """Begin to run."""

    def join(self) -> None:
        """Wait until it has ended."""


MakeWorker = Callable[..., Worker]


class Compared(TypedDict):
    """What a number of counters up to ``size`` took as threads and as processes, each round.

    The processor time of all workers together: ``threads_cpu`` and ``processes_cpu``. On a
    busy machine they had less of it than the cores could have given them in that time.
    """

    size: int
    threads: list[float]
    processes: list[float]
    threads_cpu: list[float]
    processes_cpu: list[float]


def report(sender: Connection) -> None:
    """Give a sign of life."""
    sender.send_bytes(b"here")


def count(size: int, spent: MutableSequence[float], number: int) -> None:
    """Count up to *size*: the tutorial's work; note the processor time of this thread."""
    n = 0
    while n < size:
        n += 1
    spent[number] = thread_time()


def seconds_to_start(make: MakeWorker) -> float:
    """Return how long it takes from ``start()`` to the worker's first sign of life."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    worker = make(target=report, args=(sender,))
    with receiver, sender:
        begun = perf_counter()
        worker.start()
        if not receiver.poll(PATIENCE):
            raise TimeoutError(f"no sign of life after {PATIENCE:g} s")
        taken = perf_counter() - begun
        worker.join()
    return taken


def seconds_to_count(make: MakeWorker, workers: int, size: int) -> tuple[float, float]:
    """Return how long *workers* take, each counting up to *size*, and their processor time."""
    spent = multiprocessing.RawArray("d", workers)
    crew = [make(target=count, args=(size, spent, number)) for number in range(workers)]
    begun = perf_counter()
    for worker in crew:
        worker.start()
    for worker in crew:
        worker.join()
    return perf_counter() - begun, sum(spent)


def makers(methods: Sequence[str]) -> dict[str, MakeWorker]:
    """Return what makes a thread, and what makes a process by each of the *methods*."""
    contexts: dict[str, Any] = {name: multiprocessing.get_context(name) for name in methods}
    processes = {name: context.Process for name, context in contexts.items()}
    return {"thread": threading.Thread, **processes}


def start_costs(methods: Sequence[str], rounds: int, until: float) -> dict[str, list[float]]:
    """Return the seconds to start of each kind: the first time, then each round.

    Interleaved: whatever slows the machine for a while slows all kinds alike.
    """
    kinds = makers(methods)
    costs: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(rounds + 1):
        if number > FEWEST_ROUNDS and perf_counter() > until:
            break
        say(progress=f"start, round {number} of {rounds}")
        for kind, make in kinds.items():
            costs[kind].append(seconds_to_start(make))
    return costs


def compare(method: str, size: int, workers: int, rounds: int, until: float) -> Compared | None:
    """Count as threads and as processes in turns, until it is clear which is faster.

    Return None where the time is up before there are rounds enough to tell.
    """
    make = makers([method])
    result: Compared = {
        "size": size, "threads": [], "processes": [], "threads_cpu": [], "processes_cpu": [],
    }  # fmt: skip
    for number in range(rounds):
        enough = number >= FEWEST_ROUNDS
        if perf_counter() > until:
            return result if enough else None
        if enough and share_below(result["threads"], result["processes"]) in {0.0, 1.0}:
            break
        say(progress=f"{method}, {size:,} steps, round {number + 1} of {rounds}")
        seconds, cpu = seconds_to_count(make["thread"], workers, size)
        result["threads"].append(seconds)
        result["threads_cpu"].append(cpu)
        seconds, cpu = seconds_to_count(make[method], workers, size)
        result["processes"].append(seconds)
        result["processes_cpu"].append(cpu)
    return result


def share_below(first: Sequence[float], second: Sequence[float]) -> float:
    """Return of how many pairs, one of each, the *first* is the lower; ties count half.

    This is Mann and Whitney's U as a share: 1.0 where all of *first* is below all of *second*.
    """
    pairs = [(one, other) for one in first for other in second]
    return sum((one < other) + (one == other) / 2 for one, other in pairs) / len(pairs)


def winner(compared: Compared) -> str | None:
    """Return ``threads`` or ``processes``; None where the spread swallows the difference."""
    share = share_below(compared["threads"], compared["processes"])
    if share >= DECIDED:
        return "threads"
    return "processes" if share <= 1 - DECIDED else None


def bracket(compared: Sequence[Compared]) -> tuple[int | None, int | None]:
    """Return the largest size at which threads win, and the smallest above where processes do."""
    for_processes = [one["size"] for one in compared if winner(one) == "processes"]
    high = min(for_processes, default=None)
    for_threads = [one["size"] for one in compared if winner(one) == "threads"]
    return max((n for n in for_threads if high is None or n < high), default=None), high


def search(compare_at: Callable[[int], Compared | None], sizes: Sequence[int]) -> list[Compared]:
    """Compare at rising *sizes* until processes win, or the time is up."""
    compared: list[Compared] = []
    for size in sizes:
        one = compare_at(size)
        if one is None:
            break
        compared.append(one)
        if winner(one) == "processes":
            break
    return compared


def narrowed(
    compare_at: Callable[[int], Compared | None], compared: Sequence[Compared]
) -> list[Compared]:
    """Compare in the middle of the bracket, again and again, until it is narrow or undecided."""
    known = {one["size"]: one for one in compared}
    while True:
        low, high = bracket(list(known.values()))
        if low is None or high is None or high <= NARROW_ENOUGH * low:
            break
        middle = round((low * high) ** 0.5)
        if middle in known or (one := compare_at(middle)) is None:
            break
        known[middle] = one
        if winner(one) is None:
            break
    return [known[size] for size in sorted(known)]


def say(**message: object) -> None:
    """Write one line for who started this program."""
    print(json.dumps(message), flush=True)


def measure(request: dict[str, Any]) -> dict[str, object]:
    """Return the seconds of all starts, and all comparisons of each search."""
    workers, rounds, budget = request["workers"], request["rounds"], request["budget"]
    costs = start_costs(request["methods"], rounds, perf_counter() + budget)
    searches = {}
    for method in request["search"]:
        until = perf_counter() + budget
        compare_at = partial(compare, method, workers=workers, rounds=rounds, until=until)
        found = search(compare_at, request["sizes"])
        searches[method] = narrowed(compare_at, found) if request["narrow"] else found
    return {"starts": costs, "searches": searches}


def main() -> None:
    """Measure what the command line asks for."""
    request = json.loads(sys.argv[1])
    if hasattr(signal, "alarm"):
        signal.alarm(request["seconds"])
    say(answer=measure(request))


if __name__ == "__main__":
    main()
