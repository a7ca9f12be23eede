"""bdist_rpm: a package for systems with rpm, and the source package that it is built from.

Setuptools' own fails in four ways: it looks for a source archive under another name than that
of PEP 625; it builds with whatever ``python3`` is first on PATH; it lists bytecode that
PYTHONDONTWRITEBYTECODE=1 keeps from being there; and what is built in a virtual environment has
its paths in it.

This one builds with the running Python, for the system's Python of the same version: modules go
to /usr/lib/pythonX.Y/site-packages, scripts begin with #!/usr/bin/pythonX.Y. A project with
compiled modules gets a package for this kind of machine, any other one a ``noarch`` package. Both
can be moved: ``rpm -i --prefix FOLDER``. Requirements are what rpm's own generators find, as for
a system's own packages (python(abi), and python3.Ydist(NAME) where rpm has the generator), and
``requires`` of the section ``[bdist_rpm]`` in setup.cfg, whose options all count; ``no_autoreq``
leaves rpm's out. Versions: see ``rpm_spec``.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setuptools.command.bdist_rpm import bdist_rpm as original

from . import external, rpm_spec
from .reproducible import PLAIN, rewrite_tar_gz, source_date_epoch

FOLDERS = ("BUILD", "BUILDROOT", "RPMS", "SOURCES", "SPECS", "SRPMS", "TMP")

NOISE = r"(?s)error: Bad exit status[^\n]*|\nRPM build (errors|warnings):.*"
"""What rpmbuild says after an error: that there was one, and which, once more."""


class bdist_rpm(original):  # noqa: N801  # named as the command is
    """Makes a package (.rpm) and its source package (.src.rpm)."""

    description = "create a package for systems with rpm (.rpm), and its source package"

    def initialize_options(self) -> None:
        """Set every option to its default; see setuptools."""
        super().initialize_options()
        self.python: str | None = None
        self.vendor: str | None = None

    def finalize_options(self) -> None:
        """See setuptools; the vendor is who is known, not "None <None>"."""
        self._has_base = self.rpm_base is not None or bool(self.keep_temp)
        self.python = self.python or (None if self.fix_python else sys.executable)
        if self.vendor is None:
            self.vendor = rpm_spec.contact(self.distribution)
        super().finalize_options()

    def run(self) -> None:
        """Write the packages to dist/, or the spec file with --spec-only."""
        rpmbuild = None if self.spec_only else external.find("rpmbuild")
        self.run_command("egg_info")
        source = f"{self.distribution.get_fullname()}.tar.{'bz2' if self.use_bzip2 else 'gz'}"
        lines = rpm_spec.spec_of(self.distribution, self, source)
        name = f"{self.distribution.get_name()}.spec"
        if rpmbuild is None:
            self.mkpath(self.dist_dir)
            write_lines(Path(self.dist_dir, name), lines)
            return
        with self._base() as base:
            spec, sources = base / "SPECS" / name, base / "SOURCES"
            write_lines(spec, lines)
            settle(spec, *self._add_sources(sources))
            command = [rpmbuild, *self._arguments(base), spec]
            output = external.run(command, environment=self._environment(), noise=NOISE)
            for package in re.findall(r"^Wrote: (.+\.rpm)$", output, re.MULTILINE):
                self._deliver(Path(package))

    @contextmanager
    def _base(self) -> Iterator[Path]:
        """Yield the folder to work in: a new one, since rpm cannot take every name of a folder."""
        with tempfile.TemporaryDirectory(prefix="hello-rpm-") as scratch:
            base = Path(self.rpm_base).absolute() if self._has_base else Path(scratch)
            for folder in FOLDERS:
                (base / folder).mkdir(parents=True, exist_ok=True)
            yield base

    def _add_sources(self, folder: Path) -> Iterator[Path]:
        """Make the sdist, and yield what the source package is made of."""
        saved = self.distribution.dist_files[:]
        sdist = self.reinitialize_command("sdist")
        sdist.formats = ["bztar" if self.use_bzip2 else "gztar"]
        sdist.dist_dir = str(folder)
        self.run_command("sdist")
        for archive in map(Path, sdist.get_archive_files()):
            if archive.suffix == ".gz":
                rewrite_tar_gz(archive)
            yield archive
        # An sdist that is asked for by name is still to be made, with its own options.
        self.reinitialize_command("sdist")
        self.distribution.dist_files = saved
        if self.icon:
            yield Path(shutil.copy(self.icon, folder))

    def _arguments(self, base: Path) -> Iterator[str | Path]:
        yield "-bs" if self.source_only else "-bb" if self.binary_only else "-ba"
        # What is needed is here, whether or not rpm's database knows of it.
        yield "--nodeps"
        if not self.keep_temp:
            yield "--clean"
        macros = {
            "_topdir": str(base).replace("%", "%%"),
            "_tmppath": "%{_topdir}/TMP",
            "_buildhost": "localhost",
            "clamp_mtime_to_source_date_epoch": "1",
            "use_source_date_epoch_as_buildtime": "1",
        }
        for name, value in macros.items():
            yield from ("--define", f"{name} {value}")

    def _environment(self) -> dict[str, str]:
        return os.environ | {rpm_spec.PYTHON: str(self.python), "LC_ALL": "C.UTF-8", "TZ": "UTC"}

    def _deliver(self, package: Path) -> None:
        """Put a package into the dist folder, all at once."""
        self.mkpath(self.dist_dir)
        target = Path(self.dist_dir, package.name)
        half = target.with_name(f"{target.name}.half")
        shutil.move(package, half)
        half.replace(target)
        is_compiled = self.distribution.has_ext_modules() and not self.source_only
        made_for = f"{sys.version_info.major}.{sys.version_info.minor}" if is_compiled else "any"
        self.distribution.dist_files.append(("bdist_rpm", made_for, str(target)))


def settle(*files: Path) -> None:
    """Set what a source package keeps of its files beside their contents."""
    for file in files:
        file.chmod(PLAIN)
        os.utime(file, (source_date_epoch(),) * 2)


def write_lines(file: Path, lines: list[str]) -> None:
    """Write a text file, ended by a newline."""
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")
