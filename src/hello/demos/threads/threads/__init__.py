"""What a Thread object tells you, and who waits for whom.

Real threads are asked at three moments of their lives, joined inside the loop
that starts them and after it, left running when the main thread ends, and
delayed by a Timer. Notice that join() in the loop lets them run one after the
other, and that only the method decides in which thread a Timer's function is
called.

Try "--workers 10" to see the two ways of joining drift apart, and
"--interval 1" to feel which method of a Timer makes its caller wait.
"""

import logging
import threading
from contextlib import suppress
from time import perf_counter

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.threads.claims import CLAIMS
from hello.demos.threads.threads.daemons import (
    end_main_thread,
    new_in_daemon_is_daemon,
    new_is_daemon,
)
from hello.demos.threads.threads.facts import (
    Failure,
    JoinRun,
    Look,
    ThreadFacts,
    TimerCall,
)
from hello.demos.threads.threads.picture import picture
from hello.joining import join_started

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_WORKERS = 16
LONGEST_INTERVAL = 5.0
PATIENCE = 10.0
"""After that long, what has not happened will not happen."""

ALONE = 0.05
"""How long the first thread waits for others that cannot come."""

logger = logging.getLogger(__name__)


def demonstrate(*, workers: int = 5, interval: float = 0.05) -> ThreadFacts:
    """Start, ask, join and leave real threads; none of them is left afterwards.

    *workers* (1 to 16): threads for each way of joining. *interval* (0 to 5):
    seconds that a Timer waits. Raise WrongUseError outside these bounds.
    Source: the tutorial's section on threading; Python library reference, ``threading``.
    """
    check_bounds("workers", workers, 1, MOST_WORKERS)
    check_bounds("interval", interval, 0, LONGEST_INTERVAL)
    looks, second_start = look_at_a_life()
    return ThreadFacts(
        workers=workers,
        looks=looks,
        second_start=second_start,
        joins=(
            start_and_join(workers, in_the_loop=True, patience=ALONE),
            start_and_join(workers, in_the_loop=False, patience=PATIENCE),
        ),
        timers=(
            call_timer("run", interval),
            call_timer("start", interval),
            call_timer("cancel", PATIENCE),
        ),
        processes=(
            end_main_thread(daemon=True, more_seconds=60.0),
            end_main_thread(daemon=False, more_seconds=0.05),
        ),
        inherited={"main thread": new_is_daemon(), "daemon thread": new_in_daemon_is_daemon()},
        failure=fail_in_a_thread(),
    )


def look_at_a_life() -> tuple[tuple[Look, ...], str | None]:
    """Ask a thread before, during and after its run; then try to start it again."""
    may_end = threading.Event()
    thread = threading.Thread(target=may_end.wait, args=(PATIENCE,), name="T")
    looks = [look("before", thread)]
    try:
        thread.start()
        looks.append(look("during", thread))
    finally:
        may_end.set()
        join_started([thread], PATIENCE)
    looks.append(look("after", thread))
    try:
        thread.start()
    except RuntimeError as error:
        return tuple(looks), str(error)
    thread.join()
    return tuple(looks), None


def look(when: str, thread: threading.Thread) -> Look:
    """Ask *thread*, and the module, how it is."""
    listed = thread in threading.enumerate()
    logger.debug("%s: %r", when, thread)
    return Look(when, thread.ident, thread.is_alive(), listed, threading.active_count())


def start_and_join(workers: int, *, in_the_loop: bool, patience: float) -> JoinRun:
    """Start threads that wait, at most *patience* seconds, until all of them have begun."""
    events: list[tuple[str, str]] = []
    meeting = threading.Barrier(workers)

    def work() -> None:
        name = threading.current_thread().name
        events.append((name, "begins"))
        logger.info("begins")
        with suppress(threading.BrokenBarrierError):
            meeting.wait(patience)
        logger.info("ends")
        events.append((name, "ends"))

    threads = [threading.Thread(target=work, name=f"T{number}") for number in range(workers)]
    try:
        for thread in threads:
            thread.start()
            if in_the_loop:
                thread.join()
        for thread in threads:
            thread.join()
    finally:
        meeting.abort()
        join_started(threads, PATIENCE)
    return JoinRun("in the loop" if in_the_loop else "after the loop", tuple(events))


def call_timer(method: str, interval: float) -> TimerCall:
    """Call *method* of a Timer: run, start, or start and then cancel."""
    called_in: list[threading.Thread] = []

    def note() -> None:
        called_in.append(threading.current_thread())
        logger.info("the Timer's function, called after %g s", interval)

    timer = threading.Timer(interval, note)
    began = perf_counter()
    try:
        if method == "run":
            timer.run()
        else:
            timer.start()
        if method == "cancel":
            timer.cancel()
        seconds = perf_counter() - began
        join_started([timer], PATIENCE)
    finally:
        timer.cancel()
        join_started([timer], PATIENCE)
    caller = threading.current_thread()
    name = called_in[0].name if called_in else None
    return TimerCall(method, name, called_in == [caller], seconds)


def fail_in_a_thread() -> Failure:
    """Let a thread raise, and see who gets to know."""
    told: list[threading.ExceptHookArgs] = []
    from_join = None
    hook, threading.excepthook = threading.excepthook, told.append
    try:
        thread = threading.Thread(target=int, args=("seven",))
        thread.start()
        thread.join()
    except ValueError as error:
        from_join = type(error).__name__
    finally:
        threading.excepthook = hook
    to_hook = told[0].exc_type.__name__ if told else None
    return Failure(raised="ValueError", from_join=from_join, to_excepthook=to_hook)


@demo_command(
    __name__,
    "hello-threads",
    "hello-threads --workers 10",
    "hello-threads --interval 1 --log",
)
@click.option(
    "--workers",
    type=click.IntRange(1, MOST_WORKERS),
    default=5,
    show_default=True,
    help="Threads to start for each way of joining.",
)
@click.option(
    "--interval",
    type=click.FloatRange(0, LONGEST_INTERVAL),
    default=0.05,
    show_default=True,
    help="Seconds that a Timer waits before it calls its function.",
)
def main(workers: int, interval: float) -> Shown:
    """Show what threads do."""
    facts = demonstrate(workers=workers, interval=interval)
    return Shown(facts, picture(facts))
