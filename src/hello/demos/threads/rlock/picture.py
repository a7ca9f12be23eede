"""The picture of ``hello-rlock``: each step, and whether another thread got in."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.threads.rlock.facts import RlockFacts, Step

GETS_IN = "waiter gets in"


def picture(facts: RlockFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("The owner's steps, and another thread's try after each")
    yield as_table(facts)
    yield heading("\nA thread that waits meanwhile")
    yield Text(", ".join(facts.waited))
    yield heading("\nCompared with a plain Lock")
    yield comparison(facts)
    yield heading("\nThe tutorial's thread function, if it is started")
    yield Text(
        f"{facts.listing.acquires} acquires, {facts.listing.releases} releases, "
        f"then {facts.listing.error or 'the end'}"
    )


def heading(text: str) -> Text:
    """Return *text* as the picture's headings look."""
    return Text(text, style="bold underline")


def as_table(facts: RlockFacts) -> Table:
    """Return one row a step; as many marks as the owner holds the lock."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("step", "held", "", "other thread"):
        table.add_column(name, overflow="fold")
    for step in facts.steps:
        action = step.action if step.worked else f"{step.action}: in vain"
        table.add_row(action, str(step.depth), "*" * step.depth, _fate(step))
    table.add_row("release", "0", "", facts.one_too_many or "no error")
    return table


def _fate(step: Step) -> str:
    return "gets in" if step.other_gets_in else "is kept out"


def comparison(facts: RlockFacts) -> Table:
    """Return what each kind of lock does in two cases."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "RLock", "Lock"):
        table.add_column(name, overflow="fold")
    again = all(step.worked for step in facts.steps)
    table.add_row("acquire again", _again(again), _again(facts.plain_twice))
    table.add_row("release by another", _kind(facts.by_another), _kind(facts.plain_by_another))
    return table


def _again(works: bool) -> str:  # noqa: FBT001  # the fact that it puts into words
    return "works" if works else "waits for ever (ended by a timeout)"


def _kind(error: str) -> str:
    return error.partition(":")[0] or "works"
