"""A project's folder: whether it is one of setuptools, and what its build needs."""

import tomllib
from configparser import ConfigParser, Error
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hello.errors import WrongUseError

BACKENDS = ("setuptools.build_meta", "setuptools.build_meta:__legacy__")
"""The build backends that need no setup.py (PEP 517)."""

DEFAULT_REQUIRES = ("setuptools",)
"""What a build needs where no pyproject.toml says so (PEP 518)."""


@dataclass(frozen=True)
class Project:
    """A folder that setuptools can build, and the requirements of its build."""

    folder: Path
    requires: tuple[str, ...]


def find_project(folder: Path) -> Project:
    """Return the project in *folder*; raise WrongUseError where there is none of setuptools'."""
    if not folder.is_dir():
        raise WrongUseError("no such folder", str(folder), next_step="give a project's folder")
    settings = _pyproject(folder)
    build = settings.get("build-system", {})
    if not (folder / "setup.py").is_file():
        _require_declaration(folder, settings)
        _require_setuptools(folder, build.get("build-backend", BACKENDS[0]))
    requires = build.get("requires", DEFAULT_REQUIRES)
    if not (isinstance(requires, list | tuple) and all(isinstance(one, str) for one in requires)):
        raise WrongUseError(
            "[build-system] requires is no list of texts",
            requires,
            next_step="see PEP 518",
        )
    return Project(folder.resolve(), tuple(requires))


def _pyproject(folder: Path) -> dict[str, Any]:
    file = folder / "pyproject.toml"
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:  # no TOML, or no UTF-8
        reason = " ".join(str(error).split())
        raise WrongUseError(
            f"pyproject.toml cannot be read: {reason}", str(file), next_step="mend it first"
        ) from None
    if not isinstance(settings.get("build-system", {}), dict):
        raise WrongUseError("build-system is no table", str(file), next_step="see PEP 518")
    return settings


def _require_declaration(folder: Path, settings: dict[str, Any]) -> None:
    """Raise WrongUseError unless a project without setup.py is declared elsewhere."""
    if "project" in settings or "build-system" in settings or _has_metadata(folder / "setup.cfg"):
        return
    raise WrongUseError(
        "no project in this folder",
        str(folder),
        next_step="give one with a setup.py, a [project] in pyproject.toml, "
        "or a [metadata] in setup.cfg",
    )


def _has_metadata(file: Path) -> bool:
    settings = ConfigParser(interpolation=None)
    try:
        settings.read(file, encoding="utf-8")
    except (Error, UnicodeDecodeError):
        return True  # setuptools will say what is wrong with it
    return settings.has_option("metadata", "name")


def _require_setuptools(folder: Path, backend: str) -> None:
    """Raise WrongUseError where another *backend* builds the project."""
    if backend not in BACKENDS:
        raise WrongUseError(
            "another tool than setuptools builds this project",
            backend,
            next_step=f"the tutorial's commands need a setup.py in {str(folder)!r}",
        )
