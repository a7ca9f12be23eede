"""Findings as JSON, in the terminal and as a page."""

import pytest
from pictures import drawn

from hello.claims import Claim, Finding, Outcome, Verdict
from hello.claims.report import as_data, as_document, as_tables, evidence_in_words, summary
from hello.page import render

EVIDENCE = {"rounds": 3, "ratio": 1.23456, "who": "[red]<b>*x*"}
CLAIM = Claim("made.id", "It [is] *so*", "是这样", "节", lambda _: Verdict(Outcome.REFUTED, {}))
FINDINGS = [
    Finding("made", CLAIM, Verdict(Outcome.REFUTED, EVIDENCE)),
    Finding("made", CLAIM, Verdict(Outcome.CONFIRMED, {})),
    Finding("other", CLAIM, Verdict(Outcome.CONFIRMED, {})),
]


def printed(width: int, language: str = "en") -> str:
    return drawn([as_tables(FINDINGS, {"python": "3.x"}, language)], width)


def test_data_holds_what_a_program_needs() -> None:
    assert as_data(FINDINGS[0], "zh") == {
        "id": "made.id",
        "demo": "made",
        "statement": "是这样",
        "section": "节",
        "verdict": "REFUTED",
        "evidence": EVIDENCE,
    }


def test_the_terminal_shows_verdict_statement_evidence_and_summary() -> None:
    text = printed(80)

    assert "REFUTED      It [is] *so*" in text
    assert "made.id: rounds 3, ratio 1.235, who [red]<b>*x*" in text
    assert "3 claims: 2 confirmed, 1 refuted" in text
    assert "python 3.x" in text


def test_it_fits_a_narrow_terminal() -> None:
    assert max(map(len, printed(40).splitlines())) <= 40


def test_the_statement_is_in_the_language_asked_for() -> None:
    assert "是这样" in printed(80, "zh")


def test_the_page_shows_words_as_they_are() -> None:
    page = render(as_document(FINDINGS, {"python": "3.x"}, "en"), "en")

    assert "It [is] *so*" in page
    assert "[red]&lt;b&gt;*x*" in page
    assert page.count("REFUTED") == 1
    assert "made.id" in page
    assert "3 claims: 2 confirmed, 1 refuted" in page
    assert "教程的说法" in render(as_document(FINDINGS, {}, "zh"), "zh")


def test_a_summary_of_nothing_says_so() -> None:
    assert summary([]) == "0 claims: nothing to check"
    assert summary(FINDINGS[:1]) == "1 claim: 1 refuted"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.000123456, "0.0001235"),
        ([1, 2.5, "x"], "1, 2.5, x"),
        ({"a": 1, "b": [2, 3]}, "a: 1; b: 2, 3"),
        ([], "none"),
        ({}, "none"),
        (True, "True"),
    ],
    ids=repr,
)
def test_evidence_is_written_as_one_would_say_it(value: object, words: str) -> None:
    assert evidence_in_words({"start_seconds": value}) == f"start seconds {words}"
