"""The chat server on socketserver: setup, handle, finish.

Without "--play" it serves: talk to it with hello-tcp-client, nc or ncat from other
terminals, and type "quit" to end it. What one client says, all hear.

With "--play" it shows what socketserver does for you. Notice the stairs of the plain server
and the wall of the one with threads, and that a handler which raises ends neither.

Try "--play --clients 8", "--play --log", and without --play "--max-clients 2" with three clients.
"""

import logging

import click

from hello.bounds import check_bounds
from hello.chat.servers.server_options import server_examples, server_options
from hello.chat.servers.serving import serve
from hello.chat.servers.socketserver_server import SocketserverServer
from hello.chat.settings import ServerSettings
from hello.demo import Shown, demo_command
from hello.demos.network.socketserver_demo import servers
from hello.demos.network.socketserver_demo.claims import CLAIMS
from hello.demos.network.socketserver_demo.facts import SocketserverFacts
from hello.demos.network.socketserver_demo.picture import picture
from hello.demos.network.tcp_server.scene import NAMES, PATIENCE, converse, gathered, running

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_CLIENTS, MOST_LINES = len(NAMES), 50

logger = logging.getLogger(__name__)


def demonstrate(*, clients: int = 3, lines: int = 2) -> SocketserverFacts:
    """Serve *clients* (2 to 10) with and without threads, and let them say *lines* (1 to 50) each.

    Raise WrongUseError outside these bounds.
    Source: Python library reference, ``socketserver``, "Request Handler Objects".
    """
    check_bounds("clients", clients, 2, MOST_CLIENTS)
    check_bounds("lines", lines, 1, MOST_LINES)
    chat = SocketserverServer(ServerSettings(port=0))
    with running(chat), gathered(chat.address, clients) as everybody:
        conversation = converse(everybody, lines)
    names = NAMES[:clients]
    return SocketserverFacts(
        clients=clients,
        lines=lines,
        one_at_a_time=servers.serve(servers.Server, names, servers.GRACE),
        threading=servers.serve(servers.ThreadingServer, names, PATIENCE),
        in_setup=servers.fail(servers.Server, "setup"),
        in_handle=servers.fail(servers.Server, "handle"),
        conversation=conversation,
    )


@demo_command(
    __name__,
    "hello-socketserver --play",
    "hello-socketserver --play --clients 8 --log",
    *server_examples("hello-socketserver"),
    plays=True,
)
@click.option(
    "--clients",
    type=click.IntRange(2, MOST_CLIENTS),
    default=3,
    show_default=True,
    help="With --play: this many clients come at the same time.",
)
@click.option(
    "--lines",
    type=click.IntRange(1, MOST_LINES),
    default=2,
    show_default=True,
    help="With --play: each says this many lines in the chat.",
)
@server_options
def main(
    *, play: bool, clients: int, lines: int, settings: ServerSettings, stats: bool
) -> Shown | None:
    """Serve, or show how socketserver serves."""
    if play:
        facts = demonstrate(clients=clients, lines=lines)
        return Shown(facts, picture(facts))
    serve(SocketserverServer(settings), stats=stats)
    return None
