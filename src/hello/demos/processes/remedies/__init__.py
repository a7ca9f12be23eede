"""Six remedies for too many requests: one workload, what each guarantees.

A burst of requests for prices comes in; each is some work, and an entry in one
total. The tutorial's six remedies handle it in turn: a bounded queue, a lock,
precomputed answers, processes, faster hardware (a projection, since we cannot
try it), and message middleware. Notice what each one guarantees, in numbers,
and that the total stays the same.

Behind the broker three things go wrong on purpose: a message is lost, a worker
is killed with a message in its hands, and a message is sent twice. Nothing is
missing in the end. Without a server, the broker is a folder; with "--broker
redis://localhost:6379/0" or an amqp:// URL it is a real one (needs the extra
"broker": kombu). A password may come in HELLO_BROKER instead, which nobody
sees in the list of processes.

Take away what makes a remedy work, and see which claim falls: "--without lock",
"--without bound", "--without ack".
"""

import logging
from collections.abc import Collection

import click

from hello.bounds import check_bounds
from hello.brokers import INSTALL, is_installed
from hello.demo import Shown, demo_command
from hello.demos.processes.remedies.broker import (
    EMBEDDED,
    check_url,
)
from hello.demos.processes.remedies.caching import from_a_cache
from hello.demos.processes.remedies.claims import CLAIMS
from hello.demos.processes.remedies.facts import Messages, Remedies
from hello.demos.processes.remedies.hardware import projected
from hello.demos.processes.remedies.locking import under_a_lock
from hello.demos.processes.remedies.middleware import through_a_broker
from hello.demos.processes.remedies.parallel import in_processes
from hello.demos.processes.remedies.picture import picture
from hello.demos.processes.remedies.queueing import through_a_queue
from hello.demos.processes.remedies.workload import Workload, one_by_one, requested_items
from hello.errors import WrongUseError, unknown

__all__ = ["CLAIMS", "demonstrate", "main"]

ESSENTIALS = ("bound", "lock", "cache", "overlap", "amdahl", "ack", "numbers")
"""What can be taken away, in the order of the remedies."""

FEWEST_REQUESTS, MOST_REQUESTS = 4, 500
MOST_STEPS = 50_000
MOST_CAPACITY = 500
MOST_WORKERS = 8

logger = logging.getLogger(__name__)


def demonstrate(  # noqa: PLR0913  # each is an option of the command
    *,
    requests: int = 24,
    steps: int = 2000,
    capacity: int = 4,
    workers: int = 2,
    broker: str | None = None,
    without: Collection[str] = (),
) -> Remedies:
    """Handle the same requests under each remedy; nothing is left afterwards.

    *requests*: 4 to 500. *steps*: the work for a price, 1 to 50 000. *capacity*:
    places in the queue, 1 to 500. *workers*: threads and processes, 1 to 8.
    *broker*: a URL; None for a folder, where kombu is installed. *without*: some of
    ESSENTIALS. Raise WrongUseError for anything else, HelloError where a process
    or the broker fails on the way.
    Source: the tutorial's six ways to deal with concurrency; Amdahl (1967).
    """
    check_bounds("requests", requests, FEWEST_REQUESTS, MOST_REQUESTS)
    check_bounds("steps", steps, 1, MOST_STEPS)
    check_bounds("capacity", capacity, 1, MOST_CAPACITY)
    check_bounds("workers", workers, 1, MOST_WORKERS)
    for name in without:
        if name not in ESSENTIALS:
            raise unknown("essential", name, ESSENTIALS, otherwise=f"take {', '.join(ESSENTIALS)}")
    if broker is not None:
        check_url(broker)
        if not is_installed():
            raise WrongUseError("a broker needs kombu, which is not installed", next_step=INSTALL)
    work = Workload(requested_items(requests), steps)
    logger.info("%d requests, plain loop", requests)
    plain = one_by_one(work)
    logger.info("remedy 1: queue")
    queued = through_a_queue(work, capacity, workers, bounded="bound" not in without)
    logger.info("remedy 2: lock")
    locked = under_a_lock(work, workers, locked="lock" not in without)
    logger.info("remedy 3: cache")
    cached = from_a_cache(work, cached="cache" not in without)
    logger.info("remedy 4: processes")
    parallel = in_processes(work, workers, together="overlap" not in without)
    messages = _messages(work, broker, workers, without)
    return Remedies(
        items=work.items,
        without=tuple(name for name in ESSENTIALS if name in without),
        plain=plain,
        queued=queued,
        locked=locked,
        cached=cached,
        parallel=parallel,
        projections=projected(plain, amdahl="amdahl" not in without),
        messages=messages,
        missing=None if messages else f"kombu is not installed: {INSTALL}",
    )


def _messages(
    work: Workload, broker: str | None, workers: int, without: Collection[str]
) -> Messages | None:
    if broker is None and not is_installed():
        return None
    logger.info("remedy 6: message middleware")
    return through_a_broker(
        work,
        broker or EMBEDDED,
        workers,
        keep="ack" not in without,
        by_number="numbers" not in without,
    )


@demo_command(
    __name__,
    "hello-remedies",
    "hello-remedies --without lock --without ack",
    "hello-remedies --requests 200 --capacity 10 --workers 4",
    "hello-remedies --broker redis://localhost:6379/0 --log",
)
@click.option(
    "--requests",
    type=click.IntRange(FEWEST_REQUESTS, MOST_REQUESTS),
    default=24,
    show_default=True,
    help="How many requests come in.",
)
@click.option(
    "--steps",
    type=click.IntRange(1, MOST_STEPS),
    default=2000,
    show_default=True,
    help="Work for each request, in turns of a loop.",
)
@click.option(
    "--capacity",
    type=click.IntRange(1, MOST_CAPACITY),
    default=4,
    show_default=True,
    help="Places in the bounded queue.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=2,
    show_default=True,
    help="Threads or processes of each remedy.",
)
@click.option(
    "--broker",
    metavar="URL",
    envvar="HELLO_BROKER",
    help="Message broker: redis://, rediss://, amqp://, amqps:// or filesystem://."
    "  [default: a folder; also from HELLO_BROKER]",
)
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(ESSENTIALS),
    help="Take this away from its remedy, and see. May be given several times.",
)
def main(*, without: tuple[str, ...], **parameters: object) -> Shown:
    """Handle the requests under each remedy and draw the table."""
    result = demonstrate(without=without, **parameters)  # type: ignore[arg-type]  # click's types
    return Shown(result, picture(result))
