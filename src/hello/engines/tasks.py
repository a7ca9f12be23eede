"""What the demos' tasks do. It stands apart: a worker process imports nothing else of ours."""

import os
import signal
import threading
from dataclasses import dataclass
from typing import NoReturn

from hello.engines._engine import Signal

PATIENCE = 10.0
"""Seconds after which a task that is held back goes on by itself, so that nothing hangs."""


@dataclass(frozen=True)
class Place:
    """Where a task ran."""

    pid: int
    thread: str


def ready() -> None:
    """Do nothing: who can run this can run the others."""


def held(number: int, started: Signal, opened: Signal) -> int:
    """Say that we *started*, wait until the gate is *opened*, return *number*."""
    started.set()
    opened.wait(PATIENCE)
    return number


def failing(number: int, started: Signal, opened: Signal) -> NoReturn:
    """Do as ``held`` does, but fail in the end."""
    held(number, started, opened)
    raise ZeroDivisionError(f"task {number} divides by zero")


def relay(number: int, before: Signal, after: Signal) -> int:
    """Wait for the task *before*, return *number*, and let the one *after* go."""
    before.wait(PATIENCE)
    after.set()
    return number


def place(arrived: Signal, other: Signal) -> Place:
    """Say that we *arrived*, wait for the *other* one, and return where we are."""
    arrived.set()
    other.wait(PATIENCE)
    return Place(os.getpid(), threading.current_thread().name)


def die_once(number: int, died: Signal) -> int:
    """Kill our own process as the kernel would, for want of memory; if that *died*, go on."""
    if not died.wait(0):
        died.set()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    return number
