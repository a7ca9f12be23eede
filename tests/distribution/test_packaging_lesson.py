"""The tables of the lesson "packaging" are those that the other tests prove."""

import docutils.core
import pytest
from docutils.nodes import document, entry, literal_block, row, table, tbody
from packaging_tables import CELLS, FIELDS, LANDINGS, Landing

from hello.language import TEXT_LANGUAGES
from hello.lesson import find_lesson

EACH_LANGUAGE = pytest.mark.parametrize("language", TEXT_LANGUAGES)


def lesson(language: str) -> document:
    return docutils.core.publish_doctree(find_lesson("packaging", language))


def tables(language: str) -> list[list[list[str]]]:
    """Return the rows of each table, below its heading."""
    return [
        [[cell.astext() for cell in one.findall(entry)] for one in body.findall(row)]
        for found in lesson(language).findall(table)
        for body in found.findall(tbody)
    ]


def as_text(landing: Landing) -> str:
    places = zip(("sdist", "wheel", "there"), landing[1:], strict=True)
    return "\n".join([landing.keyword, *(f"  {place} {path}" for place, path in places)])


@EACH_LANGUAGE
def test_the_fields(language: str) -> None:
    assert [[one.keyword, one.field] for one in FIELDS] in tables(language)


@EACH_LANGUAGE
def test_the_files(language: str) -> None:
    blocks = [block.astext() for block in lesson(language).findall(literal_block)]

    assert "\n\n".join(map(as_text, LANDINGS)) in blocks


@EACH_LANGUAGE
def test_the_data_files(language: str) -> None:
    rows = [
        [*(str(int(letter in cell.has)) for letter in "PIM"), cell.sdist, cell.wheel]
        for cell in CELLS
    ]

    assert rows in tables(language)


def test_both_languages_have_the_same_dates() -> None:
    english, chinese = ([one[0] for one in tables(language)[0]] for language in TEXT_LANGUAGES)

    assert english == chinese == sorted(english)
    assert len(english) == 16
