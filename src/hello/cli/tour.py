"""``helloworld tour``: the first minute."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hello.command import Program, examples, lang_option
from hello.errors import WrongUseError

# Only types: at run time each is imported where it is used, so that
# 'helloworld --help' waits for none of them.
if TYPE_CHECKING:
    from collections.abc import Iterator

    from hello.tour.guide import Stop
    from hello.tour.pages import Pages
    from hello.tour.project import Workshop


@click.command(
    cls=Program,
    epilog=examples(
        "helloworld tour",
        "helloworld tour --lang zh",
        "helloworld tour --quick",
        "helloworld tour --keep first-project",
    ),
)
@click.option(
    "--quick", "is_quick", is_flag=True, help="Without pauses, and with a shorter rehearsal."
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Make the project in this new folder, and leave it there with its report.",
)
@click.option(
    "--deadline",
    "seconds",
    type=click.IntRange(1, 7200),
    default=120,
    show_default=True,
    help="End the rehearsal after this many seconds.",
)
@lang_option
def command(*, is_quick: bool, keep: Path | None, seconds: int, language: str) -> None:
    """See a demo of each chapter, a project of your own and its rehearsal, in a minute.

    On a terminal it pauses after each screenful, and goes on by itself. Enter goes on at once,
    s skips a stop, the space bar makes it wait for you, and q ends the tour.
    """
    from hello.scaffold.room import opened
    from hello.screen import console
    from hello.tour.guide import guide
    from hello.tour.keys import listening
    from hello.tour.pages import PAUSES, Pages
    from hello.tour.project import Workshop
    from hello.workbench.termination import terminations_as_errors

    with (
        terminations_as_errors(),
        opened("hello-tour-") as (room, processes),
        _kept(keep),
        listening() as keys,
    ):
        pages = Pages(console(), keys, language, 0.0 if is_quick else PAUSES)
        _greet(pages, is_quick=is_quick)
        workshop = Workshop(room, processes, keep, is_quick=is_quick, seconds=seconds)
        guide(list(_stops(pages, workshop, language)), pages)


def _greet(pages: Pages, *, is_quick: bool) -> None:
    from rich.text import Text

    from hello.greeting import greet, languages
    from hello.language import user_locale
    from hello.wrapping import Wrapped

    pages.show(Wrapped(greet(language=user_locale()), "bold"))
    pages.show(Wrapped(", ".join(greet(language=name) for name in languages()), "dim"), Text())
    pages.say("intro")
    if is_quick:
        pages.say("quick")
    elif pages.keys.is_listening:
        pages.say("keys")


def _stops(pages: Pages, workshop: Workshop, language: str) -> Iterator[Stop]:
    from hello.tour.demos import demo_stops
    from hello.tour.guide import Stop
    from hello.tour.project import OwnProject
    from hello.tour.words import WORDS

    yield from demo_stops(pages, language)
    yield from OwnProject(workshop, pages, language).stops()
    yield Stop(WORDS[language]["next"], lambda: _say_where_to_go(pages, language))


def _say_where_to_go(pages: Pages, language: str) -> None:
    from importlib.resources import files

    from rich.text import Text

    text = (files("hello.cli") / f"tour_{language}.txt").read_text(encoding="utf-8")
    pages.show(Text(text.rstrip()))


@contextmanager
def _kept(folder: Path | None) -> Iterator[None]:
    """Make *folder*, which is new or empty; if nothing is put there, it goes again."""
    if folder is None:
        yield
        return
    is_new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        fact = f"cannot make this folder: {error.strerror}"
        raise WrongUseError(fact, str(folder), next_step="give another") from None
    if not is_empty:
        raise WrongUseError("this folder is not empty", str(folder), next_step="give a new one")
    try:
        yield
    finally:
        if is_new and not any(folder.iterdir()):
            folder.rmdir()
