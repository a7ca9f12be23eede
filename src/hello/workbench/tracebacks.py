"""How a Python program ended, told from its exit code and from what it wrote."""

import re
from typing import NamedTuple

from hello.workbench.processes import Ended

TRACEBACK = "Traceback (most recent call last)"

EXCEPTION = re.compile(r"^([A-Za-z_]\w*(?:\.\w+)*)(?:: (.*))?$", re.MULTILINE)
"""The line of a traceback that names the exception; all others are indented, or in a frame."""

SYNTAX_ERROR = re.compile(r"^(SyntaxError|IndentationError|TabError): (.*)$", re.MULTILINE)
"""What ends a program that Python cannot even read has no traceback, only this line."""

FRAME = re.compile(r'^ *File "([^"]+)", line (\d+)', re.MULTILINE)

NOT_FOUND = {126, 127}
"""What ``env`` and shells end with where there is nothing to run."""

OWN_ARGUMENTS = {"IndexError", "ValueError", "KeyError", "EOFError"}
"""What a script raises that takes ``--help`` for something else. All other exceptions say
that the script, or what it imports, is not there as it should be."""


class Raised(NamedTuple):
    """The exception that ended a program: ``KeyError``, its message, the files of its frames."""

    name: str
    message: str
    frames: tuple[tuple[str, int], ...]

    @property
    def line(self) -> str:
        """Return it as Python writes it."""
        return f"{self.name}: {self.message}" if self.message else self.name


def exception_in(output: str) -> Raised | None:
    """Return the exception whose traceback is the last in *output*, or None without one."""
    _, found, last = output.rpartition(TRACEBACK)
    if found and (match := EXCEPTION.search(last)):
        return _raised(match, last)
    if match := SYNTAX_ERROR.search(output):
        return _raised(match, output)
    return None


def _raised(match: re.Match[str], text: str) -> Raised:
    frames = tuple((file, int(line)) for file, line in FRAME.findall(text[: match.start()]))
    return Raised(match[1].rpartition(".")[2], (match[2] or "").strip(), frames)


def crash(ended: Ended) -> str:
    """Return why a program that was asked for its help did not even start, or nothing."""
    if ended.code is not None and ended.code < 0:
        return f"signal {-ended.code}"
    if ended.code in NOT_FOUND:
        return ended.last_line
    raised = exception_in(ended.output)
    return ended.last_line if raised and raised.name not in OWN_ARGUMENTS else ""
