"""The picture of ``hello-tcp-client --play``."""

from collections.abc import Callable, Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.network.tcp_client.facts import TcpClientFacts
from hello.screen import WithReprs


def picture(facts: TcpClientFacts) -> Iterator[RenderableType]:
    """Yield the line that was sent, the pieces of it, and the ends of two threads."""
    yield Text("What the client sent for one line of text", style="bold")
    yield WithReprs(lambda shown: line_table(facts, shown))
    yield Text("\nThe same line, received in pieces", style="bold")
    yield WithReprs(lambda shown: pieces_table(facts, shown))
    yield Text("\nA thread waits in recv(), another one ends the connection", style="bold")
    yield endings_table(facts)


def line_table(facts: TcpClientFacts, shown: Callable[[str], str]) -> Table:
    """Return the fields of the line, each with its bytes."""
    table = new_table("field", "text")
    table.add_column("bytes", justify="right")
    fields = facts.line.received.split("\t", 2)
    for title, field in zip(("name", "time", "text"), fields, strict=False):
        table.add_row(title, Text(shown(field)), str(len(field.encode())))
    return table


def pieces_table(facts: TcpClientFacts, shown: Callable[[str], str]) -> Table:
    """Return what each recv returned, and what two ways of decoding made of it."""
    table = new_table("recv()", "decode()", "incremental")
    for piece in facts.pieces:
        alone = Text("raises", style="red") if piece.alone is None else Text(shown(piece.alone))
        table.add_row(piece.data, alone, Text(shown(piece.in_order)))
    return table


def endings_table(facts: TcpClientFacts) -> Table:
    """Return what the waiting thread's recv did, one row for each call."""
    table = new_table("the other calls", "recv() then")
    for ending in facts.endings:
        table.add_row(ending.call, ending.fate)
    left = "leaves a thread" if facts.client_left_thread else "leaves no thread"
    table.add_row("quit in our client", left)
    return table


def new_table(*headers: str) -> Table:
    """Return an empty table in which long cells fold."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold")
    return table
