"""--expect compares verdicts with a file."""

import json
from pathlib import Path

import pytest

from hello.claims import Claim, Finding, Verdict, decide, inconclusive
from hello.claims.expectation import differences, read_expectation
from hello.errors import WrongUseError


def finding(claim_id: str, verdict: Verdict) -> Finding:
    return Finding("made", Claim(claim_id, "e", "c", "s", lambda _: verdict), verdict)


FINDINGS = [finding("made.yes", decide(True)), finding("made.no", decide(False))]  # noqa: FBT003  # the case itself


def test_a_report_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    claims = [{"id": "made.yes", "verdict": "CONFIRMED", "evidence": {}}]
    file.write_text(json.dumps({"environment": {}, "claims": claims}), encoding="utf-8")

    assert read_expectation(file) == {"made.yes": "CONFIRMED"}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"claims": [{"id": 1}]}', '{"claims": 1}', "\xff"]
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(text, encoding="latin-1")

    with pytest.raises(WrongUseError, match="not a report"):
        read_expectation(file)


def test_the_same_verdicts_do_not_differ() -> None:
    assert differences(FINDINGS, {"made.yes": "CONFIRMED", "made.no": "REFUTED"}) == []


def test_another_verdict_is_told() -> None:
    expected = {"made.yes": "CONFIRMED", "made.no": "CONFIRMED"}

    assert differences(FINDINGS, expected) == ["made.no: expected CONFIRMED, found REFUTED"]


def test_what_is_inconclusive_differs_from_nothing() -> None:
    undecided = finding("made.yes", inconclusive(reason="noise"))

    assert differences([undecided], {"made.yes": "CONFIRMED"}) == []
    assert differences(FINDINGS, {"made.yes": "INCONCLUSIVE"}) == []


def test_a_claim_without_expectation_may_be_anything() -> None:
    assert differences(FINDINGS, {}) == []
