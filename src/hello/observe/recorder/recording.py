"""``with recording() as recorder``: what the library hands out tells what happens to it."""

import _thread
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hello.observe.events import Log
from hello.observe.recorder import (
    calls,
    conditions,
    locks,
    processes,
    rlocks,
    simple_queues,
    stacks,
    threads,
)
from hello.observe.recorder.book import Book, now, state, workers
from hello.observe.recorder.children import Process, current, recorded_process
from hello.observe.recorder.children import patch as children_patch
from hello.observe.recorder.patches import Patches
from hello.observe.recorder.reading import read
from hello.observe.recorder.stand_in import Builtin
from hello.observe.recorder.unseen import Unseen

LIMIT = 1_000_000


class Recorder:
    """A recording: its Log can be read at any time, also from within and afterwards."""

    def __init__(self, book: Book, process: Process | None) -> None:
        self.book = book
        self._process = process

    def log(self) -> Log:
        """Return all that happened so far, or until its end."""
        return read(self.book)

    def before_exit(self, callback: Callable[[], None]) -> None:
        """Have *callback* called before ``os._exit`` or an exec ends this process at once."""
        if self._process is not None:
            self._process.callbacks.append(callback)


@contextmanager
def recording(
    *,
    limit: int = LIMIT,
    last: float | None = None,
    threshold: float = 0.0,
    children: Path | None = None,
) -> Iterator[Recorder]:
    """Record all threads of this process for the duration of the body.

    At most *limit* events are kept, and only those of the *last* seconds; waits shorter than
    *threshold* seconds are counted but not kept. Child processes made by ``os.fork`` and by
    ``multiprocessing`` record too where *children* is a folder: each leaves a file there when it
    ends (see ``serialise``). A recording within another is part of that.
    """
    if state.book is not None:
        yield Recorder(state.book, current.process)
        return
    book = Book(limit, last, int(threshold * 1e9))
    book.program = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]) if sys.argv else ""
    patches = Patches()
    with recorded_process(book, children) as process:
        try:
            begin(book, patches, process)
            yield Recorder(book, process)
        finally:
            end(book, patches)


def begin(book: Book, patches: Patches, process: Process) -> None:
    """Put the recorded objects in the place of the plain ones."""
    workers.clear()
    book.register()
    for kind, methods in (
        (locks.Lock, locks.RECORDED),
        (rlocks.RLock, rlocks.RECORDED),
        (simple_queues.SimpleQueue, simple_queues.RECORDED),
    ):
        for name, method in methods.items():
            patches.put(kind, name, method)
    state.book = book
    hand_out(patches)
    conditions.patch(patches)
    threads.patch(patches)
    places = calls.Places()
    calls.patch(patches, places)
    processes.patch(patches, places, with_children=process.folder is not None)
    children_patch(patches, process)
    book.unseen = Unseen(book, patches)
    # Who has these by name from before sees our lines, but is seen.
    stacks.patch(patches)


def hand_out(patches: Patches) -> None:
    """Replace the names under which locks and queues are made."""
    made = locks.Allocate(_thread.allocate_lock)
    plain: dict[Any, Any] = {
        _thread.allocate_lock: made,
        _thread.LockType: locks.Lock,
        _thread.RLock: rlocks.RLock,
        queue.SimpleQueue: simple_queues.SimpleQueue,
    }
    for module, names in (
        (_thread, ("allocate_lock", "allocate", "lock", "LockType", "RLock")),
        # Where threading.RLock is a function, that calls _CRLock.
        (threading, ("Lock", "RLock", "_CRLock")),
        (queue, ("SimpleQueue",)),
    ):
        for name in names:
            if new := plain.get(vars(module).get(name)):
                patches.put(module, name, new)
    start = threads.start_new(_thread.start_new_thread)
    for name in ("start_new_thread", "start_new"):
        patches.put(_thread, name, Builtin(vars(_thread)[name], start))


def end(book: Book, patches: Patches) -> None:
    """Put everything back."""
    book.add_notes()
    patches.undo()
    state.book = None
    book.ended = now()
    workers.clear()
