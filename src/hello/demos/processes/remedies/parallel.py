"""Remedy 4, processes: each has an interpreter of its own and takes its share."""

from time import perf_counter

from hello.demos.processes.remedies.child import hear, running
from hello.demos.processes.remedies.facts import Parallel
from hello.demos.processes.remedies.workload import Workload

CREW = "hello.demos.processes.remedies.crew"


def in_processes(work: Workload, workers: int, *, together: bool) -> Parallel:
    """Deal the requests out to processes; count how many are at work at the same time."""
    shares = [work.items[n::workers] for n in range(min(workers, len(work.items)))]
    request = {"shares": shares, "steps": work.steps, "together": together}
    begun = perf_counter()
    with running(CREW, [request]) as (program,):
        events: list[tuple[str, int, int]] = hear(program)["events"]
    at_work = at_once = 0
    for kind, _, _ in events:
        at_work += 1 if kind == "begun" else -1
        at_once = max(at_once, at_work)
    return Parallel(
        processes=tuple(dict.fromkeys(process for _, process, _ in events)),
        shares=tuple(map(len, shares)),
        at_once=at_once,
        total=sum(amount for _, _, amount in events),
        seconds=perf_counter() - begun,
    )
