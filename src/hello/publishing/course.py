"""How far a publication has come: what became of each file, at any moment."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from hello.edge import INTERRUPTED, OUTPUT_CLOSED, in_one_line
from hello.errors import HelloError
from hello.publishing.model import Release, Repository
from hello.rehearsal.model import Outcome, StepResult
from hello.workbench.termination import TerminatedError


class State(StrEnum):
    """What is known of a file on the index."""

    NEW = "not uploaded"
    THERE = "was there"
    OTHER = "other bytes there"
    SENDING = "not known"
    """It was on its way when the answer failed to come."""
    UPLOADED = "uploaded"
    REFUSED = "refused"

    @property
    def is_there(self) -> bool:
        """Tell whether the index has the file that it should."""
        return self in {State.THERE, State.UPLOADED}


class Course:
    """The files of a *release* on its way to a *repository*; it changes as they go.

    *command* is the one that publishes these very files, where this should be broken off.
    """

    def __init__(self, release: Release, repository: Repository, command: str = "") -> None:
        self.release = release
        self.repository = repository
        self.states = {file.name: State.NEW for file in release.files}
        self.has_begun = False
        self.is_final = False
        """Something is wrong that the same again would not mend."""
        self.is_done = False
        """Every step was taken, and went well."""
        self.command = command

    @property
    def is_there(self) -> bool:
        """Tell whether the index has all files."""
        return all(state.is_there for state in self.states.values())

    @property
    def way_on(self) -> str:
        """Return the command that finishes what has begun; nothing where none would."""
        is_open = self.has_begun and self.may_be_there
        return self.command if is_open and not (self.is_final or self.is_done) else ""

    @property
    def may_be_there(self) -> bool:
        """Tell whether the index has any of the files, or may have."""
        return any(one.is_there or one is State.SENDING for one in self.states.values())

    def known(self) -> str:
        """Say in one line what is known of each file."""
        by_state = {
            state: [name for name, one in self.states.items() if one is state] for state in State
        }
        return "; ".join(
            f"{state}: {', '.join(names)}" for state, names in by_state.items() if names
        )


class BrokenOffError(HelloError):
    """The publication was ended in the middle; the line says what is known of each file."""

    def __init__(self, fact: str, course: Course, code: int) -> None:
        otherwise = "nothing is left to do" if course.is_done else "nothing is lost"
        next_step = f"to finish: {course.way_on}" if course.way_on else otherwise
        super().__init__(f"{fact}; {course.known()}", next_step=next_step)
        self.exit_code = code


@contextmanager
def told_whole(course: Course) -> Iterator[None]:
    """Raise BrokenOffError for whatever ends the body once files are on their way."""
    try:
        yield
    except KeyboardInterrupt:
        if not course.has_begun:
            raise
        raise BrokenOffError("interrupted", course, INTERRUPTED) from None
    except HelloError as error:
        if not course.has_begun:
            raise
        # "The project is as it was" is not all that there is to say now.
        code = error.exit_code if isinstance(error, TerminatedError) else HelloError.exit_code
        raise BrokenOffError(error.shown, course, code) from None
    except OSError as error:
        if not course.has_begun:
            raise
        if isinstance(error, BrokenPipeError):
            fact = "the reader of our output left"
            raise BrokenOffError(fact, course, OUTPUT_CLOSED) from None
        raise BrokenOffError(in_one_line(error), course, HelloError.exit_code) from None


@dataclass(frozen=True)
class Sent:
    """A file with its size in bytes, and what became of it."""

    file: str
    size: int
    sha256: str
    state: State


@dataclass(frozen=True)
class Result:
    """A whole publication."""

    release: Release
    repository: Repository
    results: tuple[StepResult, ...]
    files: tuple[Sent, ...]
    seconds: float
    way_on: str = ""
    """The command that finishes what was broken off; nothing where nothing was."""

    @property
    def outcome(self) -> Outcome:
        """Return failed where a step did, skipped where one was not taken, else passed."""
        outcomes = {result.outcome for result in self.results}
        order = (Outcome.FAILED, Outcome.SKIPPED, Outcome.WARNED)
        return next((one for one in order if one in outcomes), Outcome.PASSED)

    @property
    def is_whole(self) -> bool:
        """Tell whether every step was taken, and went well."""
        return self.outcome not in {Outcome.FAILED, Outcome.SKIPPED}


def sent(release: Release, states: Mapping[str, State]) -> tuple[Sent, ...]:
    """Return the files of *release* with what became of them."""
    return tuple(
        Sent(path.name, path.stat().st_size, release.sha256[path.name], states[path.name])
        for path in release.files
    )
