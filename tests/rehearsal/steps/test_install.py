"""Each artifact comes into an environment of its own; why it does not is named, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rehearsing import planned
from tiny_projects import sdist_of, wheel_of

from hello.rehearsal.installed import installed_in
from hello.rehearsal.model import Finding, SkippedError
from hello.rehearsal.plan import Plan
from hello.rehearsal.steps.install import take

FILES = {"tiny.py": "def main():\n    print('tiny')\n"}


@contextmanager
def built(tmp_path: Path, **wheel: Any) -> Iterator[Plan]:
    """Yield the plan of an offline rehearsal that has built its wheel and its sdist."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "pyproject.toml").write_text("[project]\ndependencies = []\n")
    with planned(tmp_path, project, is_offline=True) as plan:
        sdist_of(plan.dist, wheel_of(plan.dist, "tiny", FILES, "tiny = tiny:main", **wheel))
        yield plan


def test_both_are_installed_apart(tmp_path: Path) -> None:
    with built(tmp_path) as plan:
        found = take(plan)

        assert not found.findings
        for kind, line in zip(("wheel", "sdist"), found.evidence, strict=True):
            assert line.startswith(f"{kind}: tiny-1.0")
            assert "installed alone, in " in line
            installed = installed_in(plan.environment(kind), "TINY")
            assert installed
            assert installed.modules == {"tiny": "tiny.py"}
            assert [script.file.exists() for script in installed.scripts] == [True]
            assert not (plan.environment(kind).packages / "pip").exists()


def test_what_is_for_another_python_is_named_once(tmp_path: Path) -> None:
    """It was built here, so that its label is wrong. uv takes the sdist's, and then complains."""
    with built(tmp_path, tag="py2-none-any") as plan:
        (found,) = take(plan).findings

    assert found.fault == "does-not-install"
    assert "tiny-1.0-py2-none-any.whl" in found.fact
    assert "'py2-none-any'" in found.remedy


def test_an_sdist_that_does_not_install_is_told_apart(tmp_path: Path) -> None:
    with built(tmp_path) as plan:
        wheel = wheel_of(tmp_path / "other", "tiny", FILES, tag="py2-none-any")
        plan.sdist.unlink()
        sdist_of(plan.dist, wheel)
        (found,) = take(plan).findings

    assert found.fact.startswith("only the sdist: ")


def test_what_cannot_be_fetched_offline_is_no_fault(tmp_path: Path) -> None:
    with (
        built(tmp_path, requires=["no-such-distribution-of-ours"]) as plan,
        pytest.raises(SkippedError, match=r"offline, and not all that tiny-1.0.+\.whl needs"),
    ):
        take(plan)


def test_dependencies_that_do_not_fit_are_named(tmp_path: Path) -> None:
    """The check after the installation: 'install' is told to take no dependencies."""
    from hello.rehearsal.steps import install

    with built(tmp_path, requires=["no-such-distribution-of-ours"]) as plan:
        environment = plan.environment("wheel")
        environment.folder.parent.mkdir()
        environment.make(plan.processes)
        install.install(plan, environment, "--no-deps", plan.wheel)
        found = install.check(plan, environment)

    assert isinstance(found, Finding)
    assert found.fault == "conflict"
    assert "no-such-distribution-of-ours" in found.fact
    assert "[project] dependencies in pyproject.toml" in found.remedy
