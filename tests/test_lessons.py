"""Lessons: there, sound reStructuredText, readable in a terminal, and true."""

import doctest
import io
import re

import docutils.core
import pytest
from docutils.nodes import TextElement
from docutils.utils import SystemMessage
from rich.console import Console
from rich_rst import RestructuredText

from hello import page
from hello.catalogue import DEMOS
from hello.errors import WrongUseError
from hello.language import TEXT_LANGUAGES
from hello.lesson import TOPICS, find_lesson, lesson_names, with_folded_code

EACH_LESSON = pytest.mark.parametrize("name", lesson_names())
EACH_LANGUAGE = pytest.mark.parametrize("language", TEXT_LANGUAGES)


def test_each_demo_and_each_topic_has_one() -> None:
    assert sorted(lesson_names()) == sorted([*TOPICS, *(demo.name for demo in DEMOS)])


def test_a_topic_is_read_at_the_end_of_its_chapter() -> None:
    of_the_chapter = [demo.name for demo in DEMOS if demo.chapter == "packaging"]

    assert lesson_names()[: len(of_the_chapter) + 1] == [*of_the_chapter, "packaging"]


@pytest.mark.parametrize(("name", "meant"), [("packagin", "packaging"), ("heapsort", "heap-sort")])
def test_a_mistyped_one_is_answered_with_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(WrongUseError, match=f"did you mean '{meant}'"):
        find_lesson(name, "en")


@EACH_LESSON
@EACH_LANGUAGE
def test_docutils_has_no_complaint(name: str, language: str) -> None:
    strict = {"halt_level": 2, "report_level": 5}
    try:
        docutils.core.publish_doctree(find_lesson(name, language), settings_overrides=strict)
    except SystemMessage as complaint:
        pytest.fail(str(complaint))


@EACH_LESSON
@EACH_LANGUAGE
def test_its_examples_are_true(name: str, language: str) -> None:
    test = doctest.DocTestParser().get_doctest(find_lesson(name, language), {}, name, None, 0)
    report = io.StringIO()
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.write)

    assert result.failed == 0, report.getvalue()


@EACH_LESSON
def test_both_languages_have_the_same_parts(name: str) -> None:
    """The same number of headings, examples and literal blocks."""
    parts = [
        [
            len(re.findall(mark, find_lesson(name, language), re.MULTILINE))
            for language in TEXT_LANGUAGES
        ]
        for mark in (r"^[=-]{4,}$", r"^\s*>>> ", r"::$", r"^\s*\.\. code")
    ]

    assert [english for english, _ in parts] == [chinese for _, chinese in parts]


@EACH_LESSON
def test_the_english_one_survives_an_ascii_terminal(name: str) -> None:
    words = re.sub(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]", "", find_lesson(name, "en"))

    assert sorted(set(words) - set(map(chr, range(128)))) == []


@EACH_LESSON
@EACH_LANGUAGE
@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_of_it_is_lost_in_a_terminal(name: str, language: str, width: int) -> None:
    """rich_rst cuts what it cannot wrap: long lines of code, items of numbered lists."""
    text = find_lesson(name, language)
    screen = Console(file=io.StringIO(), width=width, color_system=None)
    screen.print(RestructuredText(with_folded_code(text, width), show_errors=True))

    assert isinstance(screen.file, io.StringIO)
    shown = re.sub(r"[\s\u2500-\u257f]", "", screen.file.getvalue())
    parts = docutils.core.publish_doctree(text).findall(TextElement)
    lost = [one.astext() for one in parts if re.sub(r"\s", "", one.astext()) not in shown]
    assert lost == []


@EACH_LESSON
@EACH_LANGUAGE
def test_its_page_is_whole_and_loads_nothing(name: str, language: str) -> None:
    html = page.render(find_lesson(name, language), language)

    assert f'lang="{language}"' in html
    assert html.rstrip().endswith("</html>")
    assert not re.search(r"""(src|href)=["'](?!#)(?!https?://[^"']*["'][^>]*>)""", html)
    assert "<script" not in html
