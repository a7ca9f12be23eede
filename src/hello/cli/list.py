"""``helloworld list``: the demos in teaching order."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from hello.command import Program, examples, json_option
from hello.edge import print_json

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from hello.loading import FoundDemo


@click.command(
    cls=Program, epilog=examples("helloworld list", "helloworld list --json | python -m json.tool")
)
@json_option
def command(*, as_json: bool) -> None:
    """List the demos: chapter, command, what each shows."""
    from hello.loading import find_demos

    demos = find_demos()
    if as_json:
        print_json([_as_data(found) for found in demos])
    else:
        _print(demos)


def _as_data(found: FoundDemo) -> dict[str, str | None]:
    return {
        "chapter": found.demo.chapter,
        "demo": found.demo.name,
        "command": found.demo.command,
        "summary": found.summary if found.module else None,
        "distribution": found.distribution,
        "error": found.error or None,
    }


def _print(demos: tuple[FoundDemo, ...]) -> None:
    from rich.table import Table
    from rich.text import Text

    from hello.screen import console

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for chapter, group in groupby(demos, lambda found: found.demo.chapter):
        table.add_row(Text(chapter, style="bold"))
        for found in group:
            table.add_row(f"  {found.demo.command}", _in_words(found))
    console().print(table)


def _in_words(found: FoundDemo) -> str:
    from hello.loading import ADDED

    from_elsewhere = f" (from {found.distribution})" if found.demo.chapter == ADDED else ""
    what = found.summary if found.module else f"cannot be loaded: {found.summary}"
    return what + from_elsewhere
