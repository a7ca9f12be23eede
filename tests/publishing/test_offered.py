"""What an index has, by each of its APIs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from simple_index import (
    HTML,
    JSON,
    Pages,
    Reply,
    digests,
    release_of,
    serving,
    shelf,
    simple_html,
    simple_json,
)
from small_artifacts import write_sdist, write_wheel

from hello.publishing.fetching import FetchError
from hello.publishing.model import Repository
from hello.publishing.offered import ACCEPT, files_on, shown_of
from hello.rehearsal.index import running_index
from hello.rehearsal.offered import Offer
from hello.workbench.processes import Processes


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [write_wheel(tmp_path), write_sdist(tmp_path)]


@pytest.mark.parametrize("page", [simple_json, simple_html], ids=["JSON", "HTML"])
def test_both_kinds_of_pages_are_read(files: list[Path], page: object) -> None:
    assert callable(page)
    with serving({"/simple/tiny/": page(files)}) as index:
        offered = files_on(index.repository, "Tiny")

        assert offered == {
            one.name: Offer(f"{index.url}files/{one.name}", digests(one)["sha256"]) for one in files
        }
        assert index.headers[0]["Accept"] == ACCEPT


def test_links_are_meant_from_where_the_page_really_is(files: list[Path]) -> None:
    pages: Pages = {
        "/simple/tiny/": Reply(status=301, headers={"Location": "/a/b/c/d/"}),
        "/a/b/c/d/": simple_html(files[:1]),
    }
    with serving(pages) as index:
        (offer,) = files_on(index.repository, "tiny").values()

        assert offer.url == f"{index.url}a/b/files/{files[0].name}"


def test_names_are_asked_for_as_indexes_know_them(files: list[Path]) -> None:
    with serving(shelf(files, "my-tiny-one")) as index:
        assert len(files_on(index.repository, "My_Tiny.-One")) == 2


def test_no_project_has_no_files() -> None:
    with serving({}) as index:
        assert files_on(index.repository, "tiny") == {}


def test_a_file_without_its_hash_is_offered_all_the_same(files: list[Path]) -> None:
    with serving({"/simple/tiny/": simple_json(files, md5="0" * 32)}) as index:
        assert {one.sha256 for one in files_on(index.repository, "tiny").values()} == {None}


BROKEN = (
    b"",
    b"{",
    b"[]",
    b"3",
    b'{"files": null}',
    b'{"files": [3]}',
    b'{"files": [{"filename": "a"}]}',
    b'{"files": [{"filename": "a", "url": 3, "hashes": {}}]}',
    b'{"files": [{"filename": "a", "url": "a", "hashes": []}]}',
    b'{"files": [{"filename": "a", "url": "http://[", "hashes": {}}]}',
    b"[" * 100_000,
    b"\xff\xfe",
)


@pytest.mark.parametrize("body", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_answer_of_an_index_is_said_to_be_none(body: bytes) -> None:
    with serving({"/simple/tiny/": Reply(body, JSON)}) as index:
        with pytest.raises(FetchError) as caught:
            files_on(index.repository, "tiny")

        assert str(caught.value) == (
            "this is no answer of an index: its JSON has no list 'files' as it should:"
            f" '{index.url}simple/tiny/';"
            " look at the address with a browser; --index-url gives another"
        )


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(Reply(b"\x89PNG", "image/png"), "image/png is neither", id="picture"),
        pytest.param(
            Reply(b"<a href='http://[x'>", HTML), "a link of its page leads nowhere", id="link"
        ),
    ],
)
def test_other_pages_are_no_answer_either(reply: Reply, why: str) -> None:
    with serving({"/simple/tiny/": reply}) as index, pytest.raises(FetchError, match=why):
        files_on(index.repository, "tiny")


def test_attestations_are_no_files_of_an_index(files: list[Path], tmp_path: Path) -> None:
    beside = tmp_path / f"{files[0].name}.publish.attestation"
    beside.touch()

    assert sorted(shown_of(release_of([*files, beside]))) == sorted(one.name for one in files)


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    those = Processes(tmp_path, {}, 2)
    yield those
    those.cancel()


def test_pypiserver_is_understood(processes: Processes, tmp_path: Path) -> None:
    """A real index; it has pages in HTML alone."""
    shelf_of_it = tmp_path / "files"
    wheel = write_wheel(shelf_of_it, "My_Tiny")
    with running_index(processes, tmp_path, shelf_of_it) as index:
        repository = Repository("here", index.url, index.simple)

        assert files_on(repository, "my.tiny")[wheel.name].sha256 == digests(wheel)["sha256"]
        assert files_on(repository, "other") == {}
