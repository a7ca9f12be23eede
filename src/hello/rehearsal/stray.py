"""What a wheel puts at the top of site-packages, where all projects of the world meet."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from hello.rehearsal.configuration import HATCH, PDM, UV, Configuration
from hello.rehearsal.inventory import IMPORTABLE, Inventory
from hello.rehearsal.model import Finding
from hello.rehearsal.telling import are, several

STRAYS = {
    "app", "benchmark", "benchmarks", "bin", "build", "ci", "conftest", "data", "demo", "demos",
    "dist", "doc", "docs", "example", "examples", "lib", "noxfile", "samples", "scripts", "setup",
    "src", "test", "testing", "tests", "tools", "utils", "venv",
}  # fmt: skip
"""Names that no project can have for itself, but for the one that is called so."""

BUNDLED = (".libs", ".dylibs")
"""Libraries that repairing a wheel puts beside its package."""


class TopLevel(NamedTuple):
    """The names at the top that should not be there, and whether code is among them."""

    strays: tuple[str, ...]
    has_code: bool


def find_strays(wheel: Inventory, project: str, meant: Sequence[str] | None) -> TopLevel:
    """Return what does not belong to the top; *meant* is what does, if the project says so."""
    code = {name.partition("/")[0] for name in wheel.library if _is_importable(name)}
    if meant is not None:
        wanted = {one.removesuffix(".py") for one in meant}
        strays = [one for one in wheel.top_level if _module(one) not in wanted]
    else:
        strays = [one for one in wheel.top_level if _is_stray(one, project, is_code=one in code)]
    return TopLevel(tuple(strays), has_code=not code.isdisjoint(strays))


def finding_of(top: TopLevel, configuration: Configuration) -> Finding:
    """Return the finding about the names; files that nobody can import are a warning."""
    names = list(top.strays)
    fact = f"{several(names)} {are(names)} at the top of the wheel, where all projects meet"
    return Finding(
        "stray-top-level", fact, _remedy(names, configuration), is_warning=not top.has_code
    )


def _is_importable(name: str) -> bool:
    return name.endswith(IMPORTABLE)


def _module(name: str) -> str:
    """Return the module's name: ``six`` for ``six.py`` and for ``six.cpython-311-x86_64.so``."""
    return name.partition(".")[0] if _is_importable(name) else name


def _is_stray(name: str, project: str, *, is_code: bool) -> bool:
    if not is_code:
        return not name.startswith("_") and not name.endswith(BUNDLED)
    module = _module(name)
    return module in STRAYS and module != re.sub(r"[-.]+", "_", project).lower()


def _remedy(names: Sequence[str], configuration: Configuration) -> str:
    listed = several([f"'{name}'" for name in names])
    if configuration.is_setuptools:
        return _setuptools(names, listed, configuration)
    match configuration.build_system.distribution:
        case "hatchling":
            table = ".".join((*HATCH, "targets", "wheel"))
            return f"take {listed} out of packages and include of [{table}] in pyproject.toml"
        case "poetry-core":
            entry = f'{{ path = "{names[0]}", format = "sdist" }}'
            return f"write '{entry}' in include of [tool.poetry] in pyproject.toml"
        case "pdm-backend":
            return f"take {listed} out of includes of [{'.'.join(PDM)}] in pyproject.toml"
        case "uv_build":
            return f"take {listed} out of module-name of [{'.'.join(UV)}] in pyproject.toml"
        case _:
            return f"let the build backend leave {listed} out of the wheel"


def _setuptools(names: Sequence[str], listed: str, configuration: Configuration) -> str:
    file = configuration.setuptools_file
    if "src" in names:
        where = "where = src" if file == "setup.cfg" else 'where = ["src"]'
        form = {"setup.cfg": "package_dir = =src", "setup.py": 'package_dir={"": "src"}'}
        also = f", and '{form[file]}'" if file in form else ""
        return f"write '{where}' into {_find(file)}{also}"
    folders = [name for name in names if "." not in name]
    if not folders:
        return f"take {listed} out of py_modules and data_files"
    patterns = ", ".join(f"'{name}*'" for name in folders)
    return f"add {patterns} to exclude of {_find(file)}"


def _find(file: str) -> str:
    return {
        "setup.cfg": "[options.packages.find] in setup.cfg",
        "setup.py": "find_packages() in setup.py",
    }.get(file, "[tool.setuptools.packages.find] in pyproject.toml")
