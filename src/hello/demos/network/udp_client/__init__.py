"""A UDP chat client: it joins, its heart beats, it says what it missed.

Without --play this is a client of hello-udp-server: what you type is sent, what others type is
shown; "quit", Ctrl-D and Ctrl-C end it. With lines from a pipe it sends them all, waits until
each has come back, and says how many have not: nothing is sent twice. With --play a client and
a server talk on a clock of their own, in which half a minute takes no time.

Notice the numbers: a client that hears message 1 and then message 4 knows what it has missed,
and nothing else would tell it. Notice the restart: the client learns of it from the answer to
its heartbeat, "who are you?".

Try "--play --lose 5" and "--play --interval 1".
"""

import logging
import socket

import click

from hello.bounds import check_bounds
from hello.chat.udp.udp_client import chat, udp_client_options
from hello.chat.udp.udp_link import UdpClientSettings
from hello.demo import Shown, demo_command
from hello.demos.network.udp_client.claims import CLAIMS
from hello.demos.network.udp_client.facts import UdpClientFacts
from hello.demos.network.udp_client.picture import picture
from hello.demos.network.udp_client.story import Story

__all__ = ["CLAIMS", "demonstrate", "main"]

INTERVALS = (0.5, 10.0)
MOST_LOST = 20
LOOPBACK = "127.0.0.1"
PATIENCE = 2.0
UNHEARD = 3
CUT_SIZE = 1_300

logger = logging.getLogger(__name__)


def demonstrate(*, interval: float = 3.0, lose: int = 2) -> UdpClientFacts:
    """Let the client live through a loss and a restart; send to nobody; receive too little.

    Its heart beats each *interval* (0.5 to 10) seconds of its own clock; *lose* (0 to 20)
    messages do not arrive. Raise WrongUseError outside these bounds.
    Source: Python library reference, ``socket``; RFC 1122, 4.1.3.3 (ICMP and UDP).
    """
    check_bounds("interval", interval, *INTERVALS)
    check_bounds("lose", lose, 0, MOST_LOST)
    lost = tuple(range(2, 2 + lose))
    story = Story(interval, lost)
    story.run_until(1.5 * interval)
    story.others_say(lose + 2)
    restarted_at = 5.5 * interval
    story.run_until(restarted_at)
    story.restart_server()
    story.run_until(10 * interval)
    cut_received, cut_next = _receive_too_little()
    return UdpClientFacts(
        interval=interval,
        seconds=story.now,
        passed=tuple(story.passed),
        said=tuple(story.said),
        lost=lost,
        heard=tuple(story.heard),
        restarted_at=restarted_at,
        rejoined_at=story.rejoined_at,
        unheard=UNHEARD,
        vanished=_send_to_nobody(),
        connected_error=_send_to_nobody_connected(),
        cut_size=CUT_SIZE,
        cut_received=cut_received,
        cut_next=cut_next,
    )


def _nobody() -> socket.socket:
    """Return a socket at whose port nobody listens.

    It is connected, to itself: what others send there finds no socket. So the port
    stays ours, and no other program gets it in between.
    """
    nobody = socket.socket(type=socket.SOCK_DGRAM)
    nobody.bind((LOOPBACK, 0))
    nobody.connect(nobody.getsockname())
    return nobody


def _send_to_nobody() -> int:
    """Return how many datagrams could be sent to where nobody listens."""
    with _nobody() as nobody, socket.socket(type=socket.SOCK_DGRAM) as sender:
        sent = 0
        for _ in range(UNHEARD):
            try:
                sent += sender.sendto(b"\x01", nobody.getsockname())
            except OSError as error:
                logger.info("sendto: %s", error)
        return sent


def _send_to_nobody_connected() -> str:
    """Return the error that a connected socket has after sending; empty if it has none."""
    with _nobody() as nobody, socket.socket(type=socket.SOCK_DGRAM) as sender:
        sender.settimeout(PATIENCE)
        sender.connect(nobody.getsockname())
        sender.send(b"\x01")
        try:
            sender.recv(1024)
        except TimeoutError:
            return ""
        except OSError as error:
            logger.info("recv: %s", error)
            return type(error).__name__
        return ""


def _receive_too_little() -> tuple[int, str]:
    """Receive 1,024 bytes of a longer datagram; return their number, and what comes next."""
    with (
        socket.socket(type=socket.SOCK_DGRAM) as receiver,
        socket.socket(type=socket.SOCK_DGRAM) as sender,
    ):
        receiver.bind((LOOPBACK, 0))
        receiver.settimeout(PATIENCE)
        sender.connect(receiver.getsockname())
        sender.send(b"x" * CUT_SIZE)
        sender.send(b"the next")
        try:
            received = len(receiver.recv(1024))
        except OSError as error:  # Windows fills the buffer, and then raises
            logger.info("recv: %s", error)
            received = 1024
        return received, receiver.recv(1024).decode(errors="replace")


@demo_command(
    __name__,
    "hello-udp-client --name Tom",
    "hello-udp-client --play",
    "hello-udp-client --port 9999 --retry 10",
    "seq 100 | hello-udp-client",
    plays=True,
)
@click.option(
    "--interval",
    type=click.FloatRange(*INTERVALS),
    default=3.0,
    show_default=True,
    help="With --play: seconds between two heartbeats.",
)
@click.option(
    "--lose",
    type=click.IntRange(0, MOST_LOST),
    default=2,
    show_default=True,
    help="With --play: messages that do not arrive.",
)
@udp_client_options
def main(*, play: bool, interval: float, lose: int, settings: UdpClientSettings) -> Shown | None:
    """Chat, or show what the client does."""
    if play:
        facts = demonstrate(interval=interval, lose=lose)
        return Shown(facts, picture(facts))
    chat(settings)
    return None
