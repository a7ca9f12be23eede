"""What one distribution has put into an environment: modules, scripts, entry points.

It is read from the environment's dist-info, not from the artifact: that is what users have.
"""

import re
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hello.workbench.environments import Environment

TESTS = {"test", "tests"}
"""Folders that are not for users: they need what only developers have."""

SCRIPT_GROUPS = {"console_scripts": "script", "gui_scripts": "GUI script"}


def normalised(name: str) -> str:
    """Return a distribution's *name* as an index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


class Point(NamedTuple):
    """An entry point: the group, its name, and ``module:attribute``, as it is declared."""

    group: str
    name: str
    value: str

    @property
    def module(self) -> str:
        """Return the module that it names."""
        return self.value.partition(":")[0].strip()

    @property
    def extras(self) -> tuple[str, ...]:
        """Return the extras without which it is not said to work: ``a:b [cli]``."""
        found = re.search(r"\[([^]]*)\]\s*$", self.value)
        return tuple(one.strip() for one in found[1].split(",")) if found else ()


class Script(NamedTuple):
    """A program in the environment's folder of scripts; *point* unless it is a plain file."""

    name: str
    file: Path
    point: Point | None = None

    @property
    def has_window(self) -> bool:
        """Return whether it is a GUI script."""
        return self.point is not None and self.point.group == "gui_scripts"


@dataclass(frozen=True)
class Installed:
    """A distribution in an environment; *files* are below its folder of packages."""

    name: str
    version: str
    environment: Environment
    files: frozenset[str]
    requires: tuple[str, ...]
    points: tuple[Point, ...]
    scripts: tuple[Script, ...]

    @cached_property
    def packages(self) -> tuple[str, ...]:
        """Return packages with an ``__init__``, parents first; none of tests."""
        found = {
            path.parent.parts
            for path in map(PurePosixPath, self.files)
            if path.name.partition(".")[0] == "__init__" and _is_code(path)
        }
        return _dotted(found)

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Return what has to be importable: packages that are in no other, modules at the top."""
        own = set(self.packages)
        inner = {name for name in own if name.rpartition(".")[0] in own}
        modules: set[tuple[str, ...]] = {
            (path.name.partition(".")[0],)
            for path in map(PurePosixPath, self.files)
            if len(path.parts) == 1 and _is_code(path)
        }
        return tuple(sorted((own - inner) | set(_dotted(modules))))

    @cached_property
    def modules(self) -> dict[str, str]:
        """Return the path of each module in Python, by its dotted name."""
        return {
            ".".join(path.with_suffix("").parts).removesuffix(".__init__"): str(path)
            for path in map(PurePosixPath, sorted(self.files))
            if path.suffix == ".py"
            and all(part.isidentifier() for part in path.with_suffix("").parts)
        }

    @cached_property
    def top_level(self) -> frozenset[str]:
        """Return every first part of what it has below its folder of packages."""
        return frozenset(PurePosixPath(file).parts[0].partition(".")[0] for file in self.files)


def _is_code(path: PurePosixPath) -> bool:
    return path.suffix in {".py", ".so", ".pyd"}


def _dotted(names: set[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(
        ".".join(parts)
        for parts in sorted(names)
        if parts and all(part.isidentifier() for part in parts) and not TESTS & set(parts)
    )


def installed_in(environment: Environment, name: str) -> Installed | None:
    """Return the distribution *name* of *environment*, or None where it is not there."""
    for found in distributions(path=[str(environment.packages)]):
        if normalised(found.metadata["Name"] or "") == normalised(name):
            return _read(found, environment)
    return None


def count_in(environment: Environment) -> int:
    """Return how many distributions are in *environment*."""
    return sum(1 for _ in distributions(path=[str(environment.packages)]))


def _read(found: Distribution, environment: Environment) -> Installed:
    paths = [PurePosixPath(str(file)) for file in found.files or ()]
    points = tuple(sorted({Point(one.group, one.name, one.value) for one in found.entry_points}))
    return Installed(
        name=found.metadata["Name"],
        version=found.version,
        environment=environment,
        files=frozenset(str(path) for path in paths if _is_own(path)),
        requires=tuple(found.requires or ()),
        points=points,
        scripts=tuple(_scripts(paths, points, environment)),
    )


def _is_own(path: PurePosixPath) -> bool:
    is_about = path.parts[0].endswith((".dist-info", ".egg-info"))
    return path.parts[0] != ".." and not is_about and "__pycache__" not in path.parts


def _scripts(
    paths: list[PurePosixPath], points: tuple[Point, ...], environment: Environment
) -> list[Script]:
    suffix = ".exe" if sys.platform == "win32" else ""
    scripts = {
        point.name: Script(point.name, environment.scripts / f"{point.name}{suffix}", point)
        for point in points
        if point.group in SCRIPT_GROUPS
    }
    written = {script.file.name for script in scripts.values()}
    for path in paths:
        is_script = path.parts[0] == ".." and path.parent.name == environment.scripts.name
        if is_script and path.name not in written:
            scripts[path.name] = Script(path.name, environment.scripts / path.name)
    return [scripts[name] for name in sorted(scripts)]
