"""The README as the index shows it, made with the renderer of the index itself.

What the renderer does not take makes the index refuse the upload; what it takes away, or what
points to files beside the README, is lost there without a word.
"""

import io
import re
import warnings
from collections.abc import Iterator
from email.message import EmailMessage, Message
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from hello.rehearsal.core_metadata import description_of

MARKDOWN, RST, PLAIN = "text/markdown", "text/x-rst", "text/plain"

LOST = {"audio", "embed", "iframe", "object", "script", "style", "svg", "video"}
"""HTML that the index takes out of a Markdown file, or shows as text."""

COMPLAINT = re.compile(r"^<string>:(\d*):? ?\([A-Z]+/\d\) (.*)", re.MULTILINE)
"""How docutils tells a line, and what is wrong there."""

LONGEST_COMPLAINT = 120


class Rendering(NamedTuple):
    """The README as HTML, or None; then *complaint* says why, and is "" where nobody knows."""

    html: str | None
    complaint: str = ""


def rendered(message: Message) -> str | None:
    """Return the README of the metadata *message* as the index will show it, in HTML.

    It is safe to put into a page: the renderer has taken out what is not. None where there is
    no README, where the index would refuse it, or where there is no renderer for it here.
    """
    text = description_of(message)
    return render(text, message["Description-Content-Type"]).html if text.strip() else None


@lru_cache(maxsize=4)
def render(text: str, content_type: str | None) -> Rendering:
    """Render *text* as the index does: without a content type as reStructuredText."""
    kind, parameters = parse_content_type(content_type)
    with warnings.catch_warnings():
        # It warns where it was installed without its extra for Markdown.
        warnings.simplefilter("ignore")
        if kind == MARKDOWN:
            return _render_markdown(text, parameters.get("variant", "GFM"))
        return _render_rst(text) if kind == RST else _render_plain(text)


def parse_content_type(value: str | None) -> tuple[str, dict[str, str]]:
    """Return the type and its parameters.

    >>> parse_content_type("text/markdown; variant=GFM")
    ('text/markdown', {'variant': 'GFM'})
    """
    if not value:
        return RST, {}
    message: Any = EmailMessage()
    message["content-type"] = value
    return message.get_content_type(), dict(message["content-type"].params)


def _render_rst(text: str) -> Rendering:
    from readme_renderer import rst

    stream = io.StringIO()
    html = rst.render(text, stream)
    return Rendering(html) if html else Rendering(None, _in_words(stream.getvalue()))


def _in_words(said: str) -> str:
    """Return the first complaint of docutils as one short line."""
    found = COMPLAINT.search(said)
    line, text = found.groups() if found else ("", said)
    shown = " ".join(text.split())
    if len(shown) > LONGEST_COMPLAINT:
        shown = f"{shown[:LONGEST_COMPLAINT].rstrip()}..."
    return f"line {line}: {shown}" if line else shown


def _render_markdown(text: str, variant: str) -> Rendering:
    from readme_renderer import markdown

    if not markdown.variants:
        return Rendering(None)
    html = markdown.render(text, variant=variant)
    return Rendering(html) if html else Rendering(None, f"nothing comes of it as {variant}")


def _render_plain(text: str) -> Rendering:
    from readme_renderer import txt

    return Rendering(f"<pre>{txt.render(text)}</pre>")


def is_renderable_here(content_type: str | None) -> bool:
    """Return whether there is a renderer for this content type on this machine."""
    if parse_content_type(content_type)[0] != MARKDOWN:
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from readme_renderer import markdown

        return bool(markdown.variants)


def dead_links(html: str) -> tuple[str, ...]:
    """Return what the page *html* points to as if it were still beside the project's files.

    >>> dead_links('<a href="docs/usage.md">Usage</a> <a href="#top">Top</a>')
    ('docs/usage.md',)
    """
    links = _parsed(html).links
    return tuple(dict.fromkeys(link for link in links if _is_relative(link)))


def _is_relative(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:  # as "http://[" is
        return False
    return bool(parts.path) and not parts.scheme and not parts.netloc


def lost_tags(text: str, content_type: str | None) -> tuple[str, ...]:
    """Return which HTML elements of a Markdown file the index does not show as such."""
    from readme_renderer import markdown

    if parse_content_type(content_type)[0] != MARKDOWN or not markdown.variants:
        return ()
    # Not GFM: that has already taken some of them for text.
    tags = _parsed(markdown.variants["CommonMark"](text)).tags
    return tuple(sorted(tags & LOST))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += _targets(tag, dict(attrs))


def _targets(tag: str, attributes: dict[str, str | None]) -> Iterator[str]:
    target = attributes.get({"a": "href", "img": "src"}.get(tag, ""))
    if target:
        yield target.strip()


def _parsed(html: str) -> _Parser:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return parser
