"""A copy of a project, to build in: whole, writable, and without what earlier builds left."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from hello.errors import HelloError, WrongUseError
from hello.workbench.repositories import DOT_GIT, copy_repository, git_folder
from hello.workbench.space import refuse_if_full

SETUP = "from setuptools import setup\n\nsetup()\n"
"""The setup.py of a project that states all elsewhere: the commands are called through it."""

LEFT_BY_BUILDS = {"build", "dist"}
NESTED = 2
"""How deep below a project setuptools writes its egg-info: ``src/name.egg-info`` at most."""


def copy_project(source: Path, target: Path, check_running: Callable[[], None]) -> None:
    """Copy the project in the folder *source* to *target*, and give it a setup.py if it has none.

    Compiled modules are left out, too; else see ``copy_source``.
    """
    copier = _Copier(source, target.parent, check_running)
    copier.left_out.add("__pycache__")
    with _problems_told(source, target):
        copier.copy(source, target)
        if not (target / "setup.py").exists():
            (target / "setup.py").write_text(SETUP, encoding="utf-8")


def copy_source(
    source: Path, target: Path, check_running: Callable[[], None], room: Path | None = None
) -> None:
    """Copy the folder *source* to *target*, without what tools and earlier builds left.

    Links within the project stay links; what others point to is copied. Every file can be
    read and written, as a read-only one could not be built from. Of git's repositories, the
    copy has its own: see ``copy_repository``. *check_running* is called for each entry, and
    may raise. *room* is where all copies are, which may itself be in *source*; the default is
    the folder of *target*.
    """
    with _problems_told(source, target):
        _Copier(source, room or target.parent, check_running).copy(source, target)


@contextmanager
def _problems_told(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        refuse_if_full(target.parent, error)
        name = str(error.filename or source)
        raise WrongUseError(
            f"cannot copy the project: {error.strerror}", name, next_step="make it readable"
        ) from None


class _Copier:
    """Copies a tree; *room* is where the copies are, which may itself be in the tree."""

    def __init__(self, root: Path, room: Path, check_running: Callable[[], None]) -> None:
        self.left_out = {".tox", ".nox", "node_modules"}
        self._root = root
        self._room = room.resolve()
        self._check_running = check_running
        # A sdist's own egg-info says which files are the project's; others are left by builds.
        self._keeps_info = (root / "PKG-INFO").is_file()

    def copy(self, source: Path, target: Path) -> None:
        """Copy what is at *source*, whatever it is, unless it is left out."""
        self._check_running()
        mode = source.lstat().st_mode
        if source.name == DOT_GIT and git_folder(source):
            copy_repository(source, target)
        elif stat.S_ISLNK(mode):
            self._copy_link(source, target)
        elif stat.S_ISDIR(mode):
            if not self._is_left_out(source):
                self._copy_folder(source, target)
        elif stat.S_ISREG(mode):
            shutil.copyfile(source, target)
            target.chmod(stat.S_IMODE(mode) & 0o777 | stat.S_IRUSR | stat.S_IWUSR)
            os.utime(target, ns=(source.stat().st_atime_ns, source.stat().st_mtime_ns))
        # Sockets, pipes and devices are no part of a project.

    def _copy_folder(self, source: Path, target: Path) -> None:
        target.mkdir()
        for entry in source.iterdir():
            self.copy(entry, target / entry.name)
        target.chmod(stat.S_IMODE(source.stat().st_mode) & 0o777 | stat.S_IRWXU)

    def _copy_link(self, source: Path, target: Path) -> None:
        pointed_at = source.resolve()
        link = source.readlink()
        if pointed_at.is_relative_to(self._root) and not link.is_absolute():
            target.symlink_to(link)
        elif pointed_at.is_file() or (
            pointed_at.is_dir() and not self._root.is_relative_to(pointed_at)
        ):
            self.copy(pointed_at, target)
        # A link to nowhere, or to where the project itself is, leads out of the copy.

    def _is_left_out(self, folder: Path) -> bool:
        name = folder.name
        is_package = (folder / "__init__.py").exists()
        depth = (
            len(folder.relative_to(self._root).parts) if folder.is_relative_to(self._root) else 0
        )
        return (
            folder.resolve() == self._room
            or name in self.left_out
            or (name.startswith(".") and name.endswith("_cache"))
            or (name.endswith(".egg-info") and depth <= NESTED and not self._keeps_info)
            or (name in LEFT_BY_BUILDS and depth == 1 and not is_package)
            or (folder / "pyvenv.cfg").exists()
        )


def copy_for_command(master: Path, target: Path, check_running: Callable[[], None]) -> None:
    """Copy the copy *master* once more; both have the one ``.git``, which is not written to."""

    def git_of(folder: str, _: list[str]) -> set[str]:
        return {".git"} if Path(folder) == master else set()

    def copy_file(source: str, copy: str) -> None:
        check_running()
        shutil.copy2(source, copy)

    try:
        shutil.copytree(master, target, symlinks=True, ignore=git_of, copy_function=copy_file)
    except shutil.Error as error:
        refuse_if_full(target.parent, error)
        raise HelloError(
            f"cannot copy the project: {error.args[0][0][2]}", next_step="try again"
        ) from None
    if (master / ".git").exists():
        (target / ".git").symlink_to(master / ".git")
