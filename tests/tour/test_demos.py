"""The demos of the tour: run as their commands run them, shown without every claim."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

import click
import pytest

from hello.catalogue import DEMOS, Demo
from hello.demo import findings_of, run_demo
from hello.tour.words import WORDS

IN_TOUR = [demo for demo in DEMOS if demo.in_tour]


@pytest.mark.parametrize("demo", IN_TOUR, ids=lambda demo: demo.name)
def test_each_has_a_picture_and_a_verdict_on_each_claim(demo: Demo) -> None:
    module = importlib.import_module(demo.module)
    shown = run_demo(module.main, demo.arguments)

    assert list(shown.picture)
    findings = findings_of(demo.module, shown.result)
    assert [finding.claim for finding in findings] == list(module.CLAIMS)
    assert {finding.demo for finding in findings} == {demo.name}


def test_a_demos_own_options_are_taken() -> None:
    module = importlib.import_module("hello.demos.basics.heap_sort")

    assert len(run_demo(module.main, ["--length", "7"]).result.values) == 7


def test_a_demo_has_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[float] = []

    @contextmanager
    def noted(seconds: float) -> Iterator[None]:
        seen.append(seconds)
        yield

    monkeypatch.setattr("hello.demo.deadline", noted)
    module = importlib.import_module("hello.demos.basics.heap_sort")
    run_demo(module.main, ["--deadline", "7"])
    run_demo(module.main, [])

    assert seen == [7, 30]


def test_what_a_demo_does_not_take_is_wrong_use() -> None:
    module = importlib.import_module("hello.demos.basics.heap_sort")
    with pytest.raises(click.UsageError, match="nonsense"):
        run_demo(module.main, ["--nonsense"])


def test_both_languages_have_the_same_words() -> None:
    english, chinese = WORDS["en"], WORDS["zh"]

    assert list(english) == list(chinese)
    assert all(text.isascii() for text in english.values())
