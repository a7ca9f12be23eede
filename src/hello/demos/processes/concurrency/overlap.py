"""How far steps overlapped in time, and how much of that is proved."""

from collections.abc import Iterator, Sequence

from hello.demos.processes.concurrency.facts import Run, Step


def run_of(workers: int, origin: float, until: float, steps: Sequence[Step]) -> Run:
    """Return the *steps* as a run from *origin* *until* all was known."""
    own = tuple(
        sorted(
            (Step(one.task, one.start - origin, one.end - origin, one.cpu) for one in steps),
            key=lambda one: one.start,
        )
    )
    pairs = list(overlapping(own))
    return Run(
        workers=workers,
        steps=own,
        overlap=sum(common for common, _ in pairs),
        proved=sum(proved for _, proved in pairs),
        wall=max(one.end for one in own) - own[0].start,
        cpu=sum(one.cpu for one in own),
        until=until - origin,
    )


def overlapping(steps: Sequence[Step]) -> Iterator[tuple[float, float]]:
    """Yield, for each two steps of different tasks with time in common, that time and the proof.

    Two steps share L seconds and were idle for A and B. If they had never run at
    once, L would be at most A + B; so for L - A - B seconds at least they did.
    *steps* are in the order of their starts.
    """
    for number, one in enumerate(steps):
        for other in steps[number + 1 :]:
            if other.start >= one.end:
                break
            if other.task != one.task:
                common = min(one.end, other.end) - other.start
                yield common, max(0.0, common - one.idle - other.idle)
