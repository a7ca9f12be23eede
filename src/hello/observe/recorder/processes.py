"""Waits for other processes: the pipes and locks of ``multiprocessing``.

Queues and pools of processes wait through these, so that an idle worker is told from one at work.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import Any

from hello.observe.recorder.book import Mark, state
from hello.observe.recorder.calls import Places, always, blocking, noted, timed
from hello.observe.recorder.conditions import like
from hello.observe.recorder.patches import Patches

PIPE = "pipe"
KINDS = ("Connection", "PipeConnection")

STRETCH = 0.25
"""Seconds for which a lock of several processes is waited for at once."""

ENDLESS = ((), (True,), (True, None))
"""Arguments of ``acquire`` by which it waits as long as it takes."""

HAS_TIMED_WAIT = sys.platform == "linux"
"""Elsewhere a signal does interrupt the wait, or there are none, or waiting so is polling."""


def is_patient(_: object, timeout: float | None) -> bool:
    """Return whether asking for data waits."""
    return timeout is None or timeout > 0


CALLS: dict[str, Callable[..., bool]] = {
    "_recv_bytes": always,
    "_send_bytes": always,
    "_poll": is_patient,
}
"""All that is sent, received and asked for goes through these; which of them wait."""


def patch(patches: Patches, places: Places, *, with_children: bool) -> None:
    """Replace what waits, where ``multiprocessing`` is loaded, or where it will be used."""
    if with_children:
        with suppress(ImportError):  # where the system has no semaphores
            import_module("multiprocessing.connection")
            import_module("multiprocessing.synchronize")
    if connection := sys.modules.get("multiprocessing.connection"):
        patch_pipes(patches, places, connection)
    if synchronize := sys.modules.get("multiprocessing.synchronize"):
        patch_locks(patches, places, vars(synchronize)["SemLock"])


def patch_pipes(patches: Patches, places: Places, connection: Any) -> None:
    """Replace the calls of pipes, and the wait for one of several."""
    for name in KINDS:
        if (kind := vars(connection).get(name)) is None:
            continue
        for call, waits in CALLS.items():
            plain = vars(kind)[call]
            patches.put(kind, call, blocking(plain, PIPE, places, waits))
    plain = connection.wait
    waits_for_one = like(timed(plain, PIPE, places), plain)
    for name in ("connection", "pool"):
        module = sys.modules.get(f"multiprocessing.{name}")
        if module is not None and vars(module).get("wait") is plain:
            patches.put(module, "wait", waits_for_one)


def patch_locks(patches: Patches, places: Places, kind: Any) -> None:
    """Replace how locks and semaphores are taken, also those within queues and conditions."""
    make_methods = kind._make_methods  # noqa: SLF001 (it binds ``acquire`` to each lock)
    enter = kind.__enter__

    def _make_methods(self: Any) -> None:
        make_methods(self)
        if state.book is not None:
            self.acquire = acquiring(self.acquire, places.mark(name_of(self), self))

    def __enter__(self: Any) -> Any:  # noqa: N807 (what it replaces)
        book = state.book
        if book is None:
            return enter(self)
        take = partial(patiently, self._semlock.acquire)
        return noted(book, places.mark(name_of(self), self), take)

    patches.put(kind, "_make_methods", like(_make_methods, make_methods))
    patches.put(kind, "__enter__", like(__enter__, enter))


def acquiring(plain: Any, mark: Mark) -> Any:
    """Return an ``acquire`` that notes its wait; it does not keep the lock's object alive."""

    def acquire(*args: Any, **named: Any) -> Any:
        book = state.book
        if book is None:
            return plain(*args, **named)
        return noted(book, mark, partial(patiently, plain, *args, **named))

    return like(acquire, plain)


def patiently(plain: Any, *args: Any, **named: Any) -> Any:
    """Return what ``plain(*args, **named)`` does, an ``acquire``, and look for signals meanwhile.

    A signal that comes together with a release does not interrupt the system's wait: if another
    process takes the lock first, that wait just goes on. A plain process has died of the signal;
    one whose record is to be written before has a handler, which would never run.
    """
    if named or args not in ENDLESS or not HAS_TIMED_WAIT:
        return plain(*args, **named)
    while not plain(True, STRETCH):  # noqa: FBT003 (as the plain one's)
        pass
    return True


def name_of(lock: Any) -> str:
    """Return what kind of thing *lock* is."""
    return f"{type(lock).__name__} (multiprocessing)"
