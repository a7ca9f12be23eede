"""What is in an sdist or a wheel, member by member, and in what two of them differ."""

import hashlib
import stat
import struct
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Difference(StrEnum):
    """In what a member, or the archive itself, differs from the other."""

    NAMES = "names"
    CONTENTS = "contents"
    ORDER = "order"
    TIMES = "times"
    MODES = "modes"
    OWNERS = "owners"
    HEADER = "header"
    """The archive's own: the time and the name in that of gzip, the comment of zip."""
    FORM = "form"
    """What else an archive's format says of a member: links, compression, extra fields."""


@dataclass(frozen=True)
class Member:
    """A member of an archive; *digest* is that of its bytes."""

    name: str
    digest: str
    mode: int
    time: object
    owner: object
    form: object


@dataclass(frozen=True)
class Archive:
    """Its members in order, and what its own header says."""

    members: tuple[Member, ...]
    header: tuple[str, ...]

    @property
    def by_name(self) -> dict[str, Member]:
        """Return the members by name; the last of those that are named alike."""
        return {member.name: member for member in self.members}


def read_archive(path: Path) -> Archive:
    """Return what is in the .tar.gz, or else the wheel, at *path*."""
    if path.name.endswith(".tar.gz"):
        with tarfile.open(path, "r:gz") as archive:
            return Archive(tuple(_tar_members(archive)), _gzip_header(path))
    with zipfile.ZipFile(path) as archive:
        return Archive(tuple(_zip_members(archive)), (f"comment {archive.comment!r}",))


def _tar_members(archive: tarfile.TarFile) -> Iterator[Member]:
    for info in archive:
        file = archive.extractfile(info) if info.isreg() else None
        yield Member(
            info.name,
            _digest(file.read() if file else b""),
            info.mode,
            info.mtime,
            (info.uid, info.gid, info.uname, info.gname),
            (info.type, info.linkname, sorted(info.pax_headers.keys())),
        )


def _gzip_header(path: Path) -> tuple[str, ...]:
    """Return the time and the file name in the header (RFC 1952)."""
    with path.open("rb") as file:
        head = file.read(10)
        name = _name_in_gzip(file.read(1024)) if head[3] & 0x08 else ""
    (time,) = struct.unpack("<I", head[4:8])
    return f"time {time}", f"name {name!r}", f"flags {head[8]}", f"system {head[9]}"


def _name_in_gzip(start: bytes) -> str:
    return start.partition(b"\0")[0].decode("latin-1")


def _zip_members(archive: zipfile.ZipFile) -> Iterator[Member]:
    for info in archive.infolist():
        yield Member(
            info.filename,
            _digest(archive.read(info)),
            stat.S_IMODE(info.external_attr >> 16),
            info.date_time,
            info.create_system,
            (info.compress_type, info.extra.hex(), info.flag_bits, info.external_attr & 0xFFFF),
        )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def compare(one: Archive, other: Archive) -> dict[Difference, list[str]]:
    """Return the names of members that differ, by what they differ in; nothing for none."""
    found: dict[Difference, list[str]] = {}
    ours, theirs = one.by_name, other.by_name
    for name in sorted(ours.keys() ^ theirs.keys()):
        found.setdefault(Difference.NAMES, []).append(name)
    both = [name for name in ours if name in theirs]
    if both != [name for name in theirs if name in ours]:
        moved = next(
            a for a, b in zip(both, (n for n in theirs if n in ours), strict=True) if a != b
        )
        found[Difference.ORDER] = [moved]
    if one.header != other.header:
        both_headers = zip(one.header, other.header, strict=True)
        found[Difference.HEADER] = [f"{a}, then {b}" for a, b in both_headers if a != b]
    for name in both:
        for difference in _between(ours[name], theirs[name]):
            found.setdefault(difference, []).append(name)
    return found


def _between(one: Member, other: Member) -> Iterator[Difference]:
    if one.digest != other.digest:
        yield Difference.CONTENTS
    if one.time != other.time:
        yield Difference.TIMES
    if one.mode != other.mode:
        yield Difference.MODES
    if one.owner != other.owner:
        yield Difference.OWNERS
    if one.form != other.form:
        yield Difference.FORM


def read_member(path: Path, name: str) -> bytes:
    """Return the bytes of a member; none for a folder or a link."""
    if path.name.endswith(".tar.gz"):
        with tarfile.open(path, "r:gz") as archive:
            file = archive.extractfile(name)
            return file.read() if file else b""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)
