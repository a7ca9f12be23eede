"""The program behind remedy 4: plain ``multiprocessing``, a share of the requests for each.

``parallel`` runs it as a process of its own, so that nothing of it stays behind.
"""

import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from itertools import chain
from multiprocessing.connection import Connection, wait

from hello.demos.processes.remedies.child import end_by_itself, say
from hello.demos.processes.remedies.workload import price

Share = Sequence[int]


def handle(share: Share, steps: int, line: Connection) -> None:
    """In a process: do the first request, say so, and go on with the others when told."""
    end_by_itself()
    first, *others = share
    amount = price(first, steps)
    line.send(("begun", os.getpid(), 0))
    line.recv()
    amount += sum(price(item, steps) for item in others)
    line.send(("ended", os.getpid(), amount))


def handle_together(shares: Sequence[Share], steps: int) -> list[tuple[str, int, int]]:
    """Handle each share in a process; nobody goes on before all have begun.

    Return what they said, in that order.
    """
    lines, processes = [], []
    for share in shares:
        line, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=handle, args=(share, steps, theirs))
        process.start()
        theirs.close()
        lines.append(line)
        processes.append(process)
    events = [line.recv() for line in lines]
    for line in lines:
        line.send("go on")
    silent = list(lines)
    while silent:
        ready = wait(silent)
        events += [line.recv() for line in silent if line in ready]
        silent = [line for line in silent if line not in ready]
    for process in processes:
        process.join()
    return events


def main() -> None:
    """Read one request from stdin, and say what the processes said."""
    end_by_itself()
    request = json.loads(sys.stdin.readline())
    if request["together"]:
        say(events=handle_together(request["shares"], request["steps"]))
    else:
        one_at_a_time = (handle_together([share], request["steps"]) for share in request["shares"])
        say(events=list(chain.from_iterable(one_at_a_time)))


if __name__ == "__main__":
    main()
