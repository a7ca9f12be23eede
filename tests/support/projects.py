"""The fixture projects: small and whole, copied or built for a test.

Each folder of tests/fixture_projects is a project; its README says what it is for.
"""

import atexit
import shutil
import sys
import tarfile
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from processes import output_of

FOLDER = Path(__file__).parents[1] / "fixture_projects"

LEFT_BEHIND = shutil.ignore_patterns("build", "dist", "*.egg-info", "__pycache__")

HOOKS = (
    "import sys; from setuptools import build_meta as backend; where, *hooks = sys.argv[1:]\n"
    "for hook in hooks: getattr(backend, hook)(where)"
)
"""What a build frontend has a backend do (PEP 517), without an environment for each build."""


class Built(NamedTuple):
    """What was built: the sdist, the wheel from the sdist, the wheel from the sources."""

    sdist: Path
    wheel: Path
    direct_wheel: Path


def copy_of(name: str, where: Path) -> Path:
    """Copy the fixture project *name* into the folder *where*; return the copy."""
    return Path(shutil.copytree(FOLDER / name, where / name, ignore=LEFT_BEHIND))


def built(name: str, kind: str) -> Path:
    """Return the fixture project as an ``sdist`` or ``wheel``, built once for all tests."""
    return Path(getattr(_built(name), kind))


@cache
def _built(name: str) -> Built:
    where = _scratch() / name
    return build(copy_of(name, where), where / "dist")


@cache
def _scratch() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="hello-fixtures-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def build(project: Path, where: Path) -> Built:
    """Build *project* into the folder *where* with the setuptools of this environment."""
    direct, unpacked = where / "direct", where / "unpacked"
    run_hooks(project, direct, "build_sdist", "build_wheel")
    (sdist,) = direct.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(unpacked, filter="data")
    (sources,) = unpacked.iterdir()
    run_hooks(sources, where, "build_wheel")
    (wheel,) = where.glob("*.whl")
    (direct_wheel,) = direct.glob("*.whl")
    return Built(sdist, wheel, direct_wheel)


def run_hooks(project: Path, where: Path, *hooks: str) -> None:
    """Run the backend's *hooks*; each puts what it builds into the folder *where*."""
    where.mkdir(parents=True, exist_ok=True)
    # -P: the project's packages are not to be taken for those of the environment.
    output_of(sys.executable, "-P", "-c", HOOKS, where, *hooks, cwd=project)
