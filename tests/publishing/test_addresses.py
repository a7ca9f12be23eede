"""Where an index takes uploads and shows what it has; and where no password may go."""

from pathlib import Path

import pytest
from twine.utils import DEFAULT_REPOSITORY, TEST_REPOSITORY

from hello.errors import HelloError, WrongUseError
from hello.publishing.addresses import find_repository, is_public, settings_of

PYPIRC = """
[distutils]
index-servers =
    ours
    empty
    clear

[ours]
repository = https://packages.example.com/legacy/
username = me
password = our-word

[empty]
username = me

[clear]
repository = https://me:our-word@packages.example.com/
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home: this user's own .pypirc is none of a test's business."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


@pytest.fixture
def pypirc(home: Path) -> Path:
    path = home / ".pypirc"
    path.write_text(PYPIRC)
    return path


@pytest.mark.parametrize(
    ("name", "upload"), [("pypi", DEFAULT_REPOSITORY), ("testpypi", TEST_REPOSITORY)]
)
def test_the_public_ones_are_twines_and_all_else_is_derived(name: str, upload: str) -> None:
    found = find_repository(name)

    top = upload.removesuffix("legacy/").replace("//upload.", "//")
    assert found.upload == upload
    assert (found.simple, found.json) == (f"{top}simple/", f"{top}pypi/")
    assert found.web == f"{top}project/"
    assert is_public(found)


@pytest.mark.parametrize(
    ("url", "simple", "json"),
    [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/simple/", ""),
        ("http://localhost:8080", "http://localhost:8080/simple/", ""),
        ("http://[::1]:8080/", "http://[::1]:8080/simple/", ""),
        ("https://a.example/me/dev", "https://a.example/me/dev/simple/", ""),
        ("https://a.example/legacy/", "https://a.example/simple/", "https://a.example/pypi/"),
        ("https://a.example/x/legacy", "https://a.example/x/simple/", "https://a.example/x/pypi/"),
    ],
)
def test_of_others_the_rest_is_told_from_the_url(url: str, simple: str, json: str) -> None:
    found = find_repository(url)

    assert (found.name, found.upload) == (url, url)
    assert (found.simple, found.json, found.web) == (simple, json, "")
    assert not is_public(found)


def test_where_it_is_installed_from_can_be_given() -> None:
    found = find_repository("https://a.example/up", "https://a.example/+simple")

    assert (found.upload, found.simple) == ("https://a.example/up", "https://a.example/+simple/")


@pytest.mark.usefixtures("pypirc")
def test_sections_of_pypirc_are_found_and_the_public_ones_stay() -> None:
    ours = find_repository("ours")

    assert ours.upload == "https://packages.example.com/legacy/"
    assert settings_of(ours)["username"] == "me"
    # twine itself forgets testpypi where index-servers does not name it.
    assert find_repository("testpypi").upload == TEST_REPOSITORY
    assert settings_of(find_repository("https://a.example/")) == {}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("testpypy", "did you mean 'testpypi'?"),
        ("xyz", "take testpypi, pypi, a section of .pypirc, or a URL"),
        ("a.example", "a URL begins with https://"),
        ("empty", "no 'repository' for this section"),
        ("ftp://a.example/", "no address of an index"),
        ("https://", "no address of an index"),
        ("https://a.example:x/", "no address of an index"),
        ("http://[::1/", "no address of an index"),
        ("https://a.example\\b/", "no address of an index"),
        ("https://a.exämple/", "no address of an index"),
        ("https://a.example/\n", "no address of an index"),
        ("https://a.example/?x=y", "no '?' or '#'"),
        ("http://a.example/", "in clear text"),
        ("http://127.0.0.1.a.example/", "in clear text"),
        ("http://localhost.a.example/", "in clear text"),
        (TEST_REPOSITORY.replace("legacy", "simple"), "take --repository testpypi"),
        (TEST_REPOSITORY.rstrip("/"), "take --repository testpypi"),
        (DEFAULT_REPOSITORY.replace("upload.", ""), "take --repository pypi"),
    ],
)
@pytest.mark.usefixtures("pypirc")
def test_what_is_no_index_is_wrong_use(name: str, said: str) -> None:
    with pytest.raises(WrongUseError) as caught:
        find_repository(name)

    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "https://me:our-word@a.example/",
        "http://me:our-word@[::1/",
        "me:our-word@a.example",
        "clear",
    ],
)
@pytest.mark.usefixtures("pypirc")
def test_a_password_in_an_address_is_refused_and_not_repeated(name: str) -> None:
    for arguments in ((name,), ("https://a.example/", name if "//" in name else f"//{name}@")):
        with pytest.raises(WrongUseError) as caught:
            find_repository(*arguments)

        assert "user or a password" in str(caught.value)
        assert "our-word" not in str(caught.value)


@pytest.mark.parametrize("name", ["pypi", "testpypi"])
def test_a_section_with_an_address_that_takes_no_uploads(home: Path, name: str) -> None:
    """What was typed is right; the file is not."""
    right = find_repository(name).upload
    wrong = right.rstrip("/")
    (home / ".pypirc").write_text(
        f"[distutils]\nindex-servers = {name}\n[{name}]\nrepository = {wrong}\n"
    )
    with pytest.raises(WrongUseError) as caught:
        find_repository(name)

    assert str(caught.value) == (
        f"the 'repository' of [{name}] in .pypirc is not where it takes uploads: {wrong!r};"
        f" write {right} there"
    )


def test_a_section_that_index_servers_does_not_name(pypirc: Path) -> None:
    pypirc.write_text(f"{PYPIRC}\n[own]\nrepository = https://a.example/\n")

    with pytest.raises(WrongUseError, match="not among its index-servers: 'own'; add it there"):
        find_repository("own")


@pytest.mark.parametrize(
    "text",
    [
        b"no section\npassword = our-word\n",
        b"[a\n",
        b"\xff\xfe[our-word",
        b"[a]\n[a]\nour-word=1\n",
    ],
)
def test_a_broken_pypirc_is_not_quoted(home: Path, text: bytes) -> None:
    (home / ".pypirc").write_bytes(text)

    with pytest.raises(HelloError) as caught:
        find_repository("testpypi")

    assert "cannot be read as a file of settings: '~/.pypirc'" in str(caught.value)
    assert "our-word" not in str(caught.value)


def test_a_pypirc_that_cannot_be_opened(home: Path) -> None:
    (home / ".pypirc").mkdir()

    with pytest.raises(HelloError, match="cannot be read: "):
        find_repository("testpypi")
