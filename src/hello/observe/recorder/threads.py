"""The life of threads: who starts them, where, and who waits for their end."""

import sys
import threading
from _thread import get_native_id
from typing import Any

from hello.observe.events import UNKNOWN, Kind, ThreadInfo
from hello.observe.recorder.book import Book, Mark, Worker, state, thread_clock, workers
from hello.observe.recorder.children import current
from hello.observe.recorder.conditions import MARK, like
from hello.observe.recorder.frames import outside
from hello.observe.recorder.patches import Patches

frame_of = sys._getframe  # noqa: SLF001 (the caller's line is what is noted)


class ThreadMark(Mark):
    """A thread as what is waited for, and as what is known of it when it begins."""

    __slots__ = ("parent", "worker")

    def __init__(self, made: Any, parent: Worker) -> None:
        super().__init__("Thread", made)
        self.parent = parent.number
        self.worker: Worker | None = None


def begin(book: Book, mark: ThreadMark | None, info: ThreadInfo) -> Worker:
    """Write in a thread that is about to run its first line."""
    if mark is not None:
        info.parent, info.place = mark.parent, book.place(mark.code, mark.lasti)
    worker = book.register(info)
    if mark is not None:
        mark.worker = worker
    book.note(worker, Kind.STARTED, other=info.parent, place=info.place, cpu=0)
    return worker


def end(book: Book, worker: Worker, value: int) -> None:
    """Write that a thread has run its last line; the system may give its number again."""
    known = workers.get(worker.ident)
    if known is not None and book.people.get(known.number) is known:
        # In a child that this thread has forked it was written in anew.
        worker = known
        del workers[worker.ident]
    worker.has_ended = True
    worker.waiting = None
    book.note(worker, Kind.ENDED, value=value, cpu=thread_clock())
    if current.process is not None:
        current.process.thread_has_ended()


def starting(plain: Any) -> Any:
    """Return a ``Thread.start`` that notes who starts it and where."""

    def start(self: Any) -> None:
        if (book := state.book) is not None and MARK not in vars(self):
            setattr(self, MARK, ThreadMark(outside(frame_of(1)), book.me()))
        plain(self)

    return like(start, plain)


def running(plain: Any) -> Any:
    """Return a ``Thread._bootstrap_inner``, all that a thread does, that notes begin and end."""

    def _bootstrap_inner(self: Any) -> None:
        book = state.book
        if book is None:
            plain(self)
            return
        mark = vars(self).get(MARK)
        info = ThreadInfo(self.name, get_native_id(), self.daemon)
        worker = begin(book, mark, info)
        hook, ways = self._invoke_excepthook, []

        def failed(thread: Any) -> None:
            ways.append(sys.exc_info()[0])
            hook(thread)

        self._invoke_excepthook = failed
        try:
            plain(self)
        finally:
            info.name = self._name
            end(book, worker, -1 if ways and ways[0] is not SystemExit else 1)

    return like(_bootstrap_inner, plain)


def joining(plain: Any) -> Any:
    """Return a ``Thread.join`` that notes the wait."""

    def join(self: Any, timeout: float | None = None) -> None:
        book, mark = state.book, vars(self).get(MARK)
        if book is None or mark is None or not self._started.is_set():
            plain(self, timeout)
            return
        worker = mark.worker
        # Without patience it is a look, not a wait.
        has_patience = timeout is None or timeout > 0
        if worker is not None and has_patience:
            worker.info.is_joined = True
        if not self.is_alive() or not has_patience:
            plain(self, timeout)
            if worker is not None and not self.is_alive():
                worker.info.is_joined = True
            return
        me = book.me()
        frame = outside(frame_of(1))
        other = UNKNOWN if worker is None else worker.number
        begun = book.waits(me, mark, book.place(frame.f_code, frame.f_lasti), worker, other)
        got = -1
        try:
            plain(self, timeout)
            got = int(not self.is_alive())
        finally:
            book.goes_on(me, begun, got, worker if got == 1 else None)

    return like(join, plain)


class Started:
    """A function that runs in a thread of its own, without a ``Thread`` object."""

    __slots__ = ("function", "mark")

    def __init__(self, function: Any, mark: ThreadMark) -> None:
        self.function = function
        self.mark = mark

    def __repr__(self) -> str:
        return repr(self.function)

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Run it."""
        book = state.book
        if book is None:
            return self.function(*args, **named)
        name = getattr(self.function, "__qualname__", "thread")
        worker = begin(book, self.mark, ThreadInfo(name, get_native_id(), is_daemon=True))
        value = -1
        try:
            result = self.function(*args, **named)
            value = 1
            return result  # noqa: TRY300 (what follows is told with it)
        except SystemExit:
            value = 1
            raise
        finally:
            end(book, worker, value)


def start_new(plain: Any) -> Any:
    """Return what starts threads without objects, and notes them."""

    def start_new_thread(function: Any, *args: Any, **named: Any) -> Any:
        book = state.book
        if book is not None and callable(function) and not _is_of_thread(function):
            function = Started(function, ThreadMark(outside(frame_of(1)), book.me()))
        return plain(function, *args, **named)

    return start_new_thread


def _is_of_thread(function: Any) -> bool:
    return isinstance(getattr(function, "__self__", None), threading.Thread)


def patch(patches: Patches) -> None:
    """Replace how threads are started and joined."""
    thread: Any = threading.Thread
    patches.put(thread, "start", starting(thread.start))
    patches.put(thread, "join", joining(thread.join))
    patches.put(thread, "_bootstrap_inner", running(thread._bootstrap_inner))  # noqa: SLF001
