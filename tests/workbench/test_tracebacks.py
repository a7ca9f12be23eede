"""From what a program wrote it is told which exception ended it."""

import subprocess
import sys
from pathlib import Path

import pytest

from hello.workbench.processes import Ended
from hello.workbench.tracebacks import crash, exception_in

IN_A_BOX = """\
+----- Traceback (most recent call last) -----+
| /somewhere/cli.py:3 in main                 |
+---------------------------------------------+
ModuleNotFoundError: No module named 'yaml'
"""

CHAIN = """
try:
    {}["first"]
except KeyError as error:
    raise RuntimeError("second: of two") from error
"""


def ended(code: str, tmp_path: Path) -> Ended:
    file = tmp_path / "program.py"
    file.write_text(code)
    done = subprocess.run((sys.executable, file), capture_output=True, text=True, check=False)
    return Ended(done.returncode, done.stdout + done.stderr)


@pytest.mark.parametrize(
    ("code", "line", "number"),
    [
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'", 1),
        ("\nraise SystemError", "SystemError", 2),
        (CHAIN, "RuntimeError: second: of two", 5),
        ("import json\njson.loads('{')", "JSONDecodeError: Expecting property name", 2),
    ],
    ids=["import", "no-message", "chain", "in-a-module"],
)
def test_the_last_exception_counts(code: str, line: str, number: int, tmp_path: Path) -> None:
    raised = exception_in(ended(code, tmp_path).output)

    assert raised
    assert raised.line.startswith(line)
    assert (str(tmp_path / "program.py"), number) in raised.frames


def test_a_program_that_cannot_be_read_has_no_traceback(tmp_path: Path) -> None:
    raised = exception_in(ended("\n\nprint 'old'", tmp_path).output)

    assert raised
    assert raised.name == "SyntaxError"
    assert raised.frames == ((str(tmp_path / "program.py"), 3),)


def test_a_traceback_in_a_box_is_one() -> None:
    raised = exception_in(IN_A_BOX)

    assert raised
    assert raised.line == "ModuleNotFoundError: No module named 'yaml'"


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (Ended(-11, ""), "signal 11"),
        (Ended(127, "env: no such file\n"), "env: no such file"),
        (Ended(1, IN_A_BOX), "ModuleNotFoundError: No module named 'yaml'"),
        (Ended(1, IN_A_BOX.replace("ModuleNotFoundError", "ValueError")), ""),
        (Ended(2, "usage: greet NAME\n"), ""),
        (Ended(None, ""), ""),
    ],
    ids=["signal", "not-found", "exception", "own-arguments", "usage", "deadline"],
)
def test_a_crash_is_told_from_a_refusal(result: Ended, reason: str) -> None:
    assert crash(result) == reason
