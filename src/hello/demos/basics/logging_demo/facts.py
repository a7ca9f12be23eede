"""What is seen when records go through a logging hierarchy."""

from dataclasses import dataclass

LEVEL = "level"
FILTER = "filter"
WRITTEN = "written"


@dataclass(frozen=True)
class HandlerFacts:
    """A handler: where it writes to (``file`` or ``console``), its level, its filters' names."""

    target: str
    level: int
    filters: tuple[str, ...]


@dataclass(frozen=True)
class LoggerFacts:
    """A logger as it was set up; *parent* is empty for the root."""

    name: str
    parent: str
    level: int
    effective_level: int
    propagate: bool
    filters: tuple[str, ...]
    handlers: tuple[HandlerFacts, ...]


@dataclass(frozen=True)
class Asked:
    """A logger's filter was asked about a record."""

    logger: str
    filter: str
    passed: bool


@dataclass(frozen=True)
class Visit:
    """A record came to the handler of *logger*, with *outcome* LEVEL, FILTER or WRITTEN.

    LEVEL and FILTER say what of the handler refused it.
    """

    logger: str
    outcome: str


@dataclass(frozen=True)
class Journey:
    """What became of one record.

    *stopped_by* is LEVEL or FILTER where its own logger refused it, else
    empty; *visits* are the handlers that it came to, in order.
    """

    number: int
    logger: str
    level: int
    stopped_by: str
    asked: tuple[Asked, ...]
    visits: tuple[Visit, ...]

    @property
    def times_written(self) -> int:
        """How many handlers wrote it."""
        return sum(visit.outcome == WRITTEN for visit in self.visits)


@dataclass(frozen=True)
class Run:
    """A hierarchy, the records that were sent into it, and the lines that came out."""

    loggers: tuple[LoggerFacts, ...]
    journeys: tuple[Journey, ...]
    file: tuple[str, ...]
    console: tuple[str, ...]

    def logger(self, name: str) -> LoggerFacts:
        """Return the logger called *name*."""
        return next(logger for logger in self.loggers if logger.name == name)


@dataclass(frozen=True)
class Answer:
    """What the filter called *filter* says of records of the logger *name*."""

    filter: str
    name: str
    passed: bool


@dataclass(frozen=True)
class Defaults:
    """The levels in an interpreter that has only imported logging."""

    root: int
    new_logger: int
    new_logger_effective: int


@dataclass(frozen=True)
class Result:
    """What the demo saw.

    ``run`` has the setting asked for, ``traps`` a fixed one that surprises;
    ``defaults`` is None where no fresh interpreter could be started.
    """

    run: Run
    traps: Run
    answers: tuple[Answer, ...]
    levels: dict[str, int]
    defaults: Defaults | None
