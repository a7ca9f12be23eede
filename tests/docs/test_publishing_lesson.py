"""The tables of the lesson "publishing": the answers are those of the index."""

from pathlib import Path

import docutils.core
import public_index
import pytest
from docutils.nodes import entry, literal, row, table, tbody

from hello.language import TEXT_LANGUAGES
from hello.lesson import find_lesson
from hello.publishing.telling import WORDS as TELLING


def rows(language: str, number: int) -> list[row]:
    """Return the rows of a table of the lesson."""
    lesson = docutils.core.publish_doctree(find_lesson("publishing", language))
    return list(next(list(lesson.findall(table))[number].findall(tbody)).findall(row))


def answers(language: str) -> list[tuple[int, str]]:
    """Return the HTTP statuses, and the words of the index; "" for none."""
    return [
        (
            int(next(one.findall(entry)).astext()),
            "".join(words.astext() for words in one.findall(literal)),
        )
        for one in rows(language, 0)
    ]


def test_both_languages_have_the_same_answers_and_dates() -> None:
    english, chinese = (answers(language) for language in TEXT_LANGUAGES)
    dates = [
        [next(one.findall(entry)).astext() for one in rows(language, 1)]
        for language in TEXT_LANGUAGES
    ]

    assert english == chinese == sorted(english, key=lambda pair: pair[0])
    assert dates[0] == dates[1] == sorted(dates[0])
    assert (len(english), len(dates[0])) == (11, 10)


@pytest.mark.parametrize(("status", "words"), answers("en"))
def test_the_answers_are_those_of_the_index(status: int, words: str) -> None:
    """Of the one in tests/support, whose words are those of the public index's source."""
    modules = Path(public_index.__file__).parent.glob("index_*.py")
    said = "".join(module.read_text(encoding="utf-8") for module in modules)

    assert all(part in said for part in words.split(" ... ")), status


@pytest.mark.parametrize(("language", "exercise"), [("en", "Exercises"), ("zh", "练习")])
def test_who_is_to_finish_is_sent_to_the_command_that_is_printed(
    language: str, exercise: str
) -> None:
    """Another build has other bytes, so the command of the first run would not do."""
    lesson, exercises = find_lesson("publishing", language).split(f"\n{exercise}\n")
    heading = TELLING[language]["finish"].rstrip(":：")

    assert f"``{heading}``" in lesson
    assert "--keep made" in exercises
