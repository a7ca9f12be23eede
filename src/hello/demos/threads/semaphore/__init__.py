"""What a semaphore is for: never more than so many inside at once.

Threads pass through a semaphore, again and again, and stay inside for a while.
Notice that each permit is used and never one more is, and what one release too
many does to it.

Try "--permits 1", which is a lock that any thread may release, "--threads 8",
and "--permits 5 --threads 3", where nobody waits.
"""

import threading

import click

from hello.bounds import check_bounds
from hello.demo import Shown, demo_command
from hello.demos.threads.semaphore.claims import CLAIMS
from hello.demos.threads.semaphore.facts import SemaphoreFacts
from hello.demos.threads.semaphore.picture import picture
from hello.demos.threads.semaphore.room import crowd

__all__ = ["CLAIMS", "demonstrate", "main"]

MOST_PERMITS = 16
MOST_THREADS = 32
MOST_ROUNDS = 20
LONGEST_HOLD = 1.0


def demonstrate(
    *, permits: int = 2, threads: int = 3, rounds: int = 3, hold: float = 0.02
) -> SemaphoreFacts:
    """Send threads through a semaphore with *permits* (1 to 16), and then spoil one.

    *threads* (1 to 32) pass *rounds* times (1 to 20) and stay inside for *hold*
    seconds (0 to 1). Raise WrongUseError for anything else. Source: the tutorial's
    "Semaphore"; the Python library reference, "Semaphore objects".
    """
    check_bounds("permits", permits, 1, MOST_PERMITS)
    check_bounds("threads", threads, 1, MOST_THREADS)
    check_bounds("rounds", rounds, 1, MOST_ROUNDS)
    check_bounds("hold", hold, 0, LONGEST_HOLD)
    orderly = crowd(
        threading.Semaphore(permits),
        threads=threads,
        rounds=rounds,
        hold=hold,
        expected=min(permits, threads),
    )
    spoiled = threading.Semaphore(permits)
    spoiled.release()
    tried = threading.Semaphore(permits)
    return SemaphoreFacts(
        permits=permits,
        threads=threads,
        orderly=orderly,
        spoiled=crowd(
            spoiled,
            threads=permits + 1,
            rounds=1,
            hold=hold,
            expected=permits + 1,
        ),
        let_in=let_in(tried),
        after_release=let_in_after_release(tried),
        let_in_by_default=let_in(threading.Semaphore()),
        bounded_error=error_of_extra_release(threading.BoundedSemaphore(permits)),
    )


def let_in(semaphore: threading.Semaphore) -> int:
    """Return how many acquires *semaphore* lets in before it refuses one."""
    count = 0
    while count <= MOST_PERMITS and semaphore.acquire(blocking=False):
        count += 1
    return count


def let_in_after_release(semaphore: threading.Semaphore) -> int:
    """Return how many more get in after one release."""
    semaphore.release()
    return let_in(semaphore)


def error_of_extra_release(semaphore: threading.Semaphore) -> str:
    """Release *semaphore* once more than it was acquired; return the error, if there is one."""
    try:
        semaphore.release()
    except ValueError as error:
        return f"{type(error).__name__}: {error}"
    return ""


@demo_command(
    __name__,
    "hello-semaphore",
    "hello-semaphore --permits 3 --threads 8",
    "hello-semaphore --permits 5 --threads 3 --hold 0.1",
)
@click.option(
    "--permits",
    type=click.IntRange(1, MOST_PERMITS),
    default=2,
    show_default=True,
    help="So many threads may be inside at once.",
)
@click.option(
    "--threads",
    type=click.IntRange(1, MOST_THREADS),
    default=3,
    show_default=True,
    help="So many threads want to get in.",
)
@click.option(
    "--rounds",
    type=click.IntRange(1, MOST_ROUNDS),
    default=3,
    show_default=True,
    help="Each thread passes so many times.",
)
@click.option(
    "--hold",
    type=click.FloatRange(0, LONGEST_HOLD),
    default=0.02,
    show_default=True,
    help="Each stays inside for so many seconds.",
)
def main(permits: int, threads: int, rounds: int, hold: float) -> Shown:
    """Show who is inside when."""
    facts = demonstrate(permits=permits, threads=threads, rounds=rounds, hold=hold)
    return Shown(facts, picture(facts))
