"""Wine with a Windows of its own in a folder, which ends with the block that asked for it."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PureWindowsPath

from hello.errors import HelloError
from hello.workbench.termination import terminations_held_back

DEADLINE = 120
"""Seconds for one program under wine; the first one also makes the Windows."""

PAUSE = 0.02
"""Seconds between two looks at what another program is to do."""

QUIET = {
    "WINEDEBUG": "-all",
    # Neither .NET nor a browser, which wine would offer to fetch, and no entries in menus.
    "WINEDLLOVERRIDES": "mscoree=;mshtml=;winemenubuilder.exe=",
}


class Wine:
    """A Windows in the folder *prefix*; ``drive_c`` is its disk."""

    def __init__(self, prefix: Path) -> None:
        self.prefix = prefix
        self.disk = prefix / "drive_c"

    def run(self, *command: str | Path, deadline: float = DEADLINE) -> int:
        """Run a Windows program, and return its exit code; raise HelloError past the deadline."""
        return self._wait("wine", *map(str, command), deadline=deadline)

    def until_gone(self, path: Path) -> None:
        """Wait until a program has removed *path*; raise HelloError past the deadline."""
        end = time.monotonic() + DEADLINE
        while path.exists():
            if time.monotonic() > end:
                raise HelloError(f"not gone after {DEADLINE} s", path.name, next_step="try again")
            time.sleep(PAUSE)

    def start(self) -> None:
        """Start what serves every program; by itself it would end between two of them."""
        # Until it is up it cannot be told to end. No mask: it would inherit that.
        with terminations_held_back(signal.SIGINT):
            self._wait("wineserver", "-p", deadline=DEADLINE)

    def stop(self) -> None:
        """End every program, and write the registry to the disk."""
        self._wait("wineserver", "-k", deadline=DEADLINE)
        self._wait("wineserver", "-w", deadline=DEADLINE)

    def registry(self) -> set[str]:
        """Return the lines of the registry, as they were at the last stop."""
        texts = (
            path.read_text(encoding="utf-8", errors="replace") for path in self.prefix.glob("*.reg")
        )
        return {line for text in texts for line in text.splitlines()}

    def _wait(self, *command: str, deadline: float) -> int:
        # Its server leaves a file in TMPDIR when it is killed.
        folder = str(self.prefix)
        environment = os.environ | QUIET | {"WINEPREFIX": folder, "TMPDIR": folder}
        # Without a display no program can wait for a click.
        environment.pop("DISPLAY", None)
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=self.prefix,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            return process.wait(deadline)
        except subprocess.TimeoutExpired:
            raise HelloError(
                f"not done after {deadline:g} s", " ".join(command), next_step="run it alone"
            ) from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def is_installed() -> bool:
    """Return whether wine is there."""
    return bool(shutil.which("wine") and shutil.which("wineserver"))


def version() -> str:
    """Return wine's name and version, such as ``wine 8.0``."""
    done = subprocess.run(
        ["wine", "--version"],  # noqa: S607  # the one on PATH
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return done.stdout.split(" (")[0].strip().replace("-", " ", 1)


@contextmanager
def running(prefix: Path) -> Iterator[Wine]:
    """Give a Windows in *prefix*, made at its first program; at the end nothing of it runs."""
    prefix.mkdir(parents=True, exist_ok=True)
    wine = Wine(prefix)
    try:
        wine.start()
        yield wine
    finally:
        wine.stop()


def windows_path(path: Path) -> str:
    """Return how a program under wine names a file of this system."""
    return str(PureWindowsPath("Z:", path.absolute()))
