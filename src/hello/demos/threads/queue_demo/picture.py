"""The picture of ``hello-queue``; its history and its lanes serve the other queues too."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.threads.queue_demo.facts import QueueFacts
from hello.demos.threads.queue_demo.history import (
    GET,
    PUT,
    WAITS_TO_GET,
    WAITS_TO_JOIN,
    WAITS_TO_PUT,
    Step,
)
from hello.observe import Lanes, Slice, State

LOOKS = {
    PUT: ("put", "green"),
    GET: ("get", "cyan"),
    WAITS_TO_PUT: ("waits: full", "red"),
    WAITS_TO_GET: ("waits: empty", "red"),
    WAITS_TO_JOIN: ("waits: join", "red"),
}
SLOTS = 6
"""More than that of a queue are counted, not drawn."""

FIRST_STEPS, LAST_STEPS = 30, 4


def picture(facts: QueueFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("1. What the queue holds, step by step (the left one leaves first)")
    yield history_table(facts.steps, facts.capacity)
    yield heading("2. Who waited for the queue (the rest is the thread's own work)")
    yield lanes(facts.steps)
    yield heading("3. What single calls do")
    yield table(
        [(f"{call.call}, {call.on}", _outcome(call.error, call.waits)) for call in facts.calls]
    )
    yield table(list(_other_calls(facts)))


def _outcome(error: str | None, waits: int) -> str:
    return f"{'waits, then' if waits else 'at once:'} {error or 'no error'}"


def _other_calls(facts: QueueFacts) -> Iterator[tuple[str, str]]:
    tasks, listing, closed = facts.tasks, facts.listing, facts.closed
    waited = "waits" if tasks.join_waited else "does not wait"
    yield f"join(), {tasks.items} items", f"{waited}; returns with {tasks.done_at_return} done"
    yield "task_done(), once too often", tasks.once_more or "no error"
    yield "the tutorial's consumer", f"{in_words(listing.got)}, then {listing.error or 'no error'}"
    if closed is None:
        yield "shutdown()", "came with Python 3.13"
        return
    yield "shutdown(), then put(2)", closed.put_error or "no error"
    yield "... then get() again and again", f"{in_words(closed.got)}, then {closed.get_error}"


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def table(rows: Iterable[tuple[str, str]]) -> Table:
    """Return two columns of plain text."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold", ratio=1)
    grid.add_column(overflow="fold", ratio=1)
    for left, right in rows:
        grid.add_row(Text(left), Text(right))
    return grid


def history_table(steps: Sequence[Step], capacity: int) -> Table:
    """Return a row a step: thread, action, and the content after it; long ones are cut."""
    grid = Table.grid(padding=(0, 1))
    for _ in range(3):
        grid.add_column(overflow="fold")
    left_out = len(steps) - FIRST_STEPS - LAST_STEPS
    for number, step in enumerate(steps):
        if left_out > 0 and number == FIRST_STEPS:
            grid.add_row("...", Text(f"{left_out} steps"), Text("(--json has them)"))
        if left_out <= 0 or not FIRST_STEPS <= number < FIRST_STEPS + left_out:
            action, style = LOOKS[step.action]
            said = action if step.action not in {PUT, GET} else f"{action} {shown(step.item)}"
            grid.add_row(Text(step.thread), Text(said, style=style), slots(step.content, capacity))
    return grid


def slots(content: Sequence[Any], capacity: int) -> Text:
    """Return the items in brackets, and a dot for each place that is free."""
    items = [shown(item) for item in content[:SLOTS]]
    free = max(min(capacity, SLOTS) - len(items), 0)
    more = [f"+{len(content) - SLOTS}"] if len(content) > SLOTS else []
    return Text(f"[{' '.join([*items, *['.'] * free, *more])}]")


def shown(item: Any) -> str:
    """Return *item* as short as can be: the tutorial's ('a', 0) as a0."""
    if item is None:
        return "end"
    return "".join(map(str, item)) if isinstance(item, tuple) else str(item)


def in_words(items: Iterable[Any]) -> str:
    """Return *items* in one line."""
    return " ".join(map(shown, items)) or "nothing"


def lanes(steps: Sequence[Step]) -> Lanes:
    """Return a lane for each thread: blocked where it waited for the queue, else running."""
    slices = []
    for name in dict.fromkeys(step.thread for step in steps):
        own = [step for step in steps if step.thread == name]
        for step, following in pairwise(own):
            state = State.RUNNING if step.action in {PUT, GET} else State.BLOCKED
            slices.append(Slice(name, state, step.seconds, following.seconds))
    return Lanes(slices)
