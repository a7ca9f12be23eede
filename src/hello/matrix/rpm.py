"""Installs an rpm package below a folder, with a database there, and erases it again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hello.matrix.model import MissingToolError, ShortError
from hello.workbench.processes import Processes

PREFIX = "prefix"


@contextmanager
def installed(processes: Processes, package: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """Give the prefix below *folder* where *package* is installed, and how that was done.

    At the end it is erased; raise ShortError where something of it is left then. No need to be
    root: rpm changes no owners then.
    """
    if shutil.which("rpm") is None:
        raise MissingToolError("rpm", "rpm is not installed, which installs what rpmbuild made")
    root = folder / PREFIX
    root.mkdir()
    database = folder / "database"
    rpm = ("rpm", "--dbpath", database)
    query = processes.run(*rpm, "-qp", "--queryformat", "%{NAME}\n%{PREFIXES}", package, cwd=folder)
    if query.code != 0:
        raise ShortError(f"rpm cannot read it: {query.last_line}")
    name, _, prefixes = query.output.strip().rpartition("\n")
    name = name.rpartition("\n")[2]
    if prefixes == "(none)":
        raise ShortError("it cannot be moved: rpm -i --prefix is refused")
    install = ("-i", "--nodeps", "--noscripts", "--prefix", root, package)
    ended = processes.run(*rpm, *install, cwd=folder, environment={"LC_ALL": "C.UTF-8"})
    if ended.code != 0:
        raise ShortError(f"rpm -i fails: {ended.last_line}")
    yield root, "by rpm -i in a root of its own, and erased again"
    ended = processes.run(*rpm, "-e", "--nodeps", "--noscripts", name, cwd=folder)
    if ended.code != 0:
        raise ShortError(f"rpm -e fails: {ended.last_line}")
    if left := sorted(path for path in root.rglob("*") if not path.is_dir()):
        raise ShortError(f"erased, it leaves {os.path.relpath(left[0], root)}")
    if processes.run(*rpm, "-qa", cwd=folder).output.strip():
        raise ShortError("erased, it is still in rpm's database")
