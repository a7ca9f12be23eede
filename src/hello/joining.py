"""The end of threads that a demo started, also where Ctrl-C came in between."""

from collections.abc import Iterable
from threading import Thread

TICK = 0.1
"""On Windows, Ctrl-C has to wait for the end of a join, so each one ends soon, in seconds."""


def join_started(threads: Iterable[Thread], seconds: float | None = None) -> None:
    """Wait for those of *threads* that were started; an interrupt may have come before the others.

    Each gets *seconds* to end; None stands for as long as it takes.
    """
    for thread in threads:
        if thread.ident is not None:
            thread.join(seconds)


def join_interruptibly(threads: Iterable[Thread]) -> None:
    """Wait for *threads*, however long it takes, so that Ctrl-C is heard at once."""
    for thread in threads:
        while thread.is_alive():
            thread.join(TICK)
