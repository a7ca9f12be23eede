"""What an index offers of a project: the page of links of the simple API (PEP 503)."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urljoin, urlsplit


class Offer(NamedTuple):
    """A file that an index offers: where, and which sha256 it should have, if the page says so."""

    url: str
    sha256: str | None


def offers(page: str, url: str) -> Mapping[str, Offer]:
    """Return what the *page* at *url* offers, by file name."""
    reader = _Links()
    reader.feed(page)
    reader.close()
    found = {}
    for link in reader.links:
        parts = urlsplit(urljoin(url, link))
        name = unquote(parts.path.rpartition("/")[2])
        (sha256,) = parse_qs(parts.fragment).get("sha256", [None])[:1]
        found[name] = Offer(parts._replace(fragment="").geturl(), sha256)
    return found


class _Links(HTMLParser):
    """Collects the addresses that a page points to."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an ``a`` leads."""
        if tag == "a":
            self.links += [value for name, value in attrs if name == "href" and value]
