"""Projects whose sdist and wheel are written file by file, not built, for the step contents."""

import io
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any
from zipfile import ZipFile

from rehearsing import planned

from hello.rehearsal.inventory import Inventory, take_inventory
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.plan import Plan
from hello.rehearsal.steps.contents import take

GIT = which("git") or "git"
Files = Mapping[str, str]

PYPROJECT = """
[build-system]
requires = ["{0}"]
build-backend = "{1}"
"""
BACKENDS = {
    "setuptools": "setuptools.build_meta",
    "hatchling": "hatchling.build",
    "flit_core": "flit_core.buildapi",
    "poetry-core": "poetry.core.masonry.api",
    "pdm-backend": "pdm.backend",
    "uv_build": "uv_build",
    "meson-python": "mesonpy",
}
WHEEL = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
METADATA = "Metadata-Version: 2.4\nName: greeter\nVersion: 1.0\n"


def pyproject(backend: str, rest: str = "") -> str:
    """Return a pyproject.toml for *backend*."""
    return PYPROJECT.format(backend, BACKENDS[backend]) + rest


def lay_out(folder: Path, files: Files) -> Path:
    """Write *files* into *folder*."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def commit(folder: Path) -> None:
    """Make *folder* a repository with all its files."""
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "All")):
        git(folder, *command)


def git(folder: Path, *command: str) -> None:
    """Run git in *folder*, with no settings but these."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    more = ("-c", "protocol.file.allow=always", "-c", "commit.gpgsign=false")
    line = (GIT, *who, *more, *command)
    subprocess.run(line, cwd=folder, check=True, capture_output=True)


def write_sdist(folder: Path, files: Files) -> Inventory:
    """Write an sdist with *files*."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "greeter-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            content = text.encode()
            info = tarfile.TarInfo(f"greeter-1.0/{name}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return take_inventory(path)


def write_wheel(folder: Path, files: Files, metadata: str = "") -> Inventory:
    """Write a wheel with *files*, by their paths in it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "greeter-1.0-py3-none-any.whl"
    info = "greeter-1.0.dist-info"
    about = {f"{info}/METADATA": METADATA + metadata, f"{info}/WHEEL": WHEEL}
    names = [*files, *about, f"{info}/RECORD"]
    record = {f"{info}/RECORD": "".join(f"{name},,\n" for name in names)}
    with ZipFile(path, "w") as archive:
        for name, text in {**files, **about, **record}.items():
            archive.writestr(name, text)
    return take_inventory(path)


@contextmanager
def shipped(  # noqa: PLR0913  # each is a part of the project that a test may change
    tmp_path: Path,
    source: Files,
    wheel: Files,
    sdist: Files | None = None,
    *,
    metadata: str = "",
    is_git: bool = False,
    **settings: Any,
) -> Iterator[Plan]:
    """Yield the Plan of a project; its sdist has all of the *source* unless *sdist* is given."""
    project = lay_out(tmp_path / "project", source)
    if is_git:
        commit(project)
    with planned(tmp_path, project, **settings) as plan:
        write_sdist(plan.dist, source if sdist is None else sdist)
        write_wheel(plan.dist, wheel, metadata)
        yield plan


def contents_of(tmp_path: Path, source: Files, wheel: Files, *rest: Any, **more: Any) -> Found:
    """Take the step contents on such a project."""
    with shipped(tmp_path, source, wheel, *rest, **more) as plan:
        return take(plan)


def only(found: Found, fault: str) -> Finding:
    """Return the one finding, which is of the kind *fault*."""
    assert [finding.fault for finding in found.findings] == [fault], found.findings
    return found.findings[0]
