"""Rehearsals of the fault catalogue: of each project as it is broken, and as it is mended."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from faulty_projects import (
    Faulty,
    commit,
    faulty_projects,
    harmless_projects,
    lay_out_sound,
)
from quick_builds import build_all
from rehearsing import planned
from warm_modules import warm_modules

from hello.rehearsal import runner
from hello.rehearsal.faults import BY_NAME
from hello.rehearsal.model import Finding, Found, Outcome, StepResult
from hello.rehearsal.plan import Plan
from hello.rehearsal.settings import read_settings
from hello.workbench.environments import Environment

AT_REST = ("contents", "metadata")
"""The steps that only look at files: every fault but a missing build gets them."""

OWN_BUILDS = {"build", "reproducible"}
"""The steps whose faults are about building itself."""

HANGING = {
    "build-hangs": "hello.rehearsal.building.SECONDS",
    "script-hangs": "hello.rehearsal.starting.SECONDS",
}
"""Where it is said how long to wait for what never ends."""


class Laid(NamedTuple):
    """A project that is laid out, and what was built of it already."""

    project: Path
    dist: Path | None


def found_at(*steps: str) -> tuple[Faulty, ...]:
    """Return the faulty projects whose fault one of the *steps* finds."""
    return tuple(one for one in faulty_projects() if BY_NAME[one.fault].step in steps)


def lay_out_all(projects: Iterable[Faulty], where: Path) -> dict[tuple[str, str], Laid]:
    """Lay out each of the *projects*, ``broken`` and ``mended``, and build most of them."""
    laid = {}
    for one in projects:
        for state in ("broken", "mended"):
            folder = where / one.name / state
            project = one.lay_out(folder / "project")
            if state == "mended":
                one.mend(project)
            has_own_build = BY_NAME[one.fault].step in OWN_BUILDS
            laid[one.name, state] = Laid(project, None if has_own_build else folder / "dist")
    build_all(one for one in laid.values() if one.dist)
    return laid


def lay_out_harmless(where: Path) -> dict[str, Laid]:
    """Lay out all projects that are odd, but sound, and build them."""
    laid = {
        one.name: Laid(one.lay_out(where / one.name / "repository"), where / one.name / "dist")
        for one in harmless_projects()
    }
    build_all(laid.values())
    return laid


def lay_out_sound_one(base: str, where: Path) -> Laid:
    """Lay out a sound project, under version control."""
    project = lay_out_sound(base, where / base)
    commit(project)
    return Laid(project, None)


def rehearse(laid: Laid, steps: Iterable[str], where: Path) -> tuple[StepResult, ...]:
    """Take the *steps* and what they need, as a rehearsal does, but build nothing twice."""
    with (
        planned(where, laid.project, settings=read_settings(laid.project)) as plan,
        _built(laid.dist),
        warm_modules(),
    ):
        return runner.take_steps(plan, with_needs(steps))


def rehearse_broken(faulty: Faulty, laid: Mapping[tuple[str, str], Laid], where: Path) -> None:
    """Rehearse the broken project, and assert that exactly its fault is found."""
    with impatience_with(faulty.fault):
        found = findings(rehearse(laid[faulty.name, "broken"], steps_for(faulty.fault), where))

    assert [finding.fault for finding in found] == [faulty.fault], found
    (finding,) = found
    assert [text for text in faulty.fact if text not in finding.fact] == [], finding.fact
    assert [text for text in faulty.remedy if text not in finding.remedy] == [], finding.remedy


def rehearse_mended(faulty: Faulty, laid: Mapping[tuple[str, str], Laid], where: Path) -> None:
    """Rehearse the mended project, and assert that nothing is found, and no step was skipped."""
    results = rehearse(laid[faulty.name, "mended"], [BY_NAME[faulty.fault].step], where)

    assert findings(results) == []
    assert not_taken(results) == []


def steps_for(fault: str) -> tuple[str, ...]:
    """Return the steps of a rehearsal that is to find the *fault* and nothing else."""
    return (*AT_REST, BY_NAME[fault].step)


def with_needs(steps: Iterable[str]) -> tuple[str, ...]:
    """Return the *steps* and all that they need."""
    wanted = set(steps)
    for step in reversed(runner.STEPS):
        if step.name in wanted:
            wanted.update(step.needs)
    return tuple(wanted)


def findings(results: Iterable[StepResult]) -> list[Finding]:
    """Return what all steps together found."""
    return [finding for result in results for finding in result.findings]


def not_taken(results: Iterable[StepResult]) -> list[str]:
    """Return the steps that were skipped."""
    return [result.step for result in results if result.outcome is Outcome.SKIPPED]


@contextmanager
def impatience_with(fault: str) -> Iterator[None]:
    """In the body, what hangs for ever is given up earlier."""
    if fault in HANGING:
        with patch(HANGING[fault], 2.0):
            yield
    else:
        yield


@contextmanager
def _built(dist: Path | None) -> Iterator[None]:
    """In the body, the step ``build`` takes what is in *dist*, and nothing else is built."""
    if dist is None:
        yield
        return

    def take(plan: Plan) -> Found:
        shutil.copytree(dist, plan.dist)
        return Found()

    def wheel_of(plan: Plan, _environment: Environment, _artifact: Path) -> Path:
        return plan.wheel  # that is what was built from the sdist

    with (
        patch("hello.rehearsal.steps.build.take", take),
        patch("hello.rehearsal.installer.wheel_of", wheel_of),
    ):
        yield
