"""What a step of the rehearsal finds out, and the report that all steps together are."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """A fault of the project, or what may be one.

    ``fault`` names its kind, as in ``FAULTS``; ``fact`` says what was seen, with names and
    values, and ``remedy`` what to do about it, in one line each.
    """

    fault: str
    fact: str
    remedy: str
    is_warning: bool = False


@dataclass(frozen=True)
class Found:
    """What a step returns: facts that speak for the project, and what speaks against it."""

    evidence: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class SkippedError(Exception):
    """A step has nothing to do here; ``fact`` says why."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


@dataclass(frozen=True)
class StepResult:
    """How a step ended, what it saw, and how many seconds it took.

    ``began`` is when, in seconds after the first step did.
    """

    step: str
    outcome: Outcome
    evidence: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    began: float = 0.0


@dataclass(frozen=True)
class Artifact:
    """A file that would be uploaded, with its size in bytes."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Report:
    """A whole rehearsal. ``project`` and ``version`` are None where it could not be built."""

    project: str | None
    version: str | None
    results: tuple[StepResult, ...]
    artifacts: tuple[Artifact, ...]
    seconds: float

    @property
    def outcome(self) -> Outcome:
        """Return the worst outcome of a step; what was skipped does not count."""
        outcomes = {result.outcome for result in self.results}
        for outcome in (Outcome.FAILED, Outcome.WARNED):
            if outcome in outcomes:
                return outcome
        return Outcome.PASSED
