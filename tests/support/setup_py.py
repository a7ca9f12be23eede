"""Runs setup.py in a copy of a project, with our commands in the place of setuptools' own."""

import atexit
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from processes import Ended, output_of, run
from projects import copy_of

from hello.setup_commands import REPLACE

WITHOUT_SCRIPT = ("-c", "import setuptools; setuptools.setup()")

ELSEWHERE = {"SOURCE_DATE_EPOCH": "1700000000", "TZ": "Asia/Kolkata", "PYTHONHASHSEED": "1"}
HERE = {"SOURCE_DATE_EPOCH": "1700000000", "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"}

WITH_UMASK = "import os, sys; os.umask(int(sys.argv[1], 8)); os.execv(sys.argv[2], sys.argv[2:])"


class Twice(NamedTuple):
    """What the same sources gave in two places, by name of file."""

    here: dict[str, bytes]
    elsewhere: dict[str, bytes]


def setup_py(project: Path, *words: str, umask: str = "022", **environment: str) -> Ended:
    """Run the project's setup.py with these *words*, with our commands."""
    script = ("setup.py",) if (project / "setup.py").is_file() else WITHOUT_SCRIPT
    # Bytecode beside the sources would be taken for what a project brought along.
    settings = {REPLACE: "1", "PYTHONDONTWRITEBYTECODE": "1"} | environment
    command = (sys.executable, "-c", WITH_UMASK, umask, sys.executable, *script, "-q", *words)
    return run(*command, cwd=project, environment=settings)


def made(project: Path, *words: str, **settings: str) -> list[Path]:
    """Run setup.py, which has to succeed, and return what is in dist/."""
    ended = setup_py(project, *words, **settings)
    assert ended.code == 0, ended.stdout + ended.stderr
    return sorted((project / "dist").iterdir())


@cache
def made_once(name: str, *words: str) -> list[Path]:
    """Return what these *words* make of a fixture project, made once for all tests."""
    return made(copy_of(name, new_folder()), *words)


@cache
def made_twice(name: str, *words: str) -> Twice:
    """Make the same here and in a folder, with modes, of another kind."""
    far = copy_of(name, new_folder() / "a folder" / "100% außen")
    for path in far.rglob("*"):
        path.chmod(0o700 if path.is_dir() or os.access(path, os.X_OK) else 0o600)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    here = made(copy_of(name, new_folder()), *words, **HERE)
    elsewhere = made(far, *words, umask="077", **ELSEWHERE)
    return Twice(*({path.name: path.read_bytes() for path in paths} for paths in (here, elsewhere)))


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="hello-setup-py-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def new_folder() -> Path:
    """Return a new folder that lasts until all tests are done."""
    return Path(tempfile.mkdtemp(dir=_scratch()))


def environment_for(folder: Path) -> Path:
    """Make an environment without pip in *folder*, and return its Python."""
    output_of(sys.executable, "-m", "venv", "--without-pip", folder)
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def files_in(folder: Path) -> set[str]:
    """Return the files below *folder*, but for bytecode of the standard library's."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
