"""git's own files for a copy of a work tree: the same history, and nothing shared to write to.

The copy has its own index, references and settings, and reads the objects where they are
(gitrepository-layout, ``objects/info/alternates``). So it costs next to nothing, and whatever
git does there, the user's repository does not see it.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

DOT_GIT = ".git"

TAKEN = ("HEAD", "packed-refs", "refs", "info", "shallow", "reftable")
"""What a copy takes of a repository as it is. No hooks, no logs, no other work trees."""

TAKEN_OF_WORK_TREE = ("HEAD", "index", "sharedindex.*")
"""What each of several work trees of one repository has for itself (git-worktree)."""

SETTINGS = b"""
[core]
\tbare = false
\thooksPath = /dev/null
\tfsmonitor = false
"""
"""Stand after the user's own, which they overrule."""

WORK_TREE = re.compile(rb"^\s*worktree\s*=.*\n", re.IGNORECASE | re.MULTILINE)
"""The setting by which a submodule's repository knows where its files are."""


def copy_repository(dot_git: Path, target: Path) -> None:
    """Make *target* the ``.git`` of the folder that it is in, after the user's *dot_git*.

    That is a folder, or the file that a further work tree or a submodule has. Where it leads
    to no repository, nothing is made. Raises OSError where it cannot be read.
    """
    own = git_folder(dot_git)
    if own is None:
        return
    common = _leads_to(own / "commondir", "") or own
    target.mkdir()
    for folder, patterns in ((common, TAKEN), (own, TAKEN_OF_WORK_TREE)):
        for path in (path for pattern in patterns for path in folder.glob(pattern)):
            _copy(path, target / path.name)
    (target / "refs").mkdir(exist_ok=True)
    information = target / "objects" / "info"
    information.mkdir(parents=True)
    (information / "alternates").write_bytes(_quoted(common / "objects") + b"\n")
    for path in (common / "config", own / "config.worktree"):
        settings = path.read_bytes() if path.exists() else b""
        if settings or path.name == "config":
            (target / path.name).write_bytes(WORK_TREE.sub(b"", settings) + SETTINGS)


def repository_above(folder: Path) -> Path | None:
    """Return the ``.git`` of the work tree that *folder* is in but not the top of, or None."""
    for parent in folder.parents:
        dot_git = parent / DOT_GIT
        if git_folder(dot_git) is not None:
            return dot_git
    return None


def git_folder(dot_git: Path) -> Path | None:
    """Return the repository's folder, to which *dot_git* may be a link or a file that leads."""
    folder = dot_git if dot_git.is_dir() else _leads_to(dot_git, "gitdir: ")
    return folder if folder and (folder / "HEAD").is_file() else None


def _leads_to(file: Path, prefix: str) -> Path | None:
    """Return the path that the *file* holds after *prefix*; it may be relative to the file."""
    if not file.is_file():
        return None
    text = os.fsdecode(file.read_bytes()).rstrip("\r\n")
    return (file.parent / text.removeprefix(prefix)).resolve() if text.startswith(prefix) else None


def _copy(path: Path, target: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, target, ignore=_locks, dirs_exist_ok=True)
    else:
        shutil.copyfile(path, target)


def _locks(_folder: str, names: list[str]) -> Iterator[str]:
    # git would wait for whoever held them.
    return (name for name in names if name.endswith(".lock"))


def _quoted(path: Path) -> bytes:
    """Return *path* as git reads it in ``alternates``: as in C where it begins with a quote."""
    raw = os.fsencode(path.resolve())
    special = raw.startswith(b'"') or b"\n" in raw
    escaped = raw.replace(b"\\", rb"\\").replace(b'"', rb"\"").replace(b"\n", rb"\n")
    return b'"' + escaped + b'"' if special else raw
