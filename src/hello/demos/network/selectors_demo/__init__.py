"""What one thread can do: a chat server on selectors.

Without --play this is a real server: it prints "listening on HOST:PORT" and runs
until a line "quit" on stdin, or Ctrl-C. Talk to it with hello-tcp-client, nc or
ncat. With --play it serves scripted clients, and shows who said what when.

Notice that there is one thread however many clients come, that nothing happens
when all have left, and that a client that does not read harms nobody.

Try "--play --clients 50" and "--play --megabytes 32".
"""

import logging

import click

from hello.bounds import check_bounds
from hello.chat.servers.selectors_server import SelectorsServer
from hello.chat.servers.serving import serve, server_examples, server_options
from hello.chat.settings import ServerSettings
from hello.demo import Shown, demo_command
from hello.demos.network.selectors_demo.claims import CLAIMS
from hello.demos.network.selectors_demo.facts import SelectorsFacts
from hello.demos.network.selectors_demo.lazy import be_lazy
from hello.demos.network.selectors_demo.loops import fill
from hello.demos.network.selectors_demo.talking import talk

__all__ = ["CLAIMS", "demonstrate", "main"]

FEWEST, MOST = 1, 50
SMALLEST, LARGEST = 1, 32

logger = logging.getLogger(__name__)


def demonstrate(*, clients: int = 3, megabytes: int = 8) -> SelectorsFacts:
    """Let *clients* (1 to 50) talk, one not read *megabytes* (1 to 32), and all leave.

    Raise WrongUseError for anything else.
    Source: Python library reference, ``selectors``; the tutorial's section on it.
    """
    check_bounds("clients", clients, FEWEST, MOST)
    check_bounds("megabytes", megabytes, SMALLEST, LARGEST)
    conversation, leaving = talk(clients)
    logger.info("%d clients in %d thread", clients, max(conversation.threads))
    lazy = be_lazy(megabytes)
    logger.info("%d bytes waited for the one who did not read", lazy.outbox)
    return SelectorsFacts(conversation, leaving, lazy, fill(megabytes << 20))


@demo_command(
    __name__,
    "hello-selectors --play",
    "hello-selectors --play --clients 50",
    *server_examples("hello-selectors"),
    plays=True,
)
@click.option(
    "--clients",
    type=click.IntRange(FEWEST, MOST),
    default=3,
    show_default=True,
    help="With --play: how many come and talk.",
)
@click.option(
    "--megabytes",
    type=click.IntRange(SMALLEST, LARGEST),
    default=8,
    show_default=True,
    help="With --play: how much is said while one does not read.",
)
@server_options
def main(
    *, play: bool, clients: int, megabytes: int, settings: ServerSettings, stats: bool
) -> Shown | None:
    """Serve, or show what the server does."""
    if play:
        # Not above: what draws costs 6 MB, which a server does not have.
        from hello.demos.network.selectors_demo.picture import picture

        facts = demonstrate(clients=clients, megabytes=megabytes)
        return Shown(facts, picture(facts))
    serve(SelectorsServer(settings), stats=stats)
    return None
