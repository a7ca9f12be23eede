"""A token with what a shell or an editor has put into it is told before anything is sent."""

from pathlib import Path

import pytest
from twine.utils import TEST_REPOSITORY

from hello.errors import HelloError
from hello.publishing.addresses import find_repository
from hello.publishing.logins import check_login, fault_of, variables_for_twine

TOKEN = "pypi-our-word"  # noqa: S105  # nobody's
LOCAL = "http://127.0.0.1:1/"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("", "is empty"),
        (f"{TOKEN}\n", "a line break"),
        (f"pypi-our\r\n{TOKEN}", "a line break"),
        (f"{TOKEN}\x16", "a control character"),
        (f" {TOKEN}", "a blank at its beginning or end"),
        (f"{TOKEN}\u00a0", "a blank at its beginning or end"),
        (f'"{TOKEN}"', "quotation marks around it"),
        ("pypi-our word", "a blank in it"),
        ("pypi-our\u2013word", "a character in it that no token has"),
    ],
)
def test_a_spoilt_token_is_told_without_its_value(password: str, said: str) -> None:
    settings = {"TWINE_USERNAME": "__token__", "TWINE_PASSWORD": password}

    with pytest.raises(HelloError) as caught:
        check_login(find_repository("testpypi"), settings)

    assert said in str(caught.value)
    assert str(caught.value).startswith("TWINE_PASSWORD ")
    assert "word" not in str(caught.value).replace("PASSWORD", "")


@pytest.mark.parametrize("password", [TOKEN, "pypi-AgEN_-x=="])
def test_a_token_is_fine(password: str) -> None:
    assert fault_of(password, is_token=True) == ""
    check_login(find_repository("testpypi"), {"TWINE_PASSWORD": password})


def test_a_password_that_is_no_token_may_have_anything_in_it() -> None:
    settings = {"TWINE_USERNAME": "me", "TWINE_PASSWORD": '"Zoë 王"'}

    check_login(find_repository(LOCAL), settings)
    check_login(find_repository(LOCAL), {"TWINE_PASSWORD": "my word"})


def test_no_login_at_all_is_left_to_twine() -> None:
    check_login(find_repository("testpypi"), {})


def test_it_is_looked_for_where_twine_does(home: Path) -> None:
    """The variables come first, then the section; a URL has no section."""
    text = f"[testpypi]\nrepository={TEST_REPOSITORY}\nusername=__token__\npassword=a\n  our-word\n"
    (home / ".pypirc").write_text(text)

    with pytest.raises(HelloError, match=r"section \[testpypi\] of .pypirc has a line"):
        check_login(find_repository("testpypi"), {})
    check_login(find_repository("testpypi"), {"TWINE_PASSWORD": TOKEN})
    check_login(find_repository(TEST_REPOSITORY), {})


def test_twine_alone_gets_the_variables() -> None:
    settings = {"TWINE_PASSWORD": "x", "TWINE_REPOSITORY_URL": LOCAL, "PATH": "/bin"}

    assert variables_for_twine(settings) == {"TWINE_PASSWORD": "x"}
