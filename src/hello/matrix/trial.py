"""Runs a project's scripts, wherever a format has put them; tells a crash from a refusal."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hello.matrix.contents import Contents
from hello.matrix.model import ShortError
from hello.workbench.processes import Ended, Processes
from hello.workbench.tracebacks import crash, exception_in

SECONDS = 10.0
"""How long a script may take to say its help; one that runs on does something else."""

CALL_ENTRY_POINT = """
import sys
from importlib.metadata import entry_points
sys.argv = sys.argv[1:]
first, *_ = entry_points(group="console_scripts", name=sys.argv[0])
sys.exit(first.load()())
"""


@dataclass(frozen=True)
class Place:
    """Where a project's code is: folders for PYTHONPATH, and a folder of scripts, if any.

    A script is started with *python* before its name where it cannot be a program by itself.
    """

    python: Path
    path: tuple[Path, ...] = ()
    scripts: Path | None = None
    runs_by_python: bool = False
    writes_bytecode: bool = True

    def command(self, name: str) -> list[str | Path]:
        """Return how the script *name* is started: its file, or else its entry point."""
        for candidate in (name, f"{name}-script.py", f"{name}.exe"):
            if self.scripts and (file := self.scripts / candidate).is_file():
                return [self.python, file] if self.runs_by_python else [file]
        return [self.python, "-c", CALL_ENTRY_POINT, name]


class Trials:
    """Runs what there is to run, each in a home folder of its own below *folder*."""

    def __init__(self, processes: Processes, folder: Path) -> None:
        self._processes = processes
        self._home = folder
        self._home.mkdir()

    def run(self, contents: Contents, place: Place) -> tuple[str, ...]:
        """Return what ran: scripts, or imports where there are none; raise ShortError."""
        if contents.samples:
            return tuple(self._script(name, place) for name in contents.samples)
        if not contents.imports:
            return ()
        what = f"import {', '.join(contents.imports)}"
        ended = self._start([place.python, "-c", what], place)
        if ended.code != 0:
            raise ShortError(f"{what}: {ended.last_line}")
        return (what,)

    def _script(self, name: str, place: Place) -> str:
        ended = self._start([*place.command(name), "--help"], place)
        if ended.code == 0:
            return name
        if ended.code is None:
            return f"{name} (ended after {SECONDS:g} s: it does not take --help)"
        if reason := crash(ended):
            raise ShortError(f"{name} --help crashed: {reason}")
        raised = exception_in(ended.output)
        said = raised.name if raised else f"exit code {ended.code}"
        return f"{name} (it does not take --help: {said})"

    def _start(self, command: Sequence[str | Path], place: Place) -> Ended:
        environment = {
            "HOME": str(self._home),
            "USERPROFILE": str(self._home),
            "PATH": os.pathsep.join([str(place.python.parent), os.environ.get("PATH", os.defpath)]),
        }
        if not place.writes_bytecode:
            environment["PYTHONDONTWRITEBYTECODE"] = "1"
        if place.path:
            environment["PYTHONPATH"] = os.pathsep.join(map(str, place.path))
        return self._processes.run(
            *command, cwd=self._home, environment=environment, seconds=SECONDS
        )
