"""The terminal, or what stands in for it: one console for all."""

from collections.abc import Callable

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult


class Screen(Console):
    """A rich console that leaves a closed pipe to ``hello.edge``: rich would exit with 1."""

    def on_broken_pipe(self) -> None:
        """Pass the error on that is being handled."""
        raise  # noqa: PLE0704  # rich calls this in its "except BrokenPipeError"


class WithReprs:
    """Something whose parts are reprs: *build* gets ``ascii`` where the console shows no more.

    Otherwise what the console cannot show is escaped after it was measured, and fits no more.
    """

    def __init__(self, build: Callable[[Callable[[str], str]], RenderableType]) -> None:
        self._build = build

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self._build(ascii if options.ascii_only else repr)


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal; 80 columns where there is none."""
    # "[x]" and ":x:" in a text stay as they are, and nothing is coloured by guess.
    return Screen(stderr=stderr, markup=False, highlight=False, emoji=False)
