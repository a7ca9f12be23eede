"""``helloworld commands``: runs the tutorial's setup.py commands, and what they make."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hello.cli.options import check_places, deadline_option, html_option
from hello.command import Program, examples, json_option, lang_option
from hello.edge import print_json
from hello.errors import unknown

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hello.matrix.model import Report, Row
    from hello.matrix.run import Watch
    from hello.matrix.tutorial import TutorialCommand


@click.command(
    cls=Program,
    epilog=examples(
        "helloworld commands",
        "helloworld commands ~/my-project --keep made",
        "helloworld commands --only bdist_msi --only sdist",
        "helloworld commands --json | python -m json.tool",
    ),
)
@click.argument("project", type=click.Path(path_type=Path), default=".")
@click.option(
    "--only", multiple=True, metavar="COMMAND", help="A command, as in the table; may be repeated."
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Copy what the commands make to this folder.",
)
@html_option
@click.option(
    "--setuptools", metavar="VERSION", help="Take this version.  [default: the newest that fits]"
)
@deadline_option
@json_option
@lang_option
def command(  # noqa: PLR0913  # click passes each option
    *,
    project: Path,
    only: tuple[str, ...],
    keep: Path | None,
    html: Path | None,
    setuptools: str | None,
    deadline_seconds: float,
    as_json: bool,
    language: str,
) -> int:
    """Run the tutorial's 13 setup.py commands on PROJECT, and install what they make.

    PROJECT is a folder [default: the current one]. It is copied, and stays as it is: each
    command runs in a copy, in an environment made for it, with setuptools and HelloWorld's
    commands; what it makes is installed somewhere else, and the project's scripts are run from
    there. pip fetches what the build requires, and what the project depends on.

    Outcomes: works; works through HelloWorld, where setuptools alone fails or makes what is of
    no use elsewhere; deprecated; needs TOOL; failed. The exit code is 1 where any command
    needs a tool or failed.
    """
    from hello import page
    from hello.deadline import deadline
    from hello.matrix.project import find_project
    from hello.matrix.report import as_data, as_document
    from hello.matrix.run import run
    from hello.workbench.termination import terminations_as_errors

    found = find_project(project)
    commands = _select(only)
    check_places(html, keep)
    with (
        terminations_as_errors(),
        deadline(deadline_seconds),
        _watching(commands, language, as_json=as_json) as watch,
    ):
        report = run(found, commands, keep=keep, setuptools=setuptools, watch=watch)
    if html:
        document = as_document(report.rows, report.seconds, found.folder.name, language)
        page.write(html, document, language)
    if as_json:
        print_json([as_data(row, language) for row in report.rows])
    else:
        _print(report, language)
    return 1 if any(row.falls_short for row in report.rows) else 0


def _select(only: Sequence[str]) -> list[TutorialCommand]:
    """Return the commands that *only* names, in the tutorial's order; all where it names none."""
    from hello.matrix.tutorial import COMMANDS

    wanted = {" ".join(name.removeprefix("setup.py ").split()) for name in only}
    lines = [command.line for command in COMMANDS]
    for name in sorted(wanted.difference(lines)):
        raise unknown("command", name, lines, otherwise=f"take one of: {', '.join(lines)}")
    return [command for command in COMMANDS if not wanted or command.line in wanted]


@contextmanager
def _watching(
    commands: Sequence[TutorialCommand], language: str, *, as_json: bool
) -> Iterator[Watch]:
    """Show the commands live: on a terminal in place, elsewhere each one when it has ended.

    With --json, on stderr and only where that is a terminal.
    """
    from rich.live import Live

    from hello.matrix.report import Entry, Progress
    from hello.screen import console

    screen = console(stderr=as_json)
    progress = Progress(command.line for command in commands)
    lock = threading.Lock()

    def print_ended(_command: TutorialCommand, row: Row | None) -> None:
        if row and not as_json:
            with lock:
                screen.print(Entry(row, language))

    if not screen.is_terminal:
        yield print_ended
        return
    with Live(progress, console=screen, transient=True, refresh_per_second=4):
        yield lambda command, row: progress.note(command.line, row)


def _print(report: Report, language: str) -> None:
    """Print what has not been printed live."""
    from hello.matrix.report import Entry, summary
    from hello.screen import console

    screen = console()
    if screen.is_terminal:
        for row in report.rows:
            screen.print(Entry(row, language))
    screen.print(summary(report.rows, report.seconds))
