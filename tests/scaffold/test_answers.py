"""What is wrong with an answer, in the language of the question."""

import re
from collections.abc import Callable

import pytest

from hello.errors import HelloError, WrongUseError
from hello.scaffold.answers import in_language
from hello.scaffold.lookup import TAKEN, TOO_LIKE
from hello.scaffold.naming import ANOTHER, check_name
from hello.scaffold.people import check_author, check_email

NAMES = ["-x", "a b", "h" * 61, "HelloWorld", "queue", "email.header", "requirements.txt"]
NAMES += ["hello-queue", "t", "class", "con"]

PROPER = {"ASCII", "HelloWorld", "Python", "Windows", "hello-", "--author"}
"""Words that Chinese has as they are."""


def complaint(check: Callable[[str], str], answer: str) -> HelloError:
    with pytest.raises(WrongUseError) as caught:
        check(answer)
    return caught.value


ERRORS = [
    *(complaint(check_name, name) for name in NAMES),
    *(complaint(check_author, name) for name in ("", "x" * 201, "A\x00")),
    complaint(check_email, "ada"),
    HelloError(TAKEN, "hello-x", next_step=ANOTHER),
    HelloError(TOO_LIKE.format("helio-x"), "hello-x", next_step=ANOTHER),
]
EACH_ERROR = pytest.mark.parametrize("error", ERRORS, ids=lambda error: str(error)[:60])


@EACH_ERROR
def test_each_is_said_in_chinese_with_what_was_typed(error: HelloError) -> None:
    said = in_language(error, "zh")
    typed = error.shown.rpartition(": ")[2]

    assert typed in said
    english = set(re.findall(r"[A-Za-z-]{2,}", re.sub(r"'[^']*'", "", said)))
    assert english <= PROPER


@EACH_ERROR
def test_in_english_it_is_as_it_is(error: HelloError) -> None:
    assert in_language(error, "en") == str(error)


def test_what_has_no_chinese_yet_is_said_all_the_same() -> None:
    error = HelloError("the moon is full", "x", next_step="wait")

    assert in_language(error, "zh") == str(error)
