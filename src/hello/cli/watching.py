"""The steps of a rehearsal, or of what follows it, as a terminal or a file shows them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hello.rehearsal.model import Report, StepResult
    from hello.rehearsal.runner import Watch


class Onlooker(NamedTuple):
    """Whom to tell of steps: that one begins or has ended, and what it does meanwhile."""

    watch: Watch
    note: Callable[[str, str], None]


@contextmanager
def watching(steps: Sequence[str], language: str, *, as_json: bool = False) -> Iterator[Watch]:
    """Show the steps live: on a terminal in place, elsewhere each one when it has ended.

    With --json, on stderr and only where that is a terminal.
    """
    with watching_closely(steps, language, as_json=as_json) as onlooker:
        yield onlooker.watch


@contextmanager
def watching_closely(
    steps: Sequence[str], language: str, *, as_json: bool = False
) -> Iterator[Onlooker]:
    """Show the steps as ``watching`` does, and on a terminal also what each does just now."""
    from rich.live import Live

    from hello.rehearsal.live import Entry, Progress
    from hello.screen import console

    screen = console(stderr=as_json)
    progress = Progress(steps, language)
    lock = threading.Lock()

    def print_ended(_step: str, result: StepResult | None) -> None:
        if result and not as_json:
            with lock:
                screen.print(Entry(result, language))

    if not screen.is_terminal:
        yield Onlooker(print_ended, lambda _step, _text: None)
        return
    with Live(progress, console=screen, transient=True, refresh_per_second=4):
        yield Onlooker(progress.note, progress.note_doing)


def print_results(results: Iterable[StepResult], language: str) -> None:
    """Print, on a terminal, the *results* that have been shown live; else they stand there."""
    from hello.rehearsal.live import Entry
    from hello.screen import console

    screen = console()
    if screen.is_terminal:
        for result in results:
            screen.print(Entry(result, language))


def print_report(report: Report, language: str) -> None:
    """Print what of a rehearsal's *report* has not been printed live."""
    from hello.rehearsal.live import closing
    from hello.screen import console

    print_results(report.results, language)
    for part in closing(report, language):
        console().print(part)
