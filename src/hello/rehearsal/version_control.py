"""Which files are the project's own: what git knows, or what looks like it without git.

Nothing is written, not even git's index.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hello.rehearsal.plan import Plan
from hello.workbench.processes import Ended, Processes

READ_ONLY = {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
SECONDS = 60.0

AT_A_TIME = 200
"""Paths on one command line, which has a longest length."""

LEFT_BEHIND = (".egg-info", ".dist-info", ".pyc", ".pyo", ".so", ".pyd", ".o", "~", ".swp")
NO_SOURCE = {"__pycache__", "node_modules", "build", "dist", "htmlcov", "venv", "env"}


@dataclass(frozen=True)
class Sources:
    """The project's files, as paths relative to its folder, with ``/``.

    ``tracked`` are those that version control has; all of them without it. ``files`` has
    also what is new there and not ignored.
    """

    tracked: frozenset[str]
    files: frozenset[str]
    said_by: str
    """``git``, or ``the folder``."""

    @property
    def is_git(self) -> bool:
        """Return whether git says so."""
        return self.said_by == "git"


def find_sources(plan: Plan) -> Sources:
    """Return which of the files in ``plan.source`` are the project's."""
    tracked = _listed(plan, "--cached", "--recurse-submodules")
    if not tracked:  # no git, no repository, or one that does not have this folder
        found = frozenset(_looking_like_it(plan.source))
        return Sources(found, found, "the folder")
    new = _listed(plan, "--others", "--exclude-standard")
    return Sources(tracked, tracked | new, "git")


def not_exported(plan: Plan, paths: Iterable[str]) -> set[str]:
    """Return which of *paths* .gitattributes keeps out of exports, itself or by its folder."""
    wanted = sorted(set(paths))
    asked = sorted({str(one) for path in wanted for one in _with_parents(path)})
    kept: set[str] = set()
    for start in range(0, len(asked), AT_A_TIME):
        some = asked[start : start + AT_A_TIME]
        ended = _git(plan.processes, plan.source, "check-attr", "-z", "export-ignore", "--", *some)
        fields = ended.output.split("\0") if ended.code == 0 else []
        kept |= {
            path for path, value in zip(fields[::3], fields[2::3], strict=False) if value == "set"
        }
    return {path for path in wanted if any(str(one) in kept for one in _with_parents(path))}


def _with_parents(path: str) -> Iterator[PurePosixPath]:
    yield PurePosixPath(path)
    yield from list(PurePosixPath(path).parents)[:-1]


def _listed(plan: Plan, *options: str) -> frozenset[str]:
    ended = _git(plan.processes, plan.source, "ls-files", "-z", *options)
    if ended.code != 0:
        return frozenset()
    paths = {path for path in ended.output.split("\0") if path}
    return frozenset(path for path in paths if (plan.source / path).is_file())


def _git(processes: Processes, folder: Path, *arguments: str) -> Ended:
    if shutil.which("git", path=processes.environment.get("PATH")) is None:
        return Ended(127, "")
    return processes.run("git", *arguments, cwd=folder, environment=READ_ONLY, seconds=SECONDS)


def _looking_like_it(folder: Path) -> Iterator[str]:
    """Yield the files in *folder* that a person wrote, as far as names tell."""
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _is_left_behind(Path(here, name))]
        for name in files:
            path = Path(here, name)
            if not _is_left_behind(path):
                yield path.relative_to(folder).as_posix()


def _is_left_behind(path: Path) -> bool:
    is_build = path.name in NO_SOURCE and not (path / "__init__.py").exists()
    return (
        path.name.startswith(".")
        or (path.is_dir() and is_build)
        or path.name.endswith(LEFT_BEHIND)
        or path.name == "PKG-INFO"
        or (path / "pyvenv.cfg").exists()
    )
