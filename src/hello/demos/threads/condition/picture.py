"""The picture of ``hello-condition``: who was blocked until which call."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.threads.condition.facts import ConditionFacts, Round
from hello.observe import Lanes, Slice, State


def picture(facts: ConditionFacts) -> Iterator[RenderableType]:
    """Yield each round, then who was woken by which call."""
    names = ("notify()", f"notify({facts.notify})", "notify_all()")
    yield Text("Who was blocked in wait() until when")
    for name, one in zip(names, facts.rounds, strict=True):
        times = "once" if len(one.calls) == 1 else f"{len(one.calls)} times"
        yield Text(f"\n{name}, {times}", style="bold")
        yield lanes(one)
    yield calls_table(names, facts.rounds)
    yield Text("A notify() that came too early:")
    yield Text(f"  wait() after it was woken: {_yes(facts.early_notify.notified)}")
    yield Text(f"  wait_for() saw what had happened: {_yes(facts.early_notify.told)}")


def lanes(one: Round) -> Lanes:
    """Return the waits of a round, in the order in which the threads came."""
    waits = sorted(one.waits, key=lambda wait: wait.start)
    return Lanes([Slice(wait.thread, State.BLOCKED, wait.start, wait.end) for wait in waits])


def calls_table(names: Sequence[str], rounds: Sequence[Round]) -> Table:
    """Return one row for each call: who stood in line, and who went on, in this order."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("call", no_wrap=True)
    table.add_column("in line")
    table.add_column("went on")
    for name, one in zip(names, rounds, strict=True):
        for call in one.calls:
            table.add_row(name, _numbers(call.waiting), _numbers(call.woken))
        table.add_section()
    return table


def _numbers(threads: Sequence[str]) -> str:
    return " ".join(name.removeprefix("waiter-") for name in threads)


def _yes(answer: bool) -> str:  # noqa: FBT001  # it is what is said
    return "yes" if answer else "no"
