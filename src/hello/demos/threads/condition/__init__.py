"""A Condition: threads wait for news, others say how many may go on.

Threads wait one behind the other, and three rounds wake them: with notify(), which wakes
one, with notify(n), and with notify_all(). The pictures show how long each of them was
blocked: stairs, broader stairs, a wall.

Notice that all waiters stand in their "with condition:" block at the same time. That is
because wait() gives the lock back, and takes it again before it returns. So a woken thread
goes on only after the notifier has left its own block. And a notify() that nobody waits
for is lost, so real programs say what they wait for: wait_for(predicate).

Try "--waiters 9 --notify 4", and "--notify 20", which is more than there are.
"""

import logging
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.condition.claims import CLAIMS
from hello.demos.threads.condition.facts import Call, ConditionFacts, Early, Round
from hello.demos.threads.condition.line import PATIENCE, Line
from hello.demos.threads.condition.picture import picture

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_WAITERS = 20

GRACE = 0.01
"""Seconds in which a thread may show up that should not have been woken."""

logger = logging.getLogger(__name__)


def demonstrate(*, waiters: int = 5, notify: int = 2) -> ConditionFacts:
    """Wake *waiters* (1 to 20) threads one by one, *notify* (1 to 20) at a time, and all.

    Raise WrongUseError outside these bounds.
    Source: Python library reference, ``threading``, "Condition Objects".
    """
    check_bounds("waiters", waiters, 1, MOST_WAITERS)
    check_bounds("notify", notify, 1, MOST_WAITERS)
    return ConditionFacts(
        waiters=waiters,
        notify=notify,
        one_by_one=_round(waiters, 1),
        some_at_a_time=_round(waiters, notify),
        all_at_once=_round(waiters, None),
        without_lock=_without_lock(),
        early_notify=_notify_early(),
    )


def _round(waiters: int, asked: int | None) -> Round:
    """Let threads wait, and wake *asked* of them with each call; None wakes all."""
    line = Line()
    try:
        for number in range(1, waiters + 1):
            line.join(f"waiter-{number}")
        lock_taken = line.condition.acquire(timeout=PATIENCE)
        inside = tuple(line.inside)
        if lock_taken:
            line.condition.release()
        calls = tuple(_calls(line, asked, inside))
    finally:
        line.send_home()
    return Round(inside, lock_taken, calls, tuple(line.waits))


def _calls(line: Line, asked: int | None, waiting: tuple[str, ...]) -> Iterator[Call]:
    """Notify until nobody waits any more, or until it wakes nobody."""
    while waiting:
        call = _notify(line, asked, waiting)
        yield call
        waiting = tuple(name for name in waiting if name not in call.woken) if call.woken else ()


def _notify(line: Line, asked: int | None, waiting: tuple[str, ...]) -> Call:
    with line.condition:
        logger.info("notifies %s", "all" if asked is None else asked)
        if asked is None:
            line.condition.notify_all()
        else:
            line.condition.notify(asked)
        time.sleep(GRACE)
        early = line.woken.qsize()
    woken: list[str] = []
    due = len(waiting) if asked is None else min(asked, len(waiting))
    with suppress(queue.Empty):
        while len(woken) < len(waiting):
            woken.append(line.woken.get(timeout=PATIENCE if len(woken) < due else GRACE))
    return Call(due, waiting, early, tuple(woken))


def _without_lock() -> dict[str, str | None]:
    """Call the methods without holding the lock; return the errors that they raise."""
    condition = threading.Condition()
    errors: dict[str, str | None] = {"wait": None, "notify": None}
    try:
        condition.wait(0)
    except RuntimeError as error:
        errors["wait"] = f"RuntimeError: {error}"
    try:
        condition.notify()
    except RuntimeError as error:
        errors["notify"] = f"RuntimeError: {error}"
    return errors


def _notify_early() -> Early:
    """Notify when nobody waits yet; then wait, first for a call, then for a fact."""
    condition = threading.Condition()
    news: list[str] = []
    with condition:
        news.append("it has happened")
        condition.notify()
    with condition:
        notified = condition.wait(GRACE)
    with condition:
        told = condition.wait_for(lambda: bool(news), timeout=GRACE)
    return Early(notified, told)


@demo_command(
    __name__,
    "hello-condition",
    "hello-condition --waiters 9 --notify 4",
    "hello-condition --waiters 3 --notify 20 --log",
)
@click.option(
    "--waiters",
    type=click.IntRange(1, MOST_WAITERS),
    default=5,
    show_default=True,
    help="Let this many threads wait.",
)
@click.option(
    "--notify",
    type=click.IntRange(1, MOST_WAITERS),
    default=2,
    show_default=True,
    help="Wake this many with each call in the second round.",
)
def main(waiters: int, notify: int) -> Shown:
    """Show who was woken by which call."""
    facts = demonstrate(waiters=waiters, notify=notify)
    return Shown(facts, picture(facts))
