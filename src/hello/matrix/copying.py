"""A copy of a project, to build in: whole, writable, and without what earlier builds left."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

from hello.errors import HelloError, WrongUseError
from hello.matrix.space import refuse_if_full

SETUP = "from setuptools import setup\n\nsetup()\n"
"""The setup.py of a project that states all elsewhere: the commands are called through it."""

CACHES = {"__pycache__", ".tox", ".nox", "node_modules"}
LEFT_BY_BUILDS = {"build", "dist"}


def copy_project(source: Path, target: Path, check_running: Callable[[], None]) -> None:
    """Copy the folder *source* to *target*, and give it a setup.py if it has none.

    Links within the project stay links; what others point to is copied. Every file can be
    read and written, as a read-only one could not be built from. *check_running* is called
    for each entry, and may raise.
    """
    # A sdist's own egg-info says which files are the project's; another one is left from a build.
    keeps_info = (source / "PKG-INFO").is_file()
    try:
        _Copier(source, target.parent, check_running, keeps_info=keeps_info).copy(source, target)
        if not (target / "setup.py").exists():
            (target / "setup.py").write_text(SETUP, encoding="utf-8")
    except OSError as error:
        refuse_if_full(target.parent, str(error))
        name = str(error.filename or source)
        raise WrongUseError(
            f"cannot copy the project: {error.strerror}", name, next_step="make it readable"
        ) from None


class _Copier:
    """Copies a tree; *room* is where the copies are, which may itself be in the tree."""

    def __init__(
        self, root: Path, room: Path, check_running: Callable[[], None], *, keeps_info: bool
    ) -> None:
        self._root = root
        self._room = room.resolve()
        self._check_running = check_running
        self._keeps_info = keeps_info

    def copy(self, source: Path, target: Path) -> None:
        """Copy what is at *source*, whatever it is, unless it is left out."""
        self._check_running()
        mode = source.lstat().st_mode
        if stat.S_ISLNK(mode):
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
        return (
            folder.resolve() == self._room
            or name in CACHES
            or name.endswith("_cache")
            or (name.endswith(".egg-info") and not self._keeps_info)
            or (name in LEFT_BY_BUILDS and folder.parent == self._root and not is_package)
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
        refuse_if_full(target.parent, str(error))
        raise HelloError(
            f"cannot copy the project: {error.args[0][0][2]}", next_step="try again"
        ) from None
    if (master / ".git").exists():
        (target / ".git").symlink_to(master / ".git")
