"""What ``helloworld new`` asks: on a terminal the user, and elsewhere nobody."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from hello.errors import HelloError
from hello.scaffold.answers import in_language
from hello.scaffold.lookup import look_up
from hello.scaffold.make import check_shape
from hello.scaffold.naming import check_name, propose_after
from hello.scaffold.people import NONE, Person, check_author, check_email, login, user
from hello.scaffold.room import opened
from hello.scaffold.shapes import SHAPES, USUAL
from hello.workbench.processes import Processes

WORDS = {
    "en": {
        "name": "Name of the project on the index",
        "author": "Author",
        "email": "E-mail of the author (- for none)",
        "shape": "Shape",
    },
    "zh": {
        "name": "项目在索引上的名字",
        "author": "作者",
        "email": "作者的邮箱（没有就填 -）",
        "shape": "形式",
    },
}


@contextmanager
def questions(folder: Path, language: str, *, asks: bool) -> Iterator["Questions"]:
    """Yield what asks for a project in *folder*; only with *asks*, and on a terminal."""
    with opened("hello-new-") as (room, processes):
        person = user(processes, folder if folder.is_dir() else folder.parent)
        asks = asks and _is_terminal()
        yield Questions(processes, room, person, folder.resolve().name, language, asks=asks)


def _is_terminal() -> bool:
    """Return whether somebody can read a question and answer it."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


class Questions:
    """What is asked of the user on a terminal; elsewhere, all answers are the defaults."""

    def __init__(  # noqa: PLR0913  # "questions" is the one who calls it
        self,
        processes: Processes,
        room: Path,
        person: Person,
        folder: str,
        language: str,
        *,
        asks: bool,
    ) -> None:
        self._processes = processes
        self._room = room
        self._person = person
        self._folder = folder
        self._language = language
        self._asks = asks

    def author(self, given: str | None) -> str:
        """Return the author's name; raise WrongUseError for one that cannot be written."""
        return self._answer("author", given, self._person.name, check_author)

    def email(self, given: str | None) -> str:
        """Return the author's address, or nothing; raise WrongUseError for no address."""
        return self._answer("email", given, self._person.email or NONE, check_email)

    def name(self, given: str | None, author: str, email: str, *, checks_name: bool) -> str:
        """Return a name for the project of *author*; raise HelloError for one that will not do."""

        def check(answer: str) -> str:
            name = check_name(answer)
            if checks_name:
                for line in look_up(self._processes, self._room, name, self._language):
                    click.echo(line)
            return name

        default = propose_after(self._folder, author, email, login())
        return self._answer("name", given, default, check)

    def shape(self, given: str | None) -> str:
        """Return the name of a shape."""
        return self._answer("shape", given, USUAL, check_shape, list(SHAPES))

    def _answer(
        self,
        question: str,
        given: str | None,
        default: str,
        check: Callable[[str], str],
        choices: Sequence[str] = (),
    ) -> str:
        """Return what was *given* or is answered, as *check* has it; ask until that is content."""
        if given is not None or not self._asks:
            return check(default if given is None else given)

        def value_of(answer: str) -> str:
            try:
                return check(answer)
            except HelloError as error:
                raise click.UsageError(in_language(error, self._language)) from None

        answer: str = click.prompt(
            WORDS[self._language][question],
            default=default,
            type=click.Choice(choices) if choices else None,  # told with the question
            value_proc=value_of,
        )
        return answer
