"""What to write so that a backend puts a file into the sdist: one line, for the backend in use."""

from pathlib import Path
from typing import Any

from hello.rehearsal.build_system import read_build_system, read_pyproject


def how_to_include(source: Path, name: str) -> str:
    """Return how the sdist of the project in *source* gets its file *name*, a relative path."""
    distribution = read_build_system(source).distribution
    if distribution == "hatchling":
        return _hatchling(read_pyproject(source), name)
    entry = f'{{ path = "{name}", format = "sdist" }}'
    others = {
        "setuptools": f"add 'include {name}' to MANIFEST.in",
        "flit_core": f"add '{name}' to include of [tool.flit.sdist] in pyproject.toml",
        "poetry-core": f"add '{entry}' to include of [tool.poetry] in pyproject.toml",
        "pdm-backend": f"add '{name}' to source-includes of [tool.pdm.build] in pyproject.toml",
        "uv_build": (
            f"add '{name}' to source-include of [tool.uv.build-backend] in pyproject.toml"
        ),
    }
    otherwise = f"let the build backend put '{name}' into the sdist"
    return others.get(distribution or "", otherwise)


def _hatchling(pyproject: dict[str, Any], name: str) -> str:
    """Return the remedy for hatchling, which takes all but what git ignores unless told otherwise.

    The target's own settings come before those of all targets.
    """
    for table in ("tool.hatch.build.targets.sdist", "tool.hatch.build"):
        settings: Any = pyproject
        for key in table.split("."):
            settings = settings.get(key, {}) if isinstance(settings, dict) else {}
        for key in ("only-include", "include"):
            if key in settings:
                slash = "" if key == "only-include" else "/"
                return f"add '{slash}{name}' to {key} of [{table}] in pyproject.toml"
        if "exclude" in settings:
            return f"take what fits '{name}' out of exclude of [{table}] in pyproject.toml"
    table = "tool.hatch.build.targets.sdist"
    return f"add '/{name}' to artifacts of [{table}] in pyproject.toml"
