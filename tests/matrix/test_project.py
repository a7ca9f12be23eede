"""What is a project, and what is none."""

from pathlib import Path

import pytest

from hello.errors import WrongUseError
from hello.matrix.project import find_project


@pytest.mark.parametrize(
    ("name", "text", "requires"),
    [
        ("setup.py", "", ("setuptools",)),
        ("setup.cfg", "[metadata]\nname = x\n", ("setuptools",)),
        ("pyproject.toml", "[project]\nname = 'x'\n", ("setuptools",)),
        ("pyproject.toml", "[build-system]\nrequires = ['setuptools>=80', 'x']\n",
         ("setuptools>=80", "x")),
    ],
    ids=["setup.py", "setup.cfg", "project", "build-system"],
)  # fmt: skip
def test_each_way_to_declare_a_project_will_do(
    tmp_path: Path, name: str, text: str, requires: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(text)

    assert find_project(tmp_path).requires == requires


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("README", "", "no project in this folder"),
        ("setup.cfg", "[flake8]\nmax-line-length = 100\n", "no project in this folder"),
        ("pyproject.toml", "[tool.ruff]\n", "no project in this folder"),
        ("pyproject.toml", "[project\n", "cannot be read"),
        (
            "pyproject.toml",
            "[build-system]\nbuild-backend = 'flit_core.buildapi'\n",
            "another tool",
        ),
        ("pyproject.toml", "build-system = 1\n", "is no table"),
        ("pyproject.toml", "[build-system]\nrequires = 'setuptools'\n", "no list of texts"),
    ],
    ids=["none", "settings-only", "tools-only", "no-toml", "flit", "no-table", "no-list"],
)
def test_what_is_no_project_is_said_in_one_line(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)

    with pytest.raises(WrongUseError, match=said) as caught:
        find_project(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="no such folder"):
        find_project(tmp_path / "no")
