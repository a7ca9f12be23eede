"""The distribution, built once for all tests from a copy of the project."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from processes import output_of

LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv*", ".nox", ".*_cache", ".coverage*", ".hypothesis",
    "build", "dist", "_build", "_lessons", "*.egg-info", "__pycache__",
)  # fmt: skip


class Built(NamedTuple):
    """What was built: the sdist, the wheel from the sdist, the wheel from the checkout."""

    sdist: Path
    wheel: Path
    direct_wheel: Path


@pytest.fixture(scope="session")
def copy_of_project(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Path]:
    """Return a function that copies the project, without what builds left in it."""

    def copy() -> Path:
        target = tmp_path_factory.mktemp("copy") / "project"
        shutil.copytree(pytestconfig.rootpath, target, ignore=LEFT_BEHIND)
        # An archive keeps the modes of files, and a checkout has those of its umask.
        for file in filter(Path.is_file, target.rglob("*")):
            file.chmod(0o755 if os.access(file, os.X_OK) else 0o644)
        return target

    return copy


@pytest.fixture(scope="session")
def built(copy_of_project: Callable[[], Path], tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build as a release does (sdist, then the wheel from it) and the wheel alone."""
    project, both, direct = copy_of_project(), *map(tmp_path_factory.mktemp, ["both", "direct"])
    fixed = {"SOURCE_DATE_EPOCH": "1700000000"}
    build = (sys.executable, "-m", "build", "--outdir")
    output_of(*build, both, cwd=project, environment=fixed)
    output_of(*build, direct, "--wheel", cwd=project, environment=fixed)
    return Built(next(both.glob("*.tar.gz")), next(both.glob("*.whl")), next(direct.glob("*.whl")))


@pytest.fixture(scope="session")
def wheel(built: Built) -> Path:
    """Return the wheel that was built from the sdist."""
    return built.wheel
