"""The core metadata of a built file: what it says of the project, to indexes and to pip.

Sources: the core metadata specification (PEP 566, 643, 639), PEP 427 for where a wheel has it,
PEP 625 for where a sdist has it.
"""

import lzma
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from packaging.metadata import RawMetadata

FIRST_WITH_LICENSE_FILES = (2, 4)
"""The Metadata-Version of PEP 639. Setuptools wrote ``License-File`` before, with less sense."""

SHOWN = (
    "Name",
    "Version",
    "Summary",
    "Author",
    "Author-email",
    "Maintainer",
    "Maintainer-email",
    "License-Expression",
    "License",
    "License-File",
    "Requires-Python",
    "Requires-Dist",
    "Provides-Extra",
    "Keywords",
    "Classifier",
    "Home-page",
    "Download-URL",
    "Project-URL",
    "Description-Content-Type",
    "Metadata-Version",
    "Dynamic",
)
"""In the order in which a person asks."""


class NoMetadataError(Exception):
    """The file has no metadata; ``fact`` says why."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


@dataclass(frozen=True)
class Described:
    """A wheel or a sdist, and what it says of itself."""

    file: Path
    text: bytes
    """The file METADATA of the wheel, or PKG-INFO of the sdist."""
    place: str
    """The folder in the archive in which that is: ``name-1.0.dist-info``, or ``name-1.0``."""
    members: frozenset[str]
    """All files in the archive."""

    @property
    def is_wheel(self) -> bool:
        """Return whether it is a wheel; otherwise it is a sdist."""
        return self.file.suffix == ".whl"

    @cached_property
    def message(self) -> Message:
        """Return the metadata as a message: a header for each field, the README as its body."""
        return BytesParser().parsebytes(self.text)

    @cached_property
    def _parsed(self) -> tuple["RawMetadata", dict[str, list[str]]]:
        from packaging.metadata import parse_email

        fields, malformed = parse_email(self.text)
        if version_of(fields.get("metadata_version", "")) < FIRST_WITH_LICENSE_FILES:
            # As twine does: what those fields meant was never specified.
            fields.pop("license_files", None)
            malformed.pop("license-file", None)
        return fields, malformed

    @property
    def fields(self) -> "RawMetadata":
        """Return the fields by their names in Python: ``requires_dist``."""
        return self._parsed[0]

    @property
    def malformed(self) -> Mapping[str, list[str]]:
        """Return the fields that nobody knows, or that are no text or stand twice."""
        return self._parsed[1]


def version_of(metadata_version: str) -> tuple[int, ...]:
    """Return the numbers of a Metadata-Version; () where it is none.

    >>> version_of("2.4")
    (2, 4)
    """
    parts = metadata_version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def describe(file: Path) -> Described:
    """Read the metadata of the wheel or the sdist *file*.

    Raises NoMetadataError where it has none, or is no such archive.
    """
    try:
        return _describe_wheel(file) if file.suffix == ".whl" else _describe_sdist(file)
    except (BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise NoMetadataError(f"{file.name} cannot be unpacked: {error}") from None


def _describe_wheel(file: Path) -> Described:
    with ZipFile(file) as archive:
        names = archive.namelist()
        found = sorted(
            name for name in names if name.count("/") == 1 and name.endswith(".dist-info/METADATA")
        )
        if len(found) != 1:
            raise NoMetadataError(f"{file.name} has {len(found)} files *.dist-info/METADATA, not 1")
        text = archive.read(found[0])
    members = frozenset(name for name in names if not name.endswith("/"))
    return Described(file, text, found[0].partition("/")[0], members)


def _describe_sdist(file: Path) -> Described:
    with tarfile.open(file) as archive:
        infos = {info.name: info for info in archive.getmembers() if not info.isdir()}
        found = [name for name in infos if name.count("/") == 1 and name.endswith("/PKG-INFO")]
        stream = archive.extractfile(infos[found[0]]) if len(found) == 1 else None
        if stream is None:
            raise NoMetadataError(f"{file.name} has {len(found)} files */PKG-INFO, not 1")
        text = stream.read()
    return Described(file, text, found[0].partition("/")[0], frozenset(infos))


def description_of(message: Message) -> str:
    """Return the README that the metadata hold: the body, or the header before PEP 566."""
    header = message["Description"]
    if header is not None:
        return str(header)
    payload = message.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def facts(file: Path) -> tuple[tuple[str, str], ...]:
    """Return the metadata of a wheel or a sdist for a person: fields and values, no README.

    A field that stands several times is there several times. Raises NoMetadataError.
    """
    described = describe(file)
    values = [(name, described.message.get_all(name, ())) for name in SHOWN]
    return tuple(
        (name, " ".join(_decoded(value).split()))
        for name, given in values
        for value in given
        if _decoded(value).strip() not in {"", "UNKNOWN"}
    )


def _decoded(value: object) -> str:
    """Return a header as text: the email package escapes what is not ASCII."""
    from email.header import Header, decode_header

    if not isinstance(value, Header):
        return str(value)
    raw, _ = decode_header(value)[0]
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
