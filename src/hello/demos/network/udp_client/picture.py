"""The picture of ``hello-udp-client --play``: who sent what when."""

from collections.abc import Iterator

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from hello.demos.network.udp_client.facts import Passed, Said, UdpClientFacts

RESTART = "(starts again)"


def picture(facts: UdpClientFacts) -> Iterator[RenderableType]:
    """Yield the client's story, and what the system does with datagrams to nobody."""
    yield Text("Between client and server (seconds of the demo's clock)", style="bold")
    yield Exchange(facts)
    yield Text("\nTo a port where nobody listens", style="bold")
    yield Text(f"sendto: {facts.vanished} of {facts.unheard} sent, no error")
    yield Text(f"connect, send, recv: {facts.connected_error or 'no answer, no error'}")
    yield Text("\nA datagram longer than the buffer", style="bold")
    yield Text(
        f"{facts.cut_size:,} bytes were sent. recv(1024) returned {facts.cut_received:,}; "
        f"the next one returned {facts.cut_next!r}."
    )


class Exchange:
    """A renderable: a row for each datagram, and for what the client said."""

    def __init__(self, facts: UdpClientFacts) -> None:
        self._facts = facts

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        right, left, cross = ("->", "<-", "x") if options.ascii_only else ("─→", "←─", "✗")
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("at", justify="right", no_wrap=True)
        table.add_column("client")
        table.add_column("")
        table.add_column("server")
        for row in _rows(self._facts):
            second = f"{row.second:.1f}"
            if isinstance(row, Said):
                table.add_row(second, Text(row.text, style="italic"), "", "")
            elif row.by_client:
                table.add_row(second, row.what, right, "")
            elif row.what == RESTART:
                table.add_row(second, "", "", RESTART)
            else:
                table.add_row(second, f"{cross} lost" if row.is_lost else "", left, row.what)
        yield table


def _rows(facts: UdpClientFacts) -> list[Passed | Said]:
    """Return all in order of time; of equal times, the datagrams come first."""
    restart = Passed(facts.restarted_at, by_client=False, what=RESTART, data="")
    rows: list[Passed | Said] = [*facts.passed, *facts.said, restart]
    return sorted(rows, key=lambda row: row.second)
