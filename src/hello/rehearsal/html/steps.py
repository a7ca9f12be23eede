"""The steps: how each ended, what speaks for the project, what against it and what to do."""

from collections.abc import Iterable

from hello.markup import Markup, element, joined
from hello.rehearsal.html.icons import icon
from hello.rehearsal.html.terms import translated
from hello.rehearsal.html.words import Words, counted
from hello.rehearsal.model import Finding, Outcome, StepResult

OPEN = {Outcome.FAILED, Outcome.WARNED}
"""What a reader should see at once."""


def badge(outcome: Outcome, words: Words) -> Markup:
    """Return the *outcome* as a sign and a word."""
    return element("span", icon(outcome), words[outcome], class_=f"badge {outcome}")


def step_name(step: str, words: Words) -> Markup:
    """Return the name of a step, as ``--only`` takes it, and its translation."""
    name = element("code", step, lang="en")
    other = translated(step, words["language"])
    return joined(name, " ", element("span", other, class_="translation")) if other else name


def section(results: Iterable[StepResult], words: Words) -> Markup:
    """Return all steps, with what filters their findings."""
    results = list(results)
    number = sum(len(result.findings) for result in results)
    return element(
        "section",
        element("h2", words["heading-steps"], id="steps"),
        _controls(words, has_findings=number > 0),
        *(_step(result, words) for result in results),
        element("p", words["none-match"], id="none-match", hidden=True),
        aria_labelledby="steps",
    )


def _controls(words: Words, *, has_findings: bool) -> Markup:
    """Return what only works with the script, which shows it."""
    buttons = [
        element("button", words[f"{what}-all"], type="button", data_steps=what)
        for what in ("open", "close")
    ]
    return element(
        "form",
        _filter(words) if has_findings else None,
        element("p", *buttons, class_="buttons"),
        id="controls",
        hidden=True,
    )


def _filter(words: Words) -> Markup:
    kinds = [
        element(
            "label",
            element("input", type="radio", name="kind", value=kind, checked=kind == "all"),
            " ",
            words[f"show-{kind}"],
        )
        for kind in ("all", "fault", "warning")
    ]
    return joined(
        element(
            "fieldset",
            element("legend", words["filter"]),
            element("span", *kinds, class_="kinds"),
            element(
                "label",
                words["containing"],
                " ",
                element(
                    "input", type="search", name="text", autocomplete="off", spellcheck="false"
                ),
                class_="containing",
            ),
            element("output", role="status", data_text=words["shown"], id="shown"),
        )
    )


def _step(result: StepResult, words: Words) -> Markup:
    """Return one step: closed where all is well, as most readers look for what is not."""
    about = words.get(f"about-{result.step}")
    is_taken = result.outcome is not Outcome.SKIPPED
    took = words["seconds"].format(f"{result.seconds:.1f}") if is_taken else None
    summary = element(
        "summary",
        element("h3", step_name(result.step, words)),
        badge(result.outcome, words),
        _numbers(result.findings, words),
        element("span", took, class_="took"),
    )
    evidence = [element("li", fact, dir="auto") for fact in result.evidence]
    said = element("ul", *evidence, class_="evidence", lang="en") if evidence else None
    return element(
        "details",
        summary,
        element("p", about, class_="about") if about else None,
        *(_finding(finding, words) for finding in result.findings),
        said,
        None if said or result.findings else element("p", words["nothing"], class_="about"),
        class_="step",
        id=f"step-{result.step}",
        open=result.outcome in OPEN,
    )


def _numbers(findings: tuple[Finding, ...], words: Words) -> Markup:
    warnings = sum(finding.is_warning for finding in findings)
    faults = len(findings) - warnings
    said = [
        counted(words, noun, number)
        for noun, number in (("fault", faults), ("warning", warnings))
        if number
    ]
    return element("span", words["comma"].join(said), class_="number")


def _finding(finding: Finding, words: Words) -> Markup:
    kind = "warning" if finding.is_warning else "fault"
    return element(
        "div",
        element(
            "h4",
            icon("warned" if finding.is_warning else "failed"),
            f"{words[f'kind-{kind}']} ",
            element("code", finding.fault, lang="en"),
        ),
        element("p", finding.fact, class_="fact", lang="en", dir="auto"),
        element(
            "p",
            element("strong", words["remedy"]),
            element("span", finding.remedy, lang="en", dir="auto"),
            class_="remedy",
        ),
        class_=f"finding {kind}",
        data_kind=kind,
    )
