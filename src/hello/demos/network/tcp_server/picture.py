"""The picture of ``hello-tcp-server --play``: who said what when, and what the trials showed."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.network.tcp_server.facts import ServerFacts, Spoken

MOST_LINES = 12
"""More than that of a conversation are counted, not drawn."""


def picture(facts: ServerFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("1. Who said what, and when everybody had heard it")
    yield conversation(facts.conversation)
    yield heading("2. A stream has no message borders")
    borders, tearing = facts.borders, facts.tearing
    yield pairs([("sent", quoted(borders.sent)), ("received", quoted(borders.received))])
    yield heading("3. One says a line in two sends, another one a line in between")
    yield pairs(
        [
            ("a relay of recv", quoted(tearing.through_recv_relay)),
            ("the server", quoted(tearing.through_server)),
        ]
    )
    yield heading(
        f"4. The tutorial's loop variable: lines passed on, of {facts.loop_variable.said}"
    )
    passed_on = facts.loop_variable.passed_on.items()
    yield pairs([(name, f"{'#' * min(count, 30)} {count}") for name, count in passed_on])
    yield heading("5. A client leaves; nobody says a word")
    leaving = facts.leaving
    yield pairs(
        [("clients", "{} -> {}".format(*leaving.clients)),
         ("threads", "{} -> {}".format(*leaving.threads))]
    )  # fmt: skip
    yield heading("6. A client never reads")
    yield pairs(list(_stalled(facts)))


def _stalled(facts: ServerFacts) -> Iterator[tuple[str, str]]:
    seen = facts.stalled
    yield "another says", f"{seen.said:,} lines, {seen.size / 1e6:.1f} MB"
    yield "it hears", f"{seen.heard:,} lines"
    yield "it waits", f"{1000 * seen.longest_wait:.0f} ms at most"
    yield "the other is told", quoted([seen.told]) if seen.told else "nothing yet"


def conversation(spoken: Sequence[Spoken]) -> RenderableType:
    """Return a row a line; a long conversation is cut."""
    table = Table(box=None, pad_edge=False)
    for column in ("at ms", "line", "heard by", "after ms"):
        table.add_column(column, justify="left" if column == "line" else "right", overflow="fold")
    for one in spoken[:MOST_LINES]:
        took = max(one.heard.values(), default=one.said) - one.said
        heard, after = str(len(one.heard)), f"{1000 * took:.1f}"
        table.add_row(f"{1000 * one.said:.1f}", Text(one.text), heard, after)
    if len(spoken) > MOST_LINES:
        table.add_row("...", f"{len(spoken) - MOST_LINES} more (--json has them)")
    return table


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Return two columns of plain text."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold", ratio=1)
    for left, right in rows:
        grid.add_row(Text(left), Text(right))
    return grid


def quoted(pieces: Iterable[str]) -> str:
    """Return *pieces* so that their borders are seen."""
    return "  ".join(f'"{piece}"' for piece in pieces)
