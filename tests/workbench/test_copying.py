"""The copy of a project is whole, can be written to, and leaves the project as it was."""

import os
import stat
from pathlib import Path

import pytest

from hello.errors import WrongUseError
from hello.workbench.copying import copy_for_command, copy_project


def never() -> None:
    """Nothing ends the copying."""


def copied(source: Path, room: Path) -> Path:
    room.mkdir(exist_ok=True)
    copy_project(source, room / "project", never)
    return room / "project"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "ein Projekt é 项目"
    (folder / "package").mkdir(parents=True)
    (folder / "setup.py").write_text("setup")
    (folder / "package" / "data 数据.txt").write_text("data")
    return folder


def test_a_read_only_project_becomes_a_copy_that_can_be_written(
    project: Path, tmp_path: Path
) -> None:
    script = project / "script"
    script.touch()
    script.chmod(0o555)
    (project / "package" / "data 数据.txt").chmod(0o444)
    (project / "package").chmod(0o555)
    project.chmod(0o555)

    copy = copied(project, tmp_path / "room")
    project.chmod(0o755)
    (project / "package").chmod(0o755)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [copy, *copy.rglob("*")]}
    assert modes == {
        "project": 0o755, "package": 0o755, "script": 0o755, "setup.py": modes["setup.py"],
        "data 数据.txt": 0o644,
    }  # fmt: skip


def test_links_stay_inside_the_copy(project: Path, tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("outside")
    (project / "inside").symlink_to("package")
    (project / "LICENSE").symlink_to("../LICENSE")
    (project / "nowhere").symlink_to("nowhere-else")
    (project / "package" / "up").symlink_to("../..")

    copy = copied(project, tmp_path / "room")

    assert (copy / "inside").readlink() == Path("package")
    assert not (copy / "LICENSE").is_symlink()
    assert (copy / "LICENSE").read_text() == "outside"
    assert not (copy / "package" / "up").exists()
    assert all(path.resolve().is_relative_to(copy) for path in copy.rglob("*"))


def test_what_builds_and_tools_left_stays_behind(project: Path, tmp_path: Path) -> None:
    left = [
        "build/lib",
        "dist",
        "x.egg-info",
        ".venv",
        "package/__pycache__",
        ".mypy_cache",
        ".tox",
    ]
    for name in left:
        (project / name).mkdir(parents=True)
    (project / ".venv" / "pyvenv.cfg").touch()
    os.mkfifo(project / "pipe")

    copy = copied(project, tmp_path / "room")

    assert {path.name for path in copy.rglob("*")} == {"setup.py", "package", "data 数据.txt"}


def test_a_package_called_build_and_an_sdists_list_of_files_are_kept(
    project: Path, tmp_path: Path
) -> None:
    (project / "PKG-INFO").touch()
    (project / "x.egg-info").mkdir()
    (project / "build").mkdir()
    (project / "build" / "__init__.py").touch()

    copy = copied(project, tmp_path / "room")

    assert (copy / "x.egg-info").is_dir()
    assert (copy / "build" / "__init__.py").is_file()


def test_a_project_without_setup_py_gets_one_in_the_copy_only(
    project: Path, tmp_path: Path
) -> None:
    (project / "setup.py").unlink()

    copy = copied(project, tmp_path / "room")

    assert "setup()" in (copy / "setup.py").read_text()
    assert not (project / "setup.py").exists()


def test_a_copy_inside_the_project_does_not_copy_itself(project: Path) -> None:
    copy = copied(project, project / "room")

    assert not (copy / "room").exists()


def test_copies_for_commands_share_the_history(project: Path, tmp_path: Path) -> None:
    (project / ".git").mkdir()
    (project / ".git" / "HEAD").write_text("ref")
    master = copied(project, tmp_path / "room")

    copy_for_command(master, tmp_path / "second", never)

    assert (tmp_path / "second" / ".git").resolve() == (master / ".git").resolve()
    assert not (master / ".git").is_symlink()


def test_what_cannot_be_read_is_wrong_use_in_one_line(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(project / "setup.py"))

    monkeypatch.setattr("shutil.copyfile", refuse)
    with pytest.raises(WrongUseError, match="Permission denied"):
        copied(project, tmp_path / "room")
