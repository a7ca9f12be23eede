"""Runs one command of the tutorial in a copy of the project, and says how it ended."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from hello.matrix.checks import files_below
from hello.matrix.model import (
    Artifact,
    MissingToolError,
    Outcome,
    ShortError,
    missing_tool,
)
from hello.matrix.tutorial import Kind, TutorialCommand
from hello.workbench.environments import Environment
from hello.workbench.processes import Ended, Processes


def make(
    processes: Processes, command: TutorialCommand, project: Path, environment: Environment
) -> tuple[Outcome, list[Path]]:
    """Run *command* in the folder *project*; return its outcome, and what it made.

    Raises ShortError where it failed, MissingToolError where it needs another program.
    """
    path = {
        "PATH": os.pathsep.join(
            [str(environment.scripts), processes.environment.get("PATH", os.defpath)]
        )
    }
    python = environment.python
    ended = processes.run(python, "setup.py", *command.arguments, cwd=project, environment=path)
    if ended.code != 0:
        raise _failure(command, ended)
    made = list(_made(command, project))
    if not made and command.kind not in {Kind.TEXT, Kind.INSTALLED}:
        raise ShortError(f"it ended well, but made no {command.kind.pattern}")
    return outcome_of(command, ended.output), made


def _failure(command: TutorialCommand, ended: Ended) -> ShortError | MissingToolError:
    if ended.code is None:
        return ShortError("it did not end in time")
    reason = ended.last_line.removeprefix("error: ")
    if tool := missing_tool(reason):
        return MissingToolError(tool, reason)
    return ShortError(f"setup.py {command.line} fails: {reason}")


def _made(command: TutorialCommand, project: Path) -> Iterator[Path]:
    """Yield what *command* made: first the file, or folder, that is to be checked."""
    if command.kind is Kind.TREE:
        yield from project.glob(command.kind.pattern)
        return
    dist = project / "dist"
    wanted = sorted(dist.glob(command.kind.pattern)) if dist.is_dir() else []
    yield from wanted
    if wanted:
        yield from sorted(path for path in dist.iterdir() if path.is_file() and path not in wanted)


def outcome_of(command: TutorialCommand, output: str) -> Outcome:
    """Return how a *command* fares that ended well, after what it wrote."""
    if command.is_ours:
        return Outcome.THROUGH_HELLOWORLD
    # Others are deprecated too that a command calls; this is about its own name.
    name = command.arguments[0]
    says_so = re.search(rf"\b(setup\.py )?{re.escape(name)}( command)? is deprecated", output)
    return Outcome.DEPRECATED if says_so else Outcome.WORKS


def artifact(path: Path) -> Artifact:
    """Return what to say of a file, or of the files of a folder."""
    if path.is_dir():
        size = sum((path / name).stat().st_size for name in files_below(path))
        return Artifact(f"{path.name}/", size)
    return Artifact(path.name, path.stat().st_size)
