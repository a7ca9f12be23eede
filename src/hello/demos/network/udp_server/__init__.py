"""A UDP chat server: one socket for all, cookies, heartbeats, numbers.

Without --play this is a server for hello-udp-client, which runs until you type "quit" or
press Ctrl-C. With --play it talks to clients that are a socket and a few bytes each.

Notice what UDP leaves to the program. A datagram keeps its borders, but nothing says who is
there: a client is in once it has sent back a cookie, and out when its heartbeat stops. And
nothing says what was lost: the messages are numbered.

Try "--play --burst 60", and then the server in one terminal and hello-udp-client in two others.
Stop the server, start it again, and see what the clients say.
"""

import logging
import socket
import threading

import click

from hello.bounds import check_bounds
from hello.chat.servers.server_options import datagram_server_options
from hello.chat.servers.serving import serve
from hello.chat.settings import ServerSettings
from hello.chat.udp.udp_room import UdpLimits
from hello.chat.udp.udp_server import UdpServer
from hello.demo import Shown, demo_command
from hello.demos.network.udp_server.claims import CLAIMS
from hello.demos.network.udp_server.clients import HEARTBEAT, PATIENCE, Client, in_words
from hello.demos.network.udp_server.facts import Beat, Reply, UdpServerFacts
from hello.demos.network.udp_server.picture import picture
from hello.joining import join_started

__all__ = ["CLAIMS", "demonstrate", "main"]

BURSTS = (10, 60)
TEXTS = ("one", "two words", "two\nlines", "", "\u4f60\u597d", "x" * 1_383)
TOO_LONG = 1_384

logger = logging.getLogger(__name__)


class Clock:
    """The demo's own time: ten seconds pass as soon as it says so."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def demonstrate(*, burst: int = 20) -> UdpServerFacts:
    """Run the server, and clients that are in, that are strange, that fall silent, that are slow.

    *burst* (10 to 60) messages come while a client with a small buffer does not read.
    Raise WrongUseError outside these bounds.
    Source: Python library reference, ``socket``; RFC 768.
    """
    check_bounds("burst", burst, *BURSTS)
    clock = Clock()
    server = UdpServer(ServerSettings(port=0), clock=clock)
    thread = threading.Thread(target=server.run, name="udp server")
    try:
        thread.start()
        with Client(server.address) as alice, Client(server.address) as bob:
            alice.join()
            bob.join()
            heard, refusal = _borders(alice, bob)
            replies, stranger_heard, other_cookie = _strangers(server.address, alice, bob)
            beats, spoken_at, heard_by_silent = _heartbeats(clock, alice, bob)
            first, numbers, last = _burst(server.address, alice, burst)
    finally:
        server.stop()
        join_started([thread], PATIENCE)
    return UdpServerFacts(
        TEXTS, heard, TOO_LONG, refusal,
        replies, stranger_heard, other_cookie,
        UdpLimits().expiry, beats, spoken_at, heard_by_silent,
        burst, first, numbers, last,
    )  # fmt: skip


def _borders(alice: Client, bob: Client) -> tuple[tuple[str, ...], str]:
    """Let alice say all texts at once; return what bob receives, and why one is not taken."""
    for text in TEXTS:
        alice.say(text)
    heard = tuple(bob.hear()[1] for _ in TEXTS)
    for _ in TEXTS:
        alice.hear()
    alice.say("x" * TOO_LONG)
    refusal = in_words(alice.socket.recv(65_535))
    logger.info("%d datagrams sent, %d received", len(TEXTS), len(heard))
    return heard, refusal


def _strangers(
    server: tuple[str, int], alice: Client, bob: Client
) -> tuple[tuple[Reply, ...], int, str]:
    """Send what a sender with a forged address could send; return the answers.

    Such a sender never sees its cookie, so it cannot send it back.
    """
    datagrams = {
        "a heartbeat": HEARTBEAT,
        "a request to join": b"\x16" + bytes(44),
        "a message": b"\x02" + bytes(12) + b"\0\0\0\1" + b"let me in",
        "what nobody knows": b"GET / HTTP/1.1\r\nHost: chat\r\n\r\n",
        "a large one": bytes(9_000),
    }
    with Client(server) as stranger, Client(server) as thief:
        replies = []
        for what, datagram in datagrams.items():
            answer = stranger.ask(datagram)
            replies.append(Reply(what, len(datagram), len(answer), in_words(answer)))
            logger.info("%s of %d bytes: %s", what, len(datagram), in_words(answer))
        thief.cookie = alice.cookie
        other_cookie = in_words(thief.ask(b"\x16" + thief.cookie + bytes(32)))
        alice.say("only for those who are in")
        alice.hear()
        bob.hear()
        # What the room had sent to the stranger would be there before this answer.
        stranger_heard = 0
        stranger.socket.send(HEARTBEAT)
        while in_words(stranger.socket.recv(65_535)) == "a message":
            stranger_heard += 1
    return tuple(replies), stranger_heard, other_cookie


def _heartbeats(
    clock: Clock, alice: Client, bob: Client
) -> tuple[tuple[Beat, ...], tuple[float, ...], tuple[float, ...]]:
    """Let alice's heart beat for twelve seconds, and bob's not at all."""
    beats = []
    spoken_at = []
    heard_by_bob = []
    begin = clock.seconds
    alice.ask(HEARTBEAT)
    bob.ask(HEARTBEAT)
    for second in (3.0, 6.0, 9.0, 12.0):
        clock.seconds = begin + second
        beats.append(Beat(second, "alice", in_words(alice.ask(HEARTBEAT))))
        logger.info("after %g s: alice's heart beats: %s", second, beats[-1].answer)
        if second >= 9.0:  # noqa: PLR2004  # the last before bob's time is over, and the first after
            alice.say(str(second))
            alice.hear()
            spoken_at.append(second)
    bob.socket.send(HEARTBEAT)
    while (answer := in_words(datagram := bob.socket.recv(65_535))) == "a message":
        heard_by_bob.append(float(datagram[17:]))
    beats.append(Beat(12.0, "bob", answer))
    logger.info("after 12 s: bob's heart beats again: %s", answer)
    return tuple(beats), tuple(spoken_at), tuple(heard_by_bob)


def _burst(server: tuple[str, int], alice: Client, burst: int) -> tuple[int, tuple[int, ...], int]:
    """Say *burst* messages to a client that does not read; return what it finds out then."""
    with Client(server) as carol:
        # As little as the system allows.
        carol.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        carol.join()
        first = 0
        for _ in range(burst):
            alice.say("x" * 1_000)
            number, _ = alice.hear()
            first = first or number
        numbers = []
        carol.socket.settimeout(0.0)
        try:
            while True:
                numbers.append(carol.hear()[0])
        except BlockingIOError:
            logger.info("%d of %d messages are there", len(numbers), burst)
        carol.socket.settimeout(PATIENCE)
        status = carol.ask(HEARTBEAT)
        return first, tuple(numbers), int.from_bytes(status[5:13], "big")


@demo_command(
    __name__,
    "hello-udp-server --play",
    "hello-udp-server --port 0",
    "hello-udp-server --host 0.0.0.0 --token-file token.txt",
    plays=True,
)
@click.option(
    "--burst",
    type=click.IntRange(*BURSTS),
    default=20,
    show_default=True,
    help="With --play: messages that come while a client does not read.",
)
@datagram_server_options
def main(*, play: bool, burst: int, settings: ServerSettings, stats: bool) -> Shown | None:
    """Serve, or show what the server does."""
    if play:
        facts = demonstrate(burst=burst)
        return Shown(facts, picture(facts))
    serve(UdpServer(settings), stats=stats)
    return None
