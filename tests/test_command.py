"""Commands end at the edge, and groups load what is called."""

import click
import pytest
from click.testing import CliRunner

from hello.command import LazyGroup, Program, examples
from hello.errors import HelloError, unknown

loaded: list[str] = []


def load(name: str) -> click.Command:
    if name not in {"good", "bad"}:
        raise unknown("command", name, ["good", "bad"], otherwise="see the help")
    loaded.append(name)

    @click.command(name, cls=Program)
    def command() -> int:
        if name == "bad":
            raise HelloError("it went wrong", 3, next_step="mend it")
        return 0

    return command


@pytest.fixture
def group() -> LazyGroup:
    loaded.clear()
    return LazyGroup(name="group", names=lambda: ["good", "bad"], load=load)


def test_only_the_command_that_is_called_is_loaded(group: LazyGroup) -> None:
    assert CliRunner().invoke(group, ["good"]).exit_code == 0
    assert loaded == ["good"]


def test_the_help_keeps_the_order_of_the_names(group: LazyGroup) -> None:
    text = CliRunner().invoke(group, ["--help"]).stdout

    assert text.index("good") < text.index("bad")


def test_our_error_is_one_line_and_its_code(group: LazyGroup) -> None:
    done = CliRunner().invoke(group, ["bad"], prog_name="group")

    assert (done.exit_code, done.stderr) == (1, "group: it went wrong: 3; mend it\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["goood"], "no such command: 'goood'; did you mean 'good'?"),
        (["zzz"], "no such command: 'zzz'; see the help"),
        (["good", "--hepl"], "no such option: '--hepl'; did you mean '--help'?"),
        (["good", "--zzz"], "no such option: '--zzz'; see 'group good --help'"),
        (["good", "more"], "got unexpected extra argument (more); see 'group good --help'"),
    ],
    ids=str,
)
def test_wrong_use_is_one_line_and_2(group: LazyGroup, arguments: list[str], line: str) -> None:
    done = CliRunner().invoke(group, arguments, prog_name="group")

    assert (done.exit_code, done.stderr) == (2, f"group: {line}\n")


def test_a_caller_in_python_gets_the_exception(group: LazyGroup) -> None:
    with pytest.raises(HelloError):
        group.main(["bad"], "group", standalone_mode=False)


def test_examples_are_not_wrapped() -> None:
    @click.command(cls=Program, epilog=examples("one " * 5, "two"))
    def command() -> None:
        pass

    text = CliRunner().invoke(command, ["--help"]).stdout
    assert "Examples:\n    one one one one one" in text
    assert "\n    two\n" in text
