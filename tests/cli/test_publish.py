"""helloworld publish: the whole command, asked at a terminal, broken off, and used wrongly."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from kept_folders import fill
from processes import DEADLINE, Ended, installed, run, wait_until
from public_index import PublicIndex

from hello.rehearsal.model import Outcome

NAMES = ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"]

PYPROJECT = """
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "tiny"
version = "1.0"
description = "Says hello"
readme = "README.rst"
license = "MIT"
license-files = ["LICENSE"]
requires-python = ">=3.9"
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("kept") / "ein Ordner")


class Publisher:
    """Somebody with a token for an index, and an empty home."""

    def __init__(self, index: PublicIndex, folder: Path) -> None:
        self.index = index
        self.temporary = folder / "tmp"
        self.temporary.mkdir()
        self.environment = {
            "TMPDIR": str(self.temporary),
            "HOME": str(folder),
            "USERPROFILE": str(folder),
            "TWINE_USERNAME": "__token__",
            "TWINE_PASSWORD": index.token,
        }

    def command(self, project: Path, *options: str) -> list[str | Path]:
        return [
            *(installed("helloworld"), "publish", project),
            *("--repository", self.index.upload, "--lang", "en", *options),
        ]

    def publish(self, project: Path, *options: str, **environment: str) -> Ended:
        """Publish *project*, without input; no secret is ever told."""
        ended = run(*self.command(project, *options), environment=self.environment | environment)
        assert self.index.token not in ended.stdout + ended.stderr
        return ended


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    with PublicIndex() as index:
        yield Publisher(index, tmp_path)


def joined(text: str) -> str:
    return " ".join(text.split())


def test_a_project_is_rehearsed_and_a_second_run_finishes(
    publisher: Publisher, tmp_path: Path
) -> None:
    """Where the index dies in between, the very files are kept, as a build makes other ones."""
    project = tmp_path / "project"
    (project / "src" / "tiny").mkdir(parents=True)
    (project / "pyproject.toml").write_text(PYPROJECT)
    (project / "README.rst").write_text("Tiny\n====\n")
    (project / "LICENSE").write_text("MIT")
    (project / "src" / "tiny" / "__init__.py").write_text('"""Says hello."""\n')
    before = sorted(project.rglob("*"))
    publisher.index.dies_after_files = 1
    broken_off = publisher.publish(project, "--yes")

    heads = [line.split()[0] for line in broken_off.stdout.splitlines() if line[:1].isalpha()]
    assert broken_off.code == 1, broken_off
    assert broken_off.stderr == ""
    assert [head for head in heads if head in {"look", "upload", "wait"}][-3:] == [
        "look", "upload", "wait",
    ]  # fmt: skip
    assert "tiny 1.0: passed" in broken_off.stdout
    assert f"uploaded: {NAMES[0]}" in joined(broken_off.stdout)
    assert sorted(project.rglob("*")) == before
    told, line = (
        line for line in broken_off.stdout.splitlines() if line.startswith("  helloworld publish ")
    )
    assert told == line
    (folder,) = publisher.temporary.iterdir()
    assert shlex.split(line)[2] == str(folder)

    publisher.index.revive()
    finished = publisher.publish(folder, "--yes")

    assert (finished.code, finished.stderr) == (0, ""), finished
    assert sorted(publisher.index.files) == NAMES
    assert "pip install --no-deps --index-url" in finished.stdout


def test_json_is_all_of_stdout(publisher: Publisher, kept: Path) -> None:
    ended = publisher.publish(kept, "--yes", "--json")
    data = json.loads(ended.stdout)

    assert ended.code == 0, ended
    assert [step["step"] for step in data["steps"]] == ["look", "upload", "wait", "install-back"]
    assert [(file["file"], file["state"]) for file in data["files"]] == [
        (name, "uploaded") for name in NAMES
    ]
    assert data["outcome"] == "passed"
    assert "tiny 1.0 goes to" in ended.stderr
    assert list(publisher.temporary.iterdir()) == []


def test_a_narrow_ascii_terminal_in_chinese(publisher: Publisher, kept: Path) -> None:
    ended = publisher.publish(
        kept, "--yes", "--lang", "zh", COLUMNS="40", PYTHONIOENCODING="ascii", PYTHONUTF8="0"
    )

    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.isascii()


def test_what_did_not_pass_is_1_in_one_line(publisher: Publisher, tmp_path: Path) -> None:
    folder = fill(tmp_path / "kept", outcomes={"run": Outcome.FAILED})
    ended = publisher.publish(folder, "--yes")

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert "the rehearsal failed: run; nothing was uploaded" in ended.stderr
    assert not publisher.index.visits


def test_a_spoilt_token_is_1_in_one_line(publisher: Publisher, kept: Path) -> None:
    ended = publisher.publish(kept, "--yes", TWINE_PASSWORD="our\nword")  # noqa: S106  # nobody's

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert "TWINE_PASSWORD has a line break in it" in ended.stderr
    assert not publisher.index.visits


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "no --repository given; take --repository testpypi"),
        (["--repository", "testpypi"], "there is no terminal to ask at; take --yes"),
        (["--repository", "tespypi", "--yes"], "did you mean 'testpypi'?"),
        (["--repository", "http://a.example/", "--yes"], "in clear text"),
        (["--repository", "https://me:our-word@a.example/"], "a user or a password in it"),
        (["--repository", "https://a.example/", "--index-url", "x"], "no address of an index"),
        (["--repository", "testpypi", "--wait", "nan"], "not a number"),
        (["--repository", "testpypi", "--password", "x"], "no such option"),
    ],
    ids=["index", "terminal", "name", "http", "password", "index-url", "wait", "option"],
)
def test_wrong_use_is_2_in_one_line(
    kept: Path, tmp_path: Path, options: list[str], said: str
) -> None:
    home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    ended = run(installed("helloworld"), "publish", kept, *options, environment=home)

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert said in ended.stderr
    assert "our-word" not in ended.stderr


def test_a_folder_with_nothing_to_publish_is_2(tmp_path: Path) -> None:
    command = (installed("helloworld"), "publish", tmp_path, "--repository", "testpypi", "--yes")
    ended = run(*command, environment={"HOME": str(tmp_path)})

    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert "neither a project nor a report.json" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no pty here")
@pytest.mark.parametrize(
    ("key", "said", "expected"),
    [
        ("y\n", "Install it", (0, NAMES)),
        ("\n", "nothing was uploaded", (1, [])),
        ("\x03", "interrupted; nothing was uploaded", (130, [])),
        ("\x04", "interrupted; nothing was uploaded", (130, [])),
    ],
    ids=["yes", "no answer", "Ctrl-C", "Ctrl-D"],
)
def test_it_asks_before_the_upload(
    publisher: Publisher, kept: Path, key: str, said: str, expected: tuple[int, list[str]]
) -> None:
    """*expected* is the exit code, and what the index has then."""
    from terminal import in_terminal

    source = "from hello.cli.publish import command\ncommand.main(prog_name='helloworld publish')"
    with (
        patch.dict(os.environ, publisher.environment),
        in_terminal(source, *map(str, publisher.command(kept)[2:])) as terminal,
    ):
        terminal.until("[y/N]: ")
        terminal.press(key, said)
        code = terminal.wait()
        assert terminal.is_sane
    assert "Traceback" not in terminal.text
    # Its last state is always drawn; what it does in a moment may be over before that is.
    assert bool(re.search(r"upload +\x1b\[32mpassed", terminal.text)) == bool(expected[1])
    assert (code, sorted(publisher.index.files)) == expected
    assert list(publisher.temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no such signals here")
@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)],
    ids=["SIGINT", "SIGTERM", "SIGKILL"],
)
def test_ended_once_files_are_there_it_says_so_and_leaves_nothing(
    publisher: Publisher, kept: Path, number: signal.Signals, code: int
) -> None:
    publisher.index.shows_after = 1_000_000
    with subprocess.Popen(
        publisher.command(kept, "--yes"),
        env=os.environ | publisher.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        wait_until(lambda: len(publisher.index.files) == len(NAMES), DEADLINE)
        process.send_signal(number)
        _, errors = process.communicate(timeout=DEADLINE)

    assert process.returncode == code
    wait_until(lambda: not list(publisher.temporary.iterdir()), DEADLINE)
    if number != signal.SIGKILL:
        line = errors.decode().strip()
        assert line.count("\n") == 0
        assert f"uploaded: {NAMES[0]}" in line
        assert f"; to finish: helloworld publish {shlex.quote(str(kept))} --repository" in line


def test_past_the_deadline_it_says_what_is_known(publisher: Publisher, kept: Path) -> None:
    publisher.index.shows_after = 1_000_000
    ended = publisher.publish(kept, "--yes", "--deadline", "2")

    assert (ended.code, ended.stderr.count("\n")) == (1, 1)
    assert ended.stderr.startswith("helloworld: not done after ")
    assert list(publisher.temporary.iterdir()) == []
