"""Who the author is: what git says, and what can be written."""

import getpass
from collections.abc import Iterator
from pathlib import Path

import pytest

from hello.errors import WrongUseError
from hello.scaffold import people
from hello.scaffold.people import check_author, check_email, user
from hello.scaffold.room import opened
from hello.workbench.processes import Processes


@pytest.fixture
def processes() -> Iterator[Processes]:
    with opened("hello-test-") as (_, processes):
        yield processes


def test_the_author_is_whom_git_knows(processes: Processes, tmp_path: Path) -> None:
    assert user(processes, tmp_path) == ("Ada Lovelace", "ada@example.com")


def test_without_a_name_in_git_it_is_the_login(
    processes: Processes, tmp_path: Path, git_settings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git_settings.write_text("[user]\n\temail = me@localhost\n")
    monkeypatch.setattr(getpass, "getuser", lambda: "ada")

    assert user(processes, tmp_path) == ("ada", "")


def test_without_git_or_a_login_there_is_a_name_too(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown() -> str:
        raise OSError

    monkeypatch.setattr(people, "which", lambda _name: None)
    monkeypatch.setattr(getpass, "getuser", unknown)

    assert user(processes, tmp_path) == ("me", "")


@pytest.mark.parametrize(
    ("given", "author"),
    [
        ("张三", "张三"),
        (" Ada\n Lovelace\t", "Ada Lovelace"),
        ("Ada\u2028L\x0bx", "Ada L x"),
        ("نیلو\u200cفر", "نیلو\u200cفر"),
    ],
    ids=ascii,
)
def test_an_author_has_one_line(given: str, author: str) -> None:
    assert check_author(given) == author


@pytest.mark.parametrize(
    "name",
    ["", " \n", "A\x00", "A\x1b[2J", "\udce9", "x" * 201, "A\u202eadA", "A\u2066B"],
    ids=ascii,
)
def test_an_author_that_cannot_be_written_is_refused(name: str) -> None:
    with pytest.raises(WrongUseError, match="the author"):
        check_author(name)


@pytest.mark.parametrize(
    ("given", "address"),
    [("ada@example.com", "ada@example.com"), (" a+b@x.org ", "a+b@x.org"), ("", ""), ("-", "")],
    ids=ascii,
)
def test_an_address_may_be_missing(given: str, address: str) -> None:
    assert check_email(given) == address


@pytest.mark.parametrize(
    "address",
    [
        *("ada", "@example.com", "a@b", "Ada <ada@example.com>", "a@b.org,c@d.org"),
        *("张@example.com", "a@b.org\nx: y", 'a"@b.org', "a@b.test"),
    ],
    ids=ascii,
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(WrongUseError, match="e-mail"):
        check_email(address)
