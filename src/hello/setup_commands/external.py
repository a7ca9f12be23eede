"""Programs that are not Python's: found, or named with the package that has them."""

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from setuptools.errors import ExecError

DEADLINE = 600
"""Seconds for one run of an external program."""

LAST_LINES = 5
"""How many lines of a failed program's output are shown."""


class Packages(NamedTuple):
    """The package that has a program, on three kinds of system."""

    debian: str
    fedora: str
    homebrew: str

    def __str__(self) -> str:
        return f"{self.debian} (Debian), {self.fedora} (Fedora), {self.homebrew} (Homebrew)"


TOOLS = {
    "rpmbuild": Packages("rpm", "rpm-build", "rpm"),
    "wixl": Packages("wixl", "msitools", "msitools"),
    "msibuild": Packages("msitools", "msitools", "msitools"),
    "msiinfo": Packages("msitools", "msitools", "msitools"),
    "makensis": Packages("nsis", "mingw32-nsis", "makensis"),
}
"""The programs that our commands need, and the packages that have them."""


def find(tool: str) -> Path:
    """Return where the *tool* is; raise ExecError that names the package that has it."""
    found = shutil.which(tool)
    if found is None:
        raise ExecError(f"{tool} is not installed; it is in the package {TOOLS[tool]}")
    return Path(found)


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    noise: str = "(?!)",
) -> str:
    """Run *command*, and return what it wrote; raise ExecError with its last lines if it fails.

    *noise* is a pattern for what is not to be among these: the program's talk after the error.
    """
    name = Path(command[0]).name
    try:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=DEADLINE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ExecError(f"{name} was not done after {DEADLINE} s") from None
    if done.returncode:
        lines = [line.strip() for line in re.sub(noise, "", done.stdout).splitlines()]
        last = " | ".join([line for line in lines if line][-LAST_LINES:])
        raise ExecError(f"{name} failed with exit code {done.returncode}: {last}")
    return done.stdout
