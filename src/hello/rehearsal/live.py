"""The rehearsal for a person at a terminal: while it runs, each step, and what it comes to."""

from collections import Counter
from collections.abc import Iterable
from time import monotonic

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hello.rehearsal.model import Finding, Outcome, Report, StepResult
from hello.wrapping import Wrapped

STYLES = {
    Outcome.PASSED: "green",
    Outcome.WARNED: "yellow",
    Outcome.FAILED: "bold red",
    Outcome.SKIPPED: "dim",
}

WORDS = {
    "en": {
        **{outcome.value: outcome.value for outcome in Outcome},
        "waits": "waits",
        "remedy": "remedy: ",
        "colon": ": ",
        "comma": ", ",
        "done": "{done} of {all} steps",
        "number": "{0} {1}",
        "seconds": "{:.1f} s",
    },
    "zh": {
        "passed": "通过",
        "warned": "有警告",
        "failed": "未通过",
        "skipped": "跳过",
        "waits": "等待",
        "remedy": "解决办法：",
        "colon": "：",
        "comma": "，",
        "done": "已完成 {done}/{all} 步",
        "number": "{1} {0} 步",
        "seconds": "{:.1f} 秒",
    },
}

NARROW = 60
"""Below this width the particulars stand below the step, not beside it."""

WIDEST = len("install-back")


class Entry:
    """A renderable: a *result* with its facts and remedies, for any width."""

    def __init__(self, result: StepResult, language: str) -> None:
        self._result = result
        self._language = language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        name = Text(self._result.step, style="bold")
        lines = [outcome_line(self._result, self._language), *self._lines()]
        if options.max_width < NARROW:
            yield name
            for line in lines:
                yield Padding(line, (0, 0, 0, 2))
            return
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, width=WIDEST)
        table.add_column(ratio=1)
        for number, line in enumerate(lines):
            table.add_row("" if number else name, line)
        yield table

    def _lines(self) -> Iterable[RenderableType]:
        for finding in self._result.findings:
            yield from _finding(finding, self._language)
        yield from map(Wrapped, self._result.evidence)


def _finding(finding: Finding, language: str) -> Iterable[RenderableType]:
    words = WORDS[language]
    style = STYLES[Outcome.WARNED if finding.is_warning else Outcome.FAILED]
    yield Wrapped(f"{finding.fault}{words['colon']}{finding.fact}", style)
    yield Wrapped(f"{words['remedy']}{finding.remedy}")


def outcome_line(result: StepResult, language: str) -> Text:
    """Return the outcome; with its time, unless it took none."""
    parts = [(WORDS[language][result.outcome], STYLES[result.outcome])]
    if result.outcome is not Outcome.SKIPPED:
        parts.append((f"  {WORDS[language]['seconds'].format(result.seconds)}", "dim"))
    return Text.assemble(*parts)


class Progress:
    """A renderable: one line a step, for a terminal that shows them live."""

    def __init__(self, steps: Iterable[str], language: str) -> None:
        self._results: dict[str, StepResult | None] = dict.fromkeys(steps)
        self._began: dict[str, float] = {}
        self._doing: dict[str, str] = {}
        self._language = language

    def note(self, step: str, result: StepResult | None) -> None:
        """Take note of what is known of *step* now: that it begins, or its result."""
        self._began.setdefault(step, monotonic())
        self._results[step] = result

    def note_doing(self, step: str, text: str) -> None:
        """Take note of what *step*, which has begun, does or waits for now, in a few words."""
        self._doing[step] = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis")
        for step, result in list(self._results.items()):
            table.add_row(
                step, outcome_line(result, self._language) if result else self._state(step)
            )
        yield table
        done = sum(result is not None for result in self._results.values())
        yield Text(WORDS[self._language]["done"].format(done=done, all=len(self._results)), "dim")

    def _state(self, step: str) -> Text:
        if step not in self._began:
            return Text(WORDS[self._language]["waits"], "dim")
        elapsed = f"... {monotonic() - self._began[step]:.0f} s  {self._doing.get(step, '')}"
        return Text(elapsed.rstrip(), "cyan")


def closing(report: Report, language: str) -> Iterable[RenderableType]:
    """Return the end of the story: the artifacts, and how many steps ended how."""
    for artifact in report.artifacts:
        yield Wrapped(f"{artifact.file}  {artifact.size:,} bytes  sha256 {artifact.sha256}")
    words = WORDS[language]
    counts = Counter(result.outcome for result in report.results)
    said = words["comma"].join(
        words["number"].format(counts[outcome], words[outcome])
        for outcome in Outcome
        if counts[outcome]
    )
    name = " ".join(part for part in (report.project, report.version) if part)
    begins = f"{name}{words['colon']}" if name else ""
    verdict = words[report.outcome]
    yield Wrapped(
        f"{begins}{verdict}{words['comma']}{words['seconds'].format(report.seconds)} ({said})",
        STYLES[report.outcome],
    )
