"""Builds a project as PEP 517 says: hooks of its backend, in an environment made for it."""

import json
import os
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from hello.rehearsal.extra import require
from hello.workbench.environments import Environment
from hello.workbench.processes import Processes
from hello.workbench.space import refuse_if_full

PROGRAM = Path(__file__).with_name("hook_program.py")

SECONDS = 300.0
"""For one hook. The slowest known to us compile for longer, but not on two cores."""

KEPT = 1 << 16
"""So many bytes at the end of a backend's output are looked at."""


class BackendError(Exception):
    """A hook did not do what it should.

    *kind* is ``hangs``, ``failed``, ``unavailable`` (the backend cannot be imported),
    ``unsupported`` or ``invalid`` (the project's table, or what the hook returned).
    """

    def __init__(self, kind: str, output: str) -> None:
        super().__init__(output)
        self.kind = kind
        self.output = output


@dataclass(frozen=True)
class Bench:
    """Where hooks are called: the environment of the backend, and a folder for our own files."""

    processes: Processes
    environment: Environment
    room: Path
    variables: Mapping[str, str]
    """Of the backend alone, on top of all others."""
    umask: int | None = None
    _numbers: Any = field(default_factory=lambda: count(1))

    def requires(self, kind: str, source: Path) -> list[str]:
        """Return what the backend wants besides, to build a *kind* (sdist, wheel) of *source*."""
        return list(self._call("requires", kind, source))

    def build(self, kind: str, source: Path, target: Path) -> Path:
        """Build a *kind* of *source* into the folder *target*; return the file."""
        return Path(self._call("build", kind, source, target))

    def _call(self, hook: str, kind: str, source: Path, target: Path | None = None) -> Any:
        require("build")
        stem = self.room / f"{next(self._numbers)}-{hook}-{kind}"
        file, log, answer = (stem.with_suffix(end) for end in (".task", ".log", ".answer"))
        path = os.pathsep.join(
            [str(self.environment.scripts), self.processes.environment.get("PATH", os.defpath)]
        )
        task = {
            "hook": hook,
            "kind": kind,
            "source": str(source),
            "target": str(target),
            "python": str(self.environment.python),
            "log": str(log),
            "umask": self.umask,
            "variables": {"PATH": path, **self.variables},
        }
        file.write_text(json.dumps(task), encoding="utf-8")
        answer.unlink(missing_ok=True)
        ended = self.processes.run(
            sys.executable, "-P", PROGRAM, file, cwd=self.room, seconds=SECONDS
        )
        output = _end_of(log) if log.exists() else ""
        log.unlink(missing_ok=True)
        if ended.code is None:
            raise BackendError("hangs", output)
        if not answer.exists():
            raise BackendError("failed", f"{output}\n{ended.output}")
        said = json.loads(answer.read_text(encoding="utf-8"))
        if "error" not in said:
            return said["result"]
        refuse_if_full(self.room, output)
        raise BackendError(said["error"], f"{output}\n{said['text']}".strip())


def _end_of(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - KEPT))
        return file.read().decode("utf-8", "replace")


def unpack(sdist: Path, into: Path) -> Path:
    """Unpack *sdist* into the folder *into*; return the one folder that is in it.

    Raises BackendError where that is not how an sdist is (PEP 517, PEP 625).
    """
    try:
        with tarfile.open(sdist, "r:gz") as archive:
            archive.extractall(into, filter="data")
    except tarfile.FilterError as error:
        name = error.tarinfo.name
        raise BackendError("invalid", f"{sdist.name} has a member outside it: {name}") from None
    except tarfile.TarError as error:
        raise BackendError("invalid", f"{sdist.name} cannot be unpacked: {error}") from None
    except OSError as error:
        refuse_if_full(into.parent, error)
        raise BackendError("invalid", f"{sdist.name} cannot be unpacked: {error}") from None
    folders = list(into.iterdir())
    if len(folders) != 1 or not folders[0].is_dir():
        names = ", ".join(sorted(folder.name for folder in folders)[:3]) or "nothing"
        raise BackendError("invalid", f"{sdist.name} has {names} at the top, not one folder")
    return folders[0]
