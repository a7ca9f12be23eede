"""Being asked to end by another program (SIGTERM), or by a terminal that closes (SIGHUP)."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from hello.errors import HelloError

SIGNALS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]


class TerminatedError(HelloError):
    """Somebody asked us to end; the exit code is the signal's, as shells count."""

    def __init__(self, number: int) -> None:
        name = signal.Signals(number).name
        super().__init__(f"ended by {name}", next_step="the project is as it was")
        self.exit_code = 128 + number


@contextmanager
def terminations_as_errors() -> Iterator[None]:
    """Raise TerminatedError in the body, so that it cleans up. For the main thread only."""

    def handle(number: int, _frame: FrameType | None) -> None:
        raise TerminatedError(number)

    # What is ignored, as under nohup, stays so.
    numbers = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    with _handled(numbers, handle):
        yield


@contextmanager
def terminations_ignored() -> Iterator[None]:
    """Do not even hear of it in the body, which is the end anyway. For the main thread only."""
    with _handled(SIGNALS, signal.SIG_IGN):
        yield


@contextmanager
def terminations_held_back(*more: int) -> Iterator[None]:
    """Hear of it, and of the signals *more*, at the end of the body. For the main thread only."""
    came: list[int] = []
    numbers = [one for one in (*SIGNALS, *more) if signal.getsignal(one) is not signal.SIG_IGN]
    with _handled(numbers, lambda number, _frame: came.append(number)):
        yield
    if came:
        signal.raise_signal(came[0])


@contextmanager
def _handled(numbers: list[int], handler: object) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in numbers}  # type: ignore[arg-type]  # a handler
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
