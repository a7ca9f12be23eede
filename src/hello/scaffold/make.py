"""Makes a new project: all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hello.errors import WrongUseError
from hello.interrupts import interrupts_held_back
from hello.language import TEXT_LANGUAGES
from hello.scaffold.history import begin
from hello.scaffold.naming import check_name, package_of, script_of
from hello.scaffold.people import check_author, check_email
from hello.scaffold.room import opened
from hello.scaffold.shapes import SHAPES, USUAL
from hello.scaffold.writing import render
from hello.workbench.processes import Processes
from hello.workbench.space import refuse_if_full
from hello.workbench.termination import terminations_held_back

PREFIX = ".hello-new-"
"""How the folder begins in which a project is made, beside the place where it will be."""

SCRIPTS = "scripts/"
"""What is below it can be run as it is."""


@dataclass(frozen=True)
class Request:
    """What is asked for: a project called *name* in the *folder*, which is new or empty.

    *shape* is one of SHAPES, *language* that of its comments; *email* may be empty.
    """

    folder: Path
    name: str
    author: str
    email: str = ""
    shape: str = USUAL
    language: str = "en"
    has_git: bool = True


@dataclass(frozen=True)
class Made:
    """What was made: the *name* as indexes know it, the *files* with paths below *folder*.

    *notes* are what was left undone, and why.
    """

    folder: Path
    name: str
    package: str
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()


def make_project(request: Request) -> Made:
    """Make the project that is asked for; for the main thread.

    Raises WrongUseError for a *request* that cannot be met. However it ends, the folder holds
    either all of the project, or nothing.
    """
    folder = request.folder
    name, values = check_name(request.name), values_of(request)
    check_folder(folder)
    with _room(folder) as (room, processes):
        project = room / "project"
        files = tuple(_write(project, request.shape, values))
        notes = (
            tuple(begin(processes, project, folder, request.language)) if request.has_git else ()
        )
        _move(project, folder)
    return Made(folder, name, package_of(name), files, notes)


def values_of(request: Request) -> dict[str, Any]:
    """Return what the templates insert; raise WrongUseError for what no project can have."""
    check_shape(request.shape)
    if request.language not in TEXT_LANGUAGES:
        next_step = f"take one of: {', '.join(TEXT_LANGUAGES)}"
        raise WrongUseError("no such language", request.language, next_step=next_step)
    name = check_name(request.name)
    return {
        "name": name,
        "package": package_of(name),
        "script": script_of(name),
        "author": check_author(request.author),
        "email": check_email(request.email),
        "is_chinese": request.language == "zh",
        "year": str(datetime.now(UTC).year),
    }


def check_shape(name: str) -> str:
    """Return the *name* of a shape; raise WrongUseError for another one."""
    if name not in SHAPES:
        raise WrongUseError("no such shape", name, next_step=f"take one of: {', '.join(SHAPES)}")
    return name


def check_folder(folder: Path) -> None:
    """Raise WrongUseError where no project can be made in the *folder*: it is new, or empty."""
    if not folder.parent.is_dir():
        raise WrongUseError("no such folder", str(folder.parent), next_step="make it first")
    if folder.is_dir():
        if any(folder.iterdir()):
            next_step = "give a new or an empty one"
            raise WrongUseError("this folder is not empty", str(folder), next_step=next_step)
    elif folder.exists() or folder.is_symlink():
        raise WrongUseError("this is no folder", str(folder), next_step="give a new one")


@contextmanager
def _room(folder: Path) -> Iterator[tuple[Path, Processes]]:
    """Yield a room on the disk of *folder*, and what runs programs in it."""
    place = folder if folder.is_dir() else folder.parent
    try:
        with opened(PREFIX, place) as room_and_processes:
            yield room_and_processes
    except OSError as error:
        refuse_if_full(place, error)
        raise WrongUseError(
            f"cannot make a project here: {error.strerror or error}",
            str(place),
            next_step="give another",
        ) from None


def _write(project: Path, shape: str, values: dict[str, Any]) -> Iterator[str]:
    """Write the files into the new folder *project*; yield their paths."""
    for path, text in render(shape, values):
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        if path.startswith(SCRIPTS):
            mode = file.stat().st_mode
            file.chmod(mode | (mode & 0o444) >> 2)  # whoever may read it
        yield path


def _move(project: Path, folder: Path) -> None:
    """Make *project* what the *folder* is, at once, or its content that of the empty *folder*."""
    with interrupts_held_back(), terminations_held_back():
        if not folder.exists():
            project.rename(folder)
            return
        if any(entry.name != project.parent.name for entry in folder.iterdir()):
            next_step = "give a new or an empty one"
            raise WrongUseError("this folder is in use", str(folder), next_step=next_step)
        # It stays what it is: somebody may stand in it.
        for entry in project.iterdir():
            entry.rename(folder / entry.name)
