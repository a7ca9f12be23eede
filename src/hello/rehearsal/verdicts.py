"""What is said of an import or a script that failed, and of whom."""

from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from hello.rehearsal.installed import Installed, Point


class Role(Enum):
    """What failed. Of the first two, all users depend on it; of the others, some may."""

    ROOT = auto()
    SCRIPT = auto()
    PACKAGE = auto()
    """A package within another, which may be for those who have some other library."""
    PLUGIN = auto()
    """An entry point that other programs load."""
    UNREACHED = auto()
    """A module that nothing has imported: it was only read."""

    @property
    def is_for_all(self) -> bool:
        """Return whether it has to work right after ``pip install``."""
        return self in {Role.ROOT, Role.SCRIPT}


@dataclass(frozen=True)
class Subject:
    """What failed: ``import demo``, ``script demo``; with what is known of its project."""

    name: str
    role: Role
    installed: Installed
    source: Path
    """The copy of the project, which it was built from."""
    project: Path
    point: Point | None = None
    arguments: tuple[str, ...] = ()

    @property
    def trees(self) -> tuple[Path, ...]:
        """Return the folders where only the author has the project."""
        return self.source, self.project


@dataclass(frozen=True)
class Cause:
    """A fault; those with the same ``key`` are one, however many imports and scripts show it.

    ``fact`` is to stand behind the name of whatever failed.
    """

    key: tuple[str, ...]
    fault: str
    fact: str
    remedy: str
    is_warning: bool = False


@dataclass(frozen=True)
class Excuse:
    """Why a failure says nothing against the project: ``it needs a display``."""

    why: str


Verdict = Cause | Excuse
