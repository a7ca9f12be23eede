"""What the index's page of the project would show: its metadata and its README."""

from html import escape
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from hello.markup import Markup, element, joined, legible, markup
from hello.rehearsal.html.framing import framed
from hello.rehearsal.html.terms import field
from hello.rehearsal.html.words import Words
from hello.rehearsal.particulars import Particulars

TITLE = ("Name", "Version", "Summary")
"""What stands above the table."""

LINKS = {"Home-page", "Download-URL", "Project-URL"}
SAFE = ("https://", "http://")
SEPARATOR = " :: "

MOST_CHARACTERS = 100_000
"""Of a README that is shown as it was written."""


def readme_style() -> str:
    """Return the style of the frame that the README is in."""
    return (files(__package__) / "readme.css").read_text(encoding="utf-8")


def section(particulars: Particulars, words: Words) -> Markup:
    """Return both, below the title as the index writes it."""
    values = dict(reversed(particulars.metadata))
    return element(
        "section",
        element("h2", words["heading-metadata"], id="metadata"),
        _title(values) if values else None,
        _table(particulars, words),
        _readme(particulars, words),
        aria_labelledby="metadata",
    )


def _title(values: dict[str, str]) -> Markup:
    name, version = values.get("Name", ""), values.get("Version", "")
    return element(
        "div",
        element("p", f"{name} {version}", class_="index-title"),
        element("p", element("code", f"pip install {name}"), class_="index-command"),
        element("p", values.get("Summary"), class_="index-summary", dir="auto"),
        class_="index",
        lang="en",
    )


def _table(particulars: Particulars, words: Words) -> Markup | None:
    fields: dict[str, list[str]] = {}
    for name, value in particulars.metadata:
        if name in TITLE:
            continue
        fields.setdefault(name, []).append(value)
    rows = [
        element(
            "tr",
            element("th", field(name, words["language"]), scope="row"),
            element("td", _values(name, values), lang="en", dir="auto"),
        )
        for name, values in fields.items()
    ]
    return element("table", element("tbody", *rows), class_="metadata") if rows else None


def _values(name: str, values: list[str]) -> Markup:
    if name == "Classifier":
        return _classifiers(values)
    shown = [_link(value) if name in LINKS else markup(value) for value in values]
    if len(shown) == 1:
        return shown[0]
    return element("ul", *(element("li", one) for one in shown), role="list")


def _link(value: str) -> Markup:
    """Return an address, or ``label, address``, as a link where it is one of the web."""
    label, _, address = value.rpartition(", ")
    label = label or address
    if not address.startswith(SAFE):
        return markup(value)
    return element("a", label, href=address, rel="noopener noreferrer")


def _classifiers(values: list[str]) -> Markup:
    """Return the classifiers grouped by their first part, as the index does."""
    pairs = [value.partition(SEPARATOR)[::2] for value in sorted(values)]
    groups = [
        element(
            "li",
            head,
            element("ul", *(element("li", rest) for _, rest in pairs if rest), role="list"),
        )
        for head, pairs in groupby(pairs, key=itemgetter(0))
    ]
    return element("ul", *groups, class_="classifiers", role="list")


def _readme(particulars: Particulars, words: Words) -> Markup:
    """Return the README in a frame: without scripts or forms, its links open elsewhere."""
    heading = element("h3", words["heading-readme"], id="readme")
    if particulars.readme is None and not particulars.description.strip():
        return joined(heading, element("p", words["no-readme"], class_="about"))
    text, note = _text(particulars, words)
    document = "".join(
        (
            '<!DOCTYPE html><html><head><meta charset="utf-8">',
            f"<style>{readme_style()}</style></head><body>{text}</body></html>",
        )
    )
    frame = element(
        "iframe",
        title=words["readme-frame"],
        # The page's script may measure it; nothing in it runs.
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox",
        referrerpolicy="no-referrer",
        srcdoc=document,
    )
    return joined(heading, note, frame)


def _text(particulars: Particulars, words: Words) -> tuple[str, Markup | None]:
    """Return the README as HTML, and what there is to say of it."""
    if particulars.readme is not None:
        return framed(particulars.readme, words["image"]), None
    text = escape(legible(particulars.description[:MOST_CHARACTERS]))
    return f"<pre>{text}</pre>", element("p", words["raw-readme"], class_="about")
