"""Findings for a person (terminal, HTML page) and for a program (JSON)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from hello.claims._model import Finding, Outcome
from hello.page import escaped, heading
from hello.wrapping import Wrapped

STYLES = {
    Outcome.CONFIRMED: "green",
    Outcome.REFUTED: "red",
    Outcome.DEPENDS: "yellow",
    Outcome.INCONCLUSIVE: "cyan",
    Outcome.BROKEN: "bold red",
}


TITLES = {"en": "What the tutorial says, checked here", "zh": "教程的说法，在这台机器上检验的结果"}


def as_data(finding: Finding, language: str) -> dict[str, object]:
    """Return *finding* by names and values that ``json`` can write."""
    return {
        "id": finding.claim.id,
        "demo": finding.demo,
        "statement": finding.claim.statement(language),
        "section": finding.claim.section,
        "verdict": finding.verdict.outcome.value,
        "evidence": dict(finding.verdict.evidence),
    }


def as_table(findings: Iterable[Finding], language: str) -> RenderableType:
    """Return one demo's *findings*: verdict to the left; claim and evidence to the right."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, width=len(Outcome.INCONCLUSIVE))
    table.add_column(overflow="fold")
    for finding in findings:
        outcome = finding.verdict.outcome
        evidence = f"{finding.claim.id}: {evidence_in_words(finding.verdict.evidence)}"
        words = Group(Wrapped(finding.claim.statement(language)), Wrapped(evidence, "dim"))
        table.add_row(Text(outcome, style=STYLES[outcome]), words)
    return table


def as_tables(
    findings: Sequence[Finding], environment: Mapping[str, object], language: str
) -> RenderableType:
    """Return all *findings*, those of a demo under its name, and what they were made on."""
    parts: list[RenderableType] = []
    for demo, group in groupby(findings, attrgetter("demo")):
        parts += [Text(f"\n{demo}", style="bold"), as_table(group, language)]
    return Group(*parts, Text(f"\n{summary(findings)}"), Text(evidence_in_words(environment)))


def summary(findings: Iterable[Finding]) -> str:
    """Return how many claims there were, and how many of each verdict."""
    counts = Counter(finding.verdict.outcome for finding in findings)
    said = [f"{counts[outcome]} {outcome.lower()}" for outcome in Outcome if counts[outcome]]
    total = counts.total()
    return f"{total} claim{'' if total == 1 else 's'}: {', '.join(said) or 'nothing to check'}"


def evidence_in_words(evidence: Mapping[str, object]) -> str:
    """Return *evidence* on one line."""
    return ", ".join(
        f"{name.replace('_', ' ')} {_short(value)}" for name, value in evidence.items()
    )


def _short(value: object) -> str:
    """Return *value* as one would say it: no brackets, four digits."""
    match value:
        case float():
            return f"{value:.4g}"
        case Mapping():
            return "; ".join(f"{name}: {_short(one)}" for name, one in value.items()) or "none"
        case list() | tuple():
            return ", ".join(map(_short, value)) or "none"
        case _:
            return str(value)


def as_document(
    findings: Sequence[Finding], environment: Mapping[str, object], language: str
) -> str:
    """Return *findings* and the *environment* as reStructuredText."""
    parts = [heading(TITLES[language]), escaped(summary(findings)), "", _field_list(environment)]
    for demo, group in groupby(findings, attrgetter("demo")):
        parts.append(heading(demo, "-"))
        parts += [_entry(finding, language) for finding in group]
    return "\n".join(parts)


def _entry(finding: Finding, language: str) -> str:
    verdict = finding.verdict
    return (
        f"**{verdict.outcome}** {escaped(finding.claim.statement(language))}"
        f" *{escaped(finding.claim.id)}*\n\n"
        f"{_field_list(verdict.evidence, '    ')}"
    )


def _field_list(values: Mapping[str, object], indent: str = "") -> str:
    rows = [f"{indent}:{escaped(name)}: {escaped(_short(value))}" for name, value in values.items()]
    return "\n".join(rows) + "\n"
