"""A private logging hierarchy, and records followed through the real logging module."""

import gc
import logging

import pytest

from hello.demos.basics.logging_demo.facts import FILTER, LEVEL, WRITTEN, Asked, Journey, Visit
from hello.demos.basics.logging_demo.run import follow, hierarchy
from hello.demos.basics.logging_demo.setting import PLACES, Setting

DEBUG, ERROR, CRITICAL = 10, 40, 50


def journey_of(name: str, level: int, setting: Setting | None = None) -> Journey:
    (journey,) = follow([(name, level)], setting or Setting()).journeys
    return journey


def test_a_record_below_the_loggers_level_meets_nothing() -> None:
    journey = journey_of("s1.s2", 30)

    assert (journey.stopped_by, journey.asked, journey.visits) == (LEVEL, (), ())


def test_a_record_that_its_loggers_filter_refuses_meets_no_handler() -> None:
    journey = journey_of("s1", CRITICAL, Setting(filters={"s1": "s1.s2"}))

    assert journey.stopped_by == FILTER
    assert journey.asked == (Asked("s1", "s1.s2", passed=False),)
    assert journey.visits == ()


def test_the_level_is_asked_before_the_filter() -> None:
    assert journey_of("s1.s2", DEBUG, Setting(filters={"s1.s2": "other"})).asked == ()


def test_a_record_goes_up_to_the_root() -> None:
    journey = journey_of("s1.s2.s3", CRITICAL)

    assert journey.stopped_by == ""
    assert journey.visits == tuple(
        Visit(name, WRITTEN) for name in ("s1.s2.s3", "s1.s2", "s1", "root")
    )
    assert journey.times_written == 4


def test_a_handler_refuses_by_its_level_and_the_next_one_is_still_asked() -> None:
    assert journey_of("s1", ERROR).visits == (Visit("s1", LEVEL), Visit("root", WRITTEN))


def test_a_handlers_filter_is_asked_about_records_of_children() -> None:
    journey = journey_of("s1.s2.s3", CRITICAL, Setting(handler_filters={"s1": "other"}))

    assert [visit.outcome for visit in journey.visits] == [WRITTEN, WRITTEN, FILTER, WRITTEN]


def test_a_record_stops_where_propagation_is_off() -> None:
    journey = journey_of("s1.s2.s3", CRITICAL, Setting(no_propagate=["s1.s2"]))

    assert [visit.logger for visit in journey.visits] == ["s1.s2.s3", "s1.s2"]


def test_the_file_has_a_line_for_each_handler_that_wrote() -> None:
    run = follow([("s1.s2", CRITICAL), ("s1", ERROR)], Setting())

    assert run.file == ("HI 50 s1.s2 record 1",) * 2
    assert run.console == ("HI 50 s1.s2 record 1", "HI 40 s1 record 2")


def test_the_facts_are_those_of_the_loggers() -> None:
    run = follow([], Setting(handler_filters={"root": "s1"}, no_propagate=["s1"]))
    root, s1, s2, s3 = (run.logger(name) for name in PLACES)

    assert [logger.parent for logger in (root, s1, s2, s3)] == ["", "root", "s1", "s1.s2"]
    assert [logger.effective_level for logger in (root, s1, s2, s3)] == [0, 0, 40, 40]
    assert [logger.propagate for logger in (root, s1, s2, s3)] == [True, False, True, True]
    assert (s2.filters, s3.filters) == (("s1.s2",), ())
    assert [(h.target, h.level, h.filters) for h in root.handlers] == [("console", 0, ("s1",))]
    assert [(h.target, h.level, h.filters) for h in s3.handlers] == [("file", 50, ())]


def logging_of_the_process() -> dict[str, object]:
    """Return all that code elsewhere could notice of logging."""
    return {
        "root": (logging.root.level, [*logging.root.handlers], [*logging.root.filters]),
        "manager": logging.Logger.manager,
        "disabled": logging.root.manager.disable,
        "loggers": {name for name in logging.root.manager.loggerDict if name.startswith("s1")},
        "named handlers": set(vars(logging)["_handlers"]),
        "handlers": {id(handler()) for handler in vars(logging)["_handlerList"]},
        "class": logging.getLoggerClass(),
    }


def test_the_processs_logging_is_left_as_it_was() -> None:
    """Also without the help of the garbage collector."""
    gc.collect()
    gc.disable()
    try:
        before = logging_of_the_process()
        follow([("s1.s2.s3", CRITICAL)], Setting())
        after = logging_of_the_process()
    finally:
        gc.enable()

    assert after == before


def test_the_processs_logging_does_not_change_what_the_demo_sees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither its levels nor logging.disable() reach the private hierarchy."""
    monkeypatch.setattr(logging.root, "level", 99)
    monkeypatch.setattr(logging.root.manager, "disable", 99)

    assert journey_of("s1", DEBUG).times_written == 1


def test_its_loggers_answer_to_no_other_manager() -> None:
    with hierarchy(Setting()) as made:
        assert {made.logger(name).manager for name in PLACES} == {made.manager}


def test_it_is_taken_apart_after_an_error() -> None:
    loggers: list[logging.Logger] = []

    def fail() -> None:
        with hierarchy(Setting()) as made:
            loggers.extend(made.logger(name) for name in PLACES)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert [logger.handlers for logger in loggers] == [[], [], [], []]
