"""What comes over HTTP, however an index answers."""

import gzip
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from public_index import PublicIndex
from simple_index import DRIPS, SILENCE, Reply, Running, serving
from tls import make_certificates

from hello.publishing import fetching
from hello.publishing.fetching import MOST_REDIRECTS, Fetched, FetchError, fetch, fetch_file
from hello.publishing.sessions import session_until

PAGE = "/simple/tiny/"


def error_of(reply: Reply, *, seconds: float = 60.0) -> str:
    with serving({PAGE: reply}) as index:
        with pytest.raises(FetchError) as caught:
            fetch(f"{index.url}simple/tiny/", "text/html", seconds=seconds)
        assert index.drops < DRIPS, "it was heard to its end"
        assert len(index.asked) <= 1 + MOST_REDIRECTS
        return str(caught.value).replace(index.url, "INDEX/")


def test_what_is_there_comes_with_its_type() -> None:
    with serving({PAGE: Reply(b"<p>", "Text/HTML; charset=utf-8")}) as index:
        url = f"{index.url}simple/tiny/"

        assert fetch(url, "text/html") == Fetched(url, "text/html", b"<p>")
        assert index.headers[0]["Accept"] == "text/html"
        assert index.headers[0]["Cache-Control"] == "max-age=0"


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_none(status: int) -> None:
    with serving({PAGE: Reply(status=status)}) as index:
        assert fetch(f"{index.url}simple/tiny/", "text/html") is None


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        pytest.param(Reply(status=500), "it answers 500 Internal Server Error", id="500"),
        pytest.param(Reply(status=503), "it answers 503 Service Unavailable", id="503"),
        pytest.param(Reply(status=429), "it answers 429 Too Many Requests", id="429"),
        pytest.param(
            Reply(b"12345678", hangs_up_after=3), "it breaks off in the middle", id="breaks off"
        ),
        pytest.param(
            Reply(status=302, headers={"Location": PAGE}),
            "it leads on more than 5 times",
            id="redirects for ever",
        ),
        pytest.param(
            Reply(status=302, headers={"Location": "ftp://127.0.0.1/"}),
            "No connection adapters were found for 'ftp://127.0.0.1/'",
            id="redirects to no web page",
        ),
    ],
)
def test_what_goes_wrong_is_one_line(reply: Reply, why: str) -> None:
    shown = error_of(reply)

    assert shown == f"the index cannot be asked: {why}: 'INDEX/simple/tiny/'; try again later"


@pytest.mark.parametrize("status", [401, 403])
def test_a_password_for_reading_is_asked_for(status: int) -> None:
    shown = error_of(Reply(status=status))

    assert "it wants a password for reading" in shown
    assert shown.endswith("; write it into ~/.netrc")


@pytest.mark.parametrize(
    "reply", [SILENCE, Reply(drips=True)], ids=["never answers", "a byte now and then"]
)
def test_there_is_a_deadline_for_all_of_it(reply: Reply) -> None:
    """Each byte would start the timeout of requests anew."""
    assert "no whole answer in 0.5 s" in error_of(reply, seconds=0.5)


def test_a_cut_off_page_is_not_taken_for_a_whole_one() -> None:
    """Without its length announced, the end of the connection is the end of the page."""
    with serving({"/file": Reply(drips=True)}) as index, pytest.raises(FetchError, match=r"0\.2 s"):
        fetch_file(f"{index.url}file", 10**9, lambda _piece: None, seconds=0.2)


def test_too_long_a_page_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)

    assert "it sends more than 1,000 bytes" in error_of(Reply(bytes(1001)))
    assert "it sends more than 1,000 bytes" in error_of(
        Reply(gzip.compress(bytes(10**7)), headers={"Content-Encoding": "gzip"})
    )


def test_nobody_is_there() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # but it does not listen
        with pytest.raises(FetchError, match=r"cannot be asked: .*refused"):
            fetch(f"http://127.0.0.1:{nobody.getsockname()[1]}/", "text/html")


def test_a_file_comes_as_it_is() -> None:
    """Some servers take an archive's compression for one on the way, to be undone."""
    archive = gzip.compress(b"content")
    pieces: list[bytes] = []
    with serving({"/a.tar.gz": Reply(archive, headers={"Content-Encoding": "gzip"})}) as index:
        fetch_file(f"{index.url}a.tar.gz", 1000, pieces.append, seconds=60)

    assert b"".join(pieces) == archive


def test_of_too_large_a_file_only_the_beginning_is_read() -> None:
    size = 0

    def count(piece: bytes) -> None:
        nonlocal size
        size += len(piece)

    with serving({"/a.whl": Reply(bytes(10**7))}) as index:
        fetch_file(f"{index.url}a.whl", 10, count, seconds=60)

    assert 10 < size < 10**6


def test_a_file_that_is_gone() -> None:
    with serving({}) as index, pytest.raises(FetchError, match="it answers 404 Not Found"):
        fetch_file(f"{index.url}a.whl", 10, lambda _piece: None, seconds=60)


def through(proxy: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


def test_proxies_lead_to_others_and_not_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    far = "http://index.invalid/simple/tiny/"
    with serving({far: Reply(b"far")}) as proxy, serving({PAGE: Reply(b"near")}) as index:
        through(proxy, monkeypatch)
        near = fetch(f"{index.url}simple/tiny/", "text/html")
        there = fetch(far, "text/html")

        assert near is not None
        assert there is not None
        assert (near.body, there.body) == (b"near", b"far")
        assert proxy.asked == [far]


def test_there_is_a_deadline_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    far = "http://index.invalid/simple/tiny/"
    with serving({far: Reply(drips=True)}) as proxy:
        through(proxy, monkeypatch)
        with pytest.raises(FetchError, match=r"no whole answer in 0\.5 s"):
            fetch(far, "text/html", seconds=0.5)
        assert proxy.drops < DRIPS


def test_a_secret_in_an_address_is_not_shown() -> None:
    with serving({}) as index:
        url = index.url.replace("127", "user:hunter22@127")
        with pytest.raises(FetchError) as caught:
            fetch_file(f"{url}a.whl", 10, lambda _piece: None, seconds=60)

    assert "hunter22" not in str(caught.value)


def test_certificates_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificates = make_certificates(tmp_path)
    with PublicIndex(certificates) as index:
        with pytest.raises(FetchError, match="REQUESTS_CA_BUNDLE"):
            fetch(index.simple, "text/html")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))

        assert fetch(index.simple, "text/html")


def test_a_deadline_ends_what_is_read_by_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates = make_certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificates.authority))
    with PublicIndex(certificates) as index:
        index.never_answers = True
        with pytest.raises(FetchError, match=r"no whole answer in 0\.5 s"):
            fetch(index.simple, "text/html", seconds=0.5)


def test_connections_after_the_deadline_end_at_once() -> None:
    def ask_often() -> None:
        for _ in range(2000):  # the first may still get through
            session.get(f"{index.url}simple/tiny/", timeout=60)

    with (
        serving({PAGE: Reply(b"late")}) as index,
        session_until(0.0) as session,
        pytest.raises(OSError, match=r"."),
    ):
        ask_often()


def test_requests_is_not_loaded_before_it_is_needed() -> None:
    """It takes longer than all else that a command loads."""
    code = "import sys, hello.publishing.waiting; print('requests' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=os.environ, capture_output=True, text=True, check=True
    )

    assert done.stdout == "False\n"
