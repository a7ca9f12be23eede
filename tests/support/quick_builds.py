"""Builds many projects in a fraction of the time: in copies of one process that has all backends.

``python quick_builds.py PROJECT DIST PROJECT DIST...`` does what ``build --no-isolation`` does:
into each DIST come the sdist, and the wheel that is built from the sdist.
"""

import multiprocessing
import os
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterable
from importlib import import_module
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

BACKENDS = (
    "flit_core.buildapi",
    "hatchling.build",
    "pdm.backend",
    "poetry.core.masonry.api",
    "setuptools.build_meta",
)

AT_A_TIME = 2

DEADLINE = 300


def build_all(projects: Iterable[tuple[Path, Path | None]]) -> None:
    """Build each project into a new folder: pairs of (project, folder)."""
    arguments = [str(path) for pair in projects for path in pair]
    # -P: a project's packages are not to be taken for those of the environment.
    # -B: a backend of its own is not to leave bytecode, which its sdist would take along.
    subprocess.run((sys.executable, "-P", "-B", __file__, *arguments), check=True, timeout=DEADLINE)


def build(project: Path, dist: Path) -> None:
    """Build *project*; backends remember what they have seen, so each has its own process."""
    dist.mkdir(parents=True)
    log = os.open(_log_of(dist), os.O_WRONLY | os.O_CREAT)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    with TemporaryDirectory() as unpacked:
        with tarfile.open(dist / _hook("build_sdist", project, dist)) as archive:
            archive.extractall(unpacked, filter="data")
        (source,) = Path(unpacked).iterdir()
        _hook("build_wheel", source, dist)
        os.chdir(dist)


def _log_of(dist: Path) -> Path:
    return dist.with_name("build.log")


def _hook(name: str, project: Path, dist: Path) -> str:
    """Call a hook of the backend that *project* names (PEP 517); return the file that it made."""
    os.chdir(project)
    file = project / "pyproject.toml"
    document = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    system = document.get("build-system", {"build-backend": "setuptools.build_meta"})
    sys.path[:0] = [str(project / folder) for folder in system.get("backend-path", [])]
    return str(getattr(import_module(system["build-backend"]), name)(str(dist)))


def main(arguments: list[str]) -> None:
    """Build all, two at a time; end with the log of the first that fails."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    if method == "fork":
        for backend in BACKENDS:
            import_module(backend)
    context = multiprocessing.get_context(method)
    paths = [Path(argument).absolute() for argument in arguments]
    running: dict[int, tuple[Any, Path]] = {}
    for project, dist in zip(paths[::2], paths[1::2], strict=True):
        while len(running) == AT_A_TIME:
            _reap(running)
        process = context.Process(target=build, args=(project, dist))
        process.start()
        running[process.sentinel] = process, dist
    while running:
        _reap(running)


def _reap(running: dict[int, tuple[Any, Path]]) -> None:
    """Wait for the next to end."""
    for sentinel in wait(list(running)):
        process, dist = running.pop(sentinel)
        process.join()
        if process.exitcode != 0:
            sys.exit(f"{dist}\n{_log_of(dist).read_text(encoding='utf-8', errors='replace')}")


if __name__ == "__main__":
    main(sys.argv[1:])
