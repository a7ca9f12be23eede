"""What all steps know: the project, where everything is, and what was asked for.

Steps hand files to one another, not objects: each finds what an earlier one made where the
Plan says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from hello.rehearsal.settings import Settings
from hello.workbench.copying import copy_for_command
from hello.workbench.environments import Environment
from hello.workbench.processes import Processes
from hello.workbench.repositories import DOT_GIT


class Command(NamedTuple):
    """How a setup.py command ended; ``why`` it falls short is empty where it does not."""

    line: str
    outcome: str
    why: str
    files: tuple[str, ...]


Commands = Callable[[Path], Sequence[Command]]
"""Runs all of the tutorial's commands on the project in a folder."""


@dataclass(frozen=True)
class Plan:
    """One rehearsal. Everything is made below *room*, a temporary folder."""

    project: Path
    """The user's own folder, which is never written to, nor built in."""
    room: Path
    processes: Processes
    settings: Settings = field(default_factory=Settings)
    is_offline: bool = False
    """Ask no index, and install nothing that is not here."""
    checks_name: bool = False
    """Ask the public index whether the name is taken."""
    within: Path = Path()
    """Where in git's work tree the project is; as a rule it is all of it."""
    commands: Commands | None = None
    """Runs the tutorial's setup.py commands, for the step ``formats``."""

    @property
    def source(self) -> Path:
        """Return the copy of the project; it is made before the first step.

        It has a ``.git`` of its own, at the top of the work tree, if the project has one.
        """
        return self.room / "source" / self.within

    def copy_source(self, folder: Path) -> Path:
        """Copy the source once more, into the new *folder*, for a step that builds in it.

        Returns the project's folder: *folder*, or where in the work tree the project is.
        """
        copy_for_command(self.source, folder / self.within, self.processes.check_running)
        shared = self.room / "source" / DOT_GIT
        if self.within.parts and shared.exists():
            (folder / DOT_GIT).symlink_to(shared)
        return folder / self.within

    @property
    def dist(self) -> Path:
        """Return the folder of what is to be uploaded: one sdist and one wheel, by ``build``."""
        return self.room / "dist"

    @property
    def sdist(self) -> Path:
        """Return the one sdist; for steps after ``build``."""
        (path,) = self.dist.glob("*.tar.gz")
        return path

    @property
    def wheel(self) -> Path:
        """Return the one wheel; for steps after ``build``."""
        (path,) = self.dist.glob("*.whl")
        return path

    @property
    def artifacts(self) -> tuple[Path, ...]:
        """Return what is in ``dist``, sorted by name; nothing before ``build``."""
        return tuple(sorted(self.dist.iterdir())) if self.dist.is_dir() else ()

    def environment(self, kind: str) -> Environment:
        """Return the environment that ``install`` makes for ``sdist`` or ``wheel``."""
        return Environment(self.room / "environments" / kind)

    def room_for(self, step: str) -> Path:
        """Return a folder for this step alone; it is empty at first."""
        folder = self.room / "steps" / step
        folder.mkdir(parents=True, exist_ok=True)
        return folder
