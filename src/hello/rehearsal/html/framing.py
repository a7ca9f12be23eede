"""The README made fit for its frame: it asks no server for images, and its links open elsewhere."""

from html import escape
from html.parser import HTMLParser


class _Writer(HTMLParser):
    """Writes what it reads, with the texts of images in their places, and targets of links."""

    def __init__(self, word: str) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._word = word

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            alternative = dict(attrs).get("alt")
            text = f"{self._word}: {alternative}" if alternative else self._word
            self.parts.append(f'<span class="image">{escape(text)}</span>')
            return
        written = self.get_starttag_text() or ""
        if tag == "a" and not (dict(attrs).get("href") or "#").startswith("#"):
            written = f'{written.removesuffix(">")} target="_blank">'
        self.parts.append(written)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")


def framed(clean: str, word: str) -> str:
    """Return *clean* HTML with each image as its text, behind *word*: "image".

    Links that lead out of the text open a new page.
    """
    writer = _Writer(word)
    writer.feed(clean)
    writer.close()
    return "".join(writer.parts)
