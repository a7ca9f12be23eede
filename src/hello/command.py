"""Click commands as this project has them: errors in one line, groups that load lazily."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

import hello
from hello import edge
from hello.errors import WrongUseError, unknown
from hello.language import TEXT_LANGUAGES, text_language

HELP = {"help_option_names": ["-h", "--help"]}
version_option = click.version_option(hello.__version__, message="%(prog)s %(version)s")
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Write JSON to stdout, and nothing else."
)
lang_option = click.option(
    "--lang",
    "language",
    type=click.Choice(TEXT_LANGUAGES),
    default=text_language,
    help="Language of lessons and claims.  [default: yours]",
)


def examples(*lines: str) -> str:
    """Return *lines* as the end of a help text, one command a line."""
    # click wraps paragraphs unless they begin with a line of \b.
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


class Program(click.Command):
    """A click command whose errors end as one line and an exit code."""

    def main(self, *args: Any, **settings: Any) -> Any:
        """Run as a console command; see ``click.Command.main``."""
        return _at_the_edge(self, *args, **settings)


class LazyGroup(click.Group):
    """A group whose commands are loaded when they are called.

    ``names`` returns them in the order of the help; ``load`` returns one, or
    raises WrongUseError where it knows none of this name.
    """

    def __init__(
        self,
        *,
        names: Callable[[], Sequence[str]],
        load: Callable[[str], click.Command],
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self._names = names
        self._load = load

    def main(self, *args: Any, **settings: Any) -> Any:
        """Run as a console command; see ``click.Command.main``."""
        return _at_the_edge(self, *args, **settings)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Return the names, not sorted: their order is the teaching order."""
        return list(self._names())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002  # click's
        """Return the command called *cmd_name*; raise WrongUseError."""
        return self._load(cmd_name)


def _at_the_edge(
    command: click.Command,
    args: Sequence[str] | None = None,
    prog_name: str | None = None,
    *,
    standalone_mode: bool = True,
    **settings: Any,
) -> Any:
    name = prog_name or Path(sys.argv[0]).stem

    def program() -> Any:
        return click.Command.main(command, args, name, standalone_mode=False, **settings)

    if standalone_mode:
        edge.run(lambda: _translated(program), name)
    return program()


def _translated(program: Callable[[], Any]) -> int | None:
    """Run *program* with click's errors turned into ours."""
    streams = sys.stdout, sys.stderr
    try:
        code: int | None = program()
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.UsageError as error:
        raise _wrong_use(error) from error
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except SystemExit:
        # Where the reader of our output left, click wraps the streams and exits with 1.
        if sys.stdout is streams[0]:
            raise
        sys.stdout, sys.stderr = streams
        raise BrokenPipeError from None
    return code


def _wrong_use(error: click.UsageError) -> WrongUseError:
    path = error.ctx.command_path if error.ctx else "the command"
    see_help = f"see '{path} --help'"
    if isinstance(error, click.NoSuchOption):
        return unknown("option", error.option_name, error.possibilities or (), otherwise=see_help)
    message = " ".join(error.format_message().split()).rstrip(".")
    return WrongUseError(message[0].lower() + message[1:], next_step=see_help)
