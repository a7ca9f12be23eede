"""The fixture projects: small and whole, copied or built for a test.

Each folder of tests/fixture_projects is a project; its README says what it is for.
"""

import atexit
import shutil
import sys
import sysconfig
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from processes import output_of

FOLDER = Path(__file__).parents[1] / "fixture_projects"

LEFT_BEHIND = shutil.ignore_patterns("build", "dist", "*.egg-info", "__pycache__")

BACKEND = Path(__file__).with_name("backend.py")

HOOKS = (
    "import sys; from setuptools import build_meta as backend; where, *hooks = sys.argv[1:]\n"
    "for hook in hooks: getattr(backend, hook)(where)"
)
"""A program that runs the hooks named to it; each puts what it builds into the folder named."""


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


def can_compile() -> bool:
    """Return whether the fixture project c_extension builds here: a compiler, Python's headers."""
    compiler = str(sysconfig.get_config_var("CC") or "cc").split()[0]
    headers = Path(sysconfig.get_path("include"), "Python.h")
    return shutil.which(compiler) is not None and headers.exists()


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
    # -P: the project's packages are not to be taken for those of the environment.
    output_of(sys.executable, "-P", BACKEND, project, where, cwd=project)
    (wheel,) = where.glob("*.whl")
    (sdist,) = where.glob("direct/*.tar.gz")
    (direct_wheel,) = where.glob("direct/*.whl")
    return Built(sdist, wheel, direct_wheel)
