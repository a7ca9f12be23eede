"""Which files are the project's own, with git and without."""

from pathlib import Path
from unittest.mock import patch

from rehearsing import planned
from shipped import commit, git, lay_out

from hello.rehearsal.version_control import find_sources, not_exported

FILES = {"setup.py": "", "greeter/__init__.py": "", "greeter/größe.txt": "", "a b.txt": ""}


def test_git_says_what_is_tracked_and_what_is_new(tmp_path: Path) -> None:
    project = lay_out(tmp_path / "project", {**FILES, ".gitignore": "*.log\n"})
    commit(project)
    lay_out(project, {"new.py": "", "build.log": ""})

    with planned(tmp_path, project) as plan:
        sources = find_sources(plan)

    assert sources.is_git
    assert sources.tracked == {*FILES, ".gitignore"}
    assert sources.files == {*FILES, ".gitignore", "new.py"}


def test_what_is_deleted_is_not_missed(tmp_path: Path) -> None:
    project = lay_out(tmp_path / "project", FILES)
    commit(project)
    (project / "a b.txt").unlink()

    with planned(tmp_path, project) as plan:
        assert "a b.txt" not in find_sources(plan).tracked


def test_submodule_counts(tmp_path: Path) -> None:
    """Its files are in the sdist as well, if they are there."""
    library = lay_out(tmp_path / "library", {"lib.py": ""})
    commit(library)
    project = lay_out(tmp_path / "project", FILES)
    commit(project)
    git(project, "submodule", "--quiet", "add", str(library), "vendor")

    with planned(tmp_path, project) as plan:
        assert find_sources(plan).tracked == {*FILES, ".gitmodules", "vendor/lib.py"}


def test_project_that_git_does_not_know_yet(tmp_path: Path) -> None:
    """A repository without any of its files says nothing."""
    project = lay_out(tmp_path / "project", FILES)
    git(project, "init", "--quiet")

    with planned(tmp_path, project) as plan:
        sources = find_sources(plan)

    assert not sources.is_git
    assert sources.tracked == set(FILES)


def test_folder_without_git(tmp_path: Path) -> None:
    """What tools left is not the project's, and neither is what is hidden."""
    left = (".env", "venv/pyvenv.cfg", "venv/lib/a.py", "greeter/a.pyc", "PKG-INFO", "greeter/a.so")
    project = lay_out(tmp_path / "project", {**FILES, **dict.fromkeys(left, "")})

    with planned(tmp_path, project) as plan:
        assert find_sources(plan).tracked == set(FILES)


def test_machine_without_git(tmp_path: Path) -> None:
    project = lay_out(tmp_path / "project", FILES)
    commit(project)

    with planned(tmp_path, project) as plan:
        plan.processes.environment["PATH"] = str(tmp_path)
        assert not find_sources(plan).is_git


def test_export_ignore_holds_for_folders(tmp_path: Path) -> None:
    rules = "docs export-ignore\n*.log export-ignore\nkeep.log -export-ignore\n"
    names = ["docs/a/b.rst", "x.log", "keep.log", "setup.py"]
    project = lay_out(tmp_path / "project", {**dict.fromkeys(names, ""), ".gitattributes": rules})
    commit(project)

    with planned(tmp_path, project) as plan, patch("hello.rehearsal.version_control.AT_A_TIME", 2):
        assert not_exported(plan, names) == {"docs/a/b.rst", "x.log"}


def test_nothing_is_written(tmp_path: Path) -> None:
    """Not even the index, which git would refresh on the way."""
    project = lay_out(tmp_path / "project", FILES)
    commit(project)

    with planned(tmp_path, project) as plan:
        before = _times(plan.source), _times(project)
        find_sources(plan)
        assert (_times(plan.source), _times(project)) == before


def _times(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*")}
