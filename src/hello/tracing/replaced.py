"""What a program has put in the place of the recorded names: that is not seen.

Loaded into the recorded program: standard library only.
"""

import queue
import select
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

WATCHED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (
        threading,
        ("Lock", "RLock", "Condition", "Semaphore", "BoundedSemaphore", "Event", "Barrier"),
    ),
    (threading, ("Thread", "Timer")),
    (threading.Thread, ("start", "join", "run")),
    (queue, ("Queue", "LifoQueue", "PriorityQueue", "SimpleQueue")),
    (time, ("sleep",)),
    (socket, ("socket",)),
    (select, ("select",)),
)

MOST = 3
"""Names that are told."""


class Names:
    """The names as they are when recording begins."""

    def __init__(self) -> None:
        self._before = [(owner, name, vars(owner).get(name)) for owner, name in _watched()]

    def notes(self) -> Iterator[str]:
        """Yield a sentence for each package that put something else in the place of names."""
        replaced: dict[str, list[str]] = {}
        for owner, name, before in self._before:
            now = vars(owner).get(name)
            if now is not before:
                replaced.setdefault(_home(now), []).append(f"{owner.__name__}.{name}")
        for home, names in replaced.items():
            yield f"{_listed(names)} replaced by {home}: what goes through is not seen"


def _watched() -> Iterator[tuple[Any, str]]:
    for owner, names in WATCHED:
        for name in names:
            yield owner, name


def _home(value: Any) -> str:
    """Return the package that *value* is of."""
    module = getattr(value, "__module__", None) or type(value).__module__
    return str(module).partition(".")[0]


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} was"
    shown = ", ".join(names[:MOST])
    return f"{shown} and {len(names) - MOST} more were" if len(names) > MOST else f"{shown} were"
