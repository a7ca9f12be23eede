"""The picture of ``hello-udp-server --play``."""

from collections.abc import Callable, Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hello.demos.network.udp_server.facts import UdpServerFacts
from hello.screen import WithReprs

LONGEST = 24


def picture(facts: UdpServerFacts) -> Iterator[RenderableType]:
    """Yield what each scene of the demo showed."""
    yield Text("What alice sent at once, and what bob received", style="bold")
    yield WithReprs(lambda shown: _borders(facts, shown))
    yield Text(f"{facts.too_long:,} bytes of text: {facts.refusal}")
    yield Text("\nWhat a stranger gets", style="bold")
    yield _replies(facts)
    yield Text(f"With the cookie of another: {facts.other_cookie}.")
    yield Text("\nWhose heart beats (seconds of the demo's clock)", style="bold")
    yield _beats(facts)
    yield Text("\nA burst to a client with a small buffer", style="bold")
    yield _burst(facts)
    yield Text(
        f"{len(facts.burst_heard)} of {facts.burst} came. Its next heartbeat is answered with "
        f"number {facts.last_number}, so it knows that {len(facts.missing)} are missing."
    )


def _borders(facts: UdpServerFacts, shown: Callable[[str], str]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("text")
    table.add_column("bytes sent", justify="right")
    table.add_column("received", justify="right")
    for said, heard in zip(facts.said, facts.heard, strict=True):
        short = shown(said) if len(said) <= LONGEST else f"{shown(said[:3])}..."
        table.add_row(short, f"{len(said.encode()):,}", f"{len(heard.encode()):,}")
    return table


def _replies(facts: UdpServerFacts) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("it sends")
    table.add_column("bytes", justify="right")
    table.add_column("back", justify="right")
    table.add_column("answer")
    for reply in facts.replies:
        table.add_row(reply.what, f"{reply.sent:,}", f"{reply.received:,}", reply.answer)
    return table


def _beats(facts: UdpServerFacts) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("after", justify="right")
    table.add_column("who")
    table.add_column("what")
    for beat in facts.beats:
        table.add_row(f"{beat.second:g} s", beat.client, f"heartbeat: {beat.answer}")
        if beat.client == "alice" and beat.second in facts.spoken_at:
            hears = "hears it" if beat.second in facts.heard_by_silent else "does not hear it"
            table.add_row(f"{beat.second:g} s", "alice", f"speaks; bob {hears}")
    return table


def _burst(facts: UdpServerFacts) -> Text:
    """Return the numbers of the messages, with dots for those that were lost."""
    return Text(
        " ".join(
            str(number) if number in facts.burst_heard else "." * len(str(number))
            for number in range(facts.burst_first, facts.burst_first + facts.burst)
        )
    )
