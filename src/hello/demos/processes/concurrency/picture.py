"""How ``hello-concurrency`` shows the four ways: a lane for each task."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from hello.demos.processes.concurrency.facts import ConcurrencyFacts, Run
from hello.observe import Lanes, Slice, State

TITLES = {
    "one worker": "One worker, in turns: concurrent",
    "processes": "A process for each task",
    "threads": "A thread for each task: they compute",
    "waiting threads": "A thread for each task: they wait",
}


def picture(facts: ConcurrencyFacts) -> Iterator[RenderableType]:
    """Yield the four ways, each with its lanes."""
    for way, run in facts.runs.items():
        yield Text(f"\n{TITLES[way]}", style="bold")
        yield Lanes(list(slices(run, waiting=way == "waiting threads")))
        yield Text(in_words(run))
    yield Text(f"\ncores: {facts.cores}   GIL: {'on' if facts.gil else 'off'}")


def slices(run: Run, *, waiting: bool) -> Iterator[Slice]:
    """Yield what each task did: ready, but for the time in which it ran or waited."""
    last = {one.task: 0.0 for one in run.steps}
    for one in sorted(run.steps, key=lambda step: (step.task, step.start)):
        begins = one.start if waiting else one.start + one.idle
        yield Slice(one.task, State.READY, last[one.task], begins)
        yield Slice(one.task, State.BLOCKED if waiting else State.RUNNING, begins, one.end)
        last[one.task] = one.end


def in_words(run: Run) -> str:
    """Return how much time there was, and how much of it was shared."""
    return (
        f"{_ms(run.wall)} ms from first to last, {_ms(run.cpu)} ms of processor time; "
        f"overlap {_ms(run.overlap)} ms, running at once proved for {_ms(run.proved)} ms"
    )


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f}"
