"""bdist --format=zip and --format=gztar: what to unpack in a folder, reproducibly.

Setuptools' own puts the builder's prefix before every name, and after a wheel was built in
the same folder leaves ``#!python`` in the scripts.
"""

import sysconfig
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from distutils.command.bdist_dumb import bdist_dumb as original

from hello.setup_commands.reproducible import Entry, write_tar_gz, write_zip
from hello.setup_commands.scripts import for_any_python, launcher
from hello.setup_commands.staging import Staged, staged

WRITERS = {"zip": (write_zip, ".zip"), "gztar": (write_tar_gz, ".tar.gz")}

SCHEME = "posix_prefix"
"""The installation scheme whose paths the names in the archive are, below the prefix."""


class bdist_dumb(original):  # noqa: N801  # named as the command is
    """Makes an archive of the installed files, relative to the prefix."""

    description = "create a zip or tar.gz to unpack in a prefix"

    def run(self) -> None:
        """Write the archive to dist/, or leave another format to setuptools."""
        if self.format not in WRITERS:
            super().run()
            return
        write, suffix = WRITERS[self.format]
        name = f"{self.distribution.get_fullname()}.{self.plat_name}{suffix}"
        target = Path(self.dist_dir, name)
        entries = list(entries_of(staged(self), self.distribution.get_name()))
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_name(f"{name}.half")
        write(half, entries)
        half.replace(target)
        self.distribution.dist_files.append(("bdist_dumb", "any", str(target)))


def entries_of(project: Staged, name: str) -> Iterator[Entry]:
    """Yield the files of *project* as they lie below the prefix."""
    for file in project.files:
        content = for_any_python(file.content) if file.form == "scripts" else file.content
        is_executable = file.is_executable or file.form == "scripts"
        yield Entry(str(folder(file.form, name) / file.path), content, is_executable)
    for script, target in (project.console | project.gui).items():
        yield Entry(str(folder("scripts", name) / script), launcher(target), is_executable=True)


def folder(form: str, name: str) -> PurePosixPath:
    """Return where files of a *form* go, below the prefix; those of *name* if headers."""
    if form == "headers":
        return folder("include", name) / name
    paths = sysconfig.get_paths(SCHEME, {"base": "", "platbase": "", "installed_base": ""})
    return PurePosixPath(paths[form].lstrip("/"))
