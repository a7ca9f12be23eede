"""The picture of the executors' demos: each call, what was let go, and what came back."""

from collections.abc import Iterable, Iterator

from rich.text import Text
from rich.tree import Tree

from hello.demos.processes.thread_executor.facts import ExecutorFacts


def picture(facts: ExecutorFacts) -> Iterator[Text | Tree]:
    """Yield the parts of the picture, top to bottom."""
    yield Text(f"{facts.engine} executor, {facts.workers} workers", style="bold")
    pids = sorted({place.pid for place in facts.places})
    yield Text(f"we are process {facts.parent_pid}, the tasks ran in {listed(pids)}")
    for title, lines in parts(facts):
        whole = Tree(Text(title, style="cyan"), guide_style="dim")
        for line in lines:
            whole.add(Text(line))
        yield whole


def parts(facts: ExecutorFacts) -> Iterator[tuple[str, list[str]]]:
    """Yield each call with what came of it."""
    for seen in facts.waits:
        fails = ", which fails" if seen.opened == 1 else ""
        yield (
            f"wait(futures, return_when={seen.until})",
            [
                f"let go: task {seen.opened}{fails}",
                f"done {listed(seen.done)}, not done {listed(seen.not_done)}",
            ],
        )
    for call, order in (("as_completed", facts.completed), ("map", facts.mapped)):
        yield (
            call,
            [
                f"submitted {listed(order.submitted)}",
                f"let go    {listed(order.opened)}",
                f"came      {listed(order.came)}",
            ],
        )
    yield from endings(facts)


def endings(facts: ExecutorFacts) -> Iterator[tuple[str, list[str]]]:
    """Yield the calls about tasks that do not simply end well."""
    late, bad, cut, end = facts.timeout, facts.failure, facts.cancelled, facts.ending
    yield (
        "result(timeout)",
        [f"at first: {late.raised or 'no error'}", f"when let go: {late.later}"],
    )
    yield "exception()", [f"failed: {bad.exception}", f"fine: {bad.of_a_fine_one}"]
    yield "cancel()", [f"of a running task: {cut.running}", f"of a queued task: {cut.queued}"]
    yield (
        "the end of with",
        [
            f"done at its end: {sum(end.done_before)} of {len(end.done_before)}",
            f"done behind it: {sum(end.done_behind)} of {len(end.done_behind)}",
            f"submit() behind it: {end.refused or 'works'}",
        ],
    )
    yield "submit(lambda: 42)", [facts.lambda_error or "works"]
    if facts.death:
        task = facts.death.error or f"run again, result {facts.death.result}"
        following = facts.death.next_error or f"result {facts.death.next_result}"
        yield "a worker is killed", [f"its task: {task}", f"the next task: {following}"]


def listed(numbers: Iterable[int]) -> str:
    """Return *numbers* separated by commas, or ``none``."""
    return ", ".join(map(str, numbers)) or "none"
