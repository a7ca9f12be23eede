"""Ctrl-C in the middle of a demo, and what is left then."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

import pytest


@contextmanager
def leaves_no_thread() -> Iterator[None]:
    """Expect that Ctrl-C ends the body, and that no thread of it is left."""
    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        yield
    assert set(threading.enumerate()) == before


def interrupt_sleep(patch: pytest.MonkeyPatch, module: ModuleType, call: int) -> list[int]:
    """Let Ctrl-C come in the sleep of *module* with the number *call*, others take no time.

    Return a list that gets an item for each sleep.
    """
    sleeps: list[int] = []

    def sleep(_seconds: float) -> None:
        sleeps.append(len(sleeps))
        if len(sleeps) > call:
            raise KeyboardInterrupt

    patch.setattr(module, "time", SimpleNamespace(**vars(time) | {"sleep": sleep}))
    return sleeps
