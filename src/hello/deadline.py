"""A limit on how long something may run in the main thread."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from hello.errors import HelloError
from hello.interrupts import interrupt_main_thread


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raise HelloError in the body if it has not ended after *seconds*.

    It comes as a KeyboardInterrupt, as Ctrl-C does, so whatever cleans up after
    Ctrl-C cleans up after this too; also where SIGINT is ignored, as in a job
    that a script put into the background. For the main thread only.
    """
    expired = threading.Event()

    def expire() -> None:
        expired.set()
        interrupt_main_thread()

    timer = threading.Timer(seconds, expire)
    timer.daemon = True
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda *_: _raise_if(expired))
    timer.start()
    try:
        try:
            yield
        finally:
            # An interrupt that was under way arrives here at the latest.
            timer.cancel()
            timer.join()
            if handler is signal.SIG_IGN:
                signal.signal(signal.SIGINT, handler)
    except KeyboardInterrupt:
        if not expired.is_set():
            raise
        raise HelloError(
            f"not done after {seconds:g} s",
            next_step="ask for less, or give it longer with --deadline",
        ) from None


def _raise_if(expired: threading.Event) -> None:
    if expired.is_set():
        raise KeyboardInterrupt
