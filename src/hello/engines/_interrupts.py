"""Ctrl-C while processes are started."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Let Ctrl-C come at the end of the body, not within; processes started there never see it.

    A terminal sends SIGINT to all its processes, and each of ours would write a
    traceback; but a process inherits the signal mask of the thread that starts
    it. On Windows, which has no masks, nothing is held back.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
