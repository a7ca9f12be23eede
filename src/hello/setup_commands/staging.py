"""What a project installs, taken from its wheel: what every other format is made of.

A wheel is built once for all commands of a run, in a process of its own: two builds of one
wheel in one process meet in the caches of distutils.
"""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from configparser import ConfigParser
from email.message import Message
from email.parser import BytesParser, Parser
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zipfile import ZipFile, ZipInfo

from setuptools import Command
from setuptools.errors import ExecError

from . import external

STAGING = "HELLOWORLD_STAGING"
"""The environment variable with a folder where commands of one run share the wheel."""

FORMS = ("purelib", "platlib", "scripts", "data", "headers")
"""Where a file of a wheel is installed: keys of ``sysconfig.get_paths`` (PEP 427)."""


class File(NamedTuple):
    """A file that is installed: in which folder, and where in it."""

    form: str
    path: PurePosixPath
    content: bytes
    is_executable: bool


class Staged(NamedTuple):
    """A project as its wheel has it.

    ``console`` and ``gui`` are entry points: the script's name, and ``module:function``.
    """

    metadata: Message
    is_pure: bool
    files: tuple[File, ...]
    console: dict[str, str]
    gui: dict[str, str]

    def of(self, *forms: str) -> Iterator[File]:
        """Yield the files of these forms."""
        return (file for file in self.files if file.form in forms)


def staged(command: Command) -> Staged:
    """Return what the project of *command* installs; raise ExecError if it does not build."""
    return read(wheel_of(command))


def wheel_of(command: Command) -> Path:
    """Return the wheel of the project of *command*, built now or before in this run."""
    shared = os.environ.get(STAGING)
    folder = Path(shared or Path(command.get_finalized_command("build").build_base, "helloworld"))
    if not shared and not getattr(command.distribution, "helloworld_staged", False):
        # What an earlier run left is of other sources.
        shutil.rmtree(folder, ignore_errors=True)
        command.distribution.helloworld_staged = True
    if not list(folder.glob("*.whl")):
        _build(command.distribution.script_name, folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _build(script: str | None, folder: Path) -> None:
    """Put the wheel into *folder*, all at once: another command may be looking for it."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="hello-stage-") as scratch:
        external.run([sys.executable, *_setup(script), *_wheel_command(Path(scratch))])
        for wheel in Path(scratch, "dist").glob("*.whl"):
            half = folder / f"{wheel.name}.{os.getpid()}"
            shutil.move(wheel, half)
            half.replace(folder / wheel.name)


def _setup(script: str | None) -> list[str]:
    """Return how to run the project's setup; one without setup.py has a setup.cfg."""
    if script and Path(script).is_file():
        return [script]
    return ["-c", "import setuptools; setuptools.setup()"]


def _wheel_command(scratch: Path) -> list[str]:
    """Return the arguments by which a wheel is built without a trace in the source tree."""
    return [
        *("--quiet", "egg_info", "--egg-base", str(scratch)),
        *("build", "--build-base", str(scratch / "build")),
        *("bdist_wheel", "--bdist-dir", str(scratch / "bdist")),
        *("--dist-dir", str(scratch / "dist")),
    ]


def read(wheel: Path) -> Staged:
    """Return what is in *wheel*; raise ExecError if it is none."""
    with ZipFile(wheel) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        base = "-".join(wheel.name.split("-")[:2])
        contents = {info.filename: archive.read(info) for info in infos}
        about = f"{base}.dist-info"
        if f"{about}/WHEEL" not in contents:
            raise ExecError(f"{wheel.name} has no {about}/WHEEL")
        is_pure = BytesParser().parsebytes(contents[f"{about}/WHEEL"])["Root-Is-Purelib"] == "true"
        root = "purelib" if is_pure else "platlib"
        files = tuple(_file(info, contents[info.filename], base, root) for info in infos)
    points = ConfigParser(delimiters=("=",), interpolation=None)
    points.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their case
    points.read_string(contents.get(f"{about}/entry_points.txt", b"").decode())
    return Staged(
        metadata=Parser().parsestr(contents[f"{about}/METADATA"].decode()),
        is_pure=is_pure,
        files=files,
        console=dict(points["console_scripts"]) if "console_scripts" in points else {},
        gui=dict(points["gui_scripts"]) if "gui_scripts" in points else {},
    )


def _file(info: ZipInfo, content: bytes, base: str, root: str) -> File:
    path = PurePosixPath(info.filename)
    is_executable = bool((info.external_attr >> 16) & stat.S_IXUSR)
    if path.parts[0] == f"{base}.data" and path.parts[1] in FORMS:
        return File(path.parts[1], PurePosixPath(*path.parts[2:]), content, is_executable)
    return File(root, path, content, is_executable)
