"""Calls one hook of a project's build backend; a program of its own, for the build step.

``python hook_program.py TASK``: TASK is a JSON file, see ``building``. It is a program because
``build`` makes temporary files where the process that calls it says, and these have to be in
the rehearsal's room. What the backend writes goes to a file, as it may be of any length.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import build
from pyproject_hooks import BackendUnavailable, UnsupportedOperation


def main(file: Path) -> None:
    """Do the task in *file*, and write beside it what came of it."""
    task = json.loads(file.read_text(encoding="utf-8"))
    if task["umask"] is not None:
        os.umask(task["umask"])
    with Path(task["log"]).open("wb") as log:

        def run(
            command: Sequence[str],
            cwd: str | None = None,
            extra_environ: Mapping[str, str] | None = None,
        ) -> None:
            variables = {**os.environ, **task["variables"], **(extra_environ or {})}
            subprocess.run(command, cwd=cwd, env=variables, stdout=log, stderr=log, check=True)

        answer = _call(task, run)
    file.with_suffix(".answer").write_text(json.dumps(answer), encoding="utf-8")


def _call(task: dict[str, Any], run: Any) -> dict[str, Any]:
    """Return what the hook returns as ``result``, or else the kind of ``error``, and a text."""
    try:
        builder = build.ProjectBuilder(task["source"], task["python"], run)
        if task["hook"] == "requires":
            return {"result": sorted(builder.get_requires_for_build(task["kind"]))}
        return {"result": builder.build(task["kind"], task["target"])}
    except build.BuildBackendException as problem:
        return _judge(problem.exception)
    except build.BuildException as problem:
        return {"error": "invalid", "text": str(problem)}


def _judge(problem: Exception) -> dict[str, Any]:
    match problem:
        case BackendUnavailable():
            return {"error": "unavailable", "text": str(problem)}
        case UnsupportedOperation():
            return {"error": "unsupported", "text": str(problem.traceback)}
        case subprocess.CalledProcessError():
            by = signal.Signals(-problem.returncode).name if problem.returncode < 0 else ""
            return {"error": "failed", "text": by and f"error: it was ended by {by}"}
        case _:
            return {"error": "invalid", "text": f"{type(problem).__name__}: {problem}"}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
