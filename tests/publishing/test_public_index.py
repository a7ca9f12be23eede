"""The index that the tests of publishing go to shows, and fails, as it is told to."""

import hashlib
from pathlib import Path

import pytest
import requests
from index_client import SIMPLE_JSON, look, send, shown
from public_index import TOKEN_USER, PublicIndex, Reply
from requests.exceptions import ConnectionError as NoAnswerError
from small_artifacts import metadata, write_sdist, write_wheel

PIP_ACCEPTS = f"{SIMPLE_JSON}, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01"


def test_takes_files_and_shows_them(index: PublicIndex, tmp_path: Path, wheel: Path) -> None:
    sdist = write_sdist(tmp_path)

    assert [send(index, file).status_code for file in (wheel, sdist)] == [200, 200]

    page = look(index).json()
    assert page["versions"] == ["1.0"]
    for file, listed in zip((wheel, sdist), page["files"], strict=True):
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
        assert listed["filename"] == file.name
        assert listed["hashes"] == {"sha256": sha256}
        assert requests.get(listed["url"], timeout=60).content == file.read_bytes()


def test_shows_the_metadata_of_a_wheel(index: PublicIndex, wheel: Path) -> None:
    send(index, wheel)

    (listed,) = look(index).json()["files"]
    beside = requests.get(listed["url"] + ".metadata", timeout=60).content

    assert beside == metadata("tiny", "1.0").encode()
    assert listed["core-metadata"] == {"sha256": hashlib.sha256(beside).hexdigest()}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "text/html"),
        ("text/html", "text/html"),
        (SIMPLE_JSON, SIMPLE_JSON),
        (PIP_ACCEPTS, SIMPLE_JSON),
    ],
)
def test_shows_what_is_accepted(index: PublicIndex, wheel: Path, accept: str, kind: str) -> None:
    send(index, wheel)

    page = look(index, accept=accept)

    assert page.headers["Content-Type"] == kind
    assert wheel.name in page.text
    assert index.files[wheel.name].sha256 in page.text


def test_an_index_that_knows_html_alone(index: PublicIndex, wheel: Path) -> None:
    index.has_only_html = True
    send(index, wheel)

    page = look(index, accept=PIP_ACCEPTS)

    assert page.headers["Content-Type"] == "application/vnd.pypi.simple.v1+html"
    assert f"#sha256={index.files[wheel.name].sha256}" in page.text


def test_names_are_normalised(index: PublicIndex, wheel: Path) -> None:
    send(index, wheel)

    page = look(index, "Tiny")

    assert [one.status_code for one in page.history] == [301]
    assert page.url == f"{index.simple}tiny/"


def test_lists_projects(index: PublicIndex, wheel: Path) -> None:
    index.owners["Other"] = "somebody"
    send(index, wheel)

    page = requests.get(index.simple, headers={"Accept": SIMPLE_JSON}, timeout=60)

    assert page.json()["projects"] == [{"name": "other"}, {"name": "tiny"}]


def test_tells_of_releases(index: PublicIndex, tmp_path: Path, wheel: Path) -> None:
    send(index, wheel)
    send(index, write_wheel(tmp_path, version="1.10"))

    newest = requests.get(f"{index.json}tiny/json", timeout=60).json()
    older = requests.get(f"{index.json}tiny/1.0/json", timeout=60).json()

    assert newest["info"]["version"] == "1.10"
    assert list(newest["releases"]) == ["1.0", "1.10"]
    assert [file["filename"] for file in older["urls"]] == [wheel.name]
    assert older["urls"][0]["digests"]["sha256"] == index.files[wheel.name].sha256


@pytest.mark.parametrize(
    "path", ["simple/none/", "pypi/none/json", "pypi/tiny/9/json", "files/none", "elsewhere"]
)
def test_there_is_nothing(index: PublicIndex, wheel: Path, path: str) -> None:
    send(index, wheel)

    assert requests.get(index.url + path, timeout=60).status_code == 404


def test_addresses_that_take_nothing(index: PublicIndex) -> None:
    at_pages = requests.post(index.simple, data={"a": "b"}, timeout=60)
    no_slash = requests.post(index.upload[:-1], data={}, allow_redirects=False, timeout=60)

    assert at_pages.status_code == 405
    assert (no_slash.status_code, no_slash.headers["Location"]) == (308, "/legacy/")


def test_a_slow_index(index: PublicIndex, wheel: Path) -> None:
    """It has the file, but shows it only to who asks again."""
    index.shows_after = 2
    send(index, wheel)

    assert [shown(index) for _ in range(3)] == [[], [], [wheel.name]]


def test_other_bytes_than_were_sent(index: PublicIndex, wheel: Path) -> None:
    index.serves[wheel.name] = b"other"
    send(index, wheel)

    (listed,) = look(index).json()["files"]

    assert listed["hashes"]["sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert requests.get(listed["url"], timeout=60).content == b"other"


def test_another_hash_than_it_has(index: PublicIndex, wheel: Path) -> None:
    index.announces[wheel.name] = "0" * 64
    send(index, wheel)

    assert look(index).json()["files"][0]["hashes"] == {"sha256": "0" * 64}


def test_answers_as_it_is_told(index: PublicIndex, wheel: Path) -> None:
    index.replies = [Reply(503, "Down", "<h1>Down</h1>")]
    index.page_replies = [Reply(500, "Broken")]

    assert [send(index, wheel).status_code for _ in range(2)] == [503, 200]
    assert [look(index).status_code for _ in range(2)] == [500, 200]


def test_dies_in_the_middle_of_a_file(index: PublicIndex, tmp_path: Path) -> None:
    index.dies_after_bytes = 1000

    with pytest.raises(NoAnswerError):
        send(index, write_sdist(tmp_path, size=100_000))
    with pytest.raises(NoAnswerError):
        look(index)

    assert index.dropped == {"/legacy/": 1000}
    assert not index.files
    index.revive()
    assert look(index).status_code == 404


def test_dies_after_a_file(index: PublicIndex, tmp_path: Path, wheel: Path) -> None:
    index.dies_after_files = 1

    assert send(index, wheel).status_code == 200
    with pytest.raises(NoAnswerError):
        send(index, write_sdist(tmp_path))

    index.revive()
    assert shown(index) == [wheel.name]


def test_dies_before_it_says_so(index: PublicIndex, wheel: Path) -> None:
    index.dies_unanswered = True

    with pytest.raises(NoAnswerError):
        send(index, wheel)

    index.revive()
    assert shown(index) == [wheel.name]


def test_never_answers(index: PublicIndex) -> None:
    """Nor does it keep the test from its end."""
    index.never_answers = True

    with pytest.raises(requests.ReadTimeout):
        requests.get(index.simple, timeout=(60, 0.1))


def test_remembers_who_came(index: PublicIndex, wheel: Path) -> None:
    send(index, wheel)
    look(index)

    assert [(visit.method, visit.path, visit.user) for visit in index.visits] == [
        ("POST", "/legacy/", TOKEN_USER),
        ("GET", "/simple/tiny/", ""),
    ]
    assert index.token not in repr(index)
