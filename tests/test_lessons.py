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
from hello.catalogue import DEMOS, Demo
from hello.language import TEXT_LANGUAGES
from hello.lesson import lesson_text, with_folded_code
from hello.loading import find_demo

EACH_DEMO = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
EACH_LANGUAGE = pytest.mark.parametrize("language", TEXT_LANGUAGES)


def read(demo: Demo, language: str) -> str:
    return lesson_text(find_demo(demo.name), language)


@EACH_DEMO
@EACH_LANGUAGE
def test_docutils_has_no_complaint(demo: Demo, language: str) -> None:
    strict = {"halt_level": 2, "report_level": 5}
    try:
        docutils.core.publish_doctree(read(demo, language), settings_overrides=strict)
    except SystemMessage as complaint:
        pytest.fail(str(complaint))


@EACH_DEMO
@EACH_LANGUAGE
def test_its_examples_are_true(demo: Demo, language: str) -> None:
    test = doctest.DocTestParser().get_doctest(read(demo, language), {}, demo.name, None, 0)
    report = io.StringIO()
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.write)

    assert result.failed == 0, report.getvalue()


@EACH_DEMO
def test_both_languages_have_the_same_parts(demo: Demo) -> None:
    """The same number of headings, examples and literal blocks."""
    parts = [
        [len(re.findall(mark, read(demo, language), re.MULTILINE)) for language in TEXT_LANGUAGES]
        for mark in (r"^[=-]{4,}$", r"^\s*>>> ", r"::$", r"^\s*\.\. code")
    ]

    assert [english for english, _ in parts] == [chinese for _, chinese in parts]


@EACH_DEMO
def test_the_english_one_survives_an_ascii_terminal(demo: Demo) -> None:
    words = re.sub(r"[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]", "", read(demo, "en"))

    assert sorted(set(words) - set(map(chr, range(128)))) == []


@EACH_DEMO
@EACH_LANGUAGE
@pytest.mark.parametrize("width", [40, 60, 80])
def test_nothing_of_it_is_lost_in_a_terminal(demo: Demo, language: str, width: int) -> None:
    """rich_rst cuts what it cannot wrap: long lines of code, items of numbered lists."""
    text = read(demo, language)
    screen = Console(file=io.StringIO(), width=width, color_system=None)
    screen.print(RestructuredText(with_folded_code(text, width), show_errors=True))

    assert isinstance(screen.file, io.StringIO)
    shown = re.sub(r"[\s\u2500-\u257f]", "", screen.file.getvalue())
    parts = docutils.core.publish_doctree(text).findall(TextElement)
    lost = [one.astext() for one in parts if re.sub(r"\s", "", one.astext()) not in shown]
    assert lost == []


@EACH_DEMO
@EACH_LANGUAGE
def test_its_page_is_whole_and_loads_nothing(demo: Demo, language: str) -> None:
    html = page.render(read(demo, language), language)

    assert f'lang="{language}"' in html
    assert html.rstrip().endswith("</html>")
    assert not re.search(r"""(src|href)=["'](?!#)(?!https?://[^"']*["'][^>]*>)""", html)
    assert "<script" not in html
