"""A demo's command: its own options, and those that every demo has."""

import json
import logging
import re
import sys
from dataclasses import dataclass
from types import ModuleType

import click
import pytest
from click.testing import CliRunner, Result
from rich.text import Text

from hello.claims import Claim, Verdict, decide
from hello.demo import Shown, demo_command

LOGGER = logging.getLogger("hello.made")


@dataclass(frozen=True)
class Made:
    """What the demo returns."""

    number: int


def is_small(result: Made) -> Verdict:
    return decide(result.number < 10, number=result.number)


CLAIM = Claim[Made]("made.small", "It is small.", "它很小。", "节", is_small)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> click.Command:
    module = ModuleType("made_demo", "What a made demo shows.\n\nWhat to notice.")
    module.CLAIMS = (CLAIM,)  # type: ignore[attr-defined]  # a module made up here
    monkeypatch.setitem(sys.modules, "made_demo", module)

    @demo_command("made_demo", "hello-made --number 3")
    @click.option("--number", type=click.IntRange(0, 100), default=1)
    def main(number: int) -> Shown:
        LOGGER.info("the number is %d", number)
        return Shown(Made(number), (Text(f"picture {n}") for n in [number]))

    return main


def invoke(command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, prog_name="hello-made")


def test_it_shows_the_picture_and_the_claims(command: click.Command) -> None:
    done = invoke(command, "--number", "3", "--lang", "en")

    assert (done.exit_code, done.stderr) == (0, "")
    assert re.search(
        r"picture 3\n.*CONFIRMED +It is small\.\s+made\.small: number 3", done.stdout, re.DOTALL
    )


def test_the_claims_are_checked_on_this_run(command: click.Command) -> None:
    assert "REFUTED      它很小。" in invoke(command, "--number", "30", "--lang", "zh").stdout


def test_json_holds_the_result_and_the_claims(command: click.Command) -> None:
    report = json.loads(invoke(command, "--json", "--lang", "en").stdout)

    assert report["demo"] == "made-demo"
    assert report["result"] == {"number": 1}
    assert [(one["id"], one["verdict"]) for one in report["claims"]] == [
        ("made.small", "CONFIRMED")
    ]


def test_the_log_goes_to_stderr_in_the_form_of_the_tutorial(command: click.Command) -> None:
    done = invoke(command, "--log")

    stamp = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d MainThread \d+ the number is 1\n"
    assert re.fullmatch(stamp, done.stderr)
    assert "the number" not in done.stdout


def test_logging_is_afterwards_as_it_was(command: click.Command) -> None:
    logger = logging.getLogger("hello")
    before = (logger.level, list(logger.handlers))

    invoke(command, "--log")

    assert (logger.level, logger.handlers) == before


def test_help_is_the_docstring_and_the_examples(command: click.Command) -> None:
    text = invoke(command, "--help").stdout

    assert "What a made demo shows." in text
    assert "Examples:\n    hello-made --number 3\n" in text


def test_the_short_option_for_help_is_there_too(command: click.Command) -> None:
    assert invoke(command, "-h").stdout == invoke(command, "--help").stdout


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "601", "soon"])
def test_a_deadline_that_is_none_is_one_line(command: click.Command, seconds: str) -> None:
    done = invoke(command, "--deadline", seconds)

    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "invalid value for '--deadline'" in done.stderr


def test_a_value_out_of_bounds_is_one_line(command: click.Command) -> None:
    done = invoke(command, "--number", "101")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "hello-made: invalid value for '--number': 101 is not in the range 0<=x<=100;"
        " see 'hello-made --help'\n"
    )
