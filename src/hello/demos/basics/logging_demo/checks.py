"""How the facts that the demo saw decide what the tutorial says of logging."""

import logging
from collections import Counter
from collections.abc import Iterator

from hello.claims import Verdict, decide, inconclusive
from hello.demos.basics.logging_demo.facts import LEVEL, WRITTEN, Journey, Result, Run, Visit
from hello.demos.basics.logging_demo.setting import (
    LOGGERS,
    PLACES,
    ROOT,
    STANDARD_LEVELS,
    TUTORIAL_LEVELS,
)

EFFECTIVE_LEVELS = {"s1": 0, "s1.s2": 40, "s1.s2.s3": 40}
TIMES_WRITTEN = {"s1": 1, "s1.s2": 2, "s1.s2.s3": 3}


def effective_levels(result: Result) -> Verdict:
    """Decide whether a logger without a level takes that of the nearest ancestor with one."""
    own = {name: result.run.logger(name).level for name in PLACES}
    if any(own[name] != TUTORIAL_LEVELS.get(name, logging.NOTSET) for name in PLACES):
        return inconclusive(reason="the levels are not the tutorial's", own_levels=own)
    effective = {name: result.run.logger(name).effective_level for name in LOGGERS}
    return decide(effective == EFFECTIVE_LEVELS, own_levels=own, effective_levels=effective)


def level_values(result: Result) -> Verdict:
    """Decide whether the six levels have the values that the tutorial lists."""
    return decide(result.levels == STANDARD_LEVELS, values=result.levels)


def default_level(result: Result) -> Verdict:
    """Decide whether the root begins at WARNING, and a new logger at NOTSET."""
    found = result.defaults
    if found is None:
        return inconclusive(reason="no fresh interpreter could be started")
    holds = (found.root, found.new_logger, found.new_logger_effective) == (30, 0, 30)
    return decide(
        holds,
        root=found.root,
        new_logger=found.new_logger,
        its_effective_level=found.new_logger_effective,
    )


def filter_names(result: Result) -> Verdict:
    """Decide whether the filter goes by parts between dots, not by letters."""
    answers = {a.name: a.passed for a in result.answers if a.filter == "s1.s2"}
    if not answers:
        return inconclusive(reason="no filter is called s1.s2")
    passed = [name for name in answers if answers[name]]
    refused = [name for name in answers if not answers[name]]
    return decide(passed == ["s1.s2", "s1.s2.s3"], passed=passed, refused=refused)


def filter_of_own_records(result: Result) -> Verdict:
    """Decide whether the filters of ancestors are left out on the way up."""
    passing = [
        (journey, visit.logger)
        for run in (result.run, result.traps)
        for journey, visit in ancestor_visits(run)
        if run.logger(visit.logger).filters
    ]
    if not passing:
        return inconclusive(reason="no record passed a logger that has a filter")
    journeys = result.run.journeys + result.traps.journeys
    asked = [(journey, each) for journey in journeys for each in journey.asked]
    strangers = [each for journey, each in asked if each.logger != journey.logger]
    return decide(
        not strangers,
        asked_of_its_own_records=len(asked) - len(strangers),
        records_passing_by=len(passing),
        asked_of_those=len(strangers),
    )


def ancestor_levels(result: Result) -> Verdict:
    """Decide whether the root's handler writes a record below the root's own level."""
    below = [
        visit
        for run in (result.run, result.traps)
        for journey, visit in ancestor_visits(run)
        if journey.level < run.logger(visit.logger).level
    ]
    expected = [j for j in result.traps.journeys if (j.logger, j.level) == ("s1.s2.s3", 10)]
    if not any(journey.visits for journey in expected):
        return inconclusive(reason="no record was sent up past a higher level")
    written = [visit for visit in below if visit.outcome == WRITTEN]
    return decide(
        any(visit.logger == ROOT for visit in written),
        handlers_reached_past_a_higher_level=len(below),
        of_them_wrote=len(written),
        root_level=result.traps.logger(ROOT).level,
    )


def handler_level(result: Result) -> Verdict:
    """Decide whether a handler at 50 writes what is at 50 or above, and nothing else."""
    seen = [
        (journey.level, visit.outcome)
        for run in (result.run, result.traps)
        for journey, visit in visits(run)
        if run.logger(visit.logger).handlers[0].level == logging.CRITICAL
        and visit.outcome in {LEVEL, WRITTEN}
    ]
    if len({level for level, _ in seen}) < 2:  # noqa: PLR2004  # one level shows no difference
        return inconclusive(reason="no handler at 50 met records of several levels")
    return decide(
        all((level >= logging.CRITICAL) == (outcome == WRITTEN) for level, outcome in seen),
        written_at=levels_with(WRITTEN, seen),
        refused_at=levels_with(LEVEL, seen),
    )


def levels_with(outcome: str, seen: list[tuple[int, str]]) -> dict[str, int]:
    """Return how many records of each level had this *outcome*, highest level first."""
    counts = Counter(level for level, what in seen if what == outcome)
    return {str(level): counts[level] for level in sorted(counts, reverse=True)}


def once_per_handler(result: Result) -> Verdict:
    """Decide whether the file has a CRITICAL once for each handler on its way."""
    run = result.run
    critical = [journey for journey in run.journeys if journey.level == logging.CRITICAL]
    if reason := _cannot_count(run, critical):
        return inconclusive(reason=reason)
    times = {journey.logger: lines_of(journey, run) for journey in critical}
    return decide({name: times[name] for name in LOGGERS} == TIMES_WRITTEN, times_in_the_file=times)


def _cannot_count(run: Run, critical: list[Journey]) -> str:
    """Return why the setting decides nothing, or an empty text."""
    handlers = [handler for name in LOGGERS for handler in run.logger(name).handlers]
    if any(journey.stopped_by for journey in critical):
        return "a CRITICAL was refused by its own logger"
    if any(handler.level > logging.CRITICAL or handler.filters for handler in handlers):
        return "a handler refuses what it should count"
    if not all(run.logger(name).propagate for name in LOGGERS):
        return "a logger does not propagate"
    return ""


def lines_of(journey: Journey, run: Run) -> int:
    """Return how many lines of the file are of this record."""
    return sum(line.endswith(f" record {journey.number}") for line in run.file)


def visits(run: Run) -> Iterator[tuple[Journey, Visit]]:
    """Yield each handler that a record came to, with the record's journey."""
    for journey in run.journeys:
        for visit in journey.visits:
            yield journey, visit


def ancestor_visits(run: Run) -> Iterator[tuple[Journey, Visit]]:
    """Yield the visits to handlers of loggers above the record's own."""
    return ((journey, visit) for journey, visit in visits(run) if visit.logger != journey.logger)
