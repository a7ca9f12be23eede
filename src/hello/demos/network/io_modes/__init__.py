"""One read in five modes: who waits, and when the result is there.

Another thread writes five bytes a moment after it is told to. Five readers want them:
blocking; non-blocking, asking again and again; with select(), which waits for several
sockets; with a thread that waits for it; with asyncio.

Notice what the first call answers, and when. Blocking and select() come back when the data
is there, the others at once. But select() does not give the data, and a non-blocking recv()
may: whether a call waits and whether it gives the result are two questions. Notice also
the reader's own clock: it stands still while the thread is blocked, and runs all the time
while it polls.

Try "--delay 0.5", and look at the calls and at the clock.
"""

import logging
from collections.abc import Callable

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.network.io_modes import modes
from hello.demos.network.io_modes.claims import CLAIMS
from hello.demos.network.io_modes.facts import IoModesFacts, Read
from hello.demos.network.io_modes.picture import picture
from hello.demos.network.io_modes.wire import SENT, Wire

__all__ = ["CLAIMS", "demonstrate", "main"]

DELAYS = (0.01, 1.0)

logger = logging.getLogger(__name__)


def demonstrate(*, delay: float = 0.03) -> IoModesFacts:
    """Read data in each mode that is written *delay* (0.01 to 1) seconds after the signal.

    Raise WrongUseError outside these bounds.
    Source: tutorial, I/O multiplexing; Python library reference, ``socket``,
    ``selectors``, ``concurrent.futures``, ``asyncio``.
    """
    check_bounds("delay", delay, *DELAYS)
    ways = (modes.blocking, modes.polling, modes.select, modes.thread, modes.event_loop)
    return IoModesFacts(
        delay_seconds=delay,
        sent=SENT.decode(),
        sockets=1 + modes.OTHER_SOCKETS,
        reads=tuple(_read(way, delay) for way in ways),
        ready_at_once=modes.ready_at_once(),
    )


def _read(way: Callable[[Wire], Read], delay: float) -> Read:
    with Wire(delay) as wire:
        read = way(wire)
    logger.info("%s: first call answered %s, %d calls", read.mode, read.first.answer, read.calls)
    return read


@demo_command(__name__, "hello-io-modes", "hello-io-modes --delay 0.5", "hello-io-modes --log")
@click.option(
    "--delay",
    type=click.FloatRange(*DELAYS),
    default=0.03,
    show_default=True,
    help="Write the data so many seconds after the signal.",
)
def main(delay: float) -> Shown:
    """Show who waited, and what came back."""
    facts = demonstrate(delay=delay)
    return Shown(facts, picture(facts))
