"""What a user is told before and after, in both languages and at any width."""

from collections.abc import Iterable
from io import StringIO
from pathlib import Path

import pytest
from kept_folders import fill
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.text import Text
from twine.utils import DEFAULT_REPOSITORY, TEST_REPOSITORY

from hello.publishing.addresses import find_repository
from hello.publishing.course import Course, Result, State
from hello.publishing.model import Release
from hello.publishing.publish import result_of
from hello.publishing.telling import WORDS, closing, plan_of, question
from hello.rehearsal.model import Outcome, StepResult

LOCAL = "http://127.0.0.1:8080/legacy/"
WHEEL, SDIST = "tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = fill(tmp_path_factory.mktemp("kept"))
    return Release("tiny", "1.0", (folder / WHEEL, folder / SDIST), {WHEEL: "a" * 64, SDIST: "b"})


def shown(parts: Iterable[RenderableType], width: int = 200) -> str:
    console = Console(file=StringIO(), width=width)
    for part in parts:
        console.print(part, soft_wrap=isinstance(part, Text))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    return text


def course_of(release: Release, name: str, *states: State) -> Course:
    course = Course(release, find_repository(name), "the way on")
    course.states.update(zip((WHEEL, SDIST), states, strict=False))
    return course


def result_with(release: Release, name: str, outcome: Outcome, *states: State) -> Result:
    course = course_of(release, name, *states)
    course.has_begun = True
    return result_of(course, (StepResult("upload", outcome),), 1.0)


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_is_said_before_it_is_agreed_to(release: Release, language: str) -> None:
    course = course_of(release, "testpypi", State.THERE)
    said = shown(plan_of(course, language))

    for part in ("tiny 1.0", TEST_REPOSITORY, WHEEL, SDIST, "a" * 64, WORDS[language]["public"]):
        assert part in said
    lines = {line.split()[0]: line for line in said.splitlines()}
    assert lines[WHEEL].endswith(WORDS[language][State.THERE])
    assert lines[SDIST].endswith(WORDS[language]["to come"])
    assert "testpypi" in question(course, language)


def test_a_private_index_is_not_said_to_be_public(release: Release) -> None:
    assert WORDS["en"]["public"] not in shown(plan_of(course_of(release, LOCAL), "en"))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 80])
def test_it_fits(release: Release, language: str, width: int) -> None:
    """But for commands, which are in one line, to be copied."""
    course = course_of(release, "testpypi", State.THERE)
    result = result_with(release, "testpypi", Outcome.FAILED, State.UPLOADED, State.SENDING)
    parts = [*plan_of(course, language), *closing(result, language)]
    said = shown((part for part in parts if not isinstance(part, Text)), width)

    assert max(cell_len(line) for line in said.splitlines()) <= width


@pytest.mark.parametrize(
    ("outcome", "states", "verdict"),
    [
        (Outcome.PASSED, (State.UPLOADED, State.THERE), "published"),
        (Outcome.FAILED, (State.UPLOADED, State.UPLOADED), "there"),
        (Outcome.SKIPPED, (State.UPLOADED, State.UPLOADED), "there"),
        (Outcome.FAILED, (State.UPLOADED, State.REFUSED), "half"),
        (Outcome.FAILED, (State.SENDING, State.NEW), "half"),
        (Outcome.FAILED, (State.REFUSED, State.NEW), "nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_verdict(
    release: Release, outcome: Outcome, states: tuple[State, State], verdict: str
) -> None:
    result = result_with(release, LOCAL, outcome, *states)
    said = shown(closing(result, "en"))

    expected = WORDS["en"][verdict].format(project="tiny", version="1.0", index=LOCAL)
    assert f"{expected}, 1.0 s" in said
    assert ("Install it:" in said) == (verdict == "published")
    assert ("  the way on" in said) == (verdict in {"there", "half"})


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("pypi", "pip install tiny==1.0"),
        (DEFAULT_REPOSITORY, "pip install tiny==1.0"),
        (LOCAL, "pip install --no-deps --index-url http://127.0.0.1:8080/simple/ tiny==1.0"),
    ],
)
def test_how_others_install_it(release: Release, name: str, command: str) -> None:
    result = result_with(release, name, Outcome.PASSED, State.UPLOADED, State.UPLOADED)

    assert f"  {command}\n" in shown(closing(result, "en"), 40)
