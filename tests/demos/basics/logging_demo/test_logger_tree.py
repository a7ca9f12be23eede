"""The tree of loggers and the table of records, as text."""

import logging

import pytest
from pictures import drawn
from rich.cells import cell_len
from rich.console import RenderableType

from hello.demos.basics.logging_demo import demonstrate
from hello.demos.basics.logging_demo.facts import Answer
from hello.demos.basics.logging_demo.logger_tree import (
    answers_table,
    level_words,
    pictures,
    table,
    tree,
)
from hello.demos.basics.logging_demo.run import follow
from hello.demos.basics.logging_demo.setting import Setting


def lines(*parts: RenderableType, width: int = 80, encoding: str = "utf-8") -> list[str]:
    return [line.rstrip() for line in drawn(parts, width, encoding).splitlines()]


def test_the_tree_has_levels_filters_and_handlers() -> None:
    setting = Setting(handler_filters={"root": "s1"}, no_propagate=["s1"])

    assert lines(tree(follow([], setting).loggers)) == [
        "root level 0 NOTSET, effective 0",
        "├── console handler, level 0, filter 's1'",
        "└── s1 level 0 NOTSET, effective 0, propagate off",
        "    ├── file handler, level 50",
        "    └── s1.s2 level 40 ERROR, effective 40",
        "        ├── filter 's1.s2'",
        "        ├── file handler, level 50",
        "        └── s1.s2.s3 level 0 NOTSET, effective 40",
        "            └── file handler, level 50",
    ]


def test_each_record_has_its_way() -> None:
    setting = Setting(filters={"s1.s2": "s1.s2", "s1": "x"}, handler_filters={"s1": "s1.s2.s3"})
    records = [("s1.s2", 30), ("s1", 50), ("s1.s2", 50), ("s1.s2.s3", 40)]

    assert lines(table(follow(records, setting))) == [
        "1 s1.s2 WARNING  refused by the logger's level: 30 < 40",
        "2 s1 CRITICAL    refused by the logger's filter 'x'",
        "3 s1.s2 CRITICAL filter 's1.s2' ok > s1.s2 WROTE > s1 no (filter) > root WROTE",
        "4 s1.s2.s3 ERROR s1.s2.s3 no > s1.s2 no > s1 no > root WROTE",
    ]


def test_each_filter_has_a_column() -> None:
    answers = [
        Answer(filter_name, name, passed=name in filter_name)
        for filter_name in ("[b]s1", "s1.s2")
        for name in ("s1", "s1.s2")
    ]

    assert [line.split() for line in lines(answers_table(answers))] == [
        ["filter", "'[b]s1'", "filter", "'s1.s2'"],
        ["s1", "passes", "passes"],
        ["s1.s2", "no", "passes"],
    ]


@pytest.mark.parametrize(("level", "words"), [(40, "40 ERROR"), (0, "0 NOTSET"), (35, "35")])
def test_a_level_has_its_name_if_there_is_one(level: int, words: str) -> None:
    assert level_words(level) == words


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_picture_fits_the_terminal(width: int, encoding: str) -> None:
    shown = lines(*pictures(demonstrate()), width=width, encoding=encoding)

    assert max(map(cell_len, shown)) <= width


def test_names_that_look_like_markup_are_shown_as_they_are() -> None:
    text = drawn(pictures(demonstrate(filters={"s1": "[red]", "s1.s2": ""})))

    assert "filter '[red]'" in text
    assert "filter '' ok" in text


def test_an_empty_file_says_so() -> None:
    shown = lines(*pictures(demonstrate(handler_level=logging.CRITICAL + 1)))

    at = shown.index("Lines in the file: 0 (on the console: 8)")
    assert shown[at + 1] == "(none)"
