"""``helloworld tour``: the first minute."""

import click

from hello.command import Program, examples, lang_option


@click.command(cls=Program, epilog=examples("helloworld tour", "helloworld tour --lang zh"))
@lang_option
def command(*, language: str) -> None:
    """See a demo of each chapter, and where to go next."""
    from importlib.resources import files

    from rich.rule import Rule

    from hello.greeting import greet, languages
    from hello.language import user_locale
    from hello.loading import find_demos
    from hello.screen import console

    screen = console()
    screen.print(greet(language=user_locale()), style="bold")
    screen.print(", ".join(greet(language=name) for name in languages()), style="dim")
    for found in find_demos():
        if found.demo.in_tour:
            screen.print(Rule(f"{found.demo.command}: {found.summary}"))
            demo: click.Command = found.loaded().main
            demo.main(
                [*found.demo.arguments, "--lang", language],
                found.demo.command,
                standalone_mode=False,
            )
    screen.print(Rule())
    screen.print((files("hello.cli") / f"tour_{language}.txt").read_text(encoding="utf-8"))
