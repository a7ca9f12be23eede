"""What is chosen of the steps, and what a rehearsal says of itself."""

from pathlib import Path

import pytest

from hello.errors import HelloError, WrongUseError
from hello.rehearsal.extra import require
from hello.rehearsal.rehearse import Request, choose, settings_of
from hello.rehearsal.runner import NAMES
from hello.rehearsal.settings import Settings


def test_formats_are_taken_only_where_asked_for() -> None:
    assert choose(Request(), Settings()).names == NAMES[:-1]
    assert choose(Request(has_formats=True), Settings()).names == NAMES
    assert choose(Request(only=("formats",)), Settings()).names == ("build", "formats")
    chosen = choose(Request(only=("metadata",), has_formats=True), Settings())
    assert chosen.names == ("build", "metadata", "formats")


def test_only_overrules_the_project_and_skip_overrules_only() -> None:
    project = Settings(skip=("run", "contents", "formats"))

    assert set(choose(Request(), project).left_out) == {"run", "contents"}
    assert set(choose(Request(only=("run",)), project).left_out) == set()
    assert set(choose(Request(only=("run",), skip=("install",)), Settings()).left_out) == {
        "install"
    }


@pytest.mark.parametrize(
    ("request_", "settings"),
    [
        (Request(skip=("build",)), Settings()),
        (Request(only=("run",), skip=("run", "install", "build")), Settings()),
        (Request(), Settings(skip=("build",))),
    ],
    ids=["build", "all", "project"],
)
def test_a_rehearsal_of_nothing_is_refused(request_: Request, settings: Settings) -> None:
    with pytest.raises(WrongUseError, match="no step is left"):
        choose(request_, settings)


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py", "setup.cfg"])
def test_any_declaration_makes_a_project(tmp_path: Path, name: str) -> None:
    with pytest.raises(WrongUseError, match="no project in this folder"):
        settings_of(tmp_path)
    (tmp_path / name).touch()

    assert settings_of(tmp_path) == Settings()


def test_what_is_not_installed_is_said_with_the_extra_that_brings_it() -> None:
    require("json", "email")

    with pytest.raises(HelloError, match=r"^no_such_module is not installed; run 'pip install "):
        require("json", "no_such_module")
