"""A process is asked for its record before it gets a signal, which may be its end.

Its signals do what they do without us: nothing of them is changed in it. The files by which the two
talk lie in the folder of the records. Loaded into the recorded program: standard library only.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

HERE = ".here"
"""The suffix of the file that says: this process records, and can be asked."""

WANTED = ".wanted"
SAVING = ".saving"

ANSWER = 0.25
"""Seconds until it has to begin to write: one whose threads are all in C code cannot."""

PATIENCE = 2.0
"""Seconds for the writing."""

PAUSE = 0.002

NAMES = ("ABRT", "ALRM", "HUP", "KILL", "PROF", "QUIT", "TERM", "USR1", "USR2", "VTALRM", "XCPU")
ENDING = {getattr(signal, f"SIG{name}") for name in NAMES if hasattr(signal, f"SIG{name}")}
"""Signals that end a process which has no handler for them."""

sleep = time.sleep
"""Plain: at the time of this import nothing is recorded yet."""


def say_here(folder: Path) -> None:
    """Say that this process can be asked."""
    with suppress(OSError):
        (folder / f"{os.getpid()}{HERE}").touch()


def is_wanted(folder: Path) -> bool:
    """Return whether this process is asked for its record; it is about to be written then."""
    wanted = f"{folder}/{os.getpid()}"
    if not os.path.exists(f"{wanted}{WANTED}"):  # noqa: PTH110 (called often)
        return False
    try:
        os.rename(f"{wanted}{WANTED}", f"{wanted}{SAVING}")  # noqa: PTH104 (called with strings)
    except OSError:
        return False
    return True


def has_saved(folder: Path) -> None:
    """Say that it is written."""
    with suppress(OSError):
        (folder / f"{os.getpid()}{SAVING}").unlink()


def say_goodbye(folder: Path) -> None:
    """Say that this process has written its last, and that nobody has to wait for it."""
    for suffix in (HERE, WANTED, SAVING):
        with suppress(OSError):
            (folder / f"{os.getpid()}{suffix}").unlink(missing_ok=True)


def ask_before(number: int, folder: Path, processes: Iterable[int]) -> None:
    """Ask those of *processes* which a signal of this *number* would end."""
    if number in ENDING:
        ask(folder, (process for process in processes if _would_end(process, number)))


def _would_end(process: int, number: int) -> bool:
    """Return whether *process* neither handles nor ignores a signal; True where nobody knows."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return True
    told = dict(line.split(":", 1) for line in status.splitlines())
    is_other = int(told.get("SigCgt", "0"), 16) | int(told.get("SigIgn", "0"), 16)
    return not is_other >> number - 1 & 1


def ask(folder: Path, processes: Iterable[int]) -> None:
    """Have those of *processes* that record write down all until now; wait for that, not long."""
    asked = [process for process in processes if _is_here(folder, process)]
    with suppress(OSError):
        for process in asked:
            (folder / f"{process}{WANTED}").touch()
        if not _are_gone(folder, asked, WANTED, ANSWER):
            for process in asked:
                (folder / f"{process}{WANTED}").unlink(missing_ok=True)
        _are_gone(folder, asked, SAVING, PATIENCE)


def _are_gone(folder: Path, processes: Iterable[int], suffix: str, seconds: float) -> bool:
    last = time.monotonic() + seconds
    while any((folder / f"{process}{suffix}").exists() for process in processes):
        if time.monotonic() > last:
            return False
        sleep(PAUSE)
    return True


def alive(folder: Path) -> Iterator[int]:
    """Yield the numbers of the processes that record and have not ended."""
    numbers = (int(file.stem) for file in folder.glob(f"*{HERE}"))
    yield from (number for number in numbers if _is_here(folder, number))


def _is_here(folder: Path, process: int) -> bool:
    return (folder / f"{process}{HERE}").exists() and not _has_ended(process)


def _has_ended(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return not _has_number(process)
    # What nobody has asked for its exit code yet has ended all the same.
    return status.rpartition(")")[2].split()[0] in {"Z", "X"}


def _has_number(process: int) -> bool:
    if sys.platform == "win32":
        return True  # there, signal 0 would end it
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def asking(plain: Any, folder: Path, save: Callable[[], None]) -> Any:
    """Return an ``os.kill`` that first asks whom it sends to, or saves what would end with it."""

    def kill(*args: Any, **named: Any) -> Any:
        match args:
            case int(process), int(number) if number:
                if process <= 0 or process == os.getpid():
                    _before(number, save)
                else:
                    ask_before(number, folder, [process])
        return plain(*args, **named)

    return kill


def ending(plain: Any, save: Callable[[], None]) -> Any:
    """Return a ``signal.raise_signal`` that saves what would end with it."""

    def raise_signal(*args: Any, **named: Any) -> Any:
        match args:
            case (int(number),):
                _before(number, save)
        return plain(*args, **named)

    return raise_signal


def _before(number: int, save: Callable[[], None]) -> None:
    if number in ENDING and signal.getsignal(number) is signal.SIG_DFL:
        save()
