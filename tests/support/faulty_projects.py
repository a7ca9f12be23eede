"""The fault catalogue: sound projects of every backend, and what spoils one and mends it again.

In tests/fixture_projects, ``sound`` holds whole projects, and ``faulty`` one file a fault: what
the publisher did wrong, and the edits to a sound project that show it. Those in ``harmless`` make
a project unusual, but not faulty. Texts may contain ``<!>``, which is taken out: so that no
scanner takes ours for a secret. To have a look at a faulty project, in a new folder::

    python tests/support/faulty_projects.py package-data-lost FOLDER
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from projects import FOLDER, LEFT_BEHIND

SOUND = tuple(sorted(folder.name for folder in (FOLDER / "sound").iterdir()))

GIT = (
    *("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"),
    *("-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", "-c", "gc.auto=0"),
)

Edit = Mapping[str, Any]
"""A *file*, and its new *text* (so many *times*), or *old* and *new*, or that it is to *remove*."""


@dataclass(frozen=True)
class Faulty:
    """A faulty project: what ``faulty/<name>.toml`` says.

    *fact* and *remedy* are what the finding's fact and remedy have to mention.
    """

    name: str
    about: str
    fault: str
    base: str
    broken: Sequence[Edit]
    mended: Sequence[Edit]
    fact: Sequence[str] = ()
    remedy: Sequence[str] = ()
    git: bool = False

    def lay_out(self, where: Path) -> Path:
        """Write the faulty project into the new folder *where*."""
        lay_out_sound(self.base, where)
        _edit(where, self.broken)
        if self.git:
            commit(where)
        return where

    def mend(self, project: Path) -> None:
        """Do to the laid out *project* what the remedy says."""
        _edit(project, self.mended)
        if self.git:
            commit(project)


@dataclass(frozen=True)
class Harmless:
    """A sound project with an oddity, in which nothing is to be found: ``harmless/<name>.toml``."""

    name: str
    about: str
    base: str
    changed: Sequence[Edit] = ()
    git: bool = False
    crlf: bool = False
    """With the line ends of Windows."""
    subfolder: str = ""
    """Where in the repository the project is."""

    def lay_out(self, where: Path) -> Path:
        """Write the project into the new folder *where*; return its folder."""
        project = lay_out_sound(self.base, where / self.subfolder)
        _edit(project, self.changed)
        if self.crlf:
            for file in filter(Path.is_file, project.rglob("*")):
                file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
        if self.git:
            commit(where)
        return project


def harmless_projects() -> tuple[Harmless, ...]:
    """Read all of them, sorted by name."""
    return tuple(Harmless(name, **table) for name, table in _tables("harmless"))


def faulty_projects() -> tuple[Faulty, ...]:
    """Read the whole catalogue, sorted by name."""
    return tuple(Faulty(name, **table) for name, table in _tables("faulty"))


def _tables(folder: str) -> list[tuple[str, dict[str, Any]]]:
    files = sorted((FOLDER / folder).glob("*.toml"))
    return [(file.stem, tomllib.loads(file.read_text(encoding="utf-8"))) for file in files]


def lay_out_sound(base: str, where: Path) -> Path:
    """Copy a sound project to the new folder *where*."""
    return Path(shutil.copytree(FOLDER / "sound" / base, where, ignore=LEFT_BEHIND))


def commit(project: Path) -> None:
    """Put all that is in the folder *project* under version control."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "-m", "All")):
        subprocess.run((*GIT, *command), cwd=project, env=own, check=True)


def _edit(project: Path, edits: Sequence[Edit]) -> None:
    for edit in edits:
        file = project / edit["file"]
        if edit.get("remove"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        elif "text" in edit:
            file.parent.mkdir(parents=True, exist_ok=True)
            _write(file, edit["text"] * edit.get("times", 1))
        else:
            text = file.read_bytes().decode()
            assert text.count(edit["old"]) == 1, f"{file}: not once {edit['old']!r}"
            _write(file, text.replace(edit["old"], edit["new"]))


def _write(file: Path, text: str) -> None:
    file.write_bytes(text.replace("<!>", "").encode())


if __name__ == "__main__":
    wanted, folder = sys.argv[1:]
    (project,) = (one for one in faulty_projects() if one.name == wanted)
    sys.stdout.write(f"{project.about}\n{project.lay_out(Path(folder))}\n")
