"""Whether a name is free: asked of the index that pip is set up for."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hello.errors import HelloError
from hello.rehearsal.name_check import UnreachableError
from hello.scaffold import lookup
from hello.scaffold.lookup import look_up
from hello.scaffold.room import opened


def asked(name: str, language: str = "en") -> list[str]:
    with opened("hello-test-") as (room, processes):
        return list(look_up(processes, room, name, language))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty index, the only one that pip knows."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "simple"
    folder.mkdir()
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", folder.as_uri())
    return folder


def add(index: Path, name: str) -> None:
    (index / name).mkdir()
    file = f"{name.replace('-', '_')}-1.0-py3-none-any.whl"
    (index / name / "index.html").write_text(f'<a href="{file}">{file}</a>')


def test_a_name_that_the_index_has_is_refused(index: Path) -> None:
    add(index, "hello-ada")

    with pytest.raises(HelloError, match="has a project of this name: 'hello-ada'") as caught:
        asked("hello-ada")

    assert caught.value.exit_code == 1


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Return a set of names; the index has projects with these alone."""
    names: set[str] = set()
    monkeypatch.setattr(
        lookup, "versions_of", lambda _plan, name: ("1.0",) if name in names else ()
    )
    return names


def test_a_name_that_looks_like_one_of_the_index_is_refused(known: set[str]) -> None:
    known.add("helio-ada")

    with pytest.raises(HelloError, match="'helio-ada', which looks the same: 'hello-ada'"):
        asked("hello-ada")


@pytest.mark.usefixtures("known")
def test_a_free_name_is_told() -> None:
    assert asked("hello-ada")[-1].startswith("the index has no project 'hello-ada', nor one of ")
    assert asked("hello-ada", "zh")[-1].startswith("索引上没有叫 'hello-ada' 的项目")


def test_an_index_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise UnreachableError

    monkeypatch.setattr(lookup, "versions_of", unreachable)

    assert asked("hello-ada")[-1] == "name not looked up: the index does not answer"


def test_without_pip_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "has_pip", lambda: False)

    assert asked("hello-ada") == ["name not looked up: pip is not installed"]
