"""Child processes record too, and leave their Logs in a folder; and what comes before an exit.

A forked child has the recorded objects already. One that is spawned, or forked by a fork server,
begins to record when it reads what ``multiprocessing`` sends it first.
"""

import atexit
import os
import sys
from _thread import RLock, get_ident
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from hello.observe.recorder.book import Book, state
from hello.observe.recorder.patches import Patches
from hello.observe.recorder.reading import read
from hello.observe.recorder.sampler import Sampler
from hello.observe.recorder.serialise import SUFFIX, write
from hello.observe.recorder.stand_in import Builtin

ROOT = str(Path(__file__).parents[3])

BEGIN = """
import sys
sys.path.append({root!r})
try:
    from hello.observe.recorder.children import begin_in_child
    begin_in_child({folder!r}, **{settings!r})
except ImportError:
    pass
finally:
    sys.path.remove({root!r})
"""


WARNS_LATE = sys.version_info >= (3, 13)
"""Python warns of threads at a fork: then it counts them when all hooks have run (gh-137109)."""


class Process:
    """What the recording does with this process: its sampler, and what to do before it ends."""

    def __init__(self, book: Book, sampler: Sampler, folder: Path | None) -> None:
        self.book = book
        self.sampler = sampler
        self.folder = folder
        self.callbacks: list[Callable[[], None]] = []
        self.has_main = True
        """False in a child that another thread than the main one forked: no exit is run there."""

    def thread_has_ended(self) -> None:
        """Leave the Log with the last thread, where the process is over with that one."""
        people = self.book.people.values()
        if not self.has_main and all(worker.has_ended for worker in list(people)):
            self.before_exit()
            self.sampler.stop()

    def before_exit(self) -> None:
        """Do what is to be done before the process ends, once, whatever becomes of it."""
        while self.callbacks:
            with suppress(Exception):
                self.callbacks.pop()()

    def leave_log(self) -> None:
        """Write the Log of a child to the folder."""
        if self.folder is not None:
            file = self.folder / f"{os.getpid()}-{self.book.began}{SUFFIX}"
            write(replace(read(self.book), name=own_name()), file)


def own_name() -> str:
    """Return the name of this process where ``multiprocessing`` has made it, or nothing."""
    module = sys.modules.get("multiprocessing.process")
    if module is None or module.parent_process() is None:
        return ""
    return str(module.current_process().name)


class Current:
    """The process's own, or None where nothing is recorded."""

    process: Process | None = None
    forkers: ClassVar[set[int]] = set()
    """Threads in ``os.fork``, where the sampler goes on only after that."""
    forks_main = True
    """What the thread that forks is, until its child knows."""
    whole_life: Any = None
    """A child's recording, which nothing ends; it would end if nobody knew it."""


current = Current()
gate: Any = RLock()
"""One fork at a time: whoever forks holds it from before until after."""


def begin_in_child(folder: str, **settings: Any) -> None:
    """Record from now on until this process ends, and leave the Log in *folder*."""
    from hello.observe.recorder.recording import recording

    if state.book is not None:
        return
    current.whole_life = recording(children=Path(folder), **settings)
    current.whole_life.__enter__()
    if (process := current.process) is not None:
        process.callbacks.append(process.leave_log)
        atexit.register(end_of_child)
        _register_again("multiprocessing.util")


def _register_again(module: str) -> None:
    """Have what *module* waits for at the exit come before the end of the recording.

    The last to be registered is the first to run.
    """
    end: Any = getattr(sys.modules.get(module), "_exit_function", None)
    if end is not None:
        atexit.unregister(end)
        atexit.register(end)


def end_of_child() -> None:
    """Leave the Log and end the recording, while Python still has its modules and threads."""
    if current.process is not None:
        current.process.before_exit()
    if current.whole_life is not None:
        current.whole_life.__exit__(None, None, None)


class Message:
    """Sent to a child along with what it needs anyway: to read it is to begin to record."""

    def __init__(self, book: Book, folder: Path) -> None:
        last = None if book.last is None else book.last / 1e9
        settings = {"limit": book.limit, "last": last, "threshold": book.threshold / 1e9}
        self.code = BEGIN.format(root=ROOT, folder=str(folder), settings=settings)

    def __reduce__(self) -> Any:
        return exec, (self.code,)


def patch(patches: Patches, process: Process) -> None:
    """Replace what ends a process at once, and what ``multiprocessing`` sends to a new one."""
    for name in ("_exit", "execv", "execve"):
        if plain := getattr(os, name, None):
            patches.put(os, name, Builtin(plain, _ending(plain)))
    if WARNS_LATE:
        for name in ("fork", "forkpty"):
            if plain := getattr(os, name, None):
                patches.put(os, name, Builtin(plain, _forking(plain)))
    if process.folder is None:
        return
    try:
        from multiprocessing import spawn
    except ImportError:
        return
    plain_data = spawn.get_preparation_data

    def get_preparation_data(name: str) -> dict[str, Any]:
        data: dict[str, Any] = plain_data(name)
        if state.book is not None and process.folder is not None:
            data["hello_recording"] = Message(state.book, process.folder)
        return data

    patches.put(spawn, "get_preparation_data", get_preparation_data)


def _ending(plain: Any) -> Any:
    def end(*args: Any, **named: Any) -> Any:
        if current.process is not None:
            current.process.before_exit()
        return plain(*args, **named)

    return end


def _forking(plain: Any) -> Any:
    def fork() -> Any:
        parent, me = os.getpid(), get_ident()
        current.forkers.add(me)
        try:
            return plain()
        finally:
            current.forkers.discard(me)
            if os.getpid() == parent:
                with gate:
                    go_on()

    return fork


def before_fork() -> None:
    """Stop the sampler: Python warns of a fork in a process that has threads."""
    gate.acquire()
    if current.process is not None:
        current.process.sampler.stop()
        current.forks_main = current.process.has_main and is_main()


def is_main() -> bool:
    """Tell whether this is the thread that Python began with, as far as that is known."""
    threading = sys.modules.get("threading")
    return threading is None or threading.main_thread().ident == get_ident()


def after_in_parent() -> None:
    """Let the sampler go on, or leave that to who replaced ``os.fork``."""
    if get_ident() not in current.forkers:
        go_on()
    gate.release()


def go_on() -> None:
    """Let the sampler go on after a fork."""
    if current.process is not None:
        current.process.sampler.start()


def after_in_child() -> None:
    """Begin a Log of the child's own."""
    gate._at_fork_reinit()  # noqa: SLF001 (the only way to a fresh one under the same name)
    process = current.process
    if process is None:
        return
    process.callbacks.clear()
    process.has_main = current.forks_main
    process.book.begin_anew()
    if process.folder is None:
        return
    process.sampler.start()
    process.callbacks.append(process.leave_log)
    atexit.register(process.before_exit)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=before_fork, after_in_parent=after_in_parent, after_in_child=after_in_child
    )


@contextmanager
def recorded_process(book: Book, folder: Path | None) -> Iterator[Process]:
    """Sample this process, and stand by for its children, until the end of the body."""
    process = Process(book, Sampler(book), folder)
    current.process = process
    process.sampler.start()
    # Python ends no thread of this kind, it freezes them: nobody could wait for it then.
    atexit.register(process.sampler.stop)
    try:
        yield process
    finally:
        atexit.unregister(process.sampler.stop)
        with gate:
            current.process = None
            process.sampler.stop()
