"""Runs commands as a user would: as processes of their own, with a deadline."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

DEADLINE = 300
"""Seconds. No command of ours comes near it; a test that hangs ends there."""

SCRIPTS = Path(sysconfig.get_path("scripts"))
"""Where the console commands of the tested environment are."""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


def run(
    *command: str | Path,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> Ended:
    """Run *command* without input, with *environment* on top of ours."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=os.environ | {"PYTHONUTF8": "1"} | (environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding=encoding,
        timeout=DEADLINE,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def output_of(*command: str | Path, **settings: object) -> str:
    """Run *command*, which has to succeed, and return its stdout."""
    ended = run(*command, **settings)  # type: ignore[arg-type]  # the keywords of run
    assert ended.code == 0, f"{command}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def installed(command: str) -> Path:
    """Return the installed console command, which has to be there."""
    path = SCRIPTS / (f"{command}.exe" if sys.platform == "win32" else command)
    assert path.exists(), f"{command} is not installed: pip install '.[test]'"
    return path


def without_python_settings() -> dict[str, str]:
    """Return what empties the variables that steer Python, for another environment's Python."""
    names = (name for name in os.environ if name.startswith(("PYTHON", "COVERAGE")))
    return dict.fromkeys(names, "")


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Poll for something that another process does; it has to happen."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "it did not happen"
        sleep(0.01)


def is_running(pid: int) -> bool:
    """Return whether process *pid*, which may be no child of ours, has not ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Where nobody collects orphans (a container), an ended process stays a zombie.
    status = Path(f"/proc/{pid}/stat")
    with suppress(OSError):
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    return True  # no /proc here; or it is gone by now, as the next look will tell
