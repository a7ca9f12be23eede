"""Reads a page for tests: what is in it, and whether it is well formed."""

from html.parser import HTMLParser

VOID = {"base", "br", "img", "input", "link", "meta"}
"""Elements that have no end."""


class Reader(HTMLParser):
    """Reads a page: its elements, its text, and whether each one that begins also ends."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] not in (["style"], ["script"]):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def values(self, attribute: str, tag: str = "") -> list[str | None]:
        """Return the values of *attribute*, of all elements or of those called *tag*."""
        return [
            have[attribute]
            for name, have in self.elements
            if attribute in have and name == (tag or name)
        ]
