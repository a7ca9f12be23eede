"""What tools leave in a project's folder, and nobody wants to publish."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

FOLDERS = {
    "__pycache__",
    ".eggs",
    ".git",
    ".hg",
    ".hypothesis",
    ".idea",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    "htmlcov",
    "node_modules",
}
FILES = (
    "*.orig", "*.pyc", "*.pyo", "*.rej", "*.swo", "*.swp", "*~", "._*", ".DS_Store", ".coverage",
    ".coverage.*", "Thumbs.db", "desktop.ini", "pyvenv.cfg",
)  # fmt: skip
NO_LEFTOVERS = (".coveragerc",)

BUILT = re.compile(r"build/(lib|lib\..*|bdist\..*|temp\..*)/|dist/[^/]+(\.whl|\.tar\.gz|\.egg)$")
"""What a build leaves at the top of the tree, as it begins."""

EGG_INFO = re.compile(r"(?:^|/)([^/]+)\.egg-info/")


def is_leftover(path: str) -> bool:
    """Return whether *path* was left by a tool, an editor or an earlier build."""
    parts = PurePosixPath(path).parts
    return (
        not FOLDERS.isdisjoint(parts[:-1])
        or any(fnmatchcase(parts[-1], pattern) for pattern in FILES)
        or BUILT.match(path) is not None
    )


def find_leftovers(names: Iterable[str], project: str, *, in_wheel: bool) -> list[str]:
    """Return which of the *names* in an artifact of *project* are leftovers, sorted.

    A module of which the wheel has the compiled file alone may be meant so, where the source
    is nobody's business: then all of them are compiled.
    """
    known = set(names)
    found = {name for name in known if is_leftover(name) or is_foreign_info(name, project)}
    if in_wheel and not any(name.endswith(".py") for name in known):
        found = {name for name in found if not name.endswith((".pyc", ".pyo"))}
    return sorted(found)


def is_foreign_info(path: str, project: str) -> bool:
    """Return whether *path* is in an .egg-info of something else than *project*."""
    match = EGG_INFO.search(path)
    return match is not None and _normal(match[1].partition("-")[0]) != _normal(project)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
