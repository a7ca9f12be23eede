"""Metadata: ``twine check --strict``, and what the index refuses although twine does not."""

from collections.abc import Iterable, Iterator

from hello.rehearsal import (
    classifiers,
    differing,
    file_names,
    index_rules,
    licensing,
    python_versions,
    readme_rules,
)
from hello.rehearsal.core_metadata import Described, NoMetadataError, describe
from hello.rehearsal.extra import require
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.name_check import check_name
from hello.rehearsal.plan import Plan
from hello.rehearsal.rules import Case, Rule
from hello.rehearsal.twine_check import not_said_yet, run_twine

RULES: tuple[Rule, ...] = (
    *index_rules.RULES,
    classifiers.check_known,
    classifiers.check_public,
    licensing.check_spdx,
    licensing.check_expression,
    licensing.check_stated,
    licensing.check_named_files,
    licensing.check_shipped_files,
    python_versions.check_python,
    readme_rules.check_readme,
    *file_names.RULES,
)


def take(plan: Plan) -> Found:
    """Check the metadata of both built files, by all rules, and by twine."""
    require("packaging", "readme_renderer", "trove_classifiers", "twine")
    built, broken = _described(plan)
    if broken:
        return Found(findings=tuple(broken))
    cases = [Case(one, plan.source) for one in built]
    findings = list(_by_rules(cases))
    sdist, wheel = (next(one for one in built if one.is_wheel is kind) for kind in (False, True))
    findings += differing.check_same(sdist, wheel)
    said = run_twine(plan)
    findings += not_said_yet(said, {finding.fault for finding in findings})
    name = check_name(plan, cases[-1])
    return Found(
        evidence=(*_evidence(cases, said, findings), *name.evidence),
        findings=(*findings, *name.findings),
    )


def _described(plan: Plan) -> tuple[list[Described], list[Finding]]:
    built, broken = [], []
    for file in (plan.sdist, plan.wheel):
        try:
            built.append(describe(file))
        except NoMetadataError as error:
            remedy = "build it with a newer backend"
            broken.append(Finding("metadata-invalid", error.fact, remedy))
    return built, broken


def _by_rules(cases: Iterable[Case]) -> Iterator[Finding]:
    """Yield what the rules find; what holds for both files only once.

    Where each file has its own name in the fact, it is one fault all the same: the remedy is.
    """
    known: set[tuple[str, str]] = set()
    for case in cases:
        found = [finding for rule in RULES for finding in rule(case)]
        for finding in found:
            if not _keys(finding) & known:
                yield finding
        known |= {key for finding in found for key in _keys(finding)}


def _keys(finding: Finding) -> set[tuple[str, str]]:
    return {(finding.fault, finding.fact), (finding.fault, finding.remedy)}


def _evidence(cases: list[Case], said: str, findings: list[Finding]) -> Iterator[str]:
    fields = cases[-1].built.fields
    yield f"{fields.get('name')} {fields.get('version')}, metadata {fields.get('metadata_version')}"
    if not said:
        yield f"twine check --strict passes {len(cases)} files"
    if not findings:
        yield f"{len(RULES)} rules of the index are kept"
    yield from readme_rules.evidence_of(cases[-1])
