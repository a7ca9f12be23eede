"""From the recorder's Logs, one a process, to the Trace that all pictures draw."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from hello.errors import HelloError
from hello.observe.building.assembly import Assembly
from hello.observe.building.families import in_order
from hello.observe.building.window import Window
from hello.observe.events import Log
from hello.observe.model import Trace

__all__ = ["build"]


def build(logs: Iterable[Log], *, threshold: int = 0, last: int | None = None) -> Trace:
    """Return the trace of *logs*, one of each process, in time in proportion to their events.

    Waits under *threshold* ns are left out; of the run, only the *last* ns are taken, if given.
    Raise HelloError where there is no log.
    """
    ordered = in_order(logs)
    if not ordered:
        raise HelloError("no process left a record", next_step="record the program again")
    with without_collecting():
        window = Window.of(ordered, last)
        shown = [log for log in ordered if log is ordered[0] or window.concerns(log)]
        assembly = Assembly(shown, window, threshold)
        for index, log in enumerate(shown):
            assembly.add(index, log)
        return assembly.trace()


@contextmanager
def without_collecting() -> Iterator[None]:
    """Make many objects that all live on without looking for garbage among them, time and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
