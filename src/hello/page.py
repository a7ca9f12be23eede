"""Self-contained HTML pages from reStructuredText, made by docutils."""

import re
from pathlib import Path

from docutils.core import publish_string


def render(text: str, language: str = "en") -> str:
    """Return *text*, reStructuredText, as one HTML page that loads nothing else.

    The text may have a person's words in it, so it may neither read files nor
    pass HTML through (docutils, "Deploying Docutils Securely").
    """
    settings = {
        "language_code": language,
        "output_encoding": "utf-8",
        "embed_stylesheet": True,
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "syntax_highlight": "none",
        # docutils has no labels for some of our languages and would say so each time.
        "report_level": 5,
    }
    return bytes(publish_string(text, writer="html5", settings_overrides=settings)).decode("utf-8")


def write(file: Path, text: str, language: str = "en") -> None:
    """Render *text* into *file*."""
    file.write_text(render(text, language), encoding="utf-8")


def escaped(text: object) -> str:
    """Return *text* on one line and without meaning as markup."""
    return re.sub(r"([^\w\s]|_)", r"\\\1", " ".join(str(text).split()))


def heading(text: str, underline: str = "=") -> str:
    """Return *text* as a reStructuredText heading, wide enough also for Chinese."""
    return f"{text}\n{underline * max(4, 2 * len(text))}\n"
