"""What is said, in both languages."""

import string

import pytest

from hello.tracing.words import WORDS, counted, say


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS["en"])
def test_both_languages_have_it_with_the_same_values(key: str) -> None:
    assert list(WORDS["en"]) == list(WORDS["zh"])
    assert _fields(WORDS["en"][key]) == _fields(WORDS["zh"][key])
    assert WORDS["en"][key].isascii()


def test_one_and_many() -> None:
    assert [counted("en", "process", 1), counted("en", "thread", 2)] == ["1 process", "2 threads"]
    assert say("zh", "code", code=3) == "退出码 3"
