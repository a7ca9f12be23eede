"""What the wheel gives and what the sdist gives are both tried, and told apart."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rehearsing import planned
from tiny_projects import sdist_of, wheel_of

from hello.errors import WrongUseError
from hello.rehearsal.model import SkippedError
from hello.rehearsal.plan import Plan
from hello.rehearsal.settings import Settings
from hello.rehearsal.steps import install, run

FILES = {"tiny/__init__.py": "", "tiny/cli.py": "def main():\n    print('tiny')\n"}
POINTS = "tiny = tiny.cli:main"


@contextmanager
def installed(
    tmp_path: Path,
    of_wheel: Mapping[str, str] = FILES,
    of_sdist: Mapping[str, str] = FILES,
    **settings: Any,
) -> Iterator[Plan]:
    project = tmp_path / "project"
    project.mkdir()
    with planned(tmp_path, project, is_offline=True, settings=Settings(**settings)) as plan:
        wheel_of(plan.dist, "tiny", of_wheel, POINTS)
        sdist_of(plan.dist, wheel_of(tmp_path / "other", "tiny", of_sdist, POINTS))
        assert not install.take(plan).findings
        yield plan


def test_both_are_imported_and_started(tmp_path: Path) -> None:
    with installed(tmp_path) as plan:
        found = run.take(plan)

    assert not found.findings
    assert [line.partition(",")[0] for line in found.evidence] == [
        "wheel: 1 import went well",
        "wheel: 1 script went well",
        "sdist: 1 import went well",
        "sdist: 1 script went well",
    ]


def test_a_fault_of_both_is_one(tmp_path: Path) -> None:
    """The package cannot be imported; so its script cannot be started either."""
    broken = {**FILES, "tiny/__init__.py": "import no_such_library"}
    with installed(tmp_path, broken, broken) as plan:
        (found,) = run.take(plan).findings

    assert found.fault == "undeclared-dependency"
    assert found.fact.startswith("import tiny, script tiny: it imports 'no_such_library'")


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_a_fault_of_one_is_said_to_be_of_that(tmp_path: Path, kind: str) -> None:
    broken = {**FILES, "tiny/cli.py": "def mian():\n    pass\n"}
    with installed(tmp_path, **{f"of_{kind}": broken}) as plan:
        (found,) = run.take(plan).findings

    assert found.fault == "mistyped-entry-point"
    assert found.fact.startswith(f"script tiny (only from the {kind}): it names 'tiny.cli:main'")


def test_settings_for_a_script_that_is_not_there_are_refused(tmp_path: Path) -> None:
    with (
        installed(tmp_path, scripts={"tinny": None}) as plan,
        pytest.raises(WrongUseError, match=r"no such script: 'tinny'; did you mean 'tiny'"),
    ):
        run.take(plan)


def test_without_what_install_makes_it_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    with planned(tmp_path, tmp_path / "project") as plan:
        wheel_of(plan.dist, "tiny", FILES)

        with pytest.raises(SkippedError, match="tiny is not installed"):
            run.take(plan)
