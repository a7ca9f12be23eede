"""Waiting for an index to show what was uploaded."""

import threading
from pathlib import Path

import pytest
from processes import wait_until
from simple_index import JSON, MISSING, SILENCE, Reply, release_of, serving, simple_json
from small_artifacts import write_sdist, write_wheel

from hello.errors import HelloError
from hello.interrupts import interrupt_main_thread
from hello.publishing import waiting
from hello.publishing.model import Release, Repository
from hello.publishing.waiting import wait_until_offered

NOWHERE = Repository("nowhere", "http://127.0.0.1:1/", "http://127.0.0.1:1/simple/")
LONG = 60.0

PAGE = "/simple/tiny/"


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [write_wheel(tmp_path), write_sdist(tmp_path)]


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "SHORTEST_PAUSE", 0.001)
    monkeypatch.setattr(waiting, "LEAST_PATIENCE", LONG)


def test_what_is_shown_is_not_waited_for(files: list[Path]) -> None:
    notes: list[str] = []
    with serving({PAGE: simple_json(files)}) as index:
        waited = wait_until_offered(index.repository, release_of(files), 0, notes.append)

        assert 0 <= waited < LONG
        assert not notes
        assert index.asked == [PAGE]


def test_waits_for_all_files(files: list[Path]) -> None:
    """Also past an index that fails meanwhile."""
    down = Reply(status=503)
    replies = [MISSING, down, simple_json(files[:1]), Reply(b"?", JSON), simple_json(files)]
    notes: list[str] = []
    with serving({PAGE: list(replies)}) as index:
        wait_until_offered(index.repository, release_of(files), LONG, notes.append)

        assert len(index.asked) == len(replies)
    wheel, sdist = (one.name for one in files)
    assert notes == [
        f"not shown yet: {wheel}, {sdist}",
        "the index cannot be asked: it answers 503 Service Unavailable",
        f"not shown yet: {sdist}",
        "this is no answer of an index: its JSON has no list 'files' as it should",
    ]


def test_a_file_without_a_hash_is_enough(files: list[Path]) -> None:
    """Its bytes are compared when it is installed back."""
    with serving({PAGE: simple_json(files, md5="0" * 32)}) as index:
        assert wait_until_offered(index.repository, release_of(files), 0) >= 0


def test_another_hash_is_not_waited_for(files: list[Path]) -> None:
    with (
        serving({PAGE: simple_json(files[:1], sha256="f" * 64)}) as index,
        pytest.raises(HelloError) as caught,
    ):
        wait_until_offered(index.repository, release_of(files), LONG)

    expected = release_of(files).sha256[files[0].name][:12]
    assert str(caught.value) == (
        f"the index shows {files[0].name} with sha256 ffffffffffff..., not {expected}...;"
        " do not install it; raise the version, rehearse and publish that"
    )


def test_says_in_the_end_what_is_missing(files: list[Path]) -> None:
    with serving({PAGE: simple_json(files[:1])}) as index, pytest.raises(HelloError) as caught:
        wait_until_offered(index.repository, release_of(files), 0.02)

    assert caught.value.shown == (
        f"after 0.02 s the index does not show {files[1].name};"
        " nothing is lost, what it took it has"
    )
    assert caught.value.next_step == (
        "finish it later, or with a longer --wait: nothing is uploaded twice"
    )


def test_says_in_the_end_why_nothing_can_be_told(files: list[Path]) -> None:
    with pytest.raises(HelloError, match=r"not show .* \(the index cannot be asked: .*refused"):
        wait_until_offered(NOWHERE, release_of(files), 0.02)


def test_pauses_grow_and_end_with_the_time(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    def rest(seconds: float, _check: object) -> None:
        pauses.append(round(seconds, 2))
        assert len(pauses) < 50, "it does not end"
        sleep(seconds)

    monkeypatch.setattr(waiting, "SHORTEST_PAUSE", 0.2)
    monkeypatch.setattr(waiting, "_rest", rest)
    monkeypatch.setattr(waiting, "monotonic", lambda: now)
    with serving({PAGE: MISSING}) as index, pytest.raises(HelloError, match="after 30 s"):
        wait_until_offered(index.repository, release_of(files), 30)

    assert pauses == [0.2, 0.3, 0.45, 0.68, 1.01, 1.52, 2.28, 3.42, 5, 5, 5, 5, 0.15]
    assert len(index.asked) == len(pauses) + 1


class EndedError(Exception):
    pass


def test_ends_when_all_is_being_ended(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a pause."""
    monkeypatch.setattr(waiting, "SHORTEST_PAUSE", LONG)
    asked = 0

    def check_running() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise EndedError

    with serving({PAGE: MISSING}) as index:
        with pytest.raises(EndedError):
            wait_until_offered(
                index.repository, release_of(files), LONG, check_running=check_running
            )
        assert len(index.asked) == 1


@pytest.mark.parametrize("page", [MISSING, SILENCE], ids=["in a pause", "while asking"])
def test_ctrl_c_ends_it(files: list[Path], monkeypatch: pytest.MonkeyPatch, page: Reply) -> None:
    monkeypatch.setattr(waiting, "SHORTEST_PAUSE", LONG)
    release: Release = release_of(files)
    with serving({PAGE: page}) as index:

        def interrupt() -> None:
            wait_until(lambda: bool(index.asked))
            interrupt_main_thread()

        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            wait_until_offered(index.repository, release, LONG)
