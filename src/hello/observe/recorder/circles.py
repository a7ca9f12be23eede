"""Threads that wait for each other, for themselves, or for one that will never let go."""

from collections.abc import Iterator, Mapping, Sequence
from types import FrameType

from hello.observe.events import NOT_MADE, OTHERS_END
from hello.observe.recorder.book import Book, Open, Worker
from hello.observe.recorder.frames import HERE

FROM_OUTSIDE = (NOT_MADE - {OTHERS_END}) | {"socket", "pipe"}
"""Kinds of waits that no other thread of the process has to end."""

OF_PROCESSES = "(multiprocessing)"
"""How the kinds end of what other processes can let go too."""


def circles(book: Book) -> Iterator[list[Worker]]:
    """Yield the threads that wait for each other, each circle once.

    One that waits for itself, or for a thread that has ended, is a circle of its own.
    """
    seen: set[int] = set()
    for worker in list(book.people.values()):
        path: list[Worker] = []
        at: Worker | None = worker
        while at is not None and at.number not in seen:
            seen.add(at.number)
            path.append(at)
            at = waits_for(at)
        if at is not None and at in path:
            yield path[path.index(at) :]
    for worker in list(book.people.values()):
        holder = waits_for(worker)
        if holder is not None and holder.has_ended and not _is_join(worker):
            yield [worker]


def waits_for(worker: Worker) -> Worker | None:
    """Return whom *worker* waits for just now."""
    wait: Open | None = worker.waiting
    if wait is None or wait.on is None:
        return None
    if isinstance(wait.on, Worker):
        return wait.on
    hold = wait.on.hold
    return hold[0] if hold else None


def _is_join(worker: Worker) -> bool:
    wait: Open | None = worker.waiting
    return wait is not None and isinstance(wait.on, Worker)


def may_end(book: Book, circle: Sequence[Worker], frames: Mapping[int, FrameType]) -> bool:
    """Return whether one of *circle* gives up, or another thread could release what it waits for.

    Any thread may release a ``Lock``: as long as one is left that can go on, who waits alone for
    one may be waiting for a sign. An ``RLock`` is its owner's.
    """
    if any(gives_up(frames.get(worker.ident)) for worker in circle):
        return True
    if len(circle) > 1 or _kind(book, circle[0]) != "Lock":
        return False
    others = (worker for worker in list(book.people.values()) if worker is not circle[0])
    return any(_can_go_on(book, worker, frames) for worker in others if not worker.has_ended)


def _can_go_on(book: Book, worker: Worker, frames: Mapping[int, FrameType]) -> bool:
    kind = _kind(book, worker)
    if kind is None or kind in FROM_OUTSIDE or kind.endswith(OF_PROCESSES):
        return True
    return gives_up(frames.get(worker.ident))


def _kind(book: Book, worker: Worker) -> str | None:
    """Return what kind of thing *worker* waits for; None where it does not wait."""
    wait: Open | None = worker.waiting
    mark = wait and book.marks.get(wait.what)
    return mark.kind if mark else None


def gives_up(frame: FrameType | None) -> bool:
    """Return whether the wait that *frame* is in ends by itself, when its time is up."""
    while frame is not None:
        if frame.f_code.co_filename.startswith(HERE):
            # All that wait here have it under this name, as what they stand for.
            seen = frame.f_locals
            if "timeout" in seen:
                return seen["timeout"] not in {None, -1}
        frame = frame.f_back
    return False
