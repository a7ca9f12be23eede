"""``helloworld run``: any demo, ours or added by another distribution."""

import click

from hello.command import LazyGroup, examples


def _names() -> list[str]:
    from hello.loading import find_demos

    return [found.demo.name for found in find_demos() if found.module]


def _load(name: str) -> click.Command:
    from hello.loading import find_demo

    command: click.Command = find_demo(name).loaded().main
    return command


command = LazyGroup(
    name="run",
    names=_names,
    load=_load,
    help="Run a demo. Each is a command of its own, too, such as hello-heap-sort.",
    epilog=examples("helloworld run heap-sort --length 15", "helloworld run logging --help"),
    subcommand_metavar="DEMO [ARGS]...",
)
