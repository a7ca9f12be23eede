"""``helloworld rehearse``: from a source tree to installed from an index, on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hello.cli.options import check_places, deadline_option, html_option
from hello.cli.watching import print_report, watching
from hello.command import Program, examples, json_option, lang_option
from hello.edge import print_json

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hello.rehearsal.plan import Command


def _split(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of all values, which commas may separate."""
    names = (name.strip() for part in value for name in part.split(","))
    return tuple(name for name in names if name)


@click.command(
    cls=Program,
    epilog=examples(
        "helloworld rehearse",
        "helloworld rehearse ~/my-project --keep made",
        "helloworld rehearse --only metadata,run",
        "helloworld rehearse --json | python -m json.tool",
    ),
)
@click.argument("project", type=click.Path(path_type=Path), default=".")
@click.option(
    "--only",
    multiple=True,
    metavar="STEP",
    callback=_split,
    help="Take this step, and what it needs; may be repeated, or be several: a,b.",
)
@click.option(
    "--skip",
    multiple=True,
    metavar="STEP",
    callback=_split,
    help="Leave out this step, and what needs it; may be repeated, or be several.",
)
@click.option(
    "--formats",
    "has_formats",
    is_flag=True,
    help="Run the tutorial's 13 setup.py commands as well (setuptools only).",
)
@click.option("--offline", "is_offline", is_flag=True, help="Ask no index; use what is here.")
@click.option(
    "--check-name",
    "checks_name",
    is_flag=True,
    help="Ask the index whether the project's name is taken.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="Copy the artifacts to this folder, with report.json and report.html.",
)
@html_option
@deadline_option
@json_option
@lang_option
def command(  # noqa: PLR0913  # click passes each option
    *,
    project: Path,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    has_formats: bool,
    is_offline: bool,
    checks_name: bool,
    keep: Path | None,
    html: Path | None,
    deadline_seconds: float,
    as_json: bool,
    language: str,
) -> int:
    """Rehearse the release of PROJECT: all that publishing it would do, on this machine.

    PROJECT is a folder [default: the current one] with any build backend. It is copied, and
    stays as it is. The steps, side by side where they can be:

    \b
    build         the sdist, and the wheel from it
    contents      what is in them, and what is not
    metadata      the rules of the index
    install       each in an environment of its own
    run           every package imported, every script started
    upload        to an index on this machine
    install-back  from that index
    reproducible  built again, compared byte for byte
    formats       the tutorial's setup.py commands (with --formats)

    Each fault comes with its remedy. The exit code is 1 where any step failed.
    """  # noqa: D301  # click looks for the character itself
    from hello.deadline import deadline
    from hello.rehearsal.rehearse import Request, choose, rehearse, settings_of
    from hello.workbench.termination import terminations_as_errors

    request = Request(
        only=only,
        skip=skip,
        has_formats=has_formats,
        commands=_commands,
        is_offline=is_offline,
        checks_name=checks_name,
        keep=keep,
        html=html,
        language=language,
    )
    steps = choose(request, settings_of(project)).names
    check_places(html, keep)
    with (
        terminations_as_errors(),
        deadline(deadline_seconds),
        watching(steps, language, as_json=as_json) as watch,
    ):
        report = rehearse(project, request, watch)
    if as_json:
        from hello.rehearsal.data import as_data

        print_json(as_data(report))
    else:
        print_report(report, language)
    return 1 if report.outcome == "failed" else 0


def _commands(folder: Path) -> Sequence[Command]:
    """Run the tutorial's commands on the project in *folder*, for the step ``formats``."""
    from hello.matrix.project import find_project
    from hello.matrix.run import run
    from hello.rehearsal.plan import Command

    return [
        Command(row.command, row.outcome, row.error or "", tuple(one.name for one in row.artifacts))
        for row in run(find_project(folder)).rows
    ]
