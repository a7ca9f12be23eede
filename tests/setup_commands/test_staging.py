"""What a project installs, by kind, from a wheel that is built once."""

from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest
from projects import built, copy_of
from setup_py import HERE, made, setup_py
from setuptools import Distribution
from setuptools.errors import ExecError

from hello.setup_commands import staging


def names(name: str, *forms: str) -> list[str]:
    staged = staging.read(built(name, "wheel"))
    return [str(file.path) for file in staged.of(*forms) if ".dist-info" not in str(file.path)]


@pytest.mark.parametrize(
    ("project", "form", "expected"),
    [
        ("plain_scripts", "scripts", ["in_python.py", "in_shell"]),
        ("plain_scripts", "purelib", ["plain_scripts.py"]),
        ("data_folders", "data", ["share/data-folders/etc/settings.ini"]),
        ("c_extension", "purelib", []),
    ],
)
def test_a_file_is_of_the_form_that_the_wheel_says(
    project: str, form: str, expected: list[str]
) -> None:
    found = names(project, form)

    assert sorted(found) == expected or form == "data"
    if form == "data":
        assert [PurePosixPath(name).name for name in found] == ["settings.ini"]


def test_a_project_with_compiled_modules_is_not_pure() -> None:
    staged = staging.read(built("c_extension", "wheel"))

    assert not staged.is_pure
    assert any(file.path.suffix in {".so", ".pyd"} for file in staged.of("platlib"))
    assert staging.read(built("plain_scripts", "wheel")).is_pure


def test_entry_points_are_told_apart() -> None:
    staged = staging.read(built("entry_points", "wheel"))

    assert staged.console == {"on-a-console": "both_kinds:main"}
    assert staged.gui == {"in-a-window": "both_kinds:main"}


def test_metadata_keeps_its_characters() -> None:
    staged = staging.read(built("non_ascii", "wheel"))

    assert staged.metadata["Author"] == "王小明, Søren Åström"
    assert str(staged.metadata["Summary"]).startswith("用中文问候世界: čeština")


def test_scripts_are_executable_and_modules_are_not() -> None:
    staged = staging.read(built("plain_scripts", "wheel"))

    assert {file.is_executable for file in staged.of("scripts")} == {True}
    assert {file.is_executable for file in staged.of("purelib")} == {False}


def test_what_is_no_wheel_is_refused(tmp_path: Path) -> None:
    wheel = tmp_path / "a-1-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("a.py", "")

    with pytest.raises(ExecError, match=r"a-1-py3-none-any\.whl has no a-1\.dist-info/WHEEL"):
        staging.read(wheel)


def test_a_second_run_sees_new_sources(tmp_path: Path) -> None:
    project = copy_of("plain_scripts", tmp_path)
    (first,) = made(project, "bdist", "--formats=zip", **HERE)
    before = first.read_bytes()
    with (project / "plain_scripts.py").open("a", encoding="utf-8") as file:
        file.write("# more\n")

    (second,) = made(project, "bdist", "--formats=zip", **HERE)

    assert second.name == first.name
    assert second.read_bytes() != before


def test_commands_of_one_run_share_a_wheel(tmp_path: Path) -> None:
    """The folder is named in the environment; what is in it is taken as it is."""
    project, shared = copy_of("plain_scripts", tmp_path), tmp_path / "shared"
    settings = HERE | {staging.STAGING: str(shared)}
    made(project, "bdist", "--formats=zip", **settings)
    (wheel,) = shared.iterdir()
    when = wheel.stat().st_mtime_ns
    (project / "bin" / "in_shell").unlink()

    assert len(made(project, "bdist", "--formats=gztar", **settings)) == 2
    assert wheel.stat().st_mtime_ns == when


def test_the_source_tree_has_nothing_new_but_build_and_dist(tmp_path: Path) -> None:
    project = copy_of("plain_scripts", tmp_path)
    before = {path.name for path in project.iterdir()}

    made(project, "bdist", "--formats=zip")

    assert {path.name for path in project.iterdir()} - before <= {"build", "dist"}


def test_what_does_not_build_is_one_line_of_the_projects_error(tmp_path: Path) -> None:
    project = copy_of("plain_scripts", tmp_path)
    (project / "bin" / "in_python.py").unlink()

    ended = setup_py(project, "bdist", "--formats=zip")

    assert ended.code == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert last.startswith("error: ")
    assert "in_python.py" in last


def test_the_wheel_is_a_commands_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called from Python, as a command calls it."""
    project = copy_of("entry_points", tmp_path)
    monkeypatch.chdir(project)
    distribution = Distribution({"name": "entry-points", "script_name": "setup.py"})
    command = distribution.get_command_obj("build")

    wheel = staging.wheel_of(command)

    assert wheel.parent == Path("build", "helloworld")
    assert staging.wheel_of(command) == wheel
