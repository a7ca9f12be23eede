"""The guard's own program: it outlives us, and clears up where we could not (``kill -9``).

It is run as ``python -I -S -c TEXT_OF_THIS_FILE`` by ``hello.workbench.guardian``, so it imports
nothing of ours, and before the end next to nothing of the standard library. It reads what
we tell it, a message a line::

    folder 2F746D702F78    this folder is to go (its path in hexadecimal digits)
    began 4711             a process group of ours
    ended 4711             it has been collected
    over                   all is done: leave at once

The end of its input without ``over`` means that nobody is left to do it.
"""

import os
import signal
import sys
import time

# What is imported in functions would be most of the guard's start, and it is seldom needed.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PATIENCE = 60.0
"""Seconds after which the guard gives up."""


def main(lines: "Iterable[bytes]") -> None:
    """Read messages, the *lines*, to their end; clear up unless the last one is ``over``."""
    groups: set[int] = set()
    folder = b""
    for line in lines:
        word, *value = line.split()
        if word == b"over":
            return
        if word == b"folder":
            folder = bytes.fromhex(value[0].decode("ascii"))
        elif word == b"began":
            groups.add(int(value[0]))
        else:
            groups.discard(int(value[0]))
    clear(groups, folder)


def clear(groups: "Iterable[int]", folder: bytes) -> None:
    """Kill the process *groups*, then all else that lives in *folder*; remove it."""
    for group in groups:
        _kill(os.killpg, group)
    deadline = time.monotonic() + PATIENCE
    while folder and time.monotonic() < deadline:
        strays = list(processes_in(folder))
        for stray in strays:
            _kill(os.kill, stray)
        _remove(folder)
        if not strays and not os.path.lexists(folder):
            return
        time.sleep(0.02)


def processes_in(folder: bytes) -> "Iterator[int]":
    """Yield the processes whose environment names *folder*: all that we start has it in TMPDIR.

    So is found what was started in the moment of our end, and what left its group. Only where
    there is a /proc.
    """
    from contextlib import suppress
    from pathlib import Path

    for process in Path("/proc").glob("[0-9]*"):
        # It may have ended by now, or be another user's.
        with suppress(OSError):
            if folder + b"/" in (process / "environ").read_bytes():
                yield int(process.name)


def _kill(how: "Callable[[int, int], None]", number: int) -> None:
    from contextlib import suppress

    with suppress(OSError):
        how(number, signal.SIGKILL)


def _remove(name: bytes) -> None:
    import shutil
    from contextlib import suppress
    from pathlib import Path

    folder = Path(os.fsdecode(name))
    for path in folder.rglob("*"):
        with suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.stdin.buffer)
