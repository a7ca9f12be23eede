"""Wheels and sdists, written without a build: small, and faulty where a test wants them so."""

import base64
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MAIN = "def main():\n    print('tiny')\n"


def metadata(name: str, version: str, requires: Sequence[str] = ()) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", "Summary: Tiny."]
    return "\n".join([*lines, *(f"Requires-Dist: {one}" for one in requires), "", ""])


def write_wheel(  # noqa: PLR0913  # each is something that a test may want to be faulty
    folder: Path,
    name: str = "tiny",
    version: str = "1.0",
    *,
    requires: Sequence[str] = (),
    scripts: Mapping[str, str] = {"tiny": "tiny:main"},
    files: Mapping[str, bytes | str] = {"tiny.py": MAIN},
    about: str | None = None,
) -> Path:
    """Write a wheel with its RECORD; *about* is the whole METADATA instead of a right one."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-{version}.dist-info"
    entry_points = "".join(f"{script} = {target}\n" for script, target in scripts.items())
    members = {
        **files,
        f"{info}/METADATA": metadata(name, version, requires) if about is None else about,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{entry_points}" if scripts else "",
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
        lines = [f"{member},{_digest(_bytes(what))}," for member, what in members.items()]
        archive.writestr(f"{info}/RECORD", "\n".join([*lines, f"{info}/RECORD,,", ""]))
    return path


def write_sdist(folder: Path, name: str = "tiny", version: str = "1.0", *, size: int = 0) -> Path:
    """Write an sdist of little more than its metadata, and *size* bytes of padding."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        _add(archive, f"{name}-{version}/PKG-INFO", metadata(name, version).encode())
        # twine takes a single member for the folder of all.
        _add(archive, f"{name}-{version}/tiny.py", MAIN.encode())
        if size:
            padding = hashlib.shake_256(b"padding").digest(size)  # cannot be compressed
            _add(archive, f"{name}-{version}/padding", padding)
    return path


def _add(archive: tarfile.TarFile, member: str, content: bytes) -> None:
    entry = tarfile.TarInfo(member)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _bytes(content: bytes | str) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _digest(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.decode().rstrip('=')}"
