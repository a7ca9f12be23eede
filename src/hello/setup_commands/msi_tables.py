"""What wixl cannot say, put into the package's tables afterwards by msibuild.

Tables travel as text (.idt, "Text Archive Files" in Microsoft's documentation): a line of
columns, a line of types, a line with the table and its keys, then the rows, tabs between.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from . import external

UTF_8 = "\r\n\r\n65001\t_ForceCodepage\r\n"
"""The table that is none: it says in which code the texts are."""

WITH_TEXT = ("Property", "Directory", "File")
"""The tables that have texts of the project in them."""

COLUMNS = {
    "RemoveFile": (
        "FileKey Component_ FileName DirProperty InstallMode",
        "s72 s72 L255 s72 i2",
        "FileKey",
    ),
    "Registry": ("Registry Root Key Name Value Component_", "s72 i2 l255 L255 L0 s72", "Registry"),
    "Upgrade": (
        "UpgradeCode VersionMin VersionMax Language Attributes Remove ActionProperty",
        "s38 S20 S20 S255 i4 S255 s72",
        "UpgradeCode VersionMin VersionMax Language Attributes",
    ),
}
"""The tables that we write: their columns, the columns' types, their keys."""


class StandIns:
    """Words in ASCII that stand for texts with more than that."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Return *text* if it is ASCII, else a word that stands for it."""
        if text.isascii():
            return text
        word = f"U{hashlib.sha256(text.encode()).hexdigest()[:24]}U"
        self._texts[word] = text
        return word

    def replaced(self, content: str) -> str:
        """Return *content* with the texts in the place of their words."""
        for word, text in self._texts.items():
            content = content.replace(word, text)
        return content

    def __bool__(self) -> bool:
        return bool(self._texts)


def write_tables(
    package: Path, tables: Mapping[str, Sequence[Sequence[str]]], words: StandIns, author: str
) -> None:
    """Put the rows of the *tables* into the *package*, and the texts in the place of their words.

    Only PYTHONDIR is new among the properties: one that the user gives has to be named as secure
    to reach an installation for all users. Nobody asks whether a newer version is there.
    """
    texts = {name: _as_text(name, rows) for name, rows in tables.items()}
    for name in WITH_TEXT:
        texts[name] = external.run([external.find("msiinfo"), "export", package, name])
    texts["Property"] = texts["Property"].replace("WIX_DOWNGRADE_DETECTED", "PYTHONDIR")
    if words:
        texts = {"_ForceCodepage": UTF_8} | texts
    paths = [package.with_name(f"{name}.idt") for name in texts]
    for path, content in zip(paths, texts.values(), strict=True):
        path.write_bytes(words.replaced(content).encode())
    # The summary's author is a stand-in too. "-s" last: msibuild 0.101 skips a word after it; and
    # it takes a leading "-" for an option.
    summary = ["-s", package.stem, author.lstrip("-")]
    external.run([external.find("msibuild"), package, "-i", *paths, *summary])


def _as_text(name: str, rows: Sequence[Sequence[str]]) -> str:
    columns, types, keys = COLUMNS[name]
    lines = [columns.split(), types.split(), [name, *keys.split()], *rows]
    return "".join("\t".join(line) + "\r\n" for line in lines)
