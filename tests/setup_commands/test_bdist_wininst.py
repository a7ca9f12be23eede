"""The .exe: what is in it, and that it is the same wherever it is made."""

import os
from pathlib import Path

import pytest
from windows_installers import ABOUT, built, made, project, scratch

from hello.matrix.windows import list_exe
from hello.setup_commands.nsis import constant, quoted


def script(folder: Path) -> str:
    (path,) = folder.glob("build/bdist.*/exe/sources/installer.nsi")
    return path.read_text(encoding="utf-8")


def test_it_is_named_after_project_version_and_system() -> None:
    package, _ = built("bdist_wininst")

    assert package.name == "odd_name_project-1.2.0rc1+local.7.win-amd64.exe"


def test_it_holds_what_the_wheel_promises(tmp_path: Path) -> None:
    package, wheel = built("bdist_wininst")

    evidence = list_exe(package, wheel, tmp_path)

    assert "Lib/site-packages/odd_package/data/ünï 你好 $x 'q' [1].txt" in evidence.files
    assert "share/odd/deeper still/it's a dätei.txt" in evidence.files


def test_explorer_shows_the_texts_of_the_metadata() -> None:
    package, _ = built("bdist_wininst")

    content = package.read_bytes()

    for text in (ABOUT["author"], ABOUT["version"], ABOUT["description"]):
        assert str(text).encode("utf-16-le") in content


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    """Elsewhere, with another umask, in another time zone."""
    fixed = {"SOURCE_DATE_EPOCH": "1700000001"}
    one = made(project(tmp_path / "one"), "bdist_wininst", **fixed, TZ="Asia/Tokyo")
    before = os.umask(0o077)
    try:
        two = made(
            project(tmp_path / "another" / "place"), "bdist_wininst", **fixed, TZ="America/New_York"
        )
    finally:
        os.umask(before)

    assert one.read_bytes() == two.read_bytes()
    assert not list(one.parent.parent.glob("build/bdist.*/*")), "temporary files are left"


def test_a_target_version_is_searched_alone_and_the_title_is_shown(tmp_path: Path) -> None:
    words = ("--target-version=3.12", "--title=Öl & $Co", "--keep-temp")

    package = made(project(tmp_path), "bdist_wininst", *words)

    assert package.name.endswith(".win-amd64-py3.12.exe")
    source = script(tmp_path)
    assert source.count("PythonCore\\3.12\\InstallPath") == len(("HKCU", "HKLM"))
    assert source.count("PythonCore") == len(("HKCU", "HKLM"))
    assert 'Caption "Öl & $$Co"\n' in source


def test_the_sources_are_kept_where_that_is_asked_for() -> None:
    built("bdist_wininst")

    assert "odd-name-project" in script(scratch() / "bdist_wininst" / str(ABOUT["version"]))


QUOTED = {
    "plain": '"plain"',
    'a "b"': '"a $\\"b$\\""',
    "$INSTDIR": '"$$INSTDIR"',
    "a'`b": '"a\'`b"',
}


@pytest.mark.parametrize("text", QUOTED)
def test_a_text_has_no_meaning_in_the_script(text: str) -> None:
    assert quoted(text) == QUOTED[text]


CONSTANTS = {"$TEMP": '"$TEMP"', 'a "b"': '"a $\\"b$\\""', "${A}": '"{A}"', "$\\n": '"\\n"'}


@pytest.mark.parametrize("text", CONSTANTS)
def test_nor_where_the_script_knows_no_variables(text: str) -> None:
    assert constant(text) == CONSTANTS[text]
