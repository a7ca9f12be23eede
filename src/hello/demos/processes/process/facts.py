"""What ``hello-process`` finds out, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from hello.demos.processes.process.costs import Compared, bracket, winner


@dataclass(frozen=True)
class Times:
    """Seconds of each round, and what is said of them."""

    median: float
    lowest: float
    highest: float
    rounds: tuple[float, ...]

    @classmethod
    def of(cls, rounds: Sequence[float]) -> "Times":
        """Return the *rounds*, at least one, with their median and spread."""
        return cls(median(rounds), min(rounds), max(rounds), tuple(rounds))


@dataclass(frozen=True)
class Start:
    """From ``start()`` to the first sign of life: of a thread, or by a start method.

    The first start is apart: that of forkserver starts the server too.
    """

    kind: str
    first: float
    times: Times


@dataclass(frozen=True)
class Comparison:
    """The same work in threads and in processes, from start to join.

    ``faster`` is ``threads``, ``processes``, or None where the spread swallows it.
    ``threads_cpu`` and ``processes_cpu`` are the processor time that all workers had, in the
    middle round: on a busy machine, less than their time on that many cores.
    """

    size: int
    threads: Times
    processes: Times
    faster: str | None
    threads_cpu: float
    processes_cpu: float

    @classmethod
    def of(cls, compared: Compared) -> "Comparison":
        """Return what was *compared* at one size."""
        threads, processes = Times.of(compared["threads"]), Times.of(compared["processes"])
        cpu = median(compared["threads_cpu"]), median(compared["processes_cpu"])
        return cls(compared["size"], threads, processes, winner(compared), *cpu)


@dataclass(frozen=True)
class Search:
    """The sizes tried with a start method, and the bracket around the break-even."""

    method: str
    comparisons: tuple[Comparison, ...]
    threads_win: int | None
    processes_win: int | None

    @classmethod
    def of(cls, method: str, compared: Sequence[Compared]) -> "Search":
        """Return the search by *method*."""
        low, high = bracket(compared)
        return cls(method, tuple(map(Comparison.of, compared)), low, high)


@dataclass(frozen=True)
class Memory:
    """A global that the parent changed before the start, and the child after it."""

    method: str
    at_start: str
    in_child: str
    in_parent: str


@dataclass(frozen=True)
class Stage:
    """What a process says of itself; ``join_returned`` is what the join before returned."""

    when: str
    pid: int | None
    alive: bool
    exit_code: int | None
    join_returned: object


@dataclass(frozen=True)
class Termination:
    """A process that was terminated in its try block; its last words are in the finally."""

    began: str
    exit_code: int | None
    alive: bool
    last_words: tuple[str, ...]


@dataclass(frozen=True)
class Inheritance:
    """A process that came to its end while a child of its own was waiting."""

    daemon: bool
    parent_waited: bool
    last_words: tuple[str, ...]


@dataclass(frozen=True)
class ProcessFacts:
    """All that the demo saw. ``cores`` are those that this process may use."""

    cores: int
    gil: bool
    workers: int
    searched: bool
    starts: tuple[Start, ...]
    searches: tuple[Search, ...]
    memories: tuple[Memory, ...]
    stages: tuple[Stage, ...]
    exit_codes: Mapping[str, int | None]
    termination: Termination
    inheritance: tuple[Inheritance, ...]

    def start(self, kind: str) -> Start:
        """Return what the start of *kind* cost; raise LookupError where it was not measured."""
        for start in self.starts:
            if start.kind == kind:
                return start
        raise LookupError(kind)
