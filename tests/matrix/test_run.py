"""The matrix when it is ended, at a bad moment."""

import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest

from hello.matrix import run as module
from hello.matrix.tutorial import COMMANDS
from hello.workbench.processes import CancelledError
from hello.workbench.termination import TerminatedError, terminations_as_errors


def stop(*_: object) -> None:
    """End a command's thread as it begins."""
    raise CancelledError


class Ended(ThreadPoolExecutor):
    """Somebody ends the program each time that a thread is started."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.futures: list[Future[Any]] = []

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        signal.raise_signal(self.number)
        self.futures.append(super().submit(function, *args, **named))
        return self.futures[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ended_while_threads_start_it_ends_when_all_have(number: signal.Signals) -> None:
    """In the midst of it, the pool would not know of a thread, or have its lock let go twice."""
    with Ended(number) as pool:
        shop: Any = SimpleNamespace(threads=pool)
        one_run = module._Run(shop, None, stop)  # noqa: SLF001 (a workshop would take seconds)
        with pytest.raises((TerminatedError, KeyboardInterrupt)), terminations_as_errors():
            one_run.all(COMMANDS[:3])

    assert len(pool.futures) == 3
