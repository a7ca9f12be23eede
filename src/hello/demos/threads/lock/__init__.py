"""What a lock is for: updates that get lost without it, and why.

Threads add 1 to the same number, in three ways. Each way runs without a lock
and with one. Notice which way loses updates here, and find the reason in the
bytecode: an update is lost where threads may switch between the read of n and
the write.

Try "--switch-interval 0.005", which is Python's own, "--threads 1", and
"--locked" to see what the lock adds to the bytecode.
"""

import logging
import platform
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import click

from hello.bounds import check_bounds
from hello.claims.environment import gil_is_enabled
from hello.demo import Shown, demo_command
from hello.demos.threads.lock.bytecode import loop_body
from hello.demos.threads.lock.claims import CLAIMS
from hello.demos.threads.lock.exhibits import Pair, bare, call, forced
from hello.demos.threads.lock.facts import Exhibit, LockFacts, Seen
from hello.demos.threads.lock.picture import picture
from hello.errors import HelloError
from hello.joining import join_interruptibly, join_started

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_THREADS = 16
MOST_UPDATES = 1_000_000
SHORTEST_INTERVAL, LONGEST_INTERVAL = 0.000_001, 1.0
BATCH = 100
"""After so many updates a thread looks whether it is to stop."""

ROUNDS = 20
"""Without the lock, the threads run again so many times until an update is lost."""

PAUSES = 100
"""An update with a pause takes so many times as long as one without."""

START_SECONDS = 20.0

logger = logging.getLogger(__name__)


def demonstrate(
    *, threads: int = 4, updates: int = 10_000, switch_interval: float = 0.000_01
) -> LockFacts:
    """Let *threads* (1 to 16) add 1 to one number *updates* times each, in three ways.

    *updates*: 1 to 1,000,000; the way that pauses in each update makes a
    hundredth of them. *switch_interval*: how long a thread may keep the GIL
    while others want it, in seconds, 0.000001 to 1. Raise WrongUseError for
    anything else. Source: the tutorial's "Lock"; bpo-29988.
    """
    check_bounds("threads", threads, 1, MOST_THREADS)
    check_bounds("updates", updates, 1, MOST_UPDATES)
    check_bounds("switch interval", switch_interval, SHORTEST_INTERVAL, LONGEST_INTERVAL)
    fewer = max(updates // PAUSES, 1)
    with switching_every(switch_interval):
        exhibits = (
            _exhibit("bare", "n += 1", bare, threads, updates),
            _exhibit("call", "n += one()", call, threads, updates),
            _exhibit("forced", "v = n; time.sleep(0); n = v + 1", forced, threads, fewer),
        )
    return LockFacts(
        threads=threads,
        switch_interval=switch_interval,
        implementation=platform.python_implementation(),
        python=platform.python_version(),
        gil=gil_is_enabled(),
        exhibits=exhibits,
    )


@contextmanager
def switching_every(seconds: float) -> Iterator[None]:
    """Let the interpreter switch threads after *seconds*; afterwards as before."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _exhibit(
    name: str, source: str, new_pair: Callable[[], Pair], threads: int, updates: int
) -> Exhibit:
    first, second = new_pair(), new_pair()
    without_lock = _run(first.without_lock, first.total, threads, updates, ROUNDS)
    with_lock = _run(second.with_lock, second.total, threads, updates, 1)
    logger.info("%s: %d lost without, %d with", source, without_lock.lost, with_lock.lost)
    return Exhibit(name=name, source=source, without_lock=without_lock, with_lock=with_lock)


def _run(
    update: Callable[[int], None],
    total: Callable[[], int],
    threads: int,
    updates: int,
    rounds: int,
) -> Seen:
    """Let the threads make their updates, again and again until one is lost."""
    for made in range(threads * updates, threads * updates * rounds + 1, threads * updates):
        run_together(update, threads, updates)
        lost = made - total()
        if lost:
            break
    return Seen(updates=made, lost=lost, body=loop_body(update))


def run_together(update: Callable[[int], None], threads: int, updates: int) -> None:
    """Call *update* for *updates* in each of the *threads*, which begin at the same time."""
    start = threading.Barrier(threads)
    stop = threading.Event()
    started = []

    def work() -> None:
        with suppress(threading.BrokenBarrierError):
            started.append(start.wait(START_SECONDS))
            for done in range(0, updates, BATCH):
                if stop.is_set():
                    return
                update(min(BATCH, updates - done))

    workers = [threading.Thread(target=work, name=f"adder-{i + 1}") for i in range(threads)]
    try:
        for worker in workers:
            worker.start()
        join_interruptibly(workers)
    finally:
        # Only Ctrl-C or the deadline finds them still at work.
        stop.set()
        start.abort()
        join_started(workers)
    if len(started) < threads:
        raise HelloError(
            "the threads did not start in time", len(started), next_step="try again with fewer"
        )


@demo_command(
    __name__,
    "hello-lock",
    "hello-lock --switch-interval 0.005",
    "hello-lock --threads 8 --updates 100000 --locked",
)
@click.option(
    "--threads",
    type=click.IntRange(1, MOST_THREADS),
    default=4,
    show_default=True,
    help="So many threads share the number.",
)
@click.option(
    "--updates",
    type=click.IntRange(1, MOST_UPDATES),
    default=10_000,
    show_default=True,
    help="Each thread adds 1 so many times; a hundredth of it in the way that pauses.",
)
@click.option(
    "--switch-interval",
    type=click.FloatRange(SHORTEST_INTERVAL, LONGEST_INTERVAL),
    default="0.00001",
    show_default=True,
    help="A thread keeps the GIL for so many seconds while others want it.",
)
@click.option("--locked", is_flag=True, help="Show the bytecode of the functions with the lock.")
def main(threads: int, updates: int, switch_interval: float, *, locked: bool) -> Shown:
    """Show updates that get lost."""
    facts = demonstrate(threads=threads, updates=updates, switch_interval=switch_interval)
    return Shown(facts, picture(facts, locked=locked))
