"""``helloworld lesson``: what a demo teaches, or a topic without one, to read."""

from pathlib import Path

import click

from hello.command import Program, examples, lang_option


def _names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """Return the lessons whose names begin with *incomplete*, for shell completion."""
    from hello.lesson import TOPICS
    from hello.loading import find_demos

    names = (*(found.demo.name for found in find_demos()), *TOPICS)
    return [name for name in names if name.startswith(incomplete)]


@click.command(
    cls=Program,
    epilog=examples(
        "helloworld lesson heap-sort",
        "helloworld lesson packaging",
        "helloworld lesson logging --lang zh | less -R",
        "helloworld lesson modules --html modules.html",
    ),
)
@click.argument("demo", shell_complete=_names)
@lang_option
@click.option(
    "--html",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the lesson to this file as a page of its own.",
)
def command(demo: str, language: str, html: Path | None) -> None:
    """Read the lesson of DEMO, or of the topic 'packaging'."""
    from hello.lesson import find_lesson, with_folded_code

    text = find_lesson(demo, language)
    if html:
        from hello import page

        page.write(html, text, language)
        click.echo(f"wrote {html}", err=True)
        return
    from rich_rst import RestructuredText

    from hello.screen import console

    screen = console()
    folded = with_folded_code(text, screen.width)
    screen.print(RestructuredText(folded, show_errors=False, default_lexer="text"))
