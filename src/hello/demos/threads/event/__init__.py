"""An Event: one flag that many threads wait for.

The picture has one line for each thread, and shows from when to when it was blocked in
wait(). Notice the wall: one set() lets all waiters go on at the same moment, and nobody
has to know how many there are. A wait() with a time limit gives up with False when the
time is over. clear() puts the flag down, and the next wait() blocks again.

The flag is no counter: the last thread was busy while the event was set and cleared again,
and nothing tells it how often that happened.

Try "--waiters 10", "--timeout 0.5" to watch the time limit, and "--pulses 100".
"""

import logging
import threading
import time

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.event.claims import CLAIMS
from hello.demos.threads.event.facts import EventFacts, Part, Wait
from hello.demos.threads.event.picture import picture
from hello.joining import join_started

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_WAITERS = 20
MOST_PULSES = 1000
TIMEOUTS = (0.01, 2.0)

PATIENCE = 10.0
"""Seconds. Whoever waits for what is sure to come gives up after these: then it is broken."""

logger = logging.getLogger(__name__)


def demonstrate(*, waiters: int = 3, timeout: float = 0.05, pulses: int = 3) -> EventFacts:
    """Wait for an event that is never set, set once, still set, cleared, set again; then miss it.

    *waiters* (1 to 20) threads wait at the same time; waits that nobody ends last
    *timeout* (0.01 to 2) seconds; the event is set *pulses* (1 to 1000) times for a
    thread that is busy. Raise WrongUseError outside these bounds.
    Source: Python library reference, ``threading``, "Event Objects".
    """
    check_bounds("waiters", waiters, 1, MOST_WAITERS)
    check_bounds("timeout", timeout, *TIMEOUTS)
    check_bounds("pulses", pulses, 1, MOST_PULSES)
    event = threading.Event()
    log = WaitLog()
    log.wait(event, Part.NEVER_SET, timeout)
    back_first = _release_together(event, log, Part.SET_ONCE, waiters, timeout)
    log.wait(event, Part.STILL_SET, PATIENCE)
    event.clear()
    is_set_after_clear = event.is_set()
    log.wait(event, Part.CLEARED, timeout)
    back_again = _release_together(event, log, Part.SET_AGAIN, waiters, timeout)
    return EventFacts(
        waiters=waiters,
        timeout_seconds=timeout,
        pulses=pulses,
        pulses_seen=_pulses_seen(log, pulses, timeout),
        waits=tuple(sorted(log.waits, key=lambda wait: wait.start)),
        back_before_set=(back_first, back_again),
        is_set_after_clear=is_set_after_clear,
    )


class WaitLog:
    """Waits for events, and notes who waited from when to when."""

    def __init__(self) -> None:
        self.waits: list[Wait] = []
        self._zero = time.perf_counter()

    def wait(self, event: threading.Event, part: Part, timeout: float) -> bool:
        """Wait for *event* as the current thread; return the answer."""
        name = threading.current_thread().name
        start = time.perf_counter() - self._zero
        answer = event.wait(timeout)
        end = time.perf_counter() - self._zero
        logger.info("%s: wait() = %s after %.0f ms", part, answer, 1000 * (end - start))
        self.waits.append(Wait(part, name, start, end, answer))
        return answer


def _release_together(
    event: threading.Event, log: WaitLog, part: Part, waiters: int, seconds: float
) -> int:
    """Let threads wait, work for some *seconds*, set the event; return how many were back early."""
    about_to_wait = threading.Semaphore(0)

    def wait() -> None:
        about_to_wait.release()
        log.wait(event, part, PATIENCE)

    before = len(log.waits)
    threads = [threading.Thread(target=wait, name=f"waiter-{n}") for n in range(1, waiters + 1)]
    try:
        for thread in threads:
            thread.start()
        for _ in threads:
            about_to_wait.acquire(timeout=PATIENCE)
        time.sleep(seconds)
        back = len(log.waits) - before
        logger.info("%s: set()", part)
    finally:
        event.set()
        join_started(threads, 2 * PATIENCE)
    return back


def _pulses_seen(log: WaitLog, pulses: int, timeout: float) -> int:
    """Set and clear an event *pulses* times for a thread that is busy after the first."""
    event, busy, work_done = threading.Event(), threading.Event(), threading.Event()
    seen = 0

    def loop() -> None:
        nonlocal seen
        while seen <= pulses and log.wait(event, Part.BUSY, timeout):
            seen += 1
            busy.set()
            work_done.wait(PATIENCE)

    thread = threading.Thread(target=loop, name="busy")
    event.set()
    try:
        thread.start()
        busy.wait(PATIENCE)
        event.clear()
        for _ in range(pulses - 1):
            event.set()
            event.clear()
        logger.info("%s: set() %d times in all", Part.BUSY, pulses)
        time.sleep(timeout)
    finally:
        event.clear()
        work_done.set()
        join_started([thread], 2 * PATIENCE)
    return seen


@demo_command(
    __name__,
    "hello-event",
    "hello-event --waiters 10 --timeout 0.5",
    "hello-event --pulses 100 --log",
)
@click.option(
    "--waiters",
    type=click.IntRange(1, MOST_WAITERS),
    default=3,
    show_default=True,
    help="Let this many threads wait for the event at the same time.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(*TIMEOUTS),
    default=0.05,
    show_default=True,
    help="Give up waiting for what does not come after this many seconds.",
)
@click.option(
    "--pulses",
    type=click.IntRange(1, MOST_PULSES),
    default=3,
    show_default=True,
    help="Set the event this many times for a thread that is busy.",
)
def main(waiters: int, timeout: float, pulses: int) -> Shown:
    """Show who waited until when."""
    facts = demonstrate(waiters=waiters, timeout=timeout, pulses=pulses)
    return Shown(facts, picture(facts))
