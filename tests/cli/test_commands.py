"""helloworld commands: the whole matrix on a small project, bad input, and being ended."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
from processes import DEADLINE, Ended, installed, run

from hello.matrix.tutorial import COMMANDS

LINES = [command.line for command in COMMANDS]
TOOLS = {"bdist_rpm": "rpmbuild", "bdist_msi": "wixl", "bdist_wininst": "makensis"}
KEYS = ["command", "outcome", "artifacts", "installed", "ran", "instead", "seconds"]

SETUP = """
from setuptools import find_packages, setup

setup(
    name="My-Greeting.Project", version="1.0rc1", author="Zoë 王", description="ünï",
    packages=find_packages(), package_data={"hello": ["*.msg"]}, scripts=["say_hello.py"],
    entry_points={"console_scripts": ["greet = hello:main"]},
)
"""

HELLO = """
from importlib.resources import files


def main():
    print((files("hello") / "en.msg").read_text())
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a read-only project; its package is called ``hello``, as the tutorial's is."""
    folder = tmp_path_factory.mktemp("made") / "ein Projekt é 项目"
    (folder / "hello").mkdir(parents=True)
    (folder / "setup.py").write_text(SETUP, encoding="utf-8")
    (folder / "hello" / "__init__.py").write_text(HELLO, encoding="utf-8")
    (folder / "hello" / "en.msg").write_text("Hello!", encoding="utf-8")
    script = "#!/usr/bin/env python3\nimport hello\n\nhello.main()\n"
    (folder / "say_hello.py").write_text(script, encoding="utf-8")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder


@pytest.fixture(scope="module")
def matrix(project: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Path, Path]:
    """Run all 13 commands once; return how that ended, the kept files, and the page."""
    folder = tmp_path_factory.mktemp("kept")
    page, temporary = folder / "page.html", folder / "tmp"
    temporary.mkdir()
    ended = run(
        *(installed("helloworld"), "commands", project, "--json"),
        *("--keep", folder / "made", "--html", page),
        environment={"TMPDIR": str(temporary)},
    )
    assert list(temporary.iterdir()) == []
    return ended, folder / "made", page


def test_all_13_commands_work_and_what_they_make_runs(matrix: tuple[Ended, Path, Path]) -> None:
    ended = matrix[0]
    rows = json.loads(ended.stdout)

    assert [row["command"] for row in rows] == LINES
    missing = [row["outcome"] for row in rows if row["outcome"].startswith("needs ")]
    if missing:
        pytest.skip(", ".join(missing))
    assert [list(row) for row in rows] == [KEYS] * len(LINES), rows
    outcomes = {row["command"]: row["outcome"] for row in rows}
    assert outcomes == {
        command.line: "works through HelloWorld" if command.is_ours
        else "deprecated" if command.line == "install" else "works"
        for command in COMMANDS
    }  # fmt: skip
    both = ["say_hello.py", "greet"]
    assert {row["command"]: row["ran"] for row in rows} == {
        line: [] if line == "--help" else both[:1] if line == "build" else both for line in LINES
    }
    assert ended.code == 0


def test_what_is_made_is_kept_and_the_page_names_it(matrix: tuple[Ended, Path, Path]) -> None:
    ended, kept, page = matrix
    names = {
        one["name"]: one["bytes"] for row in json.loads(ended.stdout) for one in row["artifacts"]
    }
    del names["build/"]

    assert {path.name: path.stat().st_size for path in kept.iterdir()} == names
    text = page.read_text(encoding="utf-8")
    assert [name for name in [*names, *LINES] if name not in text] == []


def test_the_project_is_as_it_was(matrix: tuple[Ended, Path, Path], project: Path) -> None:
    assert matrix[0].stderr == ""
    assert {path.relative_to(project).as_posix() for path in project.rglob("*")} == {
        "setup.py", "say_hello.py", "hello", "hello/__init__.py", "hello/en.msg",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("setup", "said"),
    [
        ("raise RuntimeError('not today')", "RuntimeError: not today"),
        ("from setuptools import setup; setup(name='x', version='one two')", "InvalidVersion"),
        (None, "no project in this folder"),
    ],
    ids=["raises", "version", "none"],
)
def test_a_faulty_project_is_2_in_one_line(tmp_path: Path, setup: str | None, said: str) -> None:
    if setup:
        (tmp_path / "setup.py").write_text(setup)
    ended = run(installed("helloworld"), "commands", tmp_path, "--only", "sdist")

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert said in ended.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "bdist_msj"], "did you mean 'bdist_msi'?"),
        (["--keep", os.devnull + "/x"], "cannot make this folder"),
        (["--html", "no/such/page.html"], "no such folder"),
        (["--deadline", "nan"], "not a number"),
    ],
    ids=["only", "keep", "html", "deadline"],
)
def test_wrong_options_are_2_in_one_line(project: Path, options: list[str], said: str) -> None:
    ended = run(installed("helloworld"), "commands", project, *options)

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert said in ended.stderr


def test_a_missing_tool_is_named_and_a_fault_is_1(project: Path, tmp_path: Path) -> None:
    """PATH leads to no tool at all: three commands say which one they need."""
    only = [word for line in TOOLS for word in ("--only", line)]
    ended = run(
        *(installed("helloworld"), "commands", project, "--json", *only),
        environment={"PATH": str(tmp_path)},
    )

    rows = json.loads(ended.stdout)
    assert {row["command"]: row["outcome"] for row in rows} == {
        line: f"needs {tool}" for line, tool in TOOLS.items()
    }
    assert all("Debian" in row["error"] for row in rows)
    assert ended.code == 1


def test_on_paper_each_command_is_shown_when_it_has_ended(project: Path) -> None:
    ended = run(installed("helloworld"), "commands", project, "--only", "setup.py  --help")

    assert ended.code == 0
    assert ended.stdout.startswith("--help ")
    assert ended.stdout.splitlines()[-1].startswith("1 command in ")


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no such signals here")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ended_it_leaves_no_program_and_no_file(
    project: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    command = [installed("helloworld"), "commands", project]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        wait_until(lambda: bool(list(tmp_path.glob("hello-commands-*/commands/*"))))
        process.send_signal(number)
        _, errors = process.communicate(timeout=DEADLINE)

    # click begins a new line after ^C.
    assert process.returncode == code
    assert errors.strip().startswith(b"helloworld: ")
    assert b"\n" not in errors.strip()
    assert list(tmp_path.iterdir()) == []


def test_past_the_deadline_it_is_1_in_one_line(project: Path, tmp_path: Path) -> None:
    ended = run(
        *(installed("helloworld"), "commands", project, "--deadline", "1", "--only", "install"),
        environment={"TMPDIR": str(tmp_path)},
    )

    assert (ended.code, ended.stderr.count("\n")) == (1, 1)
    assert "not done after 1 s" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Poll for something that another process does."""
    deadline = monotonic() + seconds
    while not condition():
        assert monotonic() < deadline, "it did not happen"
        sleep(0.01)
