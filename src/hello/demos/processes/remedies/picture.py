"""The picture of ``hello-remedies``: one table, and what befell three messages."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from hello.demos.processes.remedies.facts import Fault, Messages, Remedies
from hello.demos.processes.remedies.hardware import serial_share

WIDE_ENOUGH = 72
"""Columns. Below, the cells of a row stand one under the other."""


class Row(NamedTuple):
    """A remedy, what it guarantees, and what was counted.

    ``right`` says whether its total is the right one. It and ``seconds`` are None
    for what was not run.
    """

    remedy: str
    right: bool | None
    guarantee: str
    counted: str
    seconds: float | None


def picture(facts: Remedies) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    popular = ", ".join(f"{item} ({n}x)" for item, n in Counter(facts.items).most_common())
    yield Text(f"{len(facts.items)} requests for the prices of items {popular}")
    if facts.without:
        yield Text(f"Taken away on purpose: {', '.join(facts.without)}", style="yellow")
    yield Rows(tuple(rows(facts)))
    if facts.messages:
        yield Text("\nBehind the broker, on purpose", style="bold")
        yield faults_tree(facts.messages)


def rows(facts: Remedies) -> Iterator[Row]:
    """Yield the plain loop, and each remedy."""
    right, requests = facts.plain.total, len(facts.items)
    yield Row(
        "plain loop",
        right=True,
        guarantee="order",
        counted=f"{requests} prices",
        seconds=facts.plain.seconds,
    )
    queued = facts.queued
    yield Row(
        "1 bounded queue",
        queued.total == right,
        f"never more than {queued.capacity} wait in it",
        f"longest {queued.peak}; sender had to wait {_times(queued.held_back)}",
        queued.seconds,
    )
    locked = facts.locked
    yield Row(
        "2 lock",
        locked.total == right,
        "no update is lost",
        f"{locked.threads} threads, {locked.updates} updates, {locked.lost} lost",
        locked.seconds,
    )
    cached = facts.cached
    yield Row(
        "3 cache",
        cached.total == right,
        "each price is worked out once",
        f"{cached.beforehand} worked out before, {cached.on_demand} on demand, "
        f"{cached.looked_up} looked up",
        cached.seconds,
    )
    parallel = facts.parallel
    yield Row(
        "4 processes",
        parallel.total == right,
        "at work at the same time",
        f"{len(parallel.processes)} processes, {parallel.at_once} at once",
        parallel.seconds,
    )
    yield _hardware(facts)
    yield _middleware(facts, right)


def _hardware(facts: Remedies) -> Row:
    share = serial_share(facts.plain)
    limit = f"{1 / share:.1f} times" if share else "unknown"
    projected = ", ".join(f"{one.times}x: {one.speed_up:.1f}" for one in facts.projections)
    return Row("5 hardware (projection)", None, f"limit: {limit}", projected, None)


def _middleware(facts: Remedies, right: int) -> Row:
    messages = facts.messages
    if messages is None:
        return Row("6 messages", None, "delivery at least once", facts.missing or "", None)
    return Row(
        "6 messages",
        messages.total == right,
        "delivery at least once" if messages.keeps_unacknowledged else "nothing",
        f"{messages.messages} messages, {messages.sent} sent; again by broker "
        f"{messages.redelivered}, by sender {messages.resent}; {messages.lost} lost",
        messages.seconds,
    )


class Rows:
    """A renderable: a table where there is room, else one block a row."""

    def __init__(self, lines: tuple[Row, ...]) -> None:
        self.lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._table() if options.max_width >= WIDE_ENOUGH else self._blocks()

    def _table(self) -> Table:
        table = Table("Remedy", "Total", "It guarantees", "Counted")
        table.add_column("ms", justify="right")
        for line in self.lines:
            texts = (line.remedy, _verdict(line), line.guarantee, line.counted, _ms(line))
            table.add_row(*map(Text, texts))
        return table

    def _blocks(self) -> Tree:
        whole = Tree(Text("Remedies"), hide_root=True, guide_style="dim")
        for line in self.lines:
            block = whole.add(Text(line.remedy, style="cyan"))
            block.add(Text(f"guarantees: {line.guarantee}"))
            block.add(Text(line.counted))
            if line.right is not None:
                block.add(Text(f"total: {_verdict(line)}; {_ms(line)} ms"))
        return whole


def faults_tree(messages: Messages) -> Tree:
    """Return what went wrong, and who handled each message in the end."""
    whole = Tree(Text(f"{messages.broker}, {messages.workers} workers"), guide_style="dim")
    for fault in messages.faults:
        branch = whole.add(Text(f"message {fault.message}: {_what(fault)}", style="cyan"))
        branch.add(Text(_outcome(fault, messages)))
    if messages.broker.startswith("filesystem"):
        whole.add(
            Text(
                "A folder delivers nothing again: who takes a file has it. So the sender "
                "keeps what nobody has confirmed."
            )
        )
    return whole


def _what(fault: Fault) -> str:
    return f"worker {fault.victim} killed with it" if fault.victim else fault.kind


def _outcome(fault: Fault, messages: Messages) -> str:
    if fault.handled_by is None:
        return "never handled: LOST"
    handled = f"handled by worker {fault.handled_by}"
    if fault.kind == "sent twice":
        return f"{handled}; {messages.repeats} came again"
    return f"delivered again by the {fault.again}, {handled}"


def _verdict(line: Row) -> str:
    return {True: "right", False: "WRONG", None: "-"}[line.right]


def _ms(line: Row) -> str:
    return "-" if line.seconds is None else f"{1000 * line.seconds:.0f}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
