"""Which data files end up where: package_data, include_package_data and MANIFEST.in.

Each cell of the lesson's table is a project of its own, built here.
"""

import os
import tarfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging_tables import CELLS, Cell
from projects import Built, build

P = 'package_data={"cell": ["*.txt"]},'
I = "include_package_data=True,"  # noqa: E741  # the lesson's table has these letters
X = 'exclude_package_data={"": ["a.txt", "b.dat"]},'
MANIFEST = "include cell/*.dat outside.dat\n"
PYPROJECT = """\
[build-system]
requires = ["setuptools>=77.0.3"]
build-backend = "setuptools.build_meta"
[project]
name = "cell"
version = "1.0"
[tool.setuptools]
packages = ["cell"]
"""

EXCLUDED = {"PX": "", "IMX": "b", "PIMX": "b"}
"""Where exclude_package_data names both files: what is in the sdist all the same."""


def write(where: Path, has: str) -> Path:
    """Write a project that *has* some of P, I, M and X, or T: a pyproject.toml for setup.py."""
    project = where / f"project-{has}"
    (project / "cell").mkdir(parents=True)
    for name in ("cell/__init__.py", "cell/a.txt", "cell/b.dat", "cell/c.csv", "outside.dat"):
        (project / name).touch()
    if "M" in has:
        (project / "MANIFEST.in").write_text(MANIFEST, encoding="ascii")
    if "T" in has:
        (project / "pyproject.toml").write_text(PYPROJECT, encoding="ascii")
    else:
        keywords = "".join(
            line for letter, line in {"P": P, "I": I, "X": X}.items() if letter in has
        )
        call = f'setup(name="cell", version="1.0", packages=["cell"], {keywords})\n'
        (project / "setup.py").write_text(f"from setuptools import setup\n{call}", encoding="ascii")
    return project


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Built]:
    """Return each project as it was built, by what it has."""
    where = tmp_path_factory.mktemp("cells")
    which = [*(cell.has for cell in CELLS), *EXCLUDED, "TM"]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(lambda has: build(write(where, has), where / f"dist-{has}"), which)
        return dict(zip(which, done, strict=True))


def data_in_sdist(built: Built) -> str:
    with tarfile.open(built.sdist) as archive:
        return data_of(archive.getnames())


def data_in_wheel(built: Built) -> str:
    return data_of(ZipFile(built.wheel).namelist())


def data_of(names: list[str]) -> str:
    """Return the data files of the package, as the lesson's table has them."""
    found = {Path(name).stem for name in names if Path(name).suffix in {".txt", ".dat", ".csv"}}
    return " ".join(sorted(found & {"a", "b", "c"})) or "-"


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.has or "none")
def test_each_cell_is_what_is_built(projects: Mapping[str, Built], cell: Cell) -> None:
    built = projects[cell.has]

    assert data_in_sdist(built) == cell.sdist
    assert data_in_wheel(built) == cell.wheel


def test_the_table_has_each_combination_once() -> None:
    every = {p + i + m for p in ("P", "") for i in ("I", "") for m in ("M", "")}

    assert sorted(cell.has for cell in CELLS) == sorted(every)


def test_a_wheel_from_the_sdist_holds_what_one_from_the_sources_does(
    projects: Mapping[str, Built],
) -> None:
    """Until setuptools 58.5 an sdist of PI lacked a, and so did the wheel made from it."""
    differing = [
        has
        for has, built in projects.items()
        if ZipFile(built.wheel).namelist() != ZipFile(built.direct_wheel).namelist()
    ]

    assert differing == []


@pytest.mark.parametrize("has", ["", "M", "IM", "PIM", "TM"])
def test_a_file_outside_of_packages_is_in_no_wheel(projects: Mapping[str, Built], has: str) -> None:
    with tarfile.open(projects[has].sdist) as archive:
        in_sdist = "cell-1.0/outside.dat" in archive.getnames()
    in_wheel = "outside.dat" in ZipFile(projects[has].wheel).namelist()

    assert (in_sdist, in_wheel) == ("M" in has, False)


@pytest.mark.parametrize("has", EXCLUDED)
def test_what_is_excluded_is_in_no_wheel(projects: Mapping[str, Built], has: str) -> None:
    """An sdist still holds what MANIFEST.in names."""
    assert data_in_wheel(projects[has]) == "-"
    assert data_in_sdist(projects[has]) == (EXCLUDED[has] or "-")


def test_pyproject_toml_includes_package_data_unless_told_otherwise(
    projects: Mapping[str, Built],
) -> None:
    """Since setuptools 61, where there is a table [project]; setup.py has to ask for it."""
    assert data_in_wheel(projects["M"]) == "-"
    assert data_in_wheel(projects["TM"]) == "b"
