"""helloworld rehearse: a whole rehearsal, its reports, bad input, and being ended."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import DEADLINE, Ended, installed, run, wait_until

from hello.rehearsal.runner import NAMES

USUAL = [name for name in NAMES if name != "formats"]

PYPROJECT = """
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "My-Rehearsed.Project"
version = "1.0rc1"
description = "Says hello"
readme = "README.rst"
license = "MIT"
license-files = ["LICENSE"]
requires-python = ">=3.9"
authors = [{ name = "Zoë 王" }]

[project.scripts]
greet-rehearsed = "rehearsed:main"
"""

MAIN = '''
"""Says hello."""

import argparse


def main():
    argparse.ArgumentParser().parse_args()
    print("Hello!")
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a sound project, read-only, in a folder with a name that breaks much."""
    folder = tmp_path_factory.mktemp("made") / "ein Projekt é 项目"
    package = folder / "src" / "rehearsed"
    package.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PYPROJECT, encoding="utf-8")
    (folder / "README.rst").write_text("Hello\n=====\n\nIt says so.\n")
    (folder / "LICENSE").write_text("MIT")
    (package / "__init__.py").write_text(MAIN)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    return folder


def state(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Return the mode, the time and the hash of all that is in *folder*, and of itself."""
    return {
        path.as_posix(): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes() if path.is_file() else b"").hexdigest(),
        )
        for path in [folder, *folder.rglob("*")]
    }


class Rehearsed:
    """One whole rehearsal of *project*, for many tests: how it ended, and what it kept."""

    def __init__(self, project: Path, folder: Path) -> None:
        temporary = folder / "tmp"
        temporary.mkdir()
        self.kept = folder / "kept"
        self.page = folder / "page.html"
        self.before = state(project)
        self.ended: Ended = run(
            *(installed("helloworld"), "rehearse", project, "--json"),
            *("--keep", self.kept, "--html", self.page),
            environment={"TMPDIR": str(temporary)},
        )
        self.after = state(project)
        self.left = list(temporary.iterdir())

    @property
    def data(self) -> dict[str, list[dict[str, object]]]:
        """Return what was written to stdout."""
        data: dict[str, list[dict[str, object]]] = json.loads(self.ended.stdout)
        return data


@pytest.fixture(scope="module")
def rehearsed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    return Rehearsed(project, tmp_path_factory.mktemp("rehearsed"))


def test_a_sound_project_passes_every_step(rehearsed: Rehearsed) -> None:
    data = rehearsed.data

    assert list(data) == ["project", "version", "outcome", "steps", "artifacts"]
    assert (data["project"], data["version"]) == ("My-Rehearsed.Project", "1.0rc1")
    assert [step["step"] for step in data["steps"]] == USUAL
    assert {step["outcome"] for step in data["steps"]} <= {"passed", "warned"}, data
    assert (rehearsed.ended.code, rehearsed.ended.stderr) == (0, "")


def test_the_json_says_the_same_in_texts_and_in_findings(rehearsed: Rehearsed) -> None:
    for step in rehearsed.data["steps"]:
        findings = step.pop("findings")
        assert isinstance(findings, list)
        assert list(step) == ["step", "outcome", "evidence", "remedy", "seconds"]
        assert step["remedy"] == "; ".join(finding["remedy"] for finding in findings)
        assert all(finding["fact"] in str(step["evidence"]) for finding in findings)
        assert step["evidence"]


def test_artifacts_and_both_reports_are_kept(rehearsed: Rehearsed) -> None:
    kept = {path.name: path.read_bytes() for path in rehearsed.kept.iterdir()}
    page = rehearsed.page.read_bytes()

    assert kept.pop("report.html") == page
    assert json.loads(kept.pop("report.json")) == rehearsed.data
    assert rehearsed.data["artifacts"] == [
        {"file": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in sorted(kept.items())
    ]
    assert list(rehearsed.data["artifacts"][0]) == ["file", "sha256", "bytes"]
    assert sorted(kept) == [
        "my_rehearsed_project-1.0rc1-py3-none-any.whl",
        "my_rehearsed_project-1.0rc1.tar.gz",
    ]
    assert all(name in page.decode("utf-8") for name in kept)


def test_the_project_is_as_it_was_and_nothing_is_left(rehearsed: Rehearsed) -> None:
    assert rehearsed.after == rehearsed.before
    assert rehearsed.left == []


def copy_of(project: Path, target: Path) -> Path:
    """Return a copy that can be written to."""
    shutil.copytree(project, target)
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return target


def test_a_fault_is_1_and_comes_with_its_remedy(project: Path, tmp_path: Path) -> None:
    copy = copy_of(project, tmp_path / "copy")
    text = PYPROJECT.replace("rehearsed:main", "rehearsed:mian")
    (copy / "pyproject.toml").write_text(text, encoding="utf-8")
    ended = run(installed("helloworld"), "rehearse", copy, "--only", "run", "--lang", "en")

    assert (ended.code, ended.stderr) == (1, "")
    lines = [line.strip() for line in ended.stdout.splitlines()]
    heads = [line for line in ended.stdout.splitlines() if line and line[0] != " "]
    assert [head.split()[:2] for head in heads[:3]] == [
        ["build", "passed"], ["install", "passed"], ["run", "failed"],
    ]  # fmt: skip
    assert any(line.startswith("mistyped-entry-point: ") for line in lines)
    assert any(line.startswith("remedy: ") for line in lines)
    assert "1 failed" in lines[-1]


def test_steps_are_chosen_and_left_out(project: Path, tmp_path: Path) -> None:
    copy = copy_of(project, tmp_path / "copy")
    with (copy / "pyproject.toml").open("a") as file:
        file.write('[tool.helloworld.rehearse]\nskip = ["contents"]\n')
    options = ("--only", "run,contents", "--only", "metadata", "--skip", "install,metadata")
    ended = run(installed("helloworld"), "rehearse", copy, "--json", *options)

    outcomes = {step["step"]: step["outcome"] for step in json.loads(ended.stdout)["steps"]}
    assert outcomes.pop("contents") != "skipped"
    assert outcomes == {
        "build": "passed", "metadata": "skipped", "install": "skipped", "run": "skipped",
    }  # fmt: skip
    ended = run(installed("helloworld"), "rehearse", copy, "--skip", ",".join(USUAL[2:]))
    assert "pyproject.toml says to skip it" in " ".join(ended.stdout.split())


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("README", "no project", "no project in this folder"),
        ("pyproject.toml", "[project", "pyproject.toml cannot be read"),
        ("pyproject.toml", "[tool.helloworld.rehearse]\nskip = ['bild']", "did you mean 'build'?"),
    ],
    ids=["none", "broken", "step"],
)
def test_a_faulty_project_is_2_in_one_line(tmp_path: Path, file: str, text: str, said: str) -> None:
    (tmp_path / file).write_text(text)
    ended = run(installed("helloworld"), "rehearse", tmp_path)

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert said in ended.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--only", "build,isntall"], "did you mean 'install'?"),
        (["--skip", "xyz"], "take one of: build, contents"),
        (["--skip", "build"], "no step is left to take"),
        (["--keep", os.devnull + "/x"], "cannot make this folder"),
        (["--html", "no/such/page.html"], "no such folder"),
        (["--deadline", "nan"], "not a number"),
    ],
    ids=["only", "skip", "nothing left", "keep", "html", "deadline"],
)
def test_wrong_options_are_2_in_one_line(project: Path, options: list[str], said: str) -> None:
    ended = run(installed("helloworld"), "rehearse", project, *options)

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert said in ended.stderr


def test_a_file_is_no_folder(project: Path) -> None:
    ended = run(installed("helloworld"), "rehearse", project / "LICENSE")

    assert (ended.code, ended.stderr.count("\n")) == (2, 1)
    assert "no such folder" in ended.stderr


def test_past_the_deadline_it_is_1_in_one_line(project: Path, tmp_path: Path) -> None:
    ended = run(
        *(installed("helloworld"), "rehearse", project, "--deadline", "1"),
        environment={"TMPDIR": str(tmp_path)},
    )

    assert (ended.code, ended.stderr.count("\n")) == (1, 1)
    assert "not done after 1 s" in ended.stderr
    assert list(tmp_path.iterdir()) == []


MOMENTS = ["", "source", "steps/build", "dist/*.whl", "environments/*", "steps/upload"]
"""What is in the temporary folder then."""


@pytest.mark.skipif(sys.platform == "win32", reason="other system: no such signals here")
@pytest.mark.parametrize(
    ("number", "code", "moments"),
    [
        (signal.SIGKILL, -9, MOMENTS),
        (signal.SIGINT, 130, MOMENTS[::3]),
        (signal.SIGTERM, 143, MOMENTS[1::3]),
    ],
    ids=["SIGKILL", "SIGINT", "SIGTERM"],
)
def test_ended_at_any_moment_it_leaves_no_program_and_no_file(
    project: Path, tmp_path: Path, number: signal.Signals, code: int, moments: list[str]
) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    command = [installed("helloworld"), "rehearse", project]
    for moment in moments:
        pattern = f"hello-rehearse-*/{moment}".rstrip("/")
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process:
            wait_until(lambda pattern=pattern: bool(list(tmp_path.glob(pattern))))
            process.send_signal(number)
            _, errors = process.communicate(timeout=DEADLINE)

        assert process.returncode == code, moment
        wait_until(lambda: not list(tmp_path.iterdir()) and not processes_of(tmp_path))
        if number != signal.SIGKILL:
            # click begins a new line after ^C.
            assert errors.strip().startswith(b"helloworld: ")
            assert errors.strip().count(b"\n") == 0


def processes_of(folder: Path) -> list[int]:
    """Return the processes whose temporary files are in *folder*; none where there is no /proc."""
    from hello.workbench.guard import processes_in

    return list(processes_in(os.fsencode(folder)))
