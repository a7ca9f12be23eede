"""The terminal, or what stands in for it: one console for all."""

from rich.console import Console


class Screen(Console):
    """A rich console that leaves a closed pipe to ``hello.edge``: rich would exit with 1."""

    def on_broken_pipe(self) -> None:
        """Pass the error on that is being handled."""
        raise  # noqa: PLE0704  # rich calls this in its "except BrokenPipeError"


def console(*, stderr: bool = False) -> Console:
    """Return a console as wide as the terminal; 80 columns where there is none."""
    # "[x]" and ":x:" in a text stay as they are, and nothing is coloured by guess.
    return Screen(stderr=stderr, markup=False, highlight=False, emoji=False)
