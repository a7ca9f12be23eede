"""What the tour says of publishing is what 'helloworld publish' takes."""

from pathlib import Path

import pytest

from hello.rehearsal.model import Outcome, Report, StepResult
from hello.tour.advice import advice
from hello.tour.words import WORDS

ALL = ("build", "metadata", "install", "run", "upload", "install-back")


def report(*steps: str, last: Outcome = Outcome.PASSED) -> Report:
    *first, end = steps
    results = (*(StepResult(step, Outcome.PASSED) for step in first), StepResult(end, last))
    return Report("hello-x", "0.1.0", results, (), 1.0)


def said(of: Report, language: str) -> str:
    word, values = advice(of, Path("my kept") / "rehearsed", Path("my kept") / "hello-x")
    return WORDS[language][word].format(**values)


@pytest.mark.parametrize("language", WORDS)
def test_what_passed_every_step_is_published_as_it_is(language: str) -> None:
    text = said(report(*ALL), language)

    assert "helloworld publish 'my kept/rehearsed' --repository testpypi" in text


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(
    "of",
    [report("build"), report(*ALL, last=Outcome.SKIPPED)],
    ids=["quick", "without an index"],
)
def test_of_a_shorter_rehearsal_the_project_is_published(of: Report, language: str) -> None:
    text = said(of, language)

    assert "helloworld publish 'my kept/hello-x' --repository testpypi" in text
    assert "publish 'my kept/rehearsed'" not in text


@pytest.mark.parametrize("language", WORDS)
def test_what_failed_is_not_to_be_published(language: str) -> None:
    text = said(report(*ALL, last=Outcome.FAILED), language)

    assert "helloworld publish" not in text
    assert "report.html" in text
