"""bdist --format=zip and --format=gztar: what to unpack in a folder, reproducibly.

Setuptools' own puts the builder's prefix before every name, and after a wheel was built in
the same folder leaves ``#!python`` in the scripts.
"""

import base64
import csv
import hashlib
import io
import os
import sysconfig
from collections.abc import Iterable, Iterator
from distutils.command.bdist_dumb import bdist_dumb as original
from pathlib import Path, PurePosixPath

from .reproducible import Entry, write_tar_gz, write_whole, write_zip
from .scripts import for_any_python, launcher
from .staging import Staged, staged

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
        entries = sorted(with_record(entries_of(staged(self), self.distribution.get_name())))
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, write, entries)
        self.distribution.dist_files.append(("bdist_dumb", "any", str(target)))


def entries_of(project: Staged, name: str) -> Iterator[Entry]:
    """Yield the files of *project* as they lie below the prefix."""
    for file in project.files:
        content = for_any_python(file.content) if file.form == "scripts" else file.content
        is_executable = file.is_executable or file.form == "scripts"
        yield Entry(str(folder(file.form, name) / file.path), content, is_executable)
    for script, target in (project.console | project.gui).items():
        yield Entry(str(folder("scripts", name) / script), launcher(target), is_executable=True)


def with_record(entries: Iterable[Entry]) -> list[Entry]:
    """Return the *entries* with their RECORD as they lie: the paths in the wheel's are others.

    So pip can uninstall what was unpacked where a Python looks (PEP 376).
    """
    kept = [entry for entry in entries if not entry.name.endswith(".dist-info/RECORD")]
    (about,) = {
        path.parent for path in (PurePosixPath(entry.name) for entry in kept) if is_about(path)
    }
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    for entry in sorted(kept):
        digest = base64.urlsafe_b64encode(hashlib.sha256(entry.content).digest()).decode()
        name = os.path.relpath(entry.name, about.parent)
        writer.writerow((name, f"sha256={digest.rstrip('=')}", len(entry.content)))
    writer.writerow((f"{about.name}/RECORD", "", ""))
    return [*kept, Entry(f"{about}/RECORD", lines.getvalue().encode())]


def is_about(path: PurePosixPath) -> bool:
    """Return whether this is the file that every wheel's metadata has (PEP 427)."""
    return path.name == "WHEEL" and path.parent.suffix == ".dist-info"


def folder(form: str, name: str) -> PurePosixPath:
    """Return where files of a *form* go, below the prefix; those of *name* if headers."""
    if form == "headers":
        return folder("include", name) / name
    paths = sysconfig.get_paths(SCHEME, {"base": "", "platbase": "", "installed_base": ""})
    return PurePosixPath(paths[form].lstrip("/"))
