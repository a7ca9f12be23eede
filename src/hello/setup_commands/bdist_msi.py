r"""bdist_msi: an installer for Windows, made on any system by wixl and msibuild.

It looks for a Python in the registry where it is installed, the newest that Requires-Python
lets in; ``msiexec /i FILE.msi PYTHONDIR="C:\My Python"`` names another one, and
``MSIINSTALLPERUSER=1`` installs for one user. Silent: ``/quiet``. Any version takes the place of
any other, older or newer, as with pip; the programs are those of setuptools on Windows.

Windows compares versions by three numbers: 1.2.3.post4 is 1.2.3 there, 2024.5 is 24.5.0
(``three_numbers``); the name that Windows shows has the whole version.

Of setuptools' old command the options --plat-name (always win-amd64), --no-target-compile and
--no-target-optimize (Python compiles when it first imports), --install-script,
--pre-install-script and --skip-build are gone.
"""

import hashlib
import os
import struct
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from setuptools.errors import ExecError

from . import external, wxs
from .msi_tables import StandIns, write_tables
from .product import Product
from .windows import WindowsInstaller, moment, write_sources

SUMMARY = uuid.UUID("F29F85E0-4FF9-1068-AB91-08002B27B3D9").bytes_le
"""What the summary information begins with ([MS-OLEPS] 2.25.1, FMTID_SummaryInformation)."""

CODE_PAGE, REVISION, CREATED, SAVED = 1, 9, 12, 13
"""Properties of the summary information (Microsoft, "Summary Property Descriptions")."""

UTF_8 = 65001
SINCE_1601 = 11_644_473_600
"""Seconds from the first day of a FILETIME to 1970."""


class bdist_msi(WindowsInstaller):  # noqa: N801  # named as the command is
    """Makes a Windows Installer package (.msi)."""

    description = "create a Windows Installer package (.msi), on any system (pure Python only)"
    tools: ClassVar[tuple[str, ...]] = ("wixl", "msibuild", "msiinfo")
    suffix: ClassVar[str] = ".msi"

    def make(self, product: Product, folder: Path) -> Path:
        """Make the package: wixl the most of it, msibuild what wixl cannot say."""
        seconds = moment()
        write_sources(product, folder, seconds)
        words = StandIns()
        digest = digest_of(product)
        (folder / "package.wxs").write_bytes(wxs.source_of(product, digest, words))
        package = folder / f"{product.key}.msi"
        # A cabinet's times have no zone: old libgcab takes the builder's.
        environment = os.environ | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
        external.run(
            [external.find("wixl"), "--arch", "x64", "--output", package, "package.wxs"],
            cwd=folder,
            environment=environment,
        )
        write_tables(package, wxs.tables_of(product), words, product.manufacturer)
        code = wxs.guid("package", product.key, product.version, digest, str(seconds))
        package.write_bytes(with_summary(package.read_bytes(), code, seconds))
        return package


def digest_of(product: Product) -> str:
    """Return what tells two packages of one version from each other: their contents."""
    digest = hashlib.sha256(repr(product._replace(files=())).encode())
    for file in product.files:
        digest.update(f"{file.path}\0{len(file.content)}\0".encode())
        digest.update(file.content)
    return digest.hexdigest()


def with_summary(package: bytes, code: str, seconds: int) -> bytes:
    """Return the *package* with its own package code and these times, in UTF-8.

    libmsi takes a random code and the present; nothing in the package moves.
    """
    filetime = struct.pack("<Q", (seconds + SINCE_1601) * 10_000_000)
    changes = {
        CODE_PAGE: (2, struct.pack("<H", UTF_8)),
        REVISION: (30, struct.pack("<I", 39) + f"{{{code}}}".encode("ascii")),
        CREATED: (64, filetime),
        SAVED: (64, filetime),
    }
    content = bytearray(package)
    for name, place in summary_properties(package):
        if name in changes:
            kind, value = changes.pop(name)
            if struct.unpack_from("<I", package, place)[0] != kind:
                raise ExecError(f"msibuild wrote property {name} as another type than {kind}")
            content[place + 4 : place + 4 + len(value)] = value
    if changes:
        raise ExecError(f"msibuild wrote a package without the properties {[*changes]}")
    return bytes(content)


def summary_properties(package: bytes) -> Iterator[tuple[int, int]]:
    """Yield the properties of the summary information, and where they are ([MS-OLEPS] 2.20)."""
    if package.count(SUMMARY) != 1:
        raise ExecError("msibuild wrote a package without summary information")
    start = package.index(SUMMARY)
    # The offset counts from the stream's start, 28 bytes before the identifier.
    section = start - 28 + int(struct.unpack_from("<I", package, start + len(SUMMARY))[0])
    (count,) = struct.unpack_from("<I", package, section + 4)
    for number in range(count):
        name, offset = struct.unpack_from("<II", package, section + 8 + 8 * number)
        yield name, section + offset
