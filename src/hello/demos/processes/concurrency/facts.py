"""What ``hello-concurrency`` finds out, as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A piece of a task: from *start* to *end*, with *cpu* of that on a processor (seconds)."""

    task: str
    start: float
    end: float
    cpu: float

    @property
    def idle(self) -> float:
        """The time within the step when it was not running."""
        return max(0.0, self.end - self.start - self.cpu)


@dataclass(frozen=True)
class Run:
    """All tasks, done in one way; times count from the moment when the workers were let go.

    ``overlap`` adds up, for pairs of steps of different tasks, the time when both
    were under way; ``proved`` is the part of it in which both must have been
    running at once, because it is longer than both their idle times together.
    ``wall`` goes from the first start to the last end; ``until`` is when the one
    who let the workers go had all their stamps.
    """

    workers: int
    steps: tuple[Step, ...]
    overlap: float
    proved: float
    wall: float
    cpu: float
    until: float


@dataclass(frozen=True)
class ConcurrencyFacts:
    """The same tasks in four ways: ``one worker``, ``processes``, ``threads``, ``waiting threads``.

    ``cores`` is how many this process may use; ``gil`` says that one thread at a
    time runs Python code.
    """

    tasks: int
    turns: int
    cores: int
    gil: bool
    runs: Mapping[str, Run]
