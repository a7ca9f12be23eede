"""Which backend builds a project, and what its build requires (PEP 517, PEP 518)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEGACY = "setuptools.build_meta:__legacy__"
"""What builds a project that names no backend (PEP 517)."""

LEGACY_REQUIRES = ("setuptools>=40.8.0",)

DISTRIBUTIONS = {
    "setuptools": "setuptools",
    "hatchling": "hatchling",
    "flit_core": "flit_core",
    "flit": "flit",
    "poetry": "poetry-core",
    "pdm": "pdm-backend",
    "uv_build": "uv_build",
    "maturin": "maturin",
    "mesonpy": "meson-python",
    "scikit_build_core": "scikit-build-core",
    "sipbuild": "sip",
    "whey": "whey",
    "jupyter_packaging": "jupyter-packaging",
}
"""What to require for a backend, by the first word of its module."""


@dataclass(frozen=True)
class BuildSystem:
    """The table ``[build-system]``; *has_table* tells whether there is one."""

    backend: str = LEGACY
    requires: tuple[str, ...] = LEGACY_REQUIRES
    is_in_tree: bool = False
    has_table: bool = False

    @property
    def distribution(self) -> str | None:
        """Return what to require for the backend; None for the project's own, or unknown ones."""
        top = self.backend.partition(":")[0].partition(".")[0]
        return None if self.is_in_tree else DISTRIBUTIONS.get(top)

    @property
    def is_setuptools(self) -> bool:
        """Return whether setuptools does the work."""
        return self.distribution == "setuptools"

    @property
    def place_of_requires(self) -> str:
        """Return where requirements of the build are to be added, in words."""
        if self.has_table:
            return "requires of [build-system] in pyproject.toml"
        return "requires of a [build-system] in pyproject.toml, beside 'setuptools'"


def read_build_system(folder: Path) -> BuildSystem:
    """Return the build system of the project in *folder*; what is faulty in it is left out."""
    table = read_pyproject(folder).get("build-system")
    if not isinstance(table, dict):
        return BuildSystem()
    requires = table.get("requires")
    texts = [one for one in requires if isinstance(one, str)] if isinstance(requires, list) else []
    return BuildSystem(
        backend=str(table.get("build-backend", LEGACY)),
        requires=tuple(texts),
        is_in_tree="backend-path" in table,
        has_table=True,
    )


def read_pyproject(folder: Path) -> dict[str, Any]:
    """Return what stands in pyproject.toml; nothing where it cannot be read."""
    try:
        return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
