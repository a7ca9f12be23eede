"""A publication at a terminal: the rehearsal shown, the user asked, the steps shown."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import click

from hello.cli.watching import print_report, print_results, watching, watching_closely
from hello.edge import INTERRUPTED, print_json
from hello.errors import HelloError, WrongUseError

# Only types: at run time each is imported where it is used, so that
# 'helloworld publish --help' waits for none of them.
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from hello.publishing.course import Course, Result
    from hello.publishing.flow import Flow
    from hello.publishing.model import Repository
    from hello.rehearsal.model import Report, StepResult
    from hello.rehearsal.plan import Plan


class NotAgreedError(HelloError):
    """Somebody left at the question."""

    exit_code = INTERRUPTED

    def __init__(self) -> None:
        super().__init__("interrupted", next_step="nothing was uploaded")


class Clock:
    """The seconds of --deadline; they do not run while somebody is asked."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @contextmanager
    def running(self) -> Iterator[None]:
        """Raise HelloError in the body where no seconds are left."""
        from hello.deadline import deadline

        began = monotonic()
        with deadline(self._left):
            yield
        self._left = max(0.1, round(self._left - (monotonic() - began), 1))


class Asks(NamedTuple):
    """How the user is told and asked."""

    is_agreed: bool
    as_json: bool
    language: str

    def insist_on_somebody(self) -> None:
        """Raise WrongUseError where nobody can answer, before anything is done."""
        has_terminal = sys.stdin is not None and sys.stdin.isatty()
        if not self.is_agreed and not has_terminal:
            raise WrongUseError("there is no terminal to ask at", next_step="take --yes")

    def ask(self, course: Course) -> None:
        """Tell what will happen, and raise HelloError unless it is agreed to."""
        from hello.publishing.telling import plan_of, question

        _print_parts(plan_of(course, self.language), is_error=self.as_json)
        if self.is_agreed or course.is_there:
            return
        try:
            is_agreed = click.confirm(question(course, self.language), err=self.as_json)
        except click.Abort:
            click.echo(err=True)  # the question's line is still open
            raise NotAgreedError from None
        if not is_agreed:
            raise HelloError("nothing was uploaded", next_step="answer y, or take --yes")


class Job(NamedTuple):
    """What is to be published, and where."""

    project: Path
    repository: Repository
    index_url: str | None
    wait_seconds: float


def run(job: Job, clock: Clock, asks: Asks) -> Result:
    """Rehearse, look, ask, publish, and tell; the room of the rehearsal is open to the end."""
    from hello.publishing.course import Course, told_whole
    from hello.publishing.flow import LOOK, Flow
    from hello.publishing.passed import release_of
    from hello.publishing.publish import STEPS, look, publish, result_of

    with ExitStack() as room:
        with clock.running():
            plan, report = room.enter_context(_rehearsed(job.project, asks))
            release = release_of(plan, report, job.repository)
            course = Course(release, job.repository)
            flow = Flow(plan, course, job.wait_seconds)
            with _shown((LOOK,), flow, asks) as shown:
                looked = look(shown)
            _print_steps([looked], asks)
        if looked.outcome == "failed":
            result = result_of(course, (looked,), looked.seconds)
            _tell(result, asks)
            return result
        asks.ask(course)
        room.enter_context(_kept(job, report, flow, asks))
        with told_whole(course):
            with clock.running():
                with _shown(STEPS, flow, asks) as shown:
                    result = publish(shown, looked)
                _print_steps(result.results[1:], asks)
            # Within: where nobody reads it on stdout, stderr has it.
            _tell(result, asks)
            _tell_left_over(job.project, course, asks)
        return result


@contextmanager
def _kept(job: Job, report: Report, flow: Flow, asks: Asks) -> Iterator[None]:
    """Have the files in a folder from which a second run finishes, and say the command for it.

    It is said beforehand: who is killed has no last word.
    """
    from hello.publishing.going_on import command_for, kept_meanwhile
    from hello.publishing.passed import is_kept
    from hello.publishing.telling import with_line

    course = flow.course
    if is_kept(job.project):
        course.command = command_for(job.project, job.repository, job.index_url)
        yield
        return
    with kept_meanwhile(flow.plan, report, course) as folder:
        course.command = command_for(folder, job.repository, job.index_url)
        if not course.is_there:
            said = with_line("should it", course.command, asks.language)
            _print_parts(said, is_error=asks.as_json)
        yield


def _tell(result: Result, asks: Asks) -> None:
    """Print what has come of it, to the last byte."""
    if asks.as_json:
        from hello.publishing.data import as_data

        print_json(as_data(result))
    else:
        from hello.publishing.telling import closing

        _print_parts(closing(result, asks.language))
    if sys.stdout is not None:
        sys.stdout.flush()


def _tell_left_over(project: Path, course: Course, asks: Asks) -> None:
    """Name the folder from which this run has finished another, if it was one of ours."""
    from hello.publishing.going_on import is_left_over
    from hello.publishing.telling import with_line

    if is_left_over(project, course):
        _print_parts(with_line("left over", str(project), asks.language), is_error=asks.as_json)


@contextmanager
def _rehearsed(project: Path, asks: Asks) -> Iterator[tuple[Plan, Report]]:
    """Yield what was kept; or rehearse, and show that as 'helloworld rehearse' does."""
    from hello.publishing.passed import is_kept, rehearsed
    from hello.rehearsal.rehearse import Request, choose, settings_of

    request = Request(language=asks.language)
    with ExitStack() as room:
        if is_kept(project):
            yield room.enter_context(rehearsed(project, request))
            return
        steps = choose(request, settings_of(project)).names
        with watching(steps, asks.language, as_json=asks.as_json) as watch:
            plan, report = room.enter_context(rehearsed(project, request, watch))
        if not asks.as_json:
            print_report(report, asks.language)
        yield plan, report


@contextmanager
def _shown(steps: Sequence[str], flow: Flow, asks: Asks) -> Iterator[Flow]:
    """Yield *flow* with somebody who looks on."""
    with watching_closely(steps, asks.language, as_json=asks.as_json) as onlooker:
        yield replace(flow, watch=onlooker.watch, note=onlooker.note)


def _print_steps(results: Sequence[StepResult], asks: Asks) -> None:
    if not asks.as_json:
        print_results(results, asks.language)


def _print_parts(parts: Iterable[RenderableType], *, is_error: bool = False) -> None:
    """Print each of *parts*; texts, which are commands, in one line however long."""
    from rich.text import Text

    from hello.screen import console

    screen = console(stderr=is_error)
    for part in parts:
        screen.print(part, soft_wrap=isinstance(part, Text))
