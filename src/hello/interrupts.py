"""Ctrl-C at a bad moment: while processes are started, or once more while all is cleaned up."""

import _thread
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from types import FrameType


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Let Ctrl-C come at the end of the body, not within; processes started there never see it.

    A terminal sends SIGINT to all its processes, and each of ours would write a
    traceback; but a process inherits the signal mask of the thread that starts
    it. The mask alone does not hold the signal back: another thread takes it,
    and Python raises KeyboardInterrupt in the main thread all the same. Windows
    has no masks. Only the main thread is ever interrupted.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    has_mask = hasattr(signal, "pthread_sigmask")
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if has_mask else set()
    try:
        yield
    finally:
        if has_mask:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler or signal.SIG_DFL)
        if came:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def heard_once() -> Iterator[None]:
    """Let the first Ctrl-C end the body; no further one disturbs what is done and said then.

    For the main thread, and the end of a program: after that first one none is heard again, so
    that an impatient user still reads the last line. SIGTERM is.
    """
    has_come = False

    def handle(_number: int, _frame: FrameType | None) -> None:
        nonlocal has_come
        if not has_come:
            has_come = True
            raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:  # a job in the background
        yield
        return
    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN if has_come else before or signal.SIG_DFL)


def temporary_folder(prefix: str) -> TemporaryDirectory[str]:
    """Return a new temporary folder, to be used in a ``with`` statement.

    Ctrl-C between the folder and the object that is to remove it would leave it for ever.
    """
    made: list[TemporaryDirectory[str]] = []
    try:
        with interrupts_held_back():
            made.append(TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True))
    except KeyboardInterrupt:
        for one in made:
            one.cleanup()
        raise
    return made[0]


def interrupt_main_thread() -> None:
    """Do what Ctrl-C does, also where the main thread waits for a lock."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        # interrupt_main() only sets a flag: a thread blocked in a system call would not see it.
        ident = threading.main_thread().ident
        assert ident is not None  # noqa: S101  # the main thread has been started
        signal.pthread_kill(ident, signal.SIGINT)
