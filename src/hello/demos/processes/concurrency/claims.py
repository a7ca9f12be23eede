"""What the tutorial says about concurrent and parallel."""

from hello.claims import Claim, Verdict, decide, inconclusive, it_depends
from hello.demos.processes.concurrency.facts import ConcurrencyFacts, Run

DIFFERENCE = "并发和并行的区别"
REMEDIES = "并发的解决"

ENOUGH = 0.0003
"""Seconds of proved overlap; on one core, and with the GIL, it was 0 in each of 45 runs."""


def all_get_on(facts: ConcurrencyFacts) -> Verdict:
    """Look whether every task had begun before one was finished."""
    run = facts.runs["one worker"]
    if facts.tasks == 1 or facts.turns == 1:
        return inconclusive(reason="needs two tasks of two turns")
    begun, done = _last_begun_and_first_done(run)
    return decide(
        begun < done,
        workers=run.workers,
        last_task_begun_ms=_ms(begun),
        first_task_done_ms=_ms(done),
    )


def never_two(facts: ConcurrencyFacts) -> Verdict:
    """Look whether the steps of different tasks had no time in common."""
    run = facts.runs["one worker"]
    if facts.tasks == 1:
        return inconclusive(reason="needs two tasks")
    return decide(run.overlap == 0, steps=len(run.steps), overlap_ms=_ms(run.overlap))


def processes_parallel(facts: ConcurrencyFacts) -> Verdict:
    """Look whether an overlap is proved; without one, see who is to blame."""
    run = facts.runs["processes"]
    evidence = _evidence(facts, run)
    if facts.tasks == 1:
        return inconclusive(reason="needs two tasks")
    if not _same_clock(run):
        return inconclusive(reason="the processes' clocks do not agree")
    proved = run.proved > ENOUGH
    if facts.cores == 1 and not proved:
        return it_depends(**evidence, on="the number of cores")
    if proved or (run.overlap == 0 and _met(run)):
        return decide(proved, **evidence)
    return inconclusive(reason="too little work, or cores busy with other work", **evidence)


def threads_parallel(facts: ConcurrencyFacts) -> Verdict:
    """Look whether an overlap is proved; without one, the GIL or the lack of cores is to blame."""
    run = facts.runs["threads"]
    evidence = _evidence(facts, run) | {"gil": facts.gil}
    if facts.tasks == 1:
        return inconclusive(reason="needs two tasks")
    proved = run.proved > ENOUGH
    if facts.gil or proved:
        return decide(proved, **evidence)
    if facts.cores == 1:
        return it_depends(**evidence, on="the number of cores")
    return inconclusive(reason="too little work, or cores busy with other work", **evidence)


def waits_overlap(facts: ConcurrencyFacts) -> Verdict:
    """Look whether waits had time in common."""
    run = facts.runs["waiting threads"]
    if facts.tasks == 1:
        return inconclusive(reason="needs two tasks")
    waited = sum(one.end - one.start for one in run.steps)
    return decide(
        run.overlap > 0,
        threads=run.workers,
        waited_ms_together=_ms(waited),
        in_ms=_ms(run.wall),
        processor_ms=_ms(run.cpu),
    )


def _same_clock(run: Run) -> bool:
    """Return whether the workers' stamps lie in the time in which they were let work."""
    return run.steps[0].start >= 0 and max(one.end for one in run.steps) <= run.until


def _met(run: Run) -> bool:
    """Return whether every task had begun before one was finished."""
    begun, done = _last_begun_and_first_done(run)
    return begun < done


def _last_begun_and_first_done(run: Run) -> tuple[float, float]:
    begun = {one.task: one.start for one in reversed(run.steps)}
    done = {one.task: one.end for one in run.steps}
    return max(begun.values()), min(done.values())


def _evidence(facts: ConcurrencyFacts, run: Run) -> dict[str, object]:
    return {
        "workers": run.workers,
        "cores": facts.cores,
        "steps": len(run.steps),
        "proved_overlap_ms": _ms(run.proved),
        "in_ms": _ms(run.wall),
        "processor_ms": _ms(run.cpu),
    }


def _ms(seconds: float) -> float:
    return round(1000 * seconds, 2)


CLAIMS = (
    Claim(
        "concurrency.all-get-on",
        "Concurrent: within a period all tasks get on, even with one worker.",
        "并发：一个时段内所有任务都有进展，哪怕只有一个工作者。",
        DIFFERENCE,
        all_get_on,
    ),
    Claim(
        "concurrency.never-two",
        "Concurrent is not parallel: with one worker, no two tasks ever run at once.",
        "并发不等于并行：只有一个工作者时，任何时刻都没有两个任务在同时运行。",
        DIFFERENCE,
        never_two,
    ),
    Claim(
        "concurrency.processes-parallel",
        "Parallel: processes do several tasks at the same time.",
        "并行：多个进程可以同时做多件事情。",
        DIFFERENCE,
        processes_parallel,
    ),
    Claim(
        "concurrency.threads-parallel",
        "Threads that compute do several tasks at the same time.",
        "多个线程可以同时做多件计算。",
        REMEDIES,
        threads_parallel,
    ),
    Claim(
        "concurrency.waits-overlap",
        "Threads that wait do so at the same time, whatever the GIL and the cores.",
        "线程的等待可以同时进行，与 GIL 和核数无关。",
        REMEDIES,
        waits_overlap,
    ),
)
