"""What is found out about a command, and how it may end."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from hello.errors import HelloError


class Outcome(StrEnum):
    """How a command of the tutorial fares today."""

    WORKS = "works"
    THROUGH_HELLOWORLD = "works through HelloWorld"
    """Setuptools alone does not have it, or does it wrong."""
    DEPRECATED = "deprecated"
    """It works, and setuptools says that it will not for long."""
    NEEDS = "needs"
    """A program is missing; its name follows."""
    FAILED = "failed"


class ShortError(HelloError):
    """A command, or what it made, falls short of what it should do."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact, next_step="look at it with --keep DIR")
        self.fact = fact


class MissingToolError(HelloError):
    """A program that a command needs is not installed."""

    def __init__(self, tool: str, fact: str) -> None:
        super().__init__(fact, next_step="install it")
        self.tool = tool
        self.fact = fact


def missing_tool(text: str) -> str:
    """Return the program that *text*, an error of our commands, says is missing, or nothing."""
    found = re.search(r"([\w.-]+) is not installed", text)
    return found[1] if found else ""


@dataclass(frozen=True)
class Artifact:
    """A file that a command made, or the folder of ``build``; its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Checked:
    """How an artifact was installed, and what of it was run then."""

    installed: str | None
    ran: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What is known of one command; ``outcome`` is an Outcome, and a tool's name after NEEDS."""

    command: str
    outcome: str
    artifacts: tuple[Artifact, ...] = ()
    installed: str | None = None
    ran: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str | None = None

    @property
    def falls_short(self) -> bool:
        """Return whether somebody has to do something about it."""
        return self.outcome == Outcome.FAILED or self.outcome.startswith(f"{Outcome.NEEDS} ")


@dataclass
class Report:
    """All rows in the tutorial's order, and the seconds that each shared step took."""

    rows: list[Row] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Return what the whole run took."""
        return self.steps.get("total", 0.0)
