"""Fetches from an index by HTTP: with a deadline for all of an answer, and a bound of its size.

By requests, as twine is: what the upload reached, through proxies and with certificates that
its variables name, this reaches, too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import hello
from hello.errors import HelloError
from hello.rehearsal.addresses import is_loopback
from hello.rehearsal.redaction import redacted
from hello.rehearsal.sending import innermost

if TYPE_CHECKING:
    import requests

PATIENCE = 30.0
"""Seconds for one answer, from the look-up of its host to its last byte."""

MOST_BYTES = 32 << 20
"""Of a page: the longest ones of the public index have about as many."""

MOST_REDIRECTS = 5

CHUNK = 1 << 16

NAME_CERTIFICATES = "let REQUESTS_CA_BUNDLE name the file of its authority's certificate"


class FetchError(HelloError):
    """An index does not answer, or not as an index does; it may do later. *why* is without URL."""

    def __init__(self, why: str, url: str, *, next_step: str) -> None:
        super().__init__(why, redacted(url), next_step=next_step)
        self.why = why


class Fetched(NamedTuple):
    """What came: from where after redirects, the type without its parameters, and the bytes."""

    url: str
    type: str
    body: bytes


def fetch(url: str, accept: str, *, seconds: float = PATIENCE) -> Fetched | None:
    """Return what is at *url*; None where there is nothing (404, 410).

    Raises FetchError where no answer comes in so many *seconds*, or none that is of use.
    """
    pieces: list[bytes] = []
    with _answer(url, accept, seconds) as answer:
        if answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return None
        _insist_on_success(answer, url)
        _read_page(answer, url, pieces.append)
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Fetched(answer.url, kind, b"".join(pieces))


def fetch_file(url: str, most: int, take: Callable[[bytes], object], *, seconds: float) -> None:
    """Give the file at *url* to *take*, piece by piece, and stop where it is over *most* bytes.

    Raises FetchError where it does not come in so many *seconds*.
    """
    with _answer(url, "*/*", seconds) as answer:
        _insist_on_success(answer, url)
        size = 0
        # As it is: some servers take an archive's own compression for one on the way.
        for piece in answer.raw.stream(CHUNK, decode_content=False):
            take(piece)
            size += len(piece)
            if size > most:
                return


@contextmanager
def _answer(url: str, accept: str, seconds: float) -> "Iterator[requests.Response]":
    """Yield the answer, its body unread; explain what goes wrong till the end of the body."""
    import requests
    from urllib3.exceptions import HTTPError, ProtocolError

    from hello.publishing.sessions import session_until

    late = f"no whole answer in {seconds:g} s"
    began = perf_counter()
    try:
        with session_until(seconds) as session:
            session.max_redirects = MOST_REDIRECTS
            headers = {
                "Accept": accept,
                "Accept-Encoding": "identity",
                "Cache-Control": "max-age=0",
                "User-Agent": f"HelloWorld/{hello.__version__}",
            }
            # With an empty one no variable's proxy is taken.
            proxies = {"http": "", "https": ""} if is_loopback(url) else {}
            with session.get(
                url, headers=headers, proxies=proxies, stream=True, timeout=seconds
            ) as answer:
                yield answer
    except requests.TooManyRedirects:
        raise _error(url, f"it leads on more than {MOST_REDIRECTS} times") from None
    except requests.exceptions.SSLError as error:
        raise _error(url, innermost(error), NAME_CERTIFICATES) from None
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        is_late = perf_counter() - began >= seconds or isinstance(error, requests.Timeout)
        is_cut = isinstance(error, requests.exceptions.ChunkedEncodingError | ProtocolError)
        why = late if is_late else "it breaks off in the middle" if is_cut else innermost(error)
        raise _error(url, why) from None
    if perf_counter() - began >= seconds:
        # Cut off, it may look like its end.
        raise _error(url, late)


def _insist_on_success(answer: "requests.Response", url: str) -> None:
    if answer.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise _error(
            url,
            f"it answers {answer.status_code} {answer.reason}: it wants a password for reading",
            "write it into ~/.netrc",
        )
    if answer.status_code != HTTPStatus.OK:
        raise _error(url, f"it answers {answer.status_code} {answer.reason}")


def _read_page(answer: "requests.Response", url: str, take: Callable[[bytes], object]) -> None:
    size = 0
    for piece in answer.iter_content(CHUNK):
        size += len(piece)
        if size > MOST_BYTES:
            raise _error(url, f"it sends more than {MOST_BYTES:,} bytes")
        take(piece)


def _error(url: str, why: str, next_step: str = "try again later") -> FetchError:
    reason = " ".join(redacted(why).split())[:200]
    return FetchError(f"the index cannot be asked: {reason}", url, next_step=next_step)
