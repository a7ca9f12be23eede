"""Draws a logging hierarchy as a tree, and the ways that records took through it."""

import logging
from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from hello.demos.basics.logging_demo.facts import (
    FILTER,
    LEVEL,
    WRITTEN,
    Answer,
    Asked,
    HandlerFacts,
    Journey,
    LoggerFacts,
    Result,
    Run,
    Visit,
)

WORDS = {LEVEL: "no", FILTER: "no (filter)", WRITTEN: "WROTE"}
LEGEND = (
    "From left to right: the way up. Each handler that a record comes to WROTE it, or says "
    "'no' (its level is higher) or 'no (filter)'."
)
TRAPS = (
    "A second tree, always the same: the root at level 50, and on s1 a filter that refuses all. "
    "Only records sent to s1 itself meet that filter; those of s1.s2.s3 pass by, and the root's "
    "handler writes even what is below the root's level."
)


def pictures(result: Result) -> Iterator[RenderableType]:
    """Yield the parts of the picture, from top to bottom."""
    run = result.run
    yield _title("The loggers")
    yield tree(run.loggers)
    yield _title("The records, and where each went")
    yield table(run)
    yield Text(LEGEND, style="dim")
    yield _title(f"Lines in the file: {len(run.file)} (on the console: {len(run.console)})")
    yield from (Text(line) for line in run.file or ("(none)",))
    if result.answers:
        yield _title("The filters, asked about a record of each name")
        yield answers_table(result.answers)
    yield _title("Two traps")
    yield Text(TRAPS)
    yield tree(result.traps.loggers)
    yield table(result.traps)


def _title(words: str) -> Text:
    return Text(f"\n{words}", style="bold")


def tree(loggers: Iterable[LoggerFacts]) -> Tree:
    """Return *loggers*, parents first, as a tree with their filters and handlers."""
    branches: dict[str, Tree] = {}
    for logger in loggers:
        label = logger_label(logger)
        branch = branches[logger.parent].add(label) if logger.parent else Tree(label)
        branches[logger.name] = branch
        for name in logger.filters:
            branch.add(Text(f"filter {name!r}"))
        for handler in logger.handlers:
            branch.add(handler_label(handler))
    return next(iter(branches.values()))


def logger_label(logger: LoggerFacts) -> Text:
    """Return the name in bold, its own level and the one in effect, and where the way ends."""
    levels = f"level {level_words(logger.level)}, effective {logger.effective_level}"
    label = Text.assemble((logger.name, "bold"), f" {levels}")
    if not logger.propagate:
        label.append(", propagate off")
    return label


def handler_label(handler: HandlerFacts) -> Text:
    """Return where the handler writes to, its level and its filters."""
    filters = "".join(f", filter {name!r}" for name in handler.filters)
    return Text(f"{handler.target} handler, level {handler.level}{filters}")


def level_words(level: int) -> str:
    """Return *level* with its name, if it has one."""
    name = logging.getLevelName(level)
    return str(level) if name == f"Level {level}" else f"{level} {name}"


def table(run: Run) -> Table:
    """Return the records of *run* in order: number, logger and level, way."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    for journey in run.journeys:
        record = Text(f"{journey.logger} {logging.getLevelName(journey.level)}")
        grid.add_row(Text(str(journey.number)), record, way(journey, run))
    return grid


def way(journey: Journey, run: Run) -> Text:
    """Return what the record met, in order."""
    if journey.stopped_by == LEVEL:
        needed = run.logger(journey.logger).effective_level
        return Text(f"refused by the logger's level: {journey.level} < {needed}", style="dim")
    stations = [_asked(asked) for asked in journey.asked]
    stations += [_visit(visit) for visit in journey.visits]
    return Text(" > ").join(stations)


def _asked(asked: Asked) -> Text:
    if asked.passed:
        return Text(f"filter {asked.filter!r} ok")
    return Text(f"refused by the logger's filter {asked.filter!r}", style="dim")


def _visit(visit: Visit) -> Text:
    style = "bold green" if visit.outcome == WRITTEN else "dim"
    return Text.assemble(f"{visit.logger} ", (WORDS[visit.outcome], style))


def answers_table(answers: Iterable[Answer]) -> Table:
    """Return a row a name and a column a filter."""
    rows: dict[str, dict[str, bool]] = {}
    for answer in answers:
        rows.setdefault(answer.name, {})[answer.filter] = answer.passed
    filters = next(iter(rows.values()))
    grid = Table(box=None, padding=(0, 1))
    grid.add_column()
    for each in filters:
        grid.add_column(Text(f"filter {each!r}"), overflow="fold")
    for name, said in rows.items():
        grid.add_row(Text(name), *(Text("passes" if said[each] else "no") for each in filters))
    return grid
