"""A temporary folder that is gone afterwards, and the programs in it ended, even by ``kill -9``.

Nothing in a process can answer SIGKILL. So a small second one, the guard, waits at the end of
a pipe, and hears when we are gone. Windows has none: there, ``kill -9`` leaves the folder.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from hello.interrupts import interrupts_held_back
from hello.workbench import guard
from hello.workbench.clearing import remove
from hello.workbench.space import refuse_if_full
from hello.workbench.termination import terminations_ignored

PATIENCE = 5.0
"""Seconds that a guard may take to leave, once told that all is over."""


class Guardian:
    """Our side of the guard. Any thread may call it; without a guard, it says nothing."""

    def __init__(self, guard: "subprocess.Popen[bytes] | None") -> None:
        self._guard = guard

    def began(self, group: int) -> None:
        """Tell of a process group that we have started."""
        self._tell(f"began {group}")

    def ended(self, group: int) -> None:
        """Tell of one that is no more."""
        self._tell(f"ended {group}")

    def will_make(self, folder: Path) -> None:
        """Tell which folder is to go. It is told before it is made."""
        self._tell(f"folder {os.fsencode(folder).hex()}")

    def dismiss(self) -> None:
        """Let the guard leave: all has been cleared up."""
        if self._guard is None:
            return
        self._tell("over")
        try:
            self._guard.wait(PATIENCE)
        except subprocess.TimeoutExpired:  # somebody has stopped it
            self._guard.kill()
            self._guard.wait()
        assert self._guard.stdin is not None  # noqa: S101  # it is a pipe
        self._guard.stdin.close()

    def _tell(self, message: str) -> None:
        if self._guard is not None and self._guard.stdin is not None:
            # Whoever killed the guard can have it so. The write is one, so threads do not mix.
            with suppress(BrokenPipeError):
                os.write(self._guard.stdin.fileno(), f"{message}\n".encode("ascii"))


UNGUARDED = Guardian(None)


@contextmanager
def guarded_folder(prefix: str, within: Path | None = None) -> Iterator[tuple[Path, Guardian]]:
    """Yield a new temporary folder and its guardian; the folder is removed at the end.

    It is made in the folder *within*, or where temporary files are. For the main thread. Raises
    FullDiskError where there is no space left, and OSError where it cannot be made.
    """
    with interrupts_held_back():
        guardian = Guardian(_start_guard())
    parent = within or Path(tempfile.gettempdir())
    folder = parent.resolve() / f"{prefix}{secrets.token_hex(6)}"
    try:
        guardian.will_make(folder)
        try:
            folder.mkdir(mode=0o700)
        except OSError as error:
            refuse_if_full(folder.parent, error)
            raise
        yield folder, guardian
    finally:
        with interrupts_held_back(), terminations_ignored():
            if folder.exists():
                end_strays(folder)
                remove(folder)
            guardian.dismiss()


def end_strays(folder: Path) -> None:
    """End what lives in *folder* and has left the group that it was started in."""
    for process in guard.processes_in(os.fsencode(folder)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


def _start_guard() -> "subprocess.Popen[bytes] | None":
    if sys.platform == "win32" or not sys.executable:
        return None
    program = (files("hello.workbench") / "guard.py").read_text(encoding="utf-8")
    return subprocess.Popen(
        # In its own session: what ends us, Ctrl-C or "kill -9" on our group, does not end it.
        [sys.executable, "-I", "-S", "-c", program],
        cwd="/",
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
