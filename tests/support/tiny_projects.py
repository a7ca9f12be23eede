"""Projects of a few lines, as artifacts that are installed without any index.

The sdist has a backend of its own in it, which requires nothing: it gives out a wheel that
lies there ready made.
"""

import io
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from small_artifacts import metadata

BACKEND = """
import shutil


def get_requires_for_build_wheel(config_settings=None):
    return []


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    shutil.copy({name!r}, wheel_directory)
    return {name!r}
"""

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


def wheel_of(  # noqa: PLR0913, PLR0917  # each is a part of the wheel
    folder: Path,
    name: str,
    files: Mapping[str, str],
    points: str = "",
    requires: Sequence[str] = (),
    tag: str = "py3-none-any",
) -> Path:
    """Write a wheel into *folder*; *points* is its entry_points.txt, or its console scripts."""
    info = f"{name}-1.0.dist-info"
    points = points if points.startswith("[") else f"[console_scripts]\n{points}\n"
    members = {
        **files,
        f"{info}/METADATA": metadata(name, "1.0", requires),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
        f"{info}/entry_points.txt": points,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1.0-{tag}.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
        record = f"{info}/RECORD"
        archive.writestr(record, "".join(f"{member},,\n" for member in (*members, record)))
    return path


def sdist_of(folder: Path, wheel: Path) -> Path:
    """Write into *folder* an sdist from which exactly *wheel* is built."""
    name, version = wheel.name.split("-")[:2]
    path = folder / f"{name}-{version}.tar.gz"
    members = {
        "PKG-INFO": metadata(name, version).encode(),
        "pyproject.toml": PYPROJECT.encode(),
        "backend.py": BACKEND.format(name=wheel.name).encode(),
        wheel.name: wheel.read_bytes(),
    }
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for member, content in members.items():
            entry = tarfile.TarInfo(f"{name}-{version}/{member}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path
