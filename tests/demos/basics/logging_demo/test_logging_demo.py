"""The logging demo: what it reports, its claims and a broken twin of each, its command."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from hello.claims import Outcome, Verdict
from hello.demos.basics import logging_demo
from hello.demos.basics.logging_demo import CLAIMS, demonstrate, main
from hello.demos.basics.logging_demo.facts import Result

Takes = Callable[[logging.Logger, logging.LogRecord], bool]

IDS = [claim.id.removeprefix("logging.") for claim in CLAIMS]


def verdict_on(claim: str, result: Result) -> Verdict:
    return next(each.check(result) for each in CLAIMS if each.id == f"logging.{claim}")


def ways_up(start: logging.Logger) -> Iterator[logging.Logger]:
    """Yield a logger and its ancestors as far as records go."""
    logger: logging.Logger | None = start
    while logger:
        yield logger
        logger = logger.parent if logger.propagate else None


def give_to(logger: logging.Logger, record: logging.LogRecord) -> None:
    for handler in logger.handlers:
        if record.levelno >= handler.level:
            handler.handle(record)


# Broken implementations. Each takes the place of a method of the standard library.


def own_level_only(self: logging.Logger) -> int:
    return self.level


def prefix_filter(self: logging.Filter, record: logging.LogRecord) -> bool:
    return record.name.startswith(self.name)


def with_filters_of_ancestors(self: logging.Logger, record: logging.LogRecord) -> None:
    for logger in ways_up(self):
        if logger is self or logger.filter(record):
            give_to(logger, record)


def stopped_by_levels_of_ancestors(self: logging.Logger, record: logging.LogRecord) -> None:
    for logger in ways_up(self):
        if record.levelno >= logger.level:
            give_to(logger, record)


def without_handler_levels(self: logging.Logger, record: logging.LogRecord) -> None:
    for logger in ways_up(self):
        for handler in logger.handlers:
            assert handler.level >= 0
            handler.handle(record)


def nearest_handler_only(self: logging.Logger, record: logging.LogRecord) -> None:
    give_to(self, record)


def once_per_stream(self: logging.Logger, record: logging.LogRecord) -> None:
    written = set()
    for logger in ways_up(self):
        for handler in logger.handlers:
            if record.levelno >= handler.level and handler.stream not in written:  # type: ignore[attr-defined]  # StreamHandler's
                handler.handle(record)
                written.add(handler.stream)  # type: ignore[attr-defined]  # StreamHandler's


TWINS = {
    "effective-levels": (logging.Logger, "getEffectiveLevel", own_level_only),
    "default-level": (
        logging_demo,
        "REPORT_DEFAULTS",
        "import logging\nlogging.basicConfig(level=0)" + logging_demo.REPORT_DEFAULTS,
    ),
    "filter-names": (logging.Filter, "filter", prefix_filter),
    "filter-own-records": (logging.Logger, "callHandlers", with_filters_of_ancestors),
    "ancestor-levels": (logging.Logger, "callHandlers", stopped_by_levels_of_ancestors),
    "handler-level": (logging.Logger, "callHandlers", without_handler_levels),
    "once-per-handler": (logging.Logger, "callHandlers", nearest_handler_only),
}


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str) -> None:
    assert verdict_on(claim, demonstrate()).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("claim", TWINS)
def test_claim_is_refuted_by_its_broken_twin(claim: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(*TWINS[claim])
        result = demonstrate()

    assert verdict_on(claim, result).outcome is Outcome.REFUTED


def test_level_values_are_refuted_where_a_name_was_given_to_another_level(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What logging.addLevelName(25, "WARNING") does, undone afterwards."""
    monkeypatch.setitem(logging._nameToLevel, "WARNING", 25)  # noqa: SLF001  # no public way back

    assert verdict_on("level-values", demonstrate()).outcome is Outcome.REFUTED


def test_once_per_handler_is_refuted_where_a_file_gets_each_record_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(logging.Logger, "callHandlers", once_per_stream)
        result = demonstrate()

    verdict = verdict_on("once-per-handler", result)
    assert verdict.outcome is Outcome.REFUTED
    assert verdict.evidence["times_in_the_file"] == {"s1": 1, "s1.s2": 1, "s1.s2.s3": 1}


@pytest.mark.parametrize(
    ("claim", "change", "reason"),
    [
        ("effective-levels", {"levels": {"s1": "INFO"}}, "levels are not the tutorial's"),
        ("filter-names", {"filters": {"s1.s2": "other"}}, "no filter is called s1.s2"),
        ("once-per-handler", {"filters": {"s1": "other"}}, "refused by its own logger"),
        ("once-per-handler", {"handler_level": 51}, "a handler refuses"),
        ("once-per-handler", {"handler_filters": {"s1": "s1"}}, "a handler refuses"),
        ("once-per-handler", {"no_propagate": ["s1.s2"]}, "does not propagate"),
    ],
    ids=str,
)
def test_claim_is_left_open_by_a_setting_that_cannot_decide_it(
    claim: str, change: dict[str, object], reason: str
) -> None:
    verdict = verdict_on(claim, demonstrate(**change))  # type: ignore[arg-type]  # one of its parameters

    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert reason in str(verdict.evidence["reason"])


@pytest.mark.parametrize(
    "claim", ["filter-own-records", "ancestor-levels", "handler-level", "filter-names"]
)
def test_claim_is_left_open_where_nothing_was_sent(claim: str) -> None:
    result = demonstrate()
    silent = replace(
        result,
        run=replace(result.run, journeys=()),
        traps=replace(result.traps, journeys=()),
        answers=(),
    )

    assert verdict_on(claim, silent).outcome is Outcome.INCONCLUSIVE


def test_default_level_is_left_open_without_an_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", os.devnull)

    assert verdict_on("default-level", demonstrate()).outcome is Outcome.INCONCLUSIVE


def test_default_level_is_that_of_python_whatever_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "logging.py").write_text("raise SystemExit('not the one asked about')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    assert verdict_on("default-level", demonstrate()).outcome is Outcome.CONFIRMED


def test_the_evidence_counts_only_what_came_from_below() -> None:
    result = demonstrate()

    assert verdict_on("filter-own-records", result).evidence == {
        "asked_of_its_own_records": 2,
        "records_passing_by": 4,
        "asked_of_those": 0,
    }
    assert verdict_on("ancestor-levels", result).evidence == {
        "handlers_reached_past_a_higher_level": 2,
        "of_them_wrote": 1,
        "root_level": 50,
    }


@pytest.mark.parametrize("root_level", [0, 50])
def test_no_setting_turns_a_claim_to_refuted(root_level: int) -> None:
    result = demonstrate(levels={"root": root_level}, handler_level=0, no_propagate=["s1"])

    assert Outcome.REFUTED not in {claim.check(result).outcome for claim in CLAIMS}


def test_the_tutorials_setting_writes_what_its_listing_writes() -> None:
    """Its ten records leave six lines on the console and two in the file."""
    run = demonstrate().run
    ten = {str(journey.number) for journey in run.journeys[:10]}

    assert [line for line in run.console if line.split()[-1] in ten] == [
        "HI 20 s1 record 2",
        "HI 40 s1 record 5",
        "HI 50 s1.s2 record 6",
        "HI 10 s1 record 7",
        "HI 30 s1 record 9",
        "HI 40 s1.s2.s3 record 10",
    ]
    assert [line for line in run.file if line.split()[-1] in ten] == ["HI 50 s1.s2 record 6"] * 2


@pytest.mark.parametrize(
    ("change", "in_the_file", "on_the_console"),
    [
        ({"levels": {"s1.s2.s3": "DEBUG"}}, 6, 11),
        ({"filters": {"s1": "elsewhere"}}, 5, 3),
        ({"handler_filters": {"root": "s1.s2.s3"}}, 6, 2),
        ({"handler_level": "ERROR"}, 10, 8),
        ({"levels": {"root": "CRITICAL"}}, 6, 4),
        ({"no_propagate": ["s1.s2"]}, 4, 5),
    ],
    ids=str,
)
def test_the_lessons_changes_have_the_lessons_figures(
    change: dict[str, object], in_the_file: int, on_the_console: int
) -> None:
    run = demonstrate(**change).run  # type: ignore[arg-type]  # one of its parameters

    assert (len(run.file), len(run.console)) == (in_the_file, on_the_console)


def test_the_trap_setting_refuses_only_what_is_sent_to_s1() -> None:
    journeys = demonstrate().traps.journeys

    assert [journey.stopped_by for journey in journeys] == ["", "filter", ""]
    assert [journey.times_written for journey in journeys] == [1, 0, 4]


def test_each_filter_is_asked_about_a_name_that_only_looks_alike() -> None:
    answers = demonstrate(handler_filters={"root": "s1"}).answers

    assert [answer.name for answer in answers if answer.filter == "s1.s2" and answer.passed] == [
        "s1.s2",
        "s1.s2.s3",
    ]
    assert [answer.passed for answer in answers if answer.filter == "s1"] == [True] * 4


def test_the_command_takes_every_option() -> None:
    words = (
        "--level s1.s2.s3=debug --level root=50 --filter s1.s2=s1.s2.s3 --handler-filter s1=s1.s2 "
        "--handler-level 40 --no-propagate s1"
    )
    done = CliRunner().invoke(main, [*words.split(), "--json"])

    root, s1, s2, s3 = json.loads(done.stdout)["result"]["run"]["loggers"]
    assert (root["level"], s3["level"]) == (50, 10)
    assert s2["filters"] == ["s1.s2.s3"]
    assert s1["handlers"] == [{"target": "file", "level": 40, "filters": ["s1.s2"]}]
    assert [logger["propagate"] for logger in (root, s1, s2, s3)] == [True, False, True, True]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("--level s1.s=10", "no such logger: 's1.s'; did you mean 's1.s2'?"),
        ("--level s1=eror", "no such level: 'eror'; did you mean 'error'?"),
        ("--level s1=101", "level out of bounds: 101; take one from 0 to 100"),
        ("--level s1", "--level without '=': 's1'; write --level LOGGER=VALUE"),
        ("--filter s1=a --filter s1=b", "--filter twice for one logger: 's1'"),
        ("--handler-filter s1=\t", "not a name to filter by: '\\t'"),
        ("--handler-level -1", "level out of bounds: -1"),
        ("--no-propagate root", "no such logger below the root: 'root'"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(words: str, complaint: str) -> None:
    done = CliRunner().invoke(main, words.split(" "))

    assert done.exit_code == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


@pytest.mark.parametrize("width", ["40", "60", "80", "200"])
def test_the_picture_fits(width: str) -> None:
    done = CliRunner(env={"COLUMNS": width}).invoke(main, ["--filter", "s1.s2=日志"])

    assert done.exit_code == 0
    assert max(map(len, done.stdout.splitlines())) <= int(width)


def test_the_log_tells_of_each_record() -> None:
    done = CliRunner().invoke(main, ["--log"])

    assert "record 6, s1.s2 at level 50, handlers that wrote it: 3" in done.stderr
