"""The room of a rehearsal: programs that run in it, and a copy of the project."""

import os
from collections.abc import Mapping
from pathlib import Path
from shutil import rmtree, which

from hello.rehearsal.plan import Plan
from hello.workbench.copying import copy_source
from hello.workbench.environments import child_environment
from hello.workbench.processes import Processes
from hello.workbench.repositories import DOT_GIT, copy_repository, git_folder, repository_above

GIT_PLACES = {
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
}
"""Variables that lead git to a repository; it sets them itself for its hooks."""


def variables(settings: Mapping[str, str], room: Path) -> dict[str, str]:
    """Return the environment variables of all programs; *settings* are the user's own.

    git may neither look for a repository above the *room*, nor fetch what it lacks. What runs
    here is the project's and others' code: it gets no password for an index.
    """
    inherited = child_environment(settings)
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(room / "tmp"))
    git = {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CEILING_DIRECTORIES": str(room),
    }
    kept = {name: value for name, value in inherited.items() if name not in GIT_PLACES}
    kept = {name: value for name, value in kept.items() if not name.startswith("TWINE_")}
    return kept | temporary | git


def place_in_work_tree(project: Path) -> Path:
    """Return where *project* is below the top of the work tree that it is in; else no path."""
    if git_folder(project / DOT_GIT):
        return Path()
    dot_git = repository_above(project)
    return project.relative_to(dot_git.parent) if dot_git else Path()


def copy_project(plan: Plan) -> None:
    """Make ``plan.source``, and all that git tracks in it, whatever else is left out."""
    top = plan.room / "source"
    plan.source.parent.mkdir(parents=True, exist_ok=True)
    copy_source(plan.project, plan.source, plan.processes.check_running, plan.room)
    if which("git") is None:
        return
    if plan.within.parts:
        copy_repository(repository_of(plan), top / DOT_GIT)
        _forget_what_is_elsewhere(plan, top)
    if (top / DOT_GIT).exists():
        _copy_what_is_tracked(plan)


def repository_of(plan: Plan) -> Path:
    """Return the user's ``.git`` of a project within a larger work tree."""
    return plan.project.parents[len(plan.within.parts) - 1] / DOT_GIT


def _forget_what_is_elsewhere(plan: Plan, top: Path) -> None:
    """Let git not miss the files of the work tree that are not below the project.

    Where it tracks none that is, the project has nothing to do with that repository.
    """
    if not _listed(plan.processes, plan.source):
        rmtree(top / DOT_GIT)
        return
    place = plan.within.as_posix()
    others = _listed(plan.processes, top, f":(top,exclude,literal){place}")
    names = plan.room / "tmp" / "others"
    names.write_bytes(b"".join(os.fsencode(name) + b"\0" for name in others))
    command = ("git", "update-index", "-z", "--skip-worktree", "--stdin")
    plan.processes.run(*command, cwd=top, given=names)
    names.unlink()


def _copy_what_is_tracked(plan: Plan) -> None:
    for name in _listed(plan.processes, plan.source, "--deleted"):
        source, target = plan.project / name, plan.source / name
        if source.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy_source(source, target, plan.processes.check_running, plan.room)


def _listed(processes: Processes, folder: Path, *which_ones: str) -> list[str]:
    """Return the files below *folder* that git tracks; none where it cannot tell."""
    ended = processes.run("git", "ls-files", "-z", *which_ones, cwd=folder)
    # A warning would stand before the first name.
    return [name for name in ended.output.split("\0") if name] if ended.code == 0 else []
