"""What an RLock is for: its owner may acquire it again, others wait.

The main thread acquires an RLock several times and releases it as often. After
each step another thread tries to get it. Notice when that succeeds, and what
one release too many does. A plain Lock is tried for comparison.

Try "--depth 1", where an RLock is like a plain Lock, and "--depth 10".
"""

import logging
import threading

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.rlock.claims import CLAIMS
from hello.demos.threads.rlock.facts import Listing, RlockFacts, Step
from hello.demos.threads.rlock.picture import GETS_IN, picture
from hello.demos.threads.rlock.tries import (
    AnyLock,
    error_of,
    gets_in,
    gets_in_again,
    in_another_thread,
    released_by_another,
)

__all__ = ["CLAIMS", "demonstrate", "main"]

DEEPEST = 10
DEADLINE = 10.0
"""The longest that a thread waits, in seconds; what it waits for is under way."""

LISTING_RELEASES = 5

logger = logging.getLogger(__name__)


def demonstrate(*, depth: int = 3) -> RlockFacts:
    """Acquire an RLock *depth* times (1 to 10), and release it once more than that.

    Raise WrongUseError for another depth. Source: the tutorial's "RLock"; the
    Python library reference, "RLock objects".
    """
    check_bounds("depth", depth, 1, DEEPEST)
    lock = threading.RLock()
    steps: list[Step] = []
    descend(lock, 1, depth, steps)
    return RlockFacts(
        steps=tuple(steps),
        waited=waited(lock, depth),
        one_too_many=error_of(lock.release),
        by_another=released_by_another(threading.RLock()),
        plain_by_another=released_by_another(threading.Lock()),
        plain_twice=gets_in_again(threading.Lock()),
        listing=in_another_thread(lambda: listing(threading.RLock())),
    )


def descend(lock: AnyLock, level: int, depth: int, steps: list[Step]) -> None:
    """Acquire *lock*, call this function again down to *depth*, and release it.

    A function that calls itself while it holds a lock is what RLock is made for.
    """

    def note(action: str, *, worked: bool, held: int) -> None:
        other_gets_in = in_another_thread(lambda: gets_in(lock))
        steps.append(Step(action, worked, held, other_gets_in))
        logger.info("%s %s: held %d times", action, "worked" if worked else "failed", held)

    if not lock.acquire(blocking=False):
        note("acquire", worked=False, held=level - 1)
        return
    try:
        note("acquire", worked=True, held=level)
        if level < depth:
            descend(lock, level + 1, depth, steps)
    finally:
        lock.release()
    note("release", worked=True, held=level - 1)


def waited(lock: AnyLock, depth: int) -> tuple[str, ...]:
    """Let another thread wait for *lock* while it is held *depth* times; return who did what."""
    order: list[str] = []
    waits = threading.Event()

    def wait() -> None:
        waits.set()
        if lock.acquire(timeout=DEADLINE):
            order.append(GETS_IN)
            lock.release()

    waiter = threading.Thread(target=wait, name="waiter")
    for _ in range(depth):
        lock.acquire()
    try:
        waiter.start()
        waits.wait(DEADLINE)
    finally:
        for number in range(1, depth + 1):
            order.append(f"release {number}")
            lock.release()
    waiter.join()
    return tuple(order)


def listing(lock: AnyLock) -> Listing:
    """Do what the tutorial's thread function does, up to its first error."""
    acquires = sum(
        [lock.acquire(timeout=3), lock.acquire(blocking=True), lock.acquire(blocking=False)]
    )
    for releases in range(LISTING_RELEASES):
        if error := error_of(lock.release):
            return Listing(acquires, releases, error)
    return Listing(acquires, LISTING_RELEASES, "")


@demo_command(__name__, "hello-rlock", "hello-rlock --depth 10", "hello-rlock --json")
@click.option(
    "--depth",
    type=click.IntRange(1, DEEPEST),
    default=3,
    show_default=True,
    help="The owner acquires the lock so many times.",
)
def main(depth: int) -> Shown:
    """Show who gets an RLock when."""
    facts = demonstrate(depth=depth)
    return Shown(facts, picture(facts))
