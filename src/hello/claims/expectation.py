"""What ``--expect FILE`` expects, and how the findings differ from it."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from hello.claims._model import Finding, Outcome
from hello.errors import WrongUseError


def read_expectation(file: Path) -> dict[str, str]:
    """Return the verdict that *file* expects of each claim id.

    The file is what ``helloworld verify --json`` wrote, whole or with claims
    taken out. Raises WrongUseError where it is not of that form.
    """
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        return {str(entry["id"]): str(entry["verdict"]) for entry in report["claims"]}
    except (ValueError, TypeError, KeyError) as error:
        raise WrongUseError(
            "not a report of 'helloworld verify --json'", str(file), next_step="write one with it"
        ) from error


def differences(findings: Iterable[Finding], expected: Mapping[str, str]) -> list[str]:
    """Return a line for each finding whose verdict is not the expected one.

    A claim that nothing is expected of may have any verdict. INCONCLUSIVE, on
    either side, decides nothing, so it differs from nothing.
    """
    found = [(finding.claim.id, finding.verdict.outcome.value) for finding in findings]
    return [
        f"{claim}: expected {expected[claim]}, found {outcome}"
        for claim, outcome in found
        if claim in expected
        and expected[claim] != outcome
        and Outcome.INCONCLUSIVE not in {expected[claim], outcome}
    ]
