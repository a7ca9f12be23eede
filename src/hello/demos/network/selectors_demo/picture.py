"""The picture of ``hello-selectors --play``: who said what when, and what waited where."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from hello.demos.network.selectors_demo.facts import Lazy, Said, SelectorsFacts, Talk

MOST_LINES = 12
MOST_LISTENERS = 3
TAKEN = ("\N{FULL BLOCK}", "#", "green")
WAITING = ("\N{LIGHT SHADE}", "-", "yellow")
"""A block, the character for terminals without blocks, a colour."""


class Bar:
    """A renderable: the part of *whole* that *waits*, and the part that does not."""

    def __init__(self, whole: int, waits: int) -> None:
        self.whole = whole
        self.waits = waits

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = max(options.max_width - 2, 1)
        waiting = round(width * min(self.waits, self.whole) / self.whole)
        yield Segment("  ")
        for look, cells in ((TAKEN, width - waiting), (WAITING, waiting)):
            block, character, colour = look
            yield Segment((character if options.ascii_only else block) * cells, Style(color=colour))
        yield Segment.line()


def picture(facts: SelectorsFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("1. Who said what when")
    yield talk_table(facts.talk)
    threads = max(facts.talk.threads)
    yield Text(f"{facts.talk.clients} clients, threads of the server: {threads}")
    yield heading("2. All have left: how often is a loop woken then?")
    yield from leaving(facts)
    yield heading("3. Li does not read for a while")
    yield from lazy(facts.lazy)
    yield heading("4. A plain send to a socket that nobody reads")
    full = facts.full
    yield Text(
        f"first send: {full.first:,} of {full.size:,} bytes; then {full.error or 'no error'}; "
        f"{full.sends} sends until all was handed over, when the selector said so"
    )


def heading(text: str) -> Text:
    """Return the line above a part."""
    return Text(f"\n{text}", style="bold")


def talk_table(talk: Talk) -> Table:
    """Return a row a line that was said; the first and the last of many."""
    table = Table("ms", "Said", "Heard by, ms later", box=None, padding=(0, 2, 0, 0))
    table.columns[0].justify = "right"
    for column in table.columns[1:]:
        column.overflow = "fold"
    left_out = len(talk.said) - MOST_LINES
    for number, said in enumerate(talk.said):
        if left_out > 0 and number == MOST_LINES // 2:
            table.add_row("...", f"{left_out} more", "(--json has them)")
        if left_out <= 0 or not 0 <= number - MOST_LINES // 2 < left_out:
            table.add_row(f"{1000 * said.at:.1f}", Text(f"{said.who}: {said.text}"), _heard(said))
    return table


def _heard(said: Said) -> Text:
    shown = [f"{one.who} {1000 * (one.at - said.at):.1f}" for one in said.heard[:MOST_LISTENERS]]
    more = len(said.heard) - MOST_LISTENERS
    return Text(", ".join(shown) + (f", {more} more" if more > 0 else ""))


def leaving(facts: SelectorsFacts) -> Iterator[Text]:
    """Yield what the server and two small loops did then."""
    seen = facts.leaving
    span = f"{1000 * seen.seconds:.0f} ms"
    yield Text(
        f"this server: noticed {seen.noticed} of {seen.left}; in {span} then "
        f"{1000 * seen.server_cpu:.1f} ms of work"
    )
    for name, loop in (("the listing's mistake", seen.mistaken), ("the same, mended", seen.mended)):
        times = "once" if loop.wake_ups == 1 else f"{loop.wake_ups:,} times"
        yield Text(f"{name}: woken {times}, {1000 * loop.cpu:.1f} ms of work")


def lazy(seen: Lazy) -> Iterator[RenderableType]:
    """Yield what was with the system, what waited in the server, and what came of it."""
    yield Text(f"Tom says {seen.size:,} bytes. Of what is for Li, {seen.outbox:,} wait:")
    yield Bar(seen.size, seen.outbox)
    yield Text("full: the system has it; light: it waits in the server")
    order = "in order" if seen.in_order else "NOT in order"
    yield Text(f"Anna heard {seen.others:,} meanwhile; Li, later, {seen.then:,}, {order}")
