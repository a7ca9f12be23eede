"""What the steps of a publication know, and how they take an error for a finding."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hello.errors import HelloError
from hello.publishing.course import Course
from hello.rehearsal.model import Finding
from hello.rehearsal.plan import Plan
from hello.rehearsal.runner import Watch
from hello.workbench.space import FullDiskError
from hello.workbench.termination import TerminatedError

LOOK, UPLOAD, WAIT, INSTALL_BACK = "look", "upload", "wait", "install-back"

WAIT_SECONDS = 300.0

T = TypeVar("T")

Note = Callable[[str, str], None]
"""Is told, for a step that is under way, what it does or waits for now."""


@dataclass(frozen=True)
class Flow:
    """One publication: what its steps know."""

    plan: Plan
    course: Course
    seconds: float = WAIT_SECONDS
    """So long it waits for the index to show the files."""
    watch: Watch = lambda _step, _result: None
    note: Note = lambda _step, _text: None


def tried(do: Callable[[], T]) -> T | HelloError:
    """Return what *do* returns, or its error; one that comes from outside ends the whole."""
    try:
        return do()
    except (TerminatedError, FullDiskError):
        raise
    except HelloError as error:
        return error


def finding_of(fault: str, error: HelloError) -> Finding:
    """Return *error*, which is the index's or the network's, as what a step has found."""
    return Finding(fault, error.shown, error.next_step)
