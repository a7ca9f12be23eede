"""The copy of a project has a git of its own, however the project's is made; nothing is written."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from rehearsing import planned

from hello.rehearsal.opening import variables
from hello.rehearsal.plan import Plan

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

FILES = ("pyproject.toml", "é 项.txt", "build/tool.py", "sub/pyproject.toml", "sub/x.py")
HERE = {"ein Projekt", "further", "of a bare one", "super/module"}
"""Projects that are a whole work tree."""


def git(folder: Path, *arguments: str) -> None:
    settings = ("user.email=a@example.com", "user.name=A", "protocol.file.allow=always")
    given = [word for setting in settings for word in ("-c", setting)]
    command = ["git", *given, *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a repository, and its further work trees, clones and submodules."""
    top = tmp_path_factory.mktemp("repositories")
    main = top / "ein Projekt"
    for name in FILES:
        (main / name).parent.mkdir(parents=True, exist_ok=True)
        (main / name).write_text(name)
    git(main, "init", "--quiet")
    git(main, "add", "--all")
    git(main, "commit", "--quiet", "--message=first")
    git(main, "tag", "v1.2")
    git(main, "worktree", "add", "--quiet", "../further")
    git(top, "clone", "--quiet", "--bare", "ein Projekt", "bare.git")
    git(top / "bare.git", "worktree", "add", "--quiet", "../of a bare one", "HEAD")
    (top / "super").mkdir()
    git(top / "super", "init", "--quiet")
    git(top / "super", "submodule", "--quiet", "add", str(main), "module")
    git(top / "super", "commit", "--quiet", "--message=first")
    return top


def state(folder: Path) -> dict[Path, tuple[int, bytes]]:
    """Return the time and the bytes of all that is in *folder*."""
    return {
        path: (path.lstat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in folder.rglob("*")
    }


def asked(plan: Plan, folder: Path, *arguments: str) -> str:
    return plan.processes.run("git", *arguments, cwd=folder).output.strip("\0\n")


@pytest.mark.parametrize(
    "name", [*sorted(HERE), *(f"{name}/sub" for name in sorted(HERE))], ids=str
)
def test_git_says_of_the_copies_what_it_says_of_the_project(
    repositories: Path, tmp_path: Path, name: str
) -> None:
    before = state(repositories)
    tracked = FILES if name in HERE else ("pyproject.toml", "x.py")

    with planned(tmp_path, repositories / name) as plan:
        further = plan.copy_source(plan.room_for("build") / "project")
        for copy in (plan.source, further):
            listed = asked(plan, copy, "ls-files", "-z").split("\0")
            assert sorted(listed) == sorted(tracked)
            assert asked(plan, copy, "status", "--porcelain") == ""
            assert asked(plan, copy, "describe", "--tags", "--dirty") == "v1.2"
            assert all((copy / name).is_file() for name in tracked)
        (plan.source / "x.py").write_text("changed")
        git(plan.source, "add", "x.py")
        git(plan.source, "tag", "v1.3")

    assert state(repositories) == before


@pytest.mark.parametrize("name", ["super", "without", "ein Projekt/untracked"])
def test_what_is_tracked_elsewhere_is_nobodys_business(
    repositories: Path, tmp_path: Path, name: str
) -> None:
    (repositories / name).mkdir(exist_ok=True)

    with planned(tmp_path, repositories / name) as plan:
        listed = asked(plan, plan.source, "ls-files")
        is_repository = plan.processes.run("git", "rev-parse", cwd=plan.source).code == 0

    assert is_repository == (name == "super")
    if name == "super":
        assert listed.split() == [".gitmodules", "module"]


def test_a_file_deleted_by_the_user_stays_deleted(tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "dist").mkdir(parents=True)
    for name in ("dist/tracked", "dist/other", "deleted"):
        (project / name).touch()
    git(project, "init", "--quiet")
    git(project, "add", "dist/tracked", "deleted")
    (project / "deleted").unlink()

    with planned(tmp_path, project) as plan:
        there = {path.name for path in plan.source.rglob("*") if ".git" not in path.parts}

    assert there == {"dist", "tracked"}


def test_variables_of_gits_hooks_do_not_reach_programs(tmp_path: Path) -> None:
    given = {"GIT_DIR": "/elsewhere", "PYTHONPATH": "/elsewhere", "LANG": "C", "TMPDIR": "/x"}

    settings = variables(given, tmp_path)

    assert settings["LANG"] == "C"
    assert settings["TMPDIR"] == os.fspath(tmp_path / "tmp")
    assert "/elsewhere" not in settings.values()


def test_no_program_of_the_project_gets_a_password_for_an_index(tmp_path: Path) -> None:
    theirs = {"TWINE_PASSWORD": "our word", "TWINE_USERNAME": "me", "PATH": "/bin"}

    assert variables(theirs, tmp_path).keys() & theirs.keys() == {"PATH"}
