"""Takes the stops of the tour in their order, whatever becomes of each."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

from hello.errors import HelloError
from hello.tour.keys import QuitError, SkippedError
from hello.tour.pages import Pages
from hello.workbench.termination import TerminatedError
from hello.wrapping import Wrapped


class Stop(NamedTuple):
    """A part of the tour; ``take`` shows it on the pages."""

    title: str
    take: Callable[[], None]


def guide(stops: Sequence[Stop], pages: Pages) -> None:
    """Take all *stops*, or as many as the user wants to see.

    What stops one of them is said in a line, and the tour goes on.
    """
    number = 0
    try:
        with suppress(SkippedError):
            pages.begin(len(stops))
        for number, stop in enumerate(stops, 1):
            try:
                pages.header(number, len(stops), stop.title)
                _take(stop, pages)
                if number < len(stops):
                    pages.pause()
            except SkippedError:
                pages.say("skipped", "dim")
    except QuitError:
        if number:
            pages.say("ended", number=number, all=len(stops))
        else:
            pages.say("ended_first")


def _take(stop: Stop, pages: Pages) -> None:
    try:
        stop.take()
    except TerminatedError:
        raise
    except HelloError as error:
        pages.show(Wrapped(str(error), "bold red"))
