"""How ``hello-thread-states`` shows the history: lanes, and then in words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.threads.thread_states.facts import Memory, Period, StatesFacts
from hello.observe import Lanes, Slice, State

Row = tuple[str, float, str]
"""A state, its seconds, and why."""


def picture(facts: StatesFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield Text("\nWho was in which state", style="bold")
    yield Lanes(
        [
            Slice(name, one.state, one.start, one.end)
            for name, history in facts.histories.items()
            for one in history
        ]
    )
    yield Text("\nThe watched thread, in words", style="bold")
    stacks = {wait.on: " > ".join(wait.stack) for wait in facts.waits}
    yield table(rows(facts.histories["watched"], stacks))
    yield Text("\nA list, changed by others", style="bold")
    yield from memory(facts.memory)


def rows(history: Sequence[Period], stacks: Mapping[str, str]) -> Iterator[Row]:
    """Yield the history as one would tell it: turns taken one after the other are one row."""
    why_ready = ""
    for state, group in groupby(history, key=_kind):
        stretch = list(group)
        seconds = sum(one.end - one.start for one in stretch)
        match state:
            case State.NEW:
                yield state, seconds, "made, but not started"
                why_ready = "started; waits for its turn"
            case State.BLOCKED:
                on = stretch[0].on or ""
                yield state, seconds, f"on: {on}, in {stacks.get(on) or '(not seen)'}"
                why_ready = "may go on; waits for its turn"
            case State.TERMINATED:
                yield state, seconds, "has done its work"
            case _:
                yield from _turns(stretch, why_ready)


def _kind(one: Period) -> State:
    return State.RUNNING if one.state is State.READY else one.state


def _turns(stretch: Sequence[Period], why_ready: str) -> Iterator[Row]:
    """Yield the rows of a stretch of ready and running."""
    first, rest = stretch[:1], stretch[1:]
    if first[0].state is State.RUNNING:
        first, rest = [], stretch
    for one in first:
        yield one.state, one.end - one.start, why_ready
    ran = [one.end - one.start for one in rest if one.state is State.RUNNING]
    waited = [one.end - one.start for one in rest if one.state is State.READY]
    if ran:
        turns = f"{len(ran)} turn{'s' if len(ran) > 1 else ''}"
        yield State.RUNNING, sum(ran), f"computes, in {turns}"
    if waited:
        yield State.READY, sum(waited), "between its turns; others have theirs"


def table(told: Iterator[Row]) -> Table:
    """Return the rows with their times in milliseconds."""
    whole = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="cyan")
    whole.add_column("state", no_wrap=True)
    whole.add_column("ms", justify="right", no_wrap=True)
    whole.add_column("why", overflow="fold")
    for state, seconds, why in told:
        whole.add_row(state, f"{1000 * seconds:.1f}", why)
    return whole


def memory(seen: Memory) -> Iterator[Text]:
    """Yield the list at its four moments."""
    yield Text(f"at first         {[*seen.at_first]}")
    yield Text(f"a thread adds 4  {[*seen.after_thread]}")
    yield Text(f"a process adds 5 {[*seen.after_process]}")
    yield Text(f"its own list is  {[*seen.in_process]}")
