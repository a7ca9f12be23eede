r"""What both installers for Windows share: their options, and their steps.

An installer of ours puts a project of pure Python into a Python that is there already: packages
into ``Lib\site-packages``, programs into ``Scripts``, data files where the wheel has them.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from setuptools import Command
from setuptools.errors import ExecError, OptionError, PlatformError

from . import external, staging
from .product import PYTHONS, Product, product_of
from .reproducible import EARLIEST_ZIP, source_date_epoch

LATEST = 2**32 - 2
"""2106-02-07: a program's header has 32 bits for its time; a cabinet's times are even."""


def moment() -> int:
    """Return the time of everything in an installer: source_date_epoch(), to two seconds."""
    return min(max(source_date_epoch(), EARLIEST_ZIP), LATEST) // 2 * 2


def write_sources(product: Product, folder: Path, seconds: int) -> None:
    """Write the files of *product* into *folder*, under names that are safe everywhere."""
    for number, file in enumerate(product.files):
        source = folder / source_name(number)
        source.write_bytes(file.content)
        os.utime(source, (seconds, seconds))


def source_name(number: int) -> str:
    """Return the name of file *number* beside the source of the installer."""
    return f"f{number:05}"


class WindowsInstaller(Command):
    """The options and the steps of both commands; each says how its file is made."""

    user_options: ClassVar[list[tuple[str, str | None, str]]] = [
        ("bdist-dir=", None, "folder for temporary files [default: below the build folder]"),
        ("keep-temp", "k", "keep the temporary files: the sources of the installer are there"),
        ("dist-dir=", "d", "folder for the installer [default: dist]"),
        (
            "target-version=",
            None,
            (
                "install for this Python only, such as 3.12 "
                "[default: the newest that is found where it is installed]"
            ),
        ),
    ]
    boolean_options: ClassVar[list[str]] = ["keep-temp"]

    tools: ClassVar[tuple[str, ...]]
    suffix: ClassVar[str]

    def initialize_options(self) -> None:
        """Set every option to its default."""
        self.bdist_dir: str | None = None
        self.keep_temp = False
        self.dist_dir: str | None = None
        self.target_version: str | None = None

    def finalize_options(self) -> None:
        """Take from ``bdist`` what is not given; raise OptionError for what is no Python."""
        self.set_undefined_options("bdist", ("dist_dir", "dist_dir"))
        if self.bdist_dir is None:
            base = self.get_finalized_command("bdist").bdist_base
            self.bdist_dir = str(Path(base, self.suffix.strip(".")))
        if self.target_version is not None and self.target_version not in PYTHONS:
            raise OptionError(
                f"--target-version {self.target_version}: give one from {PYTHONS[-1]} "
                f"to {PYTHONS[0]}"
            )

    def make(self, product: Product, folder: Path) -> Path:
        """Make the installer of *product* in the empty *folder*, and return its path."""
        raise NotImplementedError

    def run(self) -> None:
        """Make the installer; raise PlatformError for a project with compiled modules."""
        for tool in self.tools:
            external.find(tool)
        self._refuse_compiled(pure=not self.distribution.has_ext_modules())
        wheel = staging.wheel_of(self)
        staged = staging.read(wheel)
        self._refuse_compiled(pure=staged.is_pure)
        product = product_of(staged, self.target_version, self.get_command_name())
        assert self.bdist_dir is not None  # noqa: S101  # finalize_options has set it
        # A folder of our own: what else is in the given one is not ours to remove.
        folder = Path(self.bdist_dir, "sources").absolute()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            self._deliver(self.make(product, folder), "-".join(wheel.name.split("-")[:2]))
        finally:
            if not self.keep_temp:
                shutil.rmtree(folder)
                with suppress(OSError):
                    folder.parent.rmdir()

    def _refuse_compiled(self, *, pure: bool) -> None:
        if not pure:
            raise PlatformError(
                f"{self.get_command_name()} holds pure Python only, and "
                f"{self.distribution.get_name()} has compiled modules; "
                "build wheels of it on Windows"
            )

    def _deliver(self, made: Path, stem: str) -> None:
        """Put the installer into the dist folder, all at once."""
        python = f"-py{self.target_version}" if self.target_version else ""
        assert self.dist_dir is not None  # noqa: S101  # finalize_options has set it
        target = Path(self.dist_dir, f"{stem}.win-amd64{python}{self.suffix}")
        half = target.with_name(f"{target.name}.half")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(made, half)
            half.replace(target)
        except OSError as error:
            raise ExecError(f"{target} cannot be written: {error.strerror}") from None
        finally:
            with suppress(OSError):
                half.unlink()
        made_for = self.target_version or "any"
        self.distribution.dist_files.append((self.get_command_name(), made_for, str(target)))
