"""``helloworld verify``: checks on this machine what the tutorial says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from hello.command import Program, examples, json_option, lang_option
from hello.edge import print_json
from hello.errors import WrongUseError

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hello.claims import Finding
    from hello.claims.selection import Selection
    from hello.loading import FoundDemo


@click.command(
    cls=Program,
    epilog=examples(
        "helloworld verify",
        "helloworld verify --only heap-sort --only logging.effective-levels",
        "helloworld verify --json > before.json",
        "helloworld verify --expect before.json",
    ),
)
@click.option("--only", multiple=True, metavar="NAME", help="A demo or a claim; may be repeated.")
@click.option(
    "--expect",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Fail where a verdict differs from this file, written by --json.",
)
@click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the report to this file as well.",
)
@json_option
@lang_option
def command(
    *, only: tuple[str, ...], expect: Path | None, html: Path | None, as_json: bool, language: str
) -> int:
    """Check on this machine what the tutorial says.

    A verdict is CONFIRMED, REFUTED, DEPENDS or INCONCLUSIVE. The exit code is 0
    whatever they are, and 1 where a check itself broke or --expect differs.
    """
    from hello import page
    from hello.claims.environment import describe
    from hello.claims.expectation import read_expectation
    from hello.claims.report import as_data, as_document, as_tables
    from hello.claims.selection import select
    from hello.loading import find_demos
    from hello.screen import console

    if html and not html.parent.is_dir():
        raise WrongUseError("no such folder", str(html.parent), next_step="make it first")
    expected = read_expectation(expect) if expect else {}
    selection = select(_loadable(find_demos()), only)
    environment = describe()
    findings = list(_check(selection))
    if html:
        page.write(html, as_document(findings, environment, language), language)
    if as_json:
        claims = [as_data(finding, language) for finding in findings]
        print_json({"environment": environment, "claims": claims})
    else:
        console().print(as_tables(findings, environment, language))
    return _exit_code(findings, expected)


def _loadable(demos: Sequence[FoundDemo]) -> list[FoundDemo]:
    """Return the *demos* that could be imported; name the others on stderr."""
    for found in demos:
        if found.module is None:
            name = f"{found.demo.name} of {found.distribution}"
            click.echo(f"not checked: {name}: {found.error}", err=True)
    return [found for found in demos if found.module]


def _check(selection: Selection) -> Iterator[Finding]:
    """Yield the findings on the *selection*, with progress on stderr where that is a terminal."""
    from rich.progress import track

    from hello.claims.runner import check_demo
    from hello.screen import console

    screen = console(stderr=True)
    for found in track(
        selection.demos, "Checking", console=screen, transient=True, disable=not screen.is_terminal
    ):
        yield from (f for f in check_demo(found) if f.claim.id in selection.claim_ids)


def _exit_code(findings: Sequence[Finding], expected: dict[str, str]) -> int:
    from hello.claims import Outcome
    from hello.claims.expectation import differences

    differing = differences(findings, expected)
    for line in differing:
        click.echo(line, err=True)
    is_broken = any(finding.verdict.outcome is Outcome.BROKEN for finding in findings)
    return 1 if differing or is_broken else 0
