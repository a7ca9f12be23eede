"""The scripts of an archive: for any Python."""

import subprocess
import sys
from pathlib import Path

import pytest

from hello.setup_commands.scripts import ANY_PYTHON, for_any_python, for_python, launcher


@pytest.mark.parametrize(
    "point", ["module:main", "module : main", "module:Command.run", "module:main [extra]"]
)
def test_a_launcher_calls_its_entry_point(point: str, tmp_path: Path) -> None:
    code = "def main(): return 5\nclass Command:\n    run = staticmethod(main)\n"
    (tmp_path / "module.py").write_text(code, encoding="utf-8")
    (tmp_path / "start").write_bytes(launcher(point))

    assert subprocess.run([sys.executable, tmp_path / "start"], check=False).returncode == 5


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"#!python\nx", f"{ANY_PYTHON}\nx"),
        (b"#!/old/bin/python3.9 -E\nx", "#!/usr/bin/env -S python3 -E\nx"),
        (b"#!pythonw\r\nx", f"{ANY_PYTHON}\nx"),
        (b"#!/bin/sh\npython", "#!/bin/sh\npython"),
        (b"python\n", "python\n"),
        (b"", ""),
    ],
    ids=["wheel", "options", "windows", "shell", "no-first-line", "empty"],
)
def test_the_first_line_is_for_any_python(before: bytes, after: str) -> None:
    assert for_any_python(before).decode() == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"#!python\nx", b"#!/a/python\nx"),
        (b"#!python -E\nx", b"#!/a/python -E\nx"),
        (b"#!python3\nx", b"#!python3\nx"),
        (b"#!/bin/sh\nx", b"#!/bin/sh\nx"),
    ],
    ids=["left-open", "options", "said", "shell"],
)
def test_the_python_is_named_where_it_was_left_open(before: bytes, after: bytes) -> None:
    assert for_python(before, "/a/python") == after
