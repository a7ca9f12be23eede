"""What a backend's output says of why it failed: its own last error, and where in the project."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from hello.rehearsal.redaction import redacted

LONGEST = 240
"""Characters of an error that are shown."""

COMPILER_ERROR = re.compile(r"^(?P<file>[^\s:][^:\n]*):(?P<line>\d+):(?:\d+:)? (?:fatal )?error: ")

RAISED = re.compile(r"^(?P<type>[A-Za-z_]\w*(?:\.\w+)*)(?:: (?P<text>.+))?$")
"""The end of a traceback."""

SAID = re.compile(r"^(?:error|fatal|\u00d7 error)\b ?:? ", re.IGNORECASE)
"""How commands begin the line with their error; setuptools in lower case."""

FRAME = re.compile(r'^\s+File "(?P<file>[^"]+)", line (?P<line>\d+)')

NO_MODULE = re.compile(r"ModuleNotFoundError: No module named '([^']+)'")

TRACEBACK = "Traceback (most recent call last):"


class Failure(NamedTuple):
    """An error in one line, and the project's file and line where there is one."""

    error: str
    place: str | None = None
    module: str | None = None
    """The module that was not found, where that is the error."""

    @property
    def text(self) -> str:
        """Return the error, behind its place."""
        return f"{self.place}: {self.error}" if self.place else self.error


def failure_of(output: str, source: Path, settings: Mapping[str, str]) -> Failure:
    """Return why the backend failed that built the folder *source*.

    No path of this machine is left in it, nor a secret of the variables *settings*.
    """
    lines = output.replace("\r", "\n").splitlines()
    number, error = _error_of(lines)
    missing = NO_MODULE.search(error)
    return Failure(
        _shortened(redacted(_in_project(error, source), settings)),
        _place_of(lines, number, source),
        missing[1] if missing else None,
    )


def _error_of(lines: list[str]) -> tuple[int, str]:
    """Return the number of the line with the error, and the error."""
    for number, line in enumerate(lines):
        if found := COMPILER_ERROR.match(line):
            return number, line[found.end("line") + 1 :].lstrip("0123456789: ")
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].startswith(TRACEBACK):
            after = number + 1 + _raised_after(lines[number + 1 :])
            return after, _with_message(lines, after)
        if SAID.match(lines[number]):
            return number, lines[number].strip()
    for number in range(len(lines) - 1, -1, -1):
        if lines[number].strip():
            return number, lines[number].strip()
    return 0, "it ended without a word"


def _raised_after(lines: list[str]) -> int:
    """Return which of the *lines* after a traceback's first is the exception."""
    for number, line in enumerate(lines):
        if RAISED.match(line) and not line.startswith(" "):
            return number
    return max(0, len(lines) - 1)


def _with_message(lines: list[str], number: int) -> str:
    """Return the exception; with the next words where its own line ends in the middle."""
    if number >= len(lines):
        return "it ended in the middle of a traceback"
    line = lines[number].strip()
    if line.endswith(":"):
        line += next((f" {more.strip()}" for more in lines[number + 1 :] if more.strip()), "")
    return line


def _place_of(lines: list[str], number: int, source: Path) -> str | None:
    """Return ``file:line`` of the project nearest above line *number*, in that traceback."""
    if found := COMPILER_ERROR.match(lines[number] if number < len(lines) else ""):
        return f"{_in_project(found['file'], source)}:{found['line']}"
    for line in reversed(lines[:number]):
        if line.startswith(TRACEBACK):
            return None
        frame = FRAME.match(line)
        if frame and (name := _project_file(frame["file"], source)):
            return f"{name}:{frame['line']}"
    return None


def _project_file(name: str, source: Path) -> str | None:
    """Return the path in the project, or None for a file of others."""
    if name == "<string>":  # so setuptools runs it
        return "setup.py" if (source / "setup.py").is_file() else None
    path = source / name
    if path.is_relative_to(source) and path.is_file():
        return path.relative_to(source).as_posix()
    return None


def _in_project(text: str, source: Path) -> str:
    """Return *text* with paths in the project instead of in our temporary folder."""
    for folder in {str(source), str(source.resolve())}:
        text = text.replace(f"{folder}/", "").replace(f"{folder}\\", "").replace(folder, ".")
    return text


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
