"""The report for a program: names and values that ``json`` can write."""

from dataclasses import asdict

from hello.rehearsal.model import Artifact, Report, StepResult


def as_data(report: Report) -> dict[str, object]:
    """Return *report* as ``helloworld rehearse --json`` writes it."""
    return {
        "project": report.project,
        "version": report.version,
        "outcome": report.outcome,
        "steps": [step_as_data(result) for result in report.results],
        "artifacts": [_artifact(artifact) for artifact in report.artifacts],
    }


def step_as_data(result: StepResult) -> dict[str, object]:
    """Return the *result* of a step, with its findings in short and in full."""
    facts = [finding.fact for finding in result.findings]
    return {
        "step": result.step,
        "outcome": result.outcome,
        "evidence": "; ".join([*facts, *result.evidence]),
        "remedy": "; ".join(finding.remedy for finding in result.findings),
        "seconds": result.seconds,
        "findings": [asdict(finding) for finding in result.findings],
    }


def _artifact(artifact: Artifact) -> dict[str, object]:
    return {"file": artifact.file, "sha256": artifact.sha256, "bytes": artifact.size}
