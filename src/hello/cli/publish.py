"""``helloworld publish``: what passed a rehearsal, to an index, and back from there."""

from pathlib import Path

import click

from hello.cli.options import deadline_option, refuse_nan
from hello.command import Program, examples, json_option, lang_option
from hello.errors import WrongUseError
from hello.interrupts import heard_once


@click.command(
    cls=Program,
    epilog=examples(
        "helloworld publish --repository testpypi",
        "helloworld publish ~/my-project --repository testpypi --yes",
        "helloworld rehearse --keep made",
        "helloworld publish made --repository testpypi",
        "helloworld publish --repository http://localhost:8080/",
    ),
)
@click.argument("project", type=click.Path(path_type=Path), default=".")
@click.option(
    "--repository",
    "name",
    metavar="NAME|URL",
    help="The index: testpypi, pypi, a section of .pypirc, or the URL for uploads.",
)
@click.option(
    "--index-url",
    metavar="URL",
    help="Where pip installs from it, if that cannot be told from the URL for uploads.",
)
@click.option("--yes", "is_agreed", is_flag=True, help="Do not ask before the upload.")
@click.option(
    "--wait",
    "wait_seconds",
    type=click.FloatRange(0, 7200),
    callback=refuse_nan,
    default=300.0,
    show_default=True,
    help="Wait so many seconds for the index to show what was uploaded.",
)
@deadline_option
@json_option
@lang_option
def command(  # noqa: PLR0913  # click passes each option
    *,
    project: Path,
    name: str | None,
    index_url: str | None,
    is_agreed: bool,
    wait_seconds: float,
    deadline_seconds: float,
    as_json: bool,
    language: str,
) -> int:
    """Publish PROJECT on an index: exactly the files that passed a rehearsal.

    PROJECT is a folder [default: the current one]: that of a project, which is rehearsed first,
    or one that 'helloworld rehearse --keep' filled. Then come these steps:

    \b
    look          what the index has already
    upload        what it lacks, after asking you
    wait          until the index shows all files
    install-back  from there, and run its scripts

    Where it is broken off, it says what is known of each file, and which command finishes;
    nothing is uploaded twice.

    The password, or token, comes from TWINE_USERNAME and TWINE_PASSWORD, from keyring, from
    .pypirc, or by trusted publishing. It is never given on the command line, and never shown.
    """  # noqa: D301  # click looks for the character itself
    from hello.cli.publication import Asks, Clock, Job, run
    from hello.publishing.addresses import find_repository
    from hello.publishing.logins import check_login
    from hello.publishing.passed import is_kept
    from hello.rehearsal.extra import require
    from hello.workbench.termination import terminations_as_errors

    if name is None:
        raise WrongUseError("no --repository given", next_step="take --repository testpypi first")
    require("twine", "requests", "packaging")
    repository = find_repository(name, index_url)
    is_kept(project)
    asks = Asks(is_agreed, as_json, language)
    asks.insist_on_somebody()
    check_login(repository)
    with terminations_as_errors(), heard_once():
        job = Job(project, repository, index_url, wait_seconds)
        result = run(job, Clock(deadline_seconds), asks)
    return 1 if result.outcome in {"failed", "skipped"} else 0
