"""The report for a person: every fact and remedy, at any width, in both languages and in ASCII."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from hello.rehearsal.data import as_data
from hello.rehearsal.live import Entry, Progress, closing
from hello.rehearsal.model import Artifact, Finding, Outcome, Report, StepResult

FINDINGS = (
    Finding("leftover", "there is 'pkg/.DS_Store'", "remove it"),
    Finding("no-summary", "there is none", "write one", is_warning=True),
)
RESULTS = (
    StepResult("build", Outcome.PASSED, ("made of 3 files", "and of 2 more"), (), 1.25),
    StepResult("install-back", Outcome.FAILED, ("looked at",), FINDINGS, 12.0),
    StepResult("run", Outcome.SKIPPED, ("it needs the step install, which failed",)),
)
REPORT = Report("thing", "1.0", RESULTS, (Artifact("thing.whl", "ab" * 32, 12345),), 13.4)


def shown(renderables: list[RenderableType], width: int, encoding: str = "utf-8") -> list[str]:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    console = Console(file=stream, width=width, highlight=False, markup=False)
    for renderable in renderables:
        console.print(renderable)
    stream.flush()
    return raw.getvalue().decode(encoding).splitlines()


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_fact_and_remedy_is_shown_at_any_width(language: str, width: int) -> None:
    entries = [Entry(result, language) for result in RESULTS]
    lines = shown([*entries, *closing(REPORT, language)], width)

    text = "".join("".join(lines).split())
    said = [line for result in RESULTS for line in result.evidence]
    said += [part for one in FINDINGS for part in (one.fault, one.fact, one.remedy)]
    said += ["thing.whl", "12,345 bytes", "ab" * 32, "thing 1.0", "12.0", "13.4"]
    assert [one for one in said if "".join(one.split()) not in text] == []
    assert max(map(cell_len, lines)) <= width


def test_ascii_is_enough_for_english() -> None:
    entries = [Entry(result, "en") for result in RESULTS]

    assert shown([*entries, Progress(["build"], "en"), *closing(REPORT, "en")], 80, "ascii")


def test_a_step_that_was_skipped_took_no_time() -> None:
    assert shown([Entry(RESULTS[2], "en")], 80)[0].split() == ["run", "skipped"]


def test_progress_tells_what_a_step_does_now() -> None:
    progress = Progress(["upload", "wait"], "en")
    progress.note("upload", None)
    progress.note_doing("upload", "2 of 2: thing.tar.gz")

    assert shown([progress], 80)[0].split(maxsplit=4)[4:] == ["2 of 2: thing.tar.gz"]
    assert max(map(cell_len, shown([progress], 30))) <= 30


def test_progress_tells_what_waits_runs_and_has_ended() -> None:
    progress = Progress(["build", "install-back", "run"], "en")
    progress.note("build", None)
    progress.note("build", RESULTS[0])
    progress.note("install-back", None)

    lines = [" ".join(line.split()) for line in shown([progress], 40)]
    assert lines == ["build passed 1.2 s", "install-back ... 0 s", "run waits", "1 of 3 steps"]


def test_the_last_line_counts_the_outcomes() -> None:
    assert shown(list(closing(REPORT, "en")), 80)[-1] == (
        "thing 1.0: failed, 13.4 s (1 passed, 1 failed, 1 skipped)"
    )
    nothing = Report(None, None, (), (), 0.5)
    assert shown(list(closing(nothing, "zh")), 80) == ["通过，0.5 秒 ()"]


def test_data_join_the_texts_and_keep_the_findings() -> None:
    data = as_data(REPORT)

    assert data == {
        "project": "thing",
        "version": "1.0",
        "outcome": "failed",
        "steps": [
            {
                "step": "build",
                "outcome": "passed",
                "evidence": "made of 3 files; and of 2 more",
                "remedy": "",
                "seconds": 1.25,
                "findings": [],
            },
            {
                "step": "install-back",
                "outcome": "failed",
                "evidence": "there is 'pkg/.DS_Store'; there is none; looked at",
                "remedy": "remove it; write one",
                "seconds": 12.0,
                "findings": [
                    {
                        "fault": "leftover",
                        "fact": "there is 'pkg/.DS_Store'",
                        "remedy": "remove it",
                        "is_warning": False,
                    },
                    {
                        "fault": "no-summary",
                        "fact": "there is none",
                        "remedy": "write one",
                        "is_warning": True,
                    },
                ],
            },
            {
                "step": "run",
                "outcome": "skipped",
                "evidence": "it needs the step install, which failed",
                "remedy": "",
                "seconds": 0.0,
                "findings": [],
            },
        ],
        "artifacts": [{"file": "thing.whl", "sha256": "ab" * 32, "bytes": 12345}],
    }
