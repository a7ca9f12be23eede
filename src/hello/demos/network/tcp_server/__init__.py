"""A chat server on bare TCP sockets, with a thread for each client.

Without "--play" it serves: talk to it with hello-tcp-client, nc or ncat from other
terminals, and type "quit" to end it. What one client says, all hear.

With "--play" it lets clients talk for a moment, and shows what goes wrong in the tutorial's
server. Notice that two sends arrive as one, that a relay of what recv returns tears lines,
and what becomes of a client that never reads.

Try "--play --clients 10", "--play --lines 1", and without --play "--max-line 20" or
"--idle-timeout 5".
"""

import logging

import click

from hello.bounds import check_bounds
from hello.chat.servers.server_options import server_examples, server_options
from hello.chat.servers.serving import serve
from hello.chat.servers.threaded_server import ThreadedServer
from hello.chat.settings import ServerSettings
from hello.demo import Shown, demo_command
from hello.demos.network.tcp_server.claims import CLAIMS
from hello.demos.network.tcp_server.facts import ServerFacts
from hello.demos.network.tcp_server.mistakes import loop_variable, two_sends
from hello.demos.network.tcp_server.picture import picture
from hello.demos.network.tcp_server.scene import converse, gathered, running
from hello.demos.network.tcp_server.trials import one_leaves, one_never_reads, torn_lines

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_CLIENTS, MOST_LINES = 50, 50

logger = logging.getLogger(__name__)


def demonstrate(*, clients: int = 3, lines: int = 2) -> ServerFacts:
    """Let *clients* (2 to 50) say *lines* (1 to 50) each to a real server, and try it out.

    Raise WrongUseError outside these bounds.
    Source: the tutorial's TCP server; RFC 9293, section 3.8, "Data Communication".
    """
    check_bounds("clients", clients, 2, MOST_CLIENTS)
    check_bounds("lines", lines, 1, MOST_LINES)
    server = ThreadedServer(ServerSettings(port=0))
    with running(server):
        with gathered(server.address, clients) as everybody:
            conversation = converse(everybody, lines)
        logger.info("%d lines were said", len(conversation))
    return ServerFacts(
        clients=clients,
        lines=lines,
        conversation=conversation,
        borders=two_sends(),
        tearing=torn_lines(),
        loop_variable=loop_variable(clients, lines),
        leaving=one_leaves(clients),
        stalled=one_never_reads(),
    )


@demo_command(
    __name__,
    "hello-tcp-server --play",
    "hello-tcp-server --play --clients 10 --lines 5",
    *server_examples("hello-tcp-server"),
    plays=True,
)
@click.option(
    "--clients",
    type=click.IntRange(2, MOST_CLIENTS),
    default=3,
    show_default=True,
    help="With --play: this many clients talk.",
)
@click.option(
    "--lines",
    type=click.IntRange(1, MOST_LINES),
    default=2,
    show_default=True,
    help="With --play: each says this many lines.",
)
@server_options
def main(
    *, play: bool, clients: int, lines: int, settings: ServerSettings, stats: bool
) -> Shown | None:
    """Serve, or show what a server has to stand."""
    if play:
        facts = demonstrate(clients=clients, lines=lines)
        return Shown(facts, picture(facts))
    serve(ThreadedServer(settings), stats=stats)
    return None
