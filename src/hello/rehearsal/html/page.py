"""The page: all of it in one file, with a policy by which a browser loads and runs no more."""

import hashlib
from base64 import b64encode
from collections import Counter
from importlib.resources import files
from string import Template

from hello.markup import Markup, element, joined
from hello.rehearsal.file_lists import shared_paths
from hello.rehearsal.html import about, steps, timings, trees
from hello.rehearsal.html.icons import icon
from hello.rehearsal.html.words import WORDS, Words, counted
from hello.rehearsal.model import Artifact, Outcome, Report
from hello.rehearsal.particulars import Particulars

COLUMNS = ("artifact", "size", "SHA-256")


def render(report: Report, particulars: Particulars, language: str) -> str:
    """Return *report* as an HTML page in *language*, ``en`` or ``zh``.

    Whatever the report and the project's files say is text there, never markup.
    """
    words = WORDS[language]
    style, script = _data("style.css"), _data("script.js")
    return Template(_data("template.html")).substitute(
        language="zh-Hans" if language == "zh" else language,
        policy=_policy((style, about.readme_style()), script),
        title=joined(words["title-of"].format(_name(report, particulars))),
        style=style,
        script=script,
        skip=joined(words["skip"]),
        head=_head(report, particulars, words),
        body=_body(report, particulars, words),
        made=joined(words["made"].format(*particulars.made_with)),
    )


def _data(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _policy(styles: tuple[str, ...], script: str) -> str:
    """Return the Content Security Policy (W3C CSP 3): only what has one of these hashes."""
    allowed = " ".join(map(_hashed, styles))
    return (
        f"default-src 'none'; style-src {allowed}; script-src {_hashed(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hashed(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _name(report: Report, particulars: Particulars) -> str:
    known = [part for part in (report.project, report.version) if part]
    return " ".join(known) if report.project else particulars.folder


def _head(report: Report, particulars: Particulars, words: Words) -> Markup:
    findings = [finding for result in report.results for finding in result.findings]
    warnings = sum(finding.is_warning for finding in findings)
    numbers = (("fault", len(findings) - warnings), ("warning", warnings))
    said = [counted(words, noun, number) for noun, number in numbers if number]
    return joined(
        element("p", words["title"], class_="eyebrow"),
        element("h1", _name(report, particulars), dir="auto"),
        element(
            "p",
            icon(report.outcome),
            element("strong", words[f"says-{report.outcome}"]),
            element("span", words["comma"].join(said)) if said else None,
            class_=f"verdict {report.outcome}",
        ),
        element("p", _summary(report, words), class_="about"),
        _jumps(particulars, words),
    )


def _summary(report: Report, words: Words) -> str:
    counts = Counter(result.outcome for result in report.results)
    said = [
        words["with"].format(counts[outcome], words[outcome])
        for outcome in Outcome
        if counts[outcome]
    ]
    return words["summary"].format(
        counted(words, "step", len(report.results)),
        words["seconds"].format(f"{report.seconds:.1f}"),
        words["comma"].join(said),
    )


def _jumps(particulars: Particulars, words: Words) -> Markup:
    """Return links to the page's sections."""
    targets = ("steps", "timings", "artifacts", "files", "metadata", "readme")
    items = [
        element("li", element("a", words[f"heading-{target}"], href=f"#{target}"))
        for target in targets
        if target != "files" or particulars.archives
    ]
    return element("nav", element("ul", *items, role="list"), aria_label=words["contents"])


def _body(report: Report, particulars: Particulars, words: Words) -> Markup:
    archives = particulars.archives
    return joined(
        steps.section(report.results, words),
        timings.section(report.results, report.seconds, words),
        _artifacts(report.artifacts, words),
        trees.section(archives, shared_paths(archives), words) if archives else None,
        about.section(particulars, words),
    )


def _artifacts(artifacts: tuple[Artifact, ...], words: Words) -> Markup:
    heads = [element("th", words.get(column, column), scope="col") for column in COLUMNS]
    rows = [
        element(
            "tr",
            element("th", one.file, scope="row"),
            element("td", trees.in_words(one.size), class_="amount"),
            element("td", element("code", one.sha256)),
        )
        for one in artifacts
    ]
    table = element(
        "table",
        element("thead", element("tr", *heads)),
        element("tbody", *rows),
        class_="artifacts",
    )
    return element(
        "section",
        element("h2", words["heading-artifacts"], id="artifacts"),
        table if rows else element("p", words["no-artifacts"], class_="about"),
        aria_labelledby="artifacts",
    )
