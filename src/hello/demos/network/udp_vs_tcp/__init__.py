"""What UDP and TCP promise, and what of it arrives in bad weather.

The same file and the same chat go over UDP directly, over UDP through a relay
that drops, doubles, swaps and delays, and over TCP through a relay that cuts and
delays. Notice that UDP repairs nothing, and that one lost datagram spoils a whole
file, but only one line of a chat.

Try "--drop 0 --duplicate 0 --reorder 0", "--drop 0.5", "--reorder 1", and the
seed of a run again: what the relay does is the same. A relay for TCP cannot lose
anything: what a network loses, the system's TCP repairs below every program.
"""

import logging

import click

from hello.bounds import check_bounds
from hello.chance import chance_of, seed_or_new
from hello.chat.udp.weather import Climate
from hello.demo import Shown, demo_command, seed_option
from hello.demos.network.udp_vs_tcp.claims import CLAIMS
from hello.demos.network.udp_vs_tcp.connecting import connect
from hello.demos.network.udp_vs_tcp.datagrams import over_udp
from hello.demos.network.udp_vs_tcp.facts import Comparison, Ways
from hello.demos.network.udp_vs_tcp.picture import picture
from hello.demos.network.udp_vs_tcp.races import race_all
from hello.demos.network.udp_vs_tcp.streams import over_tcp
from hello.demos.network.udp_vs_tcp.waiting import read_late

__all__ = ["CLAIMS", "demonstrate", "main"]

FEWEST, MOST = 8, 2_000
SMALLEST, LARGEST = 16, 1_400
LONGEST_DELAY = 50
MEMBERS = 3
SEEDS = 2**31

logger = logging.getLogger(__name__)


def demonstrate(  # noqa: PLR0913  # the weather has four parts
    *,
    messages: int = 200,
    size: int = 1_200,
    drop: float = 0.05,
    duplicate: float = 0.03,
    reorder: float = 0.05,
    delay: int = 1,
    seed: int | None = None,
) -> Comparison:
    """Send a file and a chat over UDP and TCP, through bad weather, and race the two.

    *messages* (8 to 2000) of *size* bytes (16 to 1400) are the file; a chat has as many
    lines. *drop*, *duplicate*, *reorder*: how likely that is (0 to 1). *delay*: the longest,
    in milliseconds (0 to 50). Raise WrongUseError for anything else.
    Source: RFC 768, RFC 9293; the tutorial's summary of both.
    """
    check_bounds("messages", messages, FEWEST, MOST)
    check_bounds("size", size, SMALLEST, LARGEST)
    check_bounds("delay", delay, 0, LONGEST_DELAY)
    climate = Climate(drop, duplicate, reorder, delay / 1000)
    seed = seed_or_new(seed)
    chance = chance_of(seed)
    pieces = [chance.randbytes(size) for _ in range(messages)]
    lines = [f"Tom\tline {number}\n".encode() for number in range(messages)]
    seeds = [chance.randrange(SEEDS) for _ in range(1 + MEMBERS)]
    return Comparison(
        messages=messages,
        size=size,
        drop=drop,
        duplicate=duplicate,
        reorder=reorder,
        delay=delay,
        seed=seed,
        file=_all_ways("file", pieces, climate, seeds[:1]),
        chat=_all_ways("chat", lines, climate, seeds[1:]),
        late_reader=read_late(pieces),
        connections=connect(),
        races=race_all(size),
    )


def _all_ways(job: str, messages: list[bytes], climate: Climate, seeds: list[int]) -> Ways:
    largest = 2 * max(map(len, messages))
    ways = Ways(
        bytes=sum(map(len, messages)),
        udp_directly=over_udp(messages, None, seeds),
        udp=over_udp(messages, climate, seeds),
        tcp=over_tcp(messages, largest, climate.delay, seeds),
    )
    lost = sum(one.lost for one in ways.udp)
    logger.info("%s: UDP lost %d of %d messages", job, lost, len(messages) * len(seeds))
    return ways


@demo_command(
    __name__,
    "hello-udp-vs-tcp",
    "hello-udp-vs-tcp --drop 0 --duplicate 0 --reorder 1 --messages 20",
    "hello-udp-vs-tcp --drop 0.5 --seed 7",
)
@click.option(
    "--messages",
    type=click.IntRange(FEWEST, MOST),
    default=200,
    show_default=True,
    help="How many datagrams the file is cut into, and lines the chat has.",
)
@click.option(
    "--size",
    type=click.IntRange(SMALLEST, LARGEST),
    default=1_200,
    show_default=True,
    help="Bytes in a datagram of the file.",
)
@click.option(
    "--drop",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="How likely the relay drops a datagram.",
)
@click.option(
    "--duplicate",
    type=click.FloatRange(0, 1),
    default=0.03,
    show_default=True,
    help="How likely it sends one twice.",
)
@click.option(
    "--reorder",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="How likely it lets the next one overtake.",
)
@click.option(
    "--delay",
    type=click.IntRange(0, LONGEST_DELAY),
    default=1,
    show_default=True,
    help="Milliseconds that it may keep one.",
)
@seed_option
def main(  # noqa: PLR0913  # the options, by their names
    *,
    messages: int,
    size: int,
    drop: float,
    duplicate: float,
    reorder: float,
    delay: int,
    seed: int | None,
) -> Shown:
    """Show what arrives."""
    seen = demonstrate(
        messages=messages,
        size=size,
        drop=drop,
        duplicate=duplicate,
        reorder=reorder,
        delay=delay,
        seed=seed,
    )
    return Shown(seen, picture(seen))
