"""The picture of ``hello-udp-vs-tcp``: a character for every message, and who won what."""

from collections.abc import Iterator, Sequence
from statistics import median

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from hello.demos.network.udp_vs_tcp.facts import (
    ARRIVED,
    LATE,
    LOST,
    TWICE,
    Comparison,
    Delivery,
    Race,
    Ways,
)

COLOURS = {ARRIVED: "green", LOST: "red", TWICE: "yellow", LATE: "magenta"}
LINES = 2
"""A strip of what went wrong is at most so many lines high."""

NAMES = {
    "bulk": "move many bytes one way",
    "answers": "ask and answer, already connected",
    "strangers": "new clients ask once each",
}


class Strip:
    """A renderable: the fates of messages, as many as there is room for."""

    def __init__(self, fates: str, lines: int) -> None:
        self.fates = fates
        self.lines = lines

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - 2, 1)
        for start in range(0, min(len(self.fates), self.lines * width), width):
            yield Segment("  ")
            for fate in self.fates[start : start + width]:
                yield Segment(fate, Style(color=COLOURS[fate]))
            yield Segment.line()


def picture(seen: Comparison) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield Text(
        f"The weather (--seed {seen.seed}): drop {seen.drop:g}, duplicate {seen.duplicate:g}, "
        f"reorder {seen.reorder:g}, delay up to {seen.delay} ms"
    )
    yield Text(f"{ARRIVED} arrived  {LOST} lost  {TWICE} came twice  {LATE} came late")
    yield heading(f"1. A file of {seen.file.bytes:,} bytes in {seen.messages} messages")
    yield from deliveries(seen.file, ("",))
    yield heading(f"2. A chat: {seen.messages} lines to each member")
    yield from deliveries(seen.chat, ("Tom: ", "Anna: ", "Li: "))
    yield heading("3. Nobody reads for a while (no relay)")
    yield from late_reader(seen)
    yield heading("4. Who is faster (no relay, medians)")
    yield race_table(seen.races)
    yield heading("5. Who needs a connection")
    yield from connections(seen)


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def deliveries(ways: Ways, names: Sequence[str]) -> Iterator[RenderableType]:
    """Yield, for each way and each receiver, its outcome and its strip."""
    for way, received in (
        ("UDP directly", ways.udp_directly),
        ("UDP in the weather", ways.udp),
        ("TCP, cut and delayed", ways.tcp),
    ):
        if all(one.whole for one in received):
            yield Text(f"{way}: {'all ' if len(received) > 1 else ''}the same as was sent")
            yield Strip(received[0].fates, 1)
            continue
        for name, one in zip(names, received, strict=True):
            yield Text(f"{way}, {name}{outcome(one)}" if name else f"{way}: {outcome(one)}")
            yield Strip(one.fates, LINES)


def outcome(one: Delivery) -> str:
    """Return what one receiver got, in words."""
    if one.whole:
        return "the same as was sent"
    return f"DIFFERENT: {one.lost} lost, {one.twice} twice, {one.late} late"


def late_reader(seen: Comparison) -> Iterator[Text]:
    """Yield what either did."""
    late = seen.late_reader
    yield Text(
        f"UDP: {late.sent} sent, {late.udp_arrived} arrived; the sender saw "
        f"{late.udp_error or 'no error'}"
    )
    stopped = late.tcp_stopped_after
    waited = "never had to wait" if stopped is None else f"had to wait after {stopped:,}"
    arrived = "all arrived" if late.tcp_whole else "NOT all arrived"
    yield Text(f"TCP: {late.tcp_bytes:,} bytes sent, {arrived}; the sender {waited}")


def race_table(races: Sequence[Race]) -> Table:
    """Return a row a race."""
    table = Table("Job", "Faster", box=None, padding=(0, 2, 0, 0))
    table.add_column("UDP ms", justify="right")
    table.add_column("TCP ms", justify="right")
    for race in races:
        times = (f"{1000 * median(one):.2f}" for one in (race.udp, race.tcp))
        table.add_row(Text(NAMES[race.job]), race.faster or "nobody", *times)
    return table


def connections(seen: Comparison) -> Iterator[Text]:
    """Yield what either says to a program without a connection, or without a partner."""
    links = seen.connections
    yield Text(
        f"UDP: {links.udp_sockets} socket heard {links.udp_heard} clients; sending to nobody: "
        f"{links.udp_to_nobody or 'no error'}"
    )
    yield Text(
        f"TCP: {links.tcp_sockets} sockets heard {links.tcp_heard} clients; connecting to nobody: "
        f"{links.tcp_to_nobody or 'no error'}; sending unconnected: "
        f"{links.tcp_unconnected or 'no error'}"
    )
