"""A project is made whole, or not at all; and git gets it, as far as it is set up."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from processes import output_of, wait_until

from hello.errors import WrongUseError
from hello.scaffold import history, make
from hello.scaffold.make import Made, Request, make_project

SLOW = """
import sys
from pathlib import Path
from hello.scaffold import make

def begin(*_):
    print("written", flush=True)
    sys.stdin.read()

make.begin = begin
make.make_project(make.Request(Path(sys.argv[1]), "hello-ada", "Ada"))
"""
"""Makes a project, and stands still when all is written but not yet in its place."""

LEFT: dict[str, list[str]] = {"new": [], "empty": ["new"]}
"""What is beside nothing else, where a project was to be made in a new or an empty folder."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return an empty folder, beside which nothing else is."""
    folder = tmp_path / "a place 地方"
    folder.mkdir()
    return folder


@pytest.fixture
def request_(place: Path) -> Request:
    return Request(place / "new", "Hello.Ada", "Ada", "ada@example.com", "minimal")


def files_in(folder: Path) -> list[str]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if ".git" not in path.parts)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def git(folder: Path, *arguments: str) -> str:
    return output_of("git", *arguments, cwd=folder).strip()


def test_it_is_told_what_was_made(request_: Request) -> None:
    made = make_project(request_)

    folder = request_.folder
    assert made == Made(folder, "hello-ada", "hello_ada", made.files)
    assert sorted(made.files) == files_in(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["new"]


def test_a_script_can_be_run_and_other_files_have_the_usual_mode(request_: Request) -> None:
    made = make_project(replace(request_, shape="full"))

    usual, script = made.folder / "setup.py", made.folder / "scripts/say_hello_ada.py"
    assert script.read_bytes().startswith(b"#!/usr/bin/env python3\n")
    if sys.platform != "win32":
        usual_mode = stat.S_IMODE(usual.stat().st_mode)
        assert stat.S_IMODE(script.stat().st_mode) == usual_mode | (usual_mode & 0o444) >> 2
        assert made.folder.stat().st_mode == (made.folder / "tests").stat().st_mode


def test_an_empty_folder_is_filled_and_stays_what_it_is(
    request_: Request, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place)
    before = place.stat().st_ino

    made = make_project(replace(request_, folder=Path()))

    assert sorted(made.files) == files_in(Path())
    assert place.stat().st_ino == before


def test_a_folder_that_has_something_is_not_touched(request_: Request, place: Path) -> None:
    (place / ".hidden").write_text("mine")

    with pytest.raises(WrongUseError, match="not empty"):
        make_project(replace(request_, folder=place))

    assert files_in(place) == [".hidden"]


@pytest.mark.parametrize(
    ("changes", "fact"),
    [
        ({"name": "queue"}, "gives this name to nobody"),
        ({"author": "\n"}, "no name"),
        ({"email": "ada"}, "no such e-mail"),
        ({"shape": "round"}, "no such shape"),
        ({"language": "eo"}, "no such language"),
    ],
    ids=str,
)
def test_a_request_that_cannot_be_met_makes_nothing(
    request_: Request, place: Path, changes: dict[str, Any], fact: str
) -> None:
    with pytest.raises(WrongUseError, match=fact):
        make_project(replace(request_, **changes))

    assert list(place.iterdir()) == []


@pytest.mark.parametrize("kind", ["missing parent", "a file", "a link to nowhere"])
def test_where_no_folder_can_be_none_is_made(request_: Request, place: Path, kind: str) -> None:
    folder = place / "it"
    if kind == "missing parent":
        folder = folder / "below"
    elif kind == "a file":
        folder.write_text("mine")
    else:
        if sys.platform == "win32":
            pytest.skip("other system: links take a right there")
        folder.symlink_to("nowhere")

    with pytest.raises(WrongUseError):
        make_project(replace(request_, folder=folder))

    assert len(list(place.iterdir())) == (kind != "missing parent")


def test_a_place_that_cannot_be_written_to_is_told_in_one_line(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> Iterator[None]:
        raise PermissionError(13, "Permission denied", "/somewhere/.hello-new-1")

    monkeypatch.setattr(make, "opened", refused)

    with pytest.raises(WrongUseError, match=r"here: Permission denied: '.*地方'; give another$"):
        make_project(request_)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, RuntimeError])
@pytest.mark.parametrize("kind", ["new", "empty"])
def test_what_was_not_finished_is_gone(
    request_: Request,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
    kind: str,
) -> None:
    def broken(*_: object) -> Iterator[tuple[str, str]]:
        yield "README.rst", "half"
        raise error

    monkeypatch.setattr(make, "render", broken)
    if kind == "empty":
        request_.folder.mkdir()

    with pytest.raises((error, WrongUseError)):
        make_project(request_)

    assert [path.name for path in place.rglob("*")] == LEFT[kind]


@pytest.mark.parametrize("kind", ["new", "empty"])
def test_who_comes_first_keeps_the_folder(
    request_: Request, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Somebody else fills the folder while the project is being made."""
    folder = request_.folder
    if kind == "empty":
        folder.mkdir()

    def begin(*_: object) -> Iterator[str]:
        folder.mkdir(exist_ok=True)
        (folder / "README.rst").write_text("theirs")
        return iter(())

    monkeypatch.setattr(make, "begin", begin)

    with pytest.raises(WrongUseError, match="in use"):
        make_project(request_)

    assert [path.name for path in folder.parent.iterdir()] == ["new"]
    assert (folder / "README.rst").read_text() == "theirs"
    assert len(list(folder.iterdir())) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="other system: there is no SIGKILL")
@pytest.mark.parametrize("kind", ["new", "empty"])
def test_not_even_a_kill_leaves_half_a_project(place: Path, kind: str) -> None:
    folder = place / "new"
    if kind == "empty":
        folder.mkdir()
    command = [sys.executable, "-c", SLOW, folder]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"written\n"
        assert any(path.name == "setup.cfg" for path in place.rglob("*"))
        process.kill()

    wait_until(lambda: names_in(place) == LEFT[kind], 60)
    if kind == "empty":
        wait_until(lambda: names_in(folder) == [], 60)


def test_all_of_it_is_committed_under_the_user_s_name(request_: Request) -> None:
    made = make_project(request_)

    assert made.notes == ()
    assert git(made.folder, "log", "--format=%an <%ae>") == "Ada Lovelace <ada@example.com>"
    assert git(made.folder, "status", "--porcelain", "--ignored") == ""
    assert git(made.folder, "ls-files").split("\n") == sorted(made.files)
    assert git(made.folder, "branch", "--show-current") == "main"
    assert "user" not in (made.folder / ".git/config").read_text()


SET_UP = """
[user]
    name = 张三
    email = zs@example.com
[init]
    defaultBranch = trunk
[core]
    hooksPath = {folder}
    excludesFile = {folder}/ignored
    autocrlf = true
    safecrlf = true
[commit]
    gpgSign = true
[gpg]
    program = false
"""


def test_what_else_is_set_up_for_git_is_not_in_the_way(
    request_: Request, git_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = git_settings.parent
    git_settings.write_text(SET_UP.format(folder=folder.as_posix()), encoding="utf-8")
    (folder / "ignored").write_text("*.py\n")
    for name in ("pre-commit", "commit-msg", "post-commit"):
        (folder / name).write_text("#!/bin/sh\nexit 1\n")
        (folder / name).chmod(0o755)
    # As where a hook of git's started us.
    monkeypatch.setenv("GIT_DIR", str(folder / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(folder / "index"))

    made = make_project(request_)

    monkeypatch.delenv("GIT_DIR")
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert made.notes == ()
    assert git(made.folder, "log", "--format=%an") == "张三"
    assert git(made.folder, "branch", "--show-current") == "trunk"
    assert git(made.folder, "ls-files").split("\n") == sorted(made.files)


def test_without_a_name_in_git_nothing_is_committed(
    request_: Request, git_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git would take the login for a name, where there is an address."""
    monkeypatch.setenv("EMAIL", "ada@host.example.com")
    git_settings.write_text("")

    made = make_project(request_)

    assert made.notes == (history.NOTES["en"]["no identity"],)
    assert git(made.folder, "status", "--porcelain", "--branch").startswith("## No commits yet")


def test_without_git_the_project_is_made_all_the_same(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "which", lambda _name: None)

    made = make_project(replace(request_, language="zh"))

    assert made.notes == (history.NOTES["zh"]["no git"],)
    assert not (made.folder / ".git").exists()


def test_who_wants_no_repository_gets_none(request_: Request) -> None:
    made = make_project(replace(request_, has_git=False))

    assert made.notes == ()
    assert not (made.folder / ".git").exists()


def test_in_another_work_tree_there_is_no_second_repository(request_: Request, place: Path) -> None:
    git(place, "init", "--quiet")

    made = make_project(request_)

    assert made.notes == (history.NOTES["en"]["within"],)
    assert not (made.folder / ".git").exists()


@pytest.mark.parametrize("fails", ["init", "add", "commit"])
def test_a_git_that_fails_is_told_and_the_project_stays(
    request_: Request, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fails: str
) -> None:
    if sys.platform == "win32":
        pytest.skip("other system: a script cannot stand for a program there")
    real = shutil.which("git")
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nfor word; do if [ "$word" = {fails} ]; then echo "fatal: no luck"; exit 128;'
        f' fi; done\nexec {real} "$@"\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)

    made = make_project(request_)

    (note,) = made.notes
    assert note.endswith("fatal: no luck")
    assert sorted(made.files) == files_in(made.folder)
    assert (made.folder / ".git").exists() == (fails != "init")
