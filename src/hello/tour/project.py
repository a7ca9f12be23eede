"""The stops at a project of one's own: how it is made, and its rehearsal."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group
from rich.live import Live
from rich.text import Text

from hello.deadline import deadline
from hello.rehearsal import extra
from hello.rehearsal.live import Entry, Progress, closing
from hello.rehearsal.model import Outcome, Report, StepResult
from hello.rehearsal.rehearse import Request, choose, rehearse, settings_of
from hello.rehearsal.runner import Watch
from hello.scaffold import make, naming, people
from hello.scaffold.picture import as_tree
from hello.tour.advice import advice
from hello.tour.guide import Stop
from hello.tour.pages import Pages
from hello.tour.steps import StepLine
from hello.tour.words import WORDS
from hello.workbench.processes import Processes
from hello.wrapping import Wrapped

QUICK_STEPS = ("build",)
"""With --quick, as the others take longer than all else in the tour."""

REHEARSED = "rehearsed"
"""The folder of the report and the artifacts, beside the project's."""


@dataclass(frozen=True)
class Workshop:
    """Where the project is made: a temporary *room*, or the folder *keep*, which is new."""

    room: Path
    processes: Processes
    keep: Path | None = None
    is_quick: bool = False
    seconds: float = 120.0
    """How long the rehearsal may take."""


class OwnProject:
    """The two stops; the second needs what the first has made."""

    def __init__(self, workshop: Workshop, pages: Pages, language: str) -> None:
        self._workshop = workshop
        self._pages = pages
        self._language = language
        self._words = WORDS[language]
        self._made: make.Made | None = None

    def stops(self) -> Iterator[Stop]:
        """Yield them."""
        yield Stop(self._words["project"], self._make)
        yield Stop(self._words["rehearsal"], self._rehearse)

    def _make(self) -> None:
        place = self._workshop.keep or self._workshop.room / "made"
        with self._pages.keys.ending_work():
            person, name = self._user()
            place.mkdir(parents=True, exist_ok=True)
            made = self._made = make.make_project(
                make.Request(
                    folder=place / name,
                    name=name,
                    author=person.name,
                    email=person.email,
                    language=self._language,
                    has_git=self._workshop.keep is not None,
                )
            )
        word = "made_for_nobody" if naming.has_no_person(made.name) else "made"
        self._pages.say(word, name=made.name, count=len(made.files))
        self._pages.show(as_tree(made), Text())
        self._pages.say("explained")
        where = "kept" if self._workshop.keep else "temporary"
        self._pages.say(where, folder=made.folder)
        self._pages.show(*(Wrapped(note, "yellow") for note in made.notes))

    def _user(self) -> tuple[people.Person, str]:
        """Return who the user is, and a name for a project of theirs."""
        person = people.user(self._workshop.processes, self._workshop.room)
        return person, naming.propose(person.name, person.email, people.login())

    def _rehearse(self) -> None:
        if self._made is None:
            self._pages.say("no_project")
        elif not extra.is_installed():
            self._pages.say("no_extra")
        else:
            self._show(self._report(self._made.folder), self._made.folder)

    def _report(self, project: Path) -> Report:
        if self._workshop.keep is None:
            return self._rehearsed(project, None)
        keep = self._workshop.keep / REHEARSED
        keep.mkdir()
        try:
            return self._rehearsed(project, keep)
        finally:
            if not any(keep.iterdir()):
                keep.rmdir()

    def _rehearsed(self, project: Path, keep: Path | None) -> Report:
        only = QUICK_STEPS if self._workshop.is_quick else ()
        request = Request(only=only, keep=keep, language=self._language)
        steps = choose(request, settings_of(project)).names
        with (
            self._pages.keys.ending_work(),
            deadline(self._workshop.seconds),
            self._watching(steps) as watch,
        ):
            return rehearse(project, request, watch)

    @contextmanager
    def _watching(self, steps: tuple[str, ...]) -> Iterator[Watch]:
        """Show the steps live on a terminal; elsewhere a line for each one when it has ended."""
        screen = self._pages.screen
        progress = Progress(steps, self._language)
        lock = threading.Lock()

        def print_ended(_step: str, result: StepResult | None) -> None:
            if result:
                with lock:
                    self._pages.show(StepLine(result, self._language))

        if not screen.is_terminal:
            yield print_ended
            return
        hint = Text(self._words["at_work"] if self._pages.keys.is_listening else "", "dim")
        with Live(Group(progress, hint), console=screen, transient=True, refresh_per_second=4):
            yield progress.note

    def _show(self, report: Report, project: Path) -> None:
        """Show how each step ended, all that was found, and how to see the rest."""
        if self._pages.screen.is_terminal:
            self._pages.show(*(StepLine(result, self._language) for result in report.results))
        told = [result for result in report.results if result.findings]
        self._pages.show(*(Entry(result, self._language) for result in told), Text())
        for artifact in report.artifacts:
            self._pages.say("artifact", file=artifact.file, size=artifact.size)
        *_, verdict = closing(report, self._language)
        self._pages.show(verdict)
        if report.outcome is Outcome.FAILED:
            self._pages.say("remedies")
        if self._workshop.keep:
            word, values = advice(report, self._workshop.keep / REHEARSED, project)
            self._pages.say(word, **values)
        else:
            self._pages.say("report")
