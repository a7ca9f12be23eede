"""The picture of ``hello-event``: who was blocked until when, and what each wait returned."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.threads.event.facts import EventFacts, Part
from hello.observe import Lanes, Slice, State


def picture(facts: EventFacts) -> Iterator[RenderableType]:
    """Yield the lanes, the answers, and what the busy thread missed."""
    yield Text("Who was blocked in wait() until when", style="bold")
    yield Lanes(list(slices(facts)))
    yield Text("\nWhat wait() returned", style="bold")
    yield answers_table(facts)
    times = "once" if facts.pulses == 1 else f"{facts.pulses} times"
    yield Text(f"The event was set {times} for the busy thread, which saw {facts.pulses_seen}.")


def slices(facts: EventFacts) -> Iterator[Slice]:
    """Yield each wait, and the work of the busy thread between its waits."""
    for wait in facts.waits:
        yield Slice(wait.thread, State.BLOCKED, wait.start, wait.end)
    busy = [wait for wait in facts.waits if wait.part == Part.BUSY]
    for one, following in pairwise(busy):
        yield Slice(one.thread, State.RUNNING, one.end, following.start)


def answers_table(facts: EventFacts) -> Table:
    """Return one row for each part of the run, in order of time."""
    table = Table("the event was", "answers", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("longest", justify="right")
    for part in Part:
        waits = [wait for wait in facts.waits if wait.part == part]
        counts = Counter(str(wait.answer) for wait in waits)
        answers = ", ".join(f"{n} x {answer}" if n > 1 else answer for answer, n in counts.items())
        longest = max((wait.end - wait.start for wait in waits), default=0.0)
        table.add_row(part, answers, f"{1000 * longest:.0f} ms")
    return table
