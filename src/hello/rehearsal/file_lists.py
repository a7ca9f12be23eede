"""Which files are in an sdist and in a wheel, how big they are, and which are in both."""

import tarfile
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

MOST_MEMBERS = 20_000
"""Of an archive's files; a page with more helps nobody."""

BROKEN = (OSError, EOFError, ValueError, tarfile.TarError, zipfile.BadZipFile, zlib.error)
"""What reading an archive may raise; the step that looks into it says so."""


class Member(NamedTuple):
    """A file in an archive: its path, below an sdist's own folder, and its size in bytes."""

    path: str
    size: int


@dataclass(frozen=True)
class Archive:
    """What is in an artifact. ``kind`` is ``sdist`` or ``wheel``."""

    kind: str
    file: str
    members: tuple[Member, ...]
    left_out: int = 0
    """How many members more it has."""


def read_archive(path: Path) -> Archive | None:
    """Return what is in the sdist or wheel at *path*; None where it is neither, or broken."""
    kinds = {".whl": ("wheel", _members_of_wheel), ".gz": ("sdist", _members_of_sdist)}
    if path.suffix not in kinds:
        return None
    kind, read = kinds[path.suffix]
    try:
        members = sorted(read(path))
    except BROKEN:
        return None
    left_out = max(len(members) - MOST_MEMBERS, 0)
    return Archive(kind, path.name, tuple(members[:MOST_MEMBERS]), left_out)


def _members_of_wheel(path: Path) -> list[Member]:
    with zipfile.ZipFile(path) as wheel:
        return [Member(one.filename, one.file_size) for one in wheel.infolist() if not one.is_dir()]


def _members_of_sdist(path: Path) -> list[Member]:
    with tarfile.open(path) as sdist:
        return [
            Member(one.name.partition("/")[2] or one.name, one.size)
            for one in sdist
            if not one.isdir()
        ]


def shared_paths(archives: Iterable[Archive]) -> dict[str, set[str]]:
    """Return, by kind of archive, the paths of what the other one has, too.

    A wheel has no ``src``: for each of its top-level names, the folder of the sdist counts
    in which most of its files are.
    """
    paths = {one.kind: {member.path for member in one.members} for one in archives}
    if len(paths) <= 1:
        return {}
    by_name = defaultdict(list)
    for path in paths["sdist"]:
        by_name[path.rpartition("/")[2]].append(path)
    pairs = [
        (path, plain, beginning.removesuffix(plain))
        for path in paths["wheel"]
        for plain in [_as_in_source(path)]
        for beginning in by_name[plain.rpartition("/")[2]]
        if f"/{beginning}".endswith(f"/{plain}")
    ]
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for _, plain, folder in pairs:
        counts[plain.partition("/")[0]][folder] += 1
    homes = {
        top: min(folders, key=lambda one: (-folders[one], len(one), one))
        for top, folders in counts.items()
    }
    both = [
        (path, folder + plain)
        for path, plain, folder in pairs
        if homes[plain.partition("/")[0]] == folder
    ]
    return {"wheel": {path for path, _ in both}, "sdist": {path for _, path in both}}


def _as_in_source(path: str) -> str:
    """Return a wheel's *path* without the folders that only wheels have (PEP 427, PEP 639)."""
    first, *rest = PurePosixPath(path).parts
    if first.endswith(".data") and len(rest) > 1:
        return "/".join(rest[1:])
    if first.endswith(".dist-info") and rest[0] == "licenses" and len(rest) > 1:
        return "/".join(rest[1:])
    return path
