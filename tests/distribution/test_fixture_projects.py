"""The fixture projects are what their READMEs say: each odd in one way, and fit to build or not."""

import re
import sys
from collections.abc import Iterable
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from processes import run
from projects import FOLDER, build, built, can_compile, copy_of

PROJECTS = sorted(folder.name for folder in FOLDER.iterdir() if (folder / "README.rst").exists())

ARTIFACTS = {
    "c_extension": "c_extension-1.0",
    "data_folders": "data_folders-1.0",
    "entry_points": "entry_points-1.0",
    "local_version": "local_version-1.0+local.7",
    "non_ascii": "non_ascii-1.0",
    "odd_name": "odd_name_of_project-1.0",
    "plain_scripts": "plain_scripts-1.0",
    "pre_release": "pre_release-1.0rc1",
    "tutorial_long": "helloworld-0.1",
    "tutorial_minimal": "helloworld-0.1",
    "tutorial_pyproject": "helloworld-0.1",
    "tutorial_setup_cfg": "helloworld-0.1",
}
"""How the names of the files begin that each sound project becomes."""

FAULTY = {
    "bad_version": "Invalid version: 'first of all'",
    "raising": "RuntimeError: this project builds on Tuesdays only",
}
"""What setuptools says of each that does not build."""

ODD_MEMBERS = {
    "c_extension": r"c_extension/answer\..*(so|pyd)",
    "data_folders": r"data_folders-1\.0\.data/data/share/data-folders/a/b/settings\.ini",
    "non_ascii": r"non_ascii/数据/straße\.txt",
    "plain_scripts": r"plain_scripts-1\.0\.data/scripts/in_shell",
}
"""What makes a project odd: a file that its wheel has to hold."""


needs_compiler = pytest.mark.skipif(
    not can_compile(), reason="other system: no C compiler, or no headers of Python"
)


def each(names: Iterable[str]) -> list[object]:
    """Return the *names* as parameters; what is in C is skipped where nothing compiles it."""
    return [pytest.param(name, marks=[needs_compiler] * (name == "c_extension")) for name in names]


@pytest.mark.parametrize("name", PROJECTS)
def test_each_says_in_one_line_what_it_is_for(name: str) -> None:
    assert len((FOLDER / name / "README.rst").read_text("utf-8").splitlines()) == 1


def test_each_is_sound_or_faulty() -> None:
    assert sorted([*ARTIFACTS, *FAULTY, "no_project"]) == PROJECTS
    assert [path.name for path in (FOLDER / "no_project").iterdir()] == ["README.rst"]


@pytest.mark.parametrize("name", each(ARTIFACTS))
def test_a_sound_one_builds(name: str) -> None:
    assert built(name, "sdist").name == f"{ARTIFACTS[name]}.tar.gz"
    assert built(name, "wheel").name.startswith(f"{ARTIFACTS[name]}-")


@pytest.mark.parametrize("name", each(ODD_MEMBERS))
def test_the_wheel_holds_what_is_odd(name: str) -> None:
    names = ZipFile(built(name, "wheel")).namelist()

    assert [one for one in names if re.fullmatch(ODD_MEMBERS[name], one)]


def test_the_author_is_not_ascii() -> None:
    about = ZipFile(built("non_ascii", "wheel")).read("non_ascii-1.0.dist-info/METADATA")

    assert Parser().parsestr(about.decode())["Author"] == "王小明, Søren Åström"


def test_there_are_entry_points_of_both_kinds() -> None:
    points = ZipFile(built("entry_points", "wheel")).read(
        "entry_points-1.0.dist-info/entry_points.txt"
    )

    assert b"[console_scripts]" in points
    assert b"[gui_scripts]" in points


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_one_does_not_build(name: str, tmp_path: Path) -> None:
    ended = run(sys.executable, "setup.py", "sdist", cwd=copy_of(name, tmp_path))

    assert ended.code != 0
    assert FAULTY[name] in ended.stderr


def test_a_copy_is_the_tests_own(tmp_path: Path) -> None:
    """What is built in it does not show in the fixture."""
    before = sorted(FOLDER.rglob("*"))

    build(copy_of("tutorial_minimal", tmp_path), tmp_path / "dist")

    assert sorted(FOLDER.rglob("*")) == before
