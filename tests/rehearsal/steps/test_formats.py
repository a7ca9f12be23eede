"""The step ``formats``: what the commands came to, in one finding at most."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from rehearsing import planned

from hello.errors import WrongUseError
from hello.rehearsal.model import Found, SkippedError
from hello.rehearsal.plan import Command
from hello.rehearsal.steps.formats import take

SETUPTOOLS = "[build-system]\nrequires = []\nbuild-backend = 'setuptools.build_meta'\n"
HATCHLING = SETUPTOOLS.replace("setuptools.build_meta", "hatchling.build")

WORKS = Command("sdist", "works", "", ("thing-1.0.tar.gz",))
NEEDS = Command("bdist_rpm", "needs rpmbuild", "Debian has it in the package rpm", ())
FAILS = [
    Command(name, "failed", f"no {name} today", ())
    for name in ("build", "install", "bdist_msi", "x")
]


def found(tmp_path: Path, commands: Sequence[Command], pyproject: str = SETUPTOOLS) -> Found:
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text(pyproject)
    with planned(tmp_path, project, commands=lambda _folder: commands) as plan:
        return take(plan)


def test_what_works_is_evidence_and_a_missing_tool_is_no_fault(tmp_path: Path) -> None:
    assert found(tmp_path, [WORKS, NEEDS]) == Found(
        (
            "sdist: works; thing-1.0.tar.gz",
            "bdist_rpm: needs rpmbuild; Debian has it in the package rpm",
        )
    )


def test_all_that_fails_is_one_finding(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, [*FAILS, WORKS]).findings

    assert finding.fault == "command-fails"
    assert finding.fact == (
        "setup.py fails: build (no build today), install (no install today), "
        "bdist_msi (no bdist_msi today) and 1 more"
    )
    assert finding.remedy == "see it whole with 'helloworld commands --only build'"


def test_another_backend_has_no_such_commands(tmp_path: Path) -> None:
    with pytest.raises(SkippedError, match=r"hatchling.build builds the project"):
        found(tmp_path, [WORKS], HATCHLING)


def test_a_project_that_they_cannot_work_on_at_all_is_a_finding(tmp_path: Path) -> None:
    def refuse(_folder: Path) -> Sequence[Command]:
        raise WrongUseError("setup.py cannot be run: boom", "/x", next_step="mend that first")

    (tmp_path / "pyproject.toml").write_text(SETUPTOOLS)
    with planned(tmp_path, tmp_path, commands=refuse) as plan:
        (finding,) = take(plan).findings

    assert finding.fact == "setup.py cannot be run: boom: '/x'"
    assert finding.remedy == "mend that first"
