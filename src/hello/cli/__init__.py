"""``helloworld``: one module a subcommand, imported when it is called."""

from importlib import import_module

import click

from hello.command import HELP, LazyGroup, examples, version_option
from hello.errors import unknown

SUBCOMMANDS = (
    "tour",
    "list",
    "run",
    "lesson",
    "verify",
    "trace",
    "commands",
    "new",
    "rehearse",
    "publish",
)


def _load(name: str) -> click.Command:
    if name not in SUBCOMMANDS:
        raise unknown("command", name, SUBCOMMANDS, otherwise="see 'helloworld --help'")
    command: click.Command = import_module(f"hello.cli.{name}").command
    return command


main = version_option(
    LazyGroup(
        name="helloworld",
        names=lambda: SUBCOMMANDS,
        load=_load,
        help="A tutorial you can install, whose every claim is checked where you sit.",
        epilog=examples(
            "helloworld tour                the first minute",
            "helloworld run heap-sort --steps",
            "helloworld lesson heap-sort --lang zh",
            "helloworld verify --json",
            "helloworld rehearse ~/my-project",
            "helloworld trace my_program.py",
        ),
        context_settings=HELP,
    )
)
