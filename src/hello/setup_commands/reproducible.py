"""The same bytes from the same sources: sorted, without the builder's clock, umask and name.

See reproducible-builds.org for SOURCE_DATE_EPOCH: the seconds since 1970 that stand for every
time in an archive. Without it the times are those of the build, the rest is the same.
"""

import gzip
import os
import stat
import tarfile
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from setuptools.errors import OptionError

EARLIEST_ZIP = 315_532_800
"""1980-01-01: a zip file knows no earlier time (APPNOTE, 4.4.6)."""

LATEST_ZIP = 4_354_819_198
"""2107-12-31 23:59:58: nor a later one."""

PLAIN, EXECUTABLE = 0o644, 0o755


class Entry(NamedTuple):
    """A file of an archive."""

    name: str
    content: bytes
    is_executable: bool = False

    @property
    def mode(self) -> int:
        """Its permissions, whatever the umask was."""
        return EXECUTABLE if self.is_executable else PLAIN


def source_date_epoch() -> int:
    """Return SOURCE_DATE_EPOCH, or now; raise OptionError where it is no number."""
    text = os.environ.get("SOURCE_DATE_EPOCH")
    if text is None:
        return int(time.time())
    if not (text.isascii() and text.isdigit()):
        raise OptionError(f"SOURCE_DATE_EPOCH is no number of seconds: {text!r}")
    return int(text)


def write_zip(target: Path, entries: Iterable[Entry]) -> None:
    """Write a zip file of the *entries*, in their order."""
    seconds = min(max(source_date_epoch(), EARLIEST_ZIP), LATEST_ZIP)
    moment = time.gmtime(seconds)[:6]
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for entry in entries:
            info = ZipInfo(entry.name, moment)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 3  # Unix: where the permissions stand
            info.external_attr = (stat.S_IFREG | entry.mode) << 16
            archive.writestr(info, entry.content)


def write_tar_gz(target: Path, entries: Iterable[Entry]) -> None:
    """Write a .tar.gz of the *entries*, in their order; its gzip header has no name (RFC 1952)."""
    seconds = source_date_epoch()
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 9, file, seconds) as packed,
        tarfile.open(mode="w", fileobj=packed, format=tarfile.PAX_FORMAT) as archive,
    ):
        for entry in entries:
            info = tarfile.TarInfo(entry.name)
            info.size, info.mtime, info.mode = len(entry.content), seconds, entry.mode
            archive.addfile(info, BytesIO(entry.content))


def rewrite_zip(archive: Path) -> None:
    """Write the zip file again, reproducibly and sorted by name, in its place."""
    write_whole(archive, write_zip, sorted(_entries_of_zip(archive)))


def rewrite_wheel(wheel: Path) -> None:
    """Write the wheel again, reproducibly, in its place: its metadata stays last (PEP 427)."""
    write_whole(wheel, write_zip, _entries_of_zip(wheel))


def rewrite_tar_gz(archive: Path) -> None:
    """Write the .tar.gz again, reproducibly and sorted by name, in its place.

    Setuptools puts no links in.
    """
    with tarfile.open(archive) as old:
        entries = [
            Entry(member.name, _content(old, member), bool(member.mode & stat.S_IXUSR))
            for member in old.getmembers()
            if member.isfile()
        ]
    write_whole(archive, write_tar_gz, sorted(entries))


def write_whole(
    archive: Path, write: Callable[[Path, Iterable[Entry]], None], entries: Iterable[Entry]
) -> None:
    """Write the *archive* by *write*: all of it, or nothing is changed."""
    half = archive.with_name(f"{archive.name}.half")
    try:
        write(half, entries)
        half.replace(archive)
    finally:
        half.unlink(missing_ok=True)


def _entries_of_zip(archive: Path) -> list[Entry]:
    with ZipFile(archive) as old:
        return [
            Entry(info.filename, old.read(info), bool((info.external_attr >> 16) & stat.S_IXUSR))
            for info in old.infolist()
            if not info.is_dir()
        ]


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    assert file is not None  # noqa: S101  # it is a file
    return file.read()
