"""Builds a logging hierarchy beside the process's own and follows records through it."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO

from hello.demos.basics.logging_demo.facts import (
    FILTER,
    LEVEL,
    HandlerFacts,
    Journey,
    LoggerFacts,
    Run,
    Visit,
)
from hello.demos.basics.logging_demo.setting import LOGGERS, PLACES, ROOT, Setting
from hello.demos.basics.logging_demo.watched import Trail, WatchedFilter, WatchedHandler

log = logging.getLogger(__name__)

FORMAT = "%(add1)s %(levelno)s %(name)s %(message)s"
"""Of the tutorial's twelve fields those that tell the records apart, and its own one."""


@dataclass
class Hierarchy:
    """Loggers that no other code can get at, and what their handlers wrote."""

    manager: logging.Manager
    trail: Trail = field(default_factory=Trail)
    file: StringIO = field(default_factory=StringIO)
    console: StringIO = field(default_factory=StringIO)

    def logger(self, name: str) -> logging.Logger:
        """Return the logger called *name*, as ``logging.getLogger`` does."""
        return self.manager.root if name == ROOT else self.manager.getLogger(name)


def follow(records: Iterable[tuple[str, int]], setting: Setting) -> Run:
    """Send *records*, each a logger's name and a level, into a new hierarchy."""
    with hierarchy(setting) as made:
        loggers = tuple(_facts(made.logger(name)) for name in PLACES)
        journeys = tuple(
            _journey(made, number, name, level) for number, (name, level) in enumerate(records, 1)
        )
        file, console = made.file.getvalue(), made.console.getvalue()
    return Run(loggers, journeys, tuple(file.splitlines()), tuple(console.splitlines()))


@contextmanager
def hierarchy(setting: Setting) -> Iterator[Hierarchy]:
    """Make loggers, handlers and filters as *setting* says, and take them apart at the end.

    ``logging.getLogger`` asks one Manager, that of the process. A Manager of our
    own does the same work, and leaves the process's loggers as they are.
    """
    root = logging.RootLogger(logging.WARNING)
    manager = root.manager = logging.Manager(root)
    made = Hierarchy(manager)
    try:
        _set_up(made, setting)
        yield made
    finally:
        _take_apart(made)


def _set_up(made: Hierarchy, setting: Setting) -> None:
    for name in PLACES:
        logger = made.logger(name)
        if name in setting.levels:
            logger.setLevel(setting.levels[name])
        if name in setting.filters:
            logger.addFilter(WatchedFilter(setting.filters[name], name, made.trail))
        logger.propagate = name not in setting.no_propagate
        logger.addHandler(_handler(made, name, setting))


def _handler(made: Hierarchy, name: str, setting: Setting) -> logging.Handler:
    """Return the handler of one logger.

    The tutorial has one file handler on three loggers. Here each logger has its
    own, onto the same file, so that one can see which of them wrote.
    """
    target = made.console if name == ROOT else made.file
    handler = WatchedHandler(target, name, made.trail)
    handler.setFormatter(logging.Formatter(FORMAT))
    if name in LOGGERS:
        handler.setLevel(setting.handler_level)
    if name in setting.handler_filters:
        handler.addFilter(logging.Filter(setting.handler_filters[name]))
    return handler


def _take_apart(made: Hierarchy) -> None:
    # A manager and its loggers refer to each other. Handlers left on them would stay
    # on logging's list of all handlers until the garbage collector comes by.
    for name in PLACES:
        logger = made.logger(name)
        for handler in tuple(logger.handlers):
            logger.removeHandler(handler)
            handler.close()


def _journey(made: Hierarchy, number: int, name: str, level: int) -> Journey:
    logger = made.logger(name)
    made.trail.clear()
    logger.log(level, "record %d", number, extra={"add1": "HI"})
    asked, visits = tuple(made.trail.asked), tuple(made.trail.visits)
    journey = Journey(number, name, level, _stopped_by(logger, level, visits), asked, visits)
    wrote = journey.times_written
    log.info("record %d, %s at level %d, handlers that wrote it: %d", number, name, level, wrote)
    return journey


def _stopped_by(logger: logging.Logger, level: int, visits: tuple[Visit, ...]) -> str:
    if visits:
        return ""
    return FILTER if logger.isEnabledFor(level) else LEVEL


def _facts(logger: logging.Logger) -> LoggerFacts:
    return LoggerFacts(
        name=logger.name,
        parent=logger.parent.name if logger.parent else "",
        level=logger.level,
        effective_level=logger.getEffectiveLevel(),
        propagate=logger.propagate,
        filters=_filter_names(logger),
        handlers=tuple(_handler_facts(handler, logger.name) for handler in logger.handlers),
    )


def _handler_facts(handler: logging.Handler, place: str) -> HandlerFacts:
    target = "console" if place == ROOT else "file"
    return HandlerFacts(target, handler.level, _filter_names(handler))


def _filter_names(place: logging.Filterer) -> tuple[str, ...]:
    return tuple(each.name for each in place.filters if isinstance(each, logging.Filter))
