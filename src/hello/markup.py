"""HTML from Python values: all text is escaped, unless it says that it is markup."""

import re
from html import escape

VOID = {"br", "input", "meta"}

LONGEST = 1_000
"""Characters of one text that are shown; pages quote lines, not whole files."""

# The end of a line and tabs are white space. What HTML forbids, what has no glyph, and what
# reorders the text around it (Unicode TR 36, "Bidirectional Text Spoofing") is spelt out.
ILLEGIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


class Markup(str):
    """HTML that goes into the page as it is."""

    __slots__ = ()


def legible(text: str) -> str:
    """Return *text* with control, bidi and surrogate characters spelt out."""
    return ILLEGIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def shortened(text: str) -> str:
    """Return *text*, or its beginning and how many characters more it has."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]} ... ({len(text) - LONGEST:,} more characters)"


def markup(child: object) -> Markup:
    """Return *child* as HTML: nothing for None, Markup as it is, and else its text, escaped."""
    if child is None:
        return Markup()
    return child if isinstance(child, Markup) else Markup(escape(legible(shortened(str(child)))))


def joined(*children: object) -> Markup:
    """Return the *children* one after the other."""
    return Markup("".join(map(markup, children)))


def element(name: str, /, *children: object, **attributes: object) -> Markup:
    """Return ``<name attributes>children</name>``.

    An attribute that is True has no value; one that is None or False is left out. Underscores
    become hyphens, one at the end goes: ``class_``, ``aria_hidden``.
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{_quoted(value)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    end = "" if name in VOID else f"{joined(*children)}</{name}>"
    return Markup(f"<{name}{written}>{end}")


def _quoted(value: object) -> str:
    return escape(legible(str(value)))
