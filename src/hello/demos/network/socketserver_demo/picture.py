"""The picture of ``hello-socketserver --play``: who was served when, and what was called."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from hello.demos.network.socketserver_demo.facts import Failing, Served, SocketserverFacts
from hello.demos.network.tcp_server.picture import conversation, heading, pairs
from hello.observe import Lanes, Slice, State


def picture(facts: SocketserverFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading("1. TCPServer: one client after the other")
    yield lanes(facts.one_at_a_time)
    yield heading("2. ThreadingTCPServer: all at once")
    yield lanes(facts.threading)
    yield Text("running: from setup to finish; blocked: the client is there, and waits")
    yield heading("3. What is called when a method raises")
    failing = (facts.in_setup, facts.in_handle)
    yield pairs([(f"in {seen.method}", _what_followed(seen)) for seen in failing])
    yield heading("4. The chat: who said what, and when everybody had heard it")
    yield conversation(facts.conversation)


def lanes(served: Served) -> Lanes:
    """Return a lane a client: it waits, and then it is served."""
    slices = []
    for client in served.clients:
        times = [step.seconds for step in served.steps if step.client == client]
        if times:
            slices.append(Slice(client, State.BLOCKED, 0.0, times[0]))
            slices.append(Slice(client, State.RUNNING, times[0], times[-1]))
    return Lanes(slices)


def _what_followed(seen: Failing) -> str:
    answer = "is served" if seen.next_answered else "waits for ever"
    return f"called: {', '.join(seen.called)}; the next client {answer}"
