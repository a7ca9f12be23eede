"""When each step ran, as a table whose middle column is a chart."""

from collections.abc import Sequence

from hello.markup import Markup, element
from hello.rehearsal.html.icons import icon
from hello.rehearsal.html.steps import step_name
from hello.rehearsal.html.words import Words
from hello.rehearsal.model import Outcome, StepResult

THINNEST = 0.6
"""Per cent of the chart's width; a bar can always be seen."""


def section(results: Sequence[StepResult], seconds: float, words: Words) -> Markup:
    """Return the chart of the steps that were taken: a bar each, on one scale."""
    taken = [result for result in results if result.outcome is not Outcome.SKIPPED]
    end = max([seconds, *(result.began + result.seconds for result in taken)], default=0.0)
    head = element(
        "tr",
        element("th", words["took"], scope="col"),
        element("th", words["when"].format(f"{end:.1f}"), scope="col"),
        element("th", words["seconds-column"], scope="col", class_="amount"),
    )
    return element(
        "section",
        element("h2", words["heading-timings"], id="timings"),
        element("p", words["side-by-side"], class_="about"),
        element(
            "table",
            element("thead", head),
            element("tbody", *(_row(result, end, words) for result in taken)),
            class_="timings",
        ),
        aria_labelledby="timings",
    )


def _row(result: StepResult, end: float, words: Words) -> Markup:
    return element(
        "tr",
        element("th", icon(result.outcome), step_name(result.step, words), scope="row"),
        element("td", _bar(result, end)),
        element("td", f"{result.seconds:.1f}", class_="amount"),
    )


def _bar(result: StepResult, end: float) -> Markup:
    """Return a drawing as wide as the column; attributes only, as the page allows no styles."""
    share = 100 / end if end else 0.0
    width = min(max(result.seconds * share, THINNEST), 100.0)
    left = min(result.began * share, 100.0 - width)
    bar = element("rect", x=f"{left:.2f}%", y="20%", width=f"{width:.2f}%", height="60%", rx="2")
    return element("svg", bar, class_=f"bar {result.outcome}", aria_hidden="true")
