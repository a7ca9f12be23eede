"""A step of the rehearsal in one line, for who has never seen one: how it ended, what it is."""

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hello.rehearsal.live import NARROW, WIDEST, outcome_line
from hello.rehearsal.model import StepResult
from hello.tour.words import WORDS
from hello.wrapping import Wrapped

OUTCOME = len("passed  10.0 s")


class StepLine:
    """A renderable: a *result* without its facts, for any width."""

    def __init__(self, result: StepResult, language: str) -> None:
        self._result = result
        self._language = language

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        name = Text(self._result.step, style="bold")
        outcome = outcome_line(self._result, self._language)
        words = Wrapped(WORDS[self._language][self._result.step], "dim")
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, width=WIDEST)
        table.add_column(no_wrap=True, width=OUTCOME)
        if options.max_width < NARROW:
            table.add_row(name, outcome)
            yield table
            yield Padding(words, (0, 0, 0, 2))
        else:
            table.add_row(name, outcome, words)
            yield table
