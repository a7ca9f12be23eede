"""Projects with a build backend of their own (PEP 517, ``backend-path``): they require nothing.

``write_project(folder, hooks)`` writes one whose backend makes a proper sdist and wheel of the
package ``pkg``, except for what the text *hooks* redefines.
"""

from pathlib import Path
from textwrap import dedent

PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "pkg"
version = "1.0"
"""

BACKEND = """\
import base64, csv, hashlib, io, os, tarfile, time, zipfile
from pathlib import Path

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
METADATA = "Metadata-Version: 2.1\\nName: pkg\\nVersion: 1.0\\n"


def sources():
    return sorted(path for path in Path().rglob("*") if path.is_file() and is_in_sdist(path))


def is_in_sdist(path):
    return path.suffix in {".py", ".toml", ".txt"}


def info_of(name, data):
    info = tarfile.TarInfo(name)
    info.size, info.mtime = len(data), EPOCH
    return info


def build_sdist(folder, config_settings=None):
    path = Path(folder, "pkg-1.0.tar.gz")
    members = {f"pkg-1.0/{path.as_posix()}": path.read_bytes() for path in sources()}
    members["pkg-1.0/PKG-INFO"] = METADATA.encode()
    import gzip

    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, EPOCH) as packed:
        with tarfile.open(fileobj=packed, mode="w") as archive:
            for name, data in members.items():
                archive.addfile(info_of(name, data), io.BytesIO(data))
    return path.name


def wheel_members():
    return {path.as_posix(): path.read_bytes() for path in sorted(Path("pkg").glob("*.py"))}


def build_wheel(folder, config_settings=None, metadata_directory=None):
    path = Path(folder, "pkg-1.0-py3-none-any.whl")
    members = wheel_members()
    members["pkg-1.0.dist-info/METADATA"] = METADATA.encode()
    members["pkg-1.0.dist-info/WHEEL"] = (
        b"Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    )
    members["pkg-1.0.dist-info/RECORD"] = record_of(members).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, time.gmtime(EPOCH)[:6])
            info.external_attr = 0o100644 << 16
            archive.writestr(info, data)
    return path.name


def record_of(members):
    lines = []
    for name, data in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        lines.append(f"{name},sha256={digest},{len(data)}")
    return "\\n".join([*lines, "pkg-1.0.dist-info/RECORD,,", ""])


"""


def write_project(folder: Path, hooks: str = "", pyproject: str = PYPROJECT) -> Path:
    """Write the project into the new *folder*, and return that."""
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "__init__.py").write_text("", encoding="utf-8")
    (folder / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    (folder / "backend.py").write_text(BACKEND + dedent(hooks), encoding="utf-8")
    return folder
