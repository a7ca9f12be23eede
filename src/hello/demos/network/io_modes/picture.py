"""The picture of ``hello-io-modes``: who was blocked until when, and what each call answered."""

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.network.io_modes.facts import IoModesFacts, Mode
from hello.observe import Lanes, Slice, State


def picture(facts: IoModesFacts) -> Iterator[RenderableType]:
    """Yield the lanes, the first calls, the results, and the four pairs of answers."""
    delay = f"{1000 * facts.delay_seconds:g} ms"
    yield Text(f"Who was blocked until when (data written after {delay})", style="bold")
    yield Lanes(list(slices(facts)))
    yield Text("\nThe first call", style="bold")
    yield first_calls(facts)
    yield Text("\nThe result", style="bold")
    yield results(facts)
    yield Text("\nTwo questions, four pairs of answers", style="bold")
    yield pairs(facts)


def slices(facts: IoModesFacts) -> Iterator[Slice]:
    """Yield the lane of each reader; a thread that waits for it has one of its own."""
    for read in facts.reads:
        free = read.first.end if read.waited else 0.0
        if free:
            yield Slice(read.mode, State.BLOCKED, 0.0, free)
        yield Slice(read.mode, State.RUNNING, free, read.have)
        if read.receiver != read.reader:
            yield Slice("  its helper", State.BLOCKED, read.first.end, read.last.start)


def first_calls(facts: IoModesFacts) -> Table:
    """Return what the first call of each mode answered, and after how long."""
    table = Table("mode", box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("ms", justify="right")
    table.add_column("answer", overflow="fold")
    for read in facts.reads:
        took = f"{1000 * (read.first.end - read.first.start):.2f}"
        table.add_row(read.mode, took, read.first.answer)
    return table


def results(facts: IoModesFacts) -> Table:
    """Return by how many calls the data was read, and what the reader did meanwhile."""
    table = Table("mode", box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("calls", "steps", "clock"):
        table.add_column(title, justify="right")
    for read in facts.reads:
        clock = f"{1000 * read.cpu_seconds:.1f}"
        table.add_row(read.mode, str(read.calls), str(read.steps), clock)
    table.caption = (
        "Steps: of other work, before the data was written. Clock: the reader's own, ms."
    )
    table.caption_justify = "left"
    return table


def pairs(facts: IoModesFacts) -> Table:
    """Return which calls waited, and which gave the data."""
    table = Table("", "", "the call", box=box.SIMPLE_HEAD, pad_edge=False)
    calls = [(read.waited, read.first.gave_data, name(read.mode)) for read in facts.reads]
    calls.append((False, facts.ready_at_once.gave_data, "non-blocking recv(), data there"))
    for waited, gave, text in sorted(calls, reverse=True):
        table.add_row("waits" if waited else "at once", "data" if gave else "no data", text)
    return table


def name(mode: Mode) -> str:
    """Return how the first call of a mode is called among those of the others."""
    return {
        Mode.BLOCKING: "blocking recv()",
        Mode.POLLING: "non-blocking recv(), no data yet",
        Mode.SELECT: "select()",
        Mode.THREAD: "submit()",
        Mode.ASYNCIO: "create_task()",
    }[mode]
