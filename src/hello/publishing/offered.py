"""What an index has of a project: by the simple API, as JSON or HTML (PEP 691, PEP 503)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

from hello.publishing.fetching import PATIENCE, Fetched, FetchError, fetch
from hello.publishing.model import Release, Repository
from hello.rehearsal.beside import SIGNATURES
from hello.rehearsal.names import normalised
from hello.rehearsal.offered import Offer, offers

ACCEPT = (
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1,"
    " text/html; q=0.01"
)
"""What pip sends: what the index shows to us, it shows to pip."""

JSON = {"application/vnd.pypi.simple.v1+json", "application/json"}
HTML = {"application/vnd.pypi.simple.v1+html", "text/html", "application/xhtml+xml", ""}


def files_on(
    repository: Repository, name: str, *, seconds: float = PATIENCE
) -> Mapping[str, Offer]:
    """Return by file name all that *repository* has of the project *name*; {} for nothing.

    Raises FetchError where it does not answer in so many *seconds*, or not as an index does.
    """
    fetched = fetch(_page_of(repository, name), ACCEPT, seconds=seconds)
    if fetched is None:
        return {}
    if fetched.type in JSON:
        return dict(_from_json(fetched))
    if fetched.type in HTML:
        return _from_html(fetched)
    raise _no_index(fetched, f"{fetched.type} is neither JSON nor HTML")


def shown_of(release: Release) -> Mapping[str, str]:
    """Return the sha256 of the files that an index lists: attestations are no files of theirs."""
    return {name: one for name, one in release.sha256.items() if not name.endswith(SIGNATURES)}


def _page_of(repository: Repository, name: str) -> str:
    return f"{repository.simple}{normalised(name)}/"


def _from_html(fetched: Fetched) -> Mapping[str, Offer]:
    try:
        return offers(fetched.body.decode("utf-8", "replace"), fetched.url)
    except ValueError as error:
        raise _no_index(fetched, f"a link of its page leads nowhere: {error}") from None


def _from_json(fetched: Fetched) -> Iterator[tuple[str, Offer]]:
    try:
        document: Any = json.loads(fetched.body)
        for file in document["files"]:
            sha256 = file["hashes"].get("sha256")
            url = urljoin(fetched.url, file["url"])
            yield str(file["filename"]), Offer(url, str(sha256) if sha256 else None)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _no_index(fetched, "its JSON has no list 'files' as it should") from None


def _no_index(fetched: Fetched, why: str) -> FetchError:
    return FetchError(
        f"this is no answer of an index: {why}",
        fetched.url,
        next_step="look at the address with a browser; --index-url gives another",
    )
