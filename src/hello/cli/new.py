"""``helloworld new``: a project of one's own, of the tutorial's shape."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hello.command import Program, examples
from hello.language import TEXT_LANGUAGES, text_language
from hello.scaffold.shapes import SHAPES, USUAL

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hello.scaffold.make import Made

WORDS = {
    "en": {
        "made": "{name}: {count} files in {folder}",
        "next": "Next:",
    },
    "zh": {
        "made": "{name}：{count} 个文件，在 {folder}",
        "next": "接下来：",
    },
}


@click.command(
    cls=Program,
    epilog=examples(
        "helloworld new hello-ada",
        "helloworld new my-project --name hello-ada --shape modern --yes",
        "helloworld new my-project --check-name --lang zh",
    ),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--name",
    help="Its name on the index.  [default: DIR's if that begins with hello-, else hello- and "
    "your name in git]",
)
@click.option("--author", help="Who made it.  [default: your name in git]")
@click.option(
    "--email", help="The author's address, or - for none.  [default: your address in git]"
)
@click.option(
    "--shape", type=click.Choice(list(SHAPES)), help=f"Which form it has.  [default: {USUAL}]"
)
@click.option(
    "--check-name", "checks_name", is_flag=True, help="Ask the index whether the name is taken."
)
@click.option("--no-git", "has_no_git", is_flag=True, help="Make no git repository.")
@click.option("--yes", "takes_defaults", is_flag=True, help="Ask nothing: take the defaults.")
@click.option(
    "--lang",
    "language",
    type=click.Choice(TEXT_LANGUAGES),
    default=text_language,
    help="Language of its comments and texts.  [default: yours]",
)
def command(  # noqa: PLR0913  # click passes each option
    *,
    folder: Path,
    name: str | None,
    author: str | None,
    email: str | None,
    shape: str | None,
    checks_name: bool,
    has_no_git: bool,
    takes_defaults: bool,
    language: str,
) -> None:
    """Make a project of your own in DIR, a new or an empty folder.

    It builds, passes its tests and a rehearsal as it comes, and each of its files explains
    itself. On a terminal you are asked for what you do not give. The shapes:

    \b
    minimal  the tutorial's five-line setup.py
    full     its long form: setup.py, setup.cfg, MANIFEST.in, data files, scripts
    modern   the same, all in pyproject.toml
    """  # noqa: D301  # click looks for the character itself
    from hello.scaffold.make import Request, check_folder, make_project
    from hello.scaffold.questions import questions
    from hello.workbench.termination import terminations_as_errors

    check_folder(folder)
    with terminations_as_errors():
        with questions(folder, language, asks=not takes_defaults) as ask:
            author = ask.author(author)
            email = ask.email(email)
            name = ask.name(name, author, email, checks_name=checks_name)
            shape = ask.shape(shape)
        has_git = not has_no_git
        made = make_project(Request(folder, name, author, email, shape, language, has_git))
    _print(made, language)


def _print(made: Made, language: str) -> None:
    from hello.scaffold.picture import as_tree
    from hello.screen import console
    from hello.wrapping import Wrapped

    screen, words = console(), WORDS[language]
    said = words["made"].format(name=made.name, count=len(made.files), folder=made.folder)
    screen.print(Wrapped(said, "bold"))
    screen.print(as_tree(made))
    for note in made.notes:
        screen.print(Wrapped(note, "yellow"))
    screen.print(Wrapped(words["next"]))
    for line in _next(made.folder):
        screen.print(f"  {line}", soft_wrap=True)


def _next(folder: Path) -> Iterator[str]:
    if folder.resolve() != Path.cwd():
        place = f"./{folder}" if str(folder).startswith("-") else str(folder)
        yield f'cd "{place}"' if sys.platform == "win32" else f"cd {shlex.quote(place)}"
    yield "helloworld rehearse"
    yield "helloworld publish --repository testpypi"
