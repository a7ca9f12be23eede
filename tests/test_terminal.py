"""Every command in every terminal: narrow, without colour, without Chinese, closed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from processes import DEADLINE, Ended, installed, output_of, run
from rich.cells import cell_len

from hello.catalogue import DEMOS, console_scripts

COMMANDS = [
    *([demo.command, *demo.arguments] for demo in DEMOS),
    ["helloworld", "lesson", DEMOS[0].name, "--lang", "zh"],
    ["say_hello", "--all"],
    ["helloworld", "list"],
    ["helloworld", "verify", "--only", "heap-sort", "--lang", "zh"],
    ["helloworld", "tour", "--quick", "--lang", "zh"],
]
EACH_COMMAND = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)

EACH_LESSON = pytest.mark.parametrize("lesson", [demo.name for demo in DEMOS[1:]])
"""All lessons are shown by the same lines: of these only what their texts may change is tested."""

C_LOCALE = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="other system: not on Windows")


def test_every_console_command_is_run_here() -> None:
    assert {command[0] for command in COMMANDS} == set(console_scripts())


# Each run looks at more than one thing: starting a command is what takes the time.


@EACH_COMMAND
def test_it_writes_plain_text_and_nothing_into_its_directory(
    command: list[str], tmp_path: Path
) -> None:
    """Root may write anywhere; what counts for it is that nothing was written."""
    name, *arguments = command
    tmp_path.chmod(0o555)
    try:
        text = output_of(installed(name), *arguments, cwd=tmp_path, environment=size(60))
        assert "\x1b" not in text
        assert too_wide(text, 60) == []
        assert list(tmp_path.iterdir()) == []
    finally:
        tmp_path.chmod(0o755)


@EACH_COMMAND
@pytest.mark.parametrize(
    "environment", [{"PYTHONIOENCODING": "ascii"}, C_LOCALE], ids=["ascii", "C locale"]
)
def test_it_survives_an_encoding_without_chinese(
    command: list[str], environment: dict[str, str]
) -> None:
    name, *arguments = command
    assert_ascii(run(installed(name), *arguments, environment=environment, encoding="ascii"))


@EACH_LESSON
def test_a_lesson_survives_an_encoding_without_chinese(lesson: str) -> None:
    command = (installed("helloworld"), "lesson", lesson, "--lang", "zh")
    assert_ascii(run(*command, environment=C_LOCALE, encoding="ascii"))


def assert_ascii(ended: Ended) -> None:
    """Check that something was said, and that its characters are told, not lost."""
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout
    assert "?" * 3 not in ended.stdout


@EACH_COMMAND
def test_it_fits_a_narrow_terminal(command: list[str]) -> None:
    name, *arguments = command
    text = output_of(installed(name), *arguments, environment=size(40))

    assert too_wide(text, 40) == []


@EACH_LESSON
def test_a_lesson_fits_a_narrow_terminal(lesson: str) -> None:
    command = (installed("helloworld"), "lesson", lesson, "--lang", "zh")
    text = output_of(*command, environment=size(40))

    assert "\x1b" not in text
    assert too_wide(text, 40) == []


def size(columns: int) -> dict[str, str]:
    """Return the environment of a terminal of that width."""
    return {"COLUMNS": str(columns), "LINES": "24"}


def too_wide(text: str, columns: int) -> list[str]:
    """Return the lines that are wider than the terminal."""
    return [line for line in text.splitlines() if cell_len(line.rstrip()) > columns]


@ON_POSIX
@EACH_COMMAND
def test_it_ends_quietly_when_its_reader_leaves(command: list[str]) -> None:
    name, *arguments = command
    reader, writer = os.pipe()
    os.close(reader)
    try:
        ended = subprocess.run(
            [installed(name), *arguments], stdin=subprocess.DEVNULL, stdout=writer,
            stderr=subprocess.PIPE, timeout=DEADLINE, check=False,
        )  # fmt: skip
    finally:
        os.close(writer)

    assert (ended.returncode, ended.stderr) == (141, b"")
