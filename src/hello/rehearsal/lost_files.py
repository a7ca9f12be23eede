"""Which file an installed project looked for in vain, and where it would have been."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import NamedTuple

from hello.rehearsal.installed import Installed

NO_FILE = re.compile(r"No such file or directory: (?P<quote>['\"])(?P<path>.+?)(?P=quote)")
QUOTED = re.compile(r"['\"]([^'\"\n]{1,300})['\"]")
IN_TEXT = re.compile(r"(?:[A-Za-z]:)?[/\\][^\s'\":,;]+")


class Lost(NamedTuple):
    """A file that is not there: its path from the top, and its package (``""``: none)."""

    path: str
    package: str = ""
    is_near: bool = False
    """Whether it was looked for beside the installed packages, not in some other folder."""


def lost_file(installed: Installed, source: Path, project: Path, text: str) -> Lost | None:
    """Return the file of the project that *text*, an error's message, says is not there.

    *source* is the copy of *project* that it was built from.
    """
    for named in _named(text):
        if "\0" in named:
            continue
        path = Path(os.path.normpath(named))
        if path.is_absolute():
            lost = _absolute(installed, (source, project), path)
        else:
            lost = _relative(installed, source, path)
        if lost:
            return lost
    return None


def is_path_of(text: str, arguments: tuple[str, ...]) -> bool:
    """Return whether what is not there was itself an argument, taken for a file's name."""
    return any(PurePath(match["path"]).name in arguments for match in NO_FILE.finditer(text))


def source_of(source: Path, path: str) -> Path | None:
    """Return the file or folder of the sources that would be installed as *path*, if any."""
    for top in (source, source / "src", *sorted(source.glob("*/"))):
        if (top / path).exists():
            return top / path
    return None


def _named(text: str) -> Iterator[str]:
    """Yield what may be a path in *text*, the likeliest first."""
    yield from (match["path"] for match in NO_FILE.finditer(text))
    yield from QUOTED.findall(text)
    yield from IN_TEXT.findall(text)


def _absolute(installed: Installed, trees: tuple[Path, ...], path: Path) -> Lost | None:
    for tree in trees:
        if path.is_relative_to(tree) and path != tree:
            return Lost(path.relative_to(tree).as_posix())
    if path.exists():
        return None
    environment = installed.environment
    if path.is_relative_to(environment.packages):
        relative = path.relative_to(environment.packages)
        return Lost(relative.as_posix(), _package_of(installed, relative), is_near=True)
    if path.is_relative_to(environment.folder):
        # Its code goes up from __file__, as if it still lay in the source tree.
        beside = path.relative_to(environment.folder).as_posix()
        tops = [environment.packages.parent, environment.packages.parents[1]]
        near = next((path.relative_to(top) for top in tops if path.is_relative_to(top)), None)
        return Lost(near.as_posix() if near else beside, is_near=True)
    return None


def _relative(installed: Installed, source: Path, path: Path) -> Lost | None:
    """Find *path* beside the sources, as a program does that is started there."""
    if ".." in path.parts or not path.name or path.name.startswith("-"):
        return None
    if (source / path).is_file():
        return Lost(path.as_posix())
    if path.suffix in {"", ".py"}:
        return None
    for package in installed.packages:
        folder = Path(*package.split("."))
        for place in (folder, folder / "templates", folder / "data"):
            file = (place / path).as_posix()
            if file not in installed.files and source_of(source, file):
                return Lost(file, package, is_near=True)
    return None


def _package_of(installed: Installed, path: Path) -> str:
    """Return the innermost package that *path* is below."""
    parents = (".".join(parent.parts) for parent in path.parents)
    return next((name for name in parents if name in installed.packages), "")
