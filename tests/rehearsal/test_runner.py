"""Steps are taken side by side, each after what it needs; errors end them all."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hello.errors import HelloError
from hello.rehearsal.model import Finding, Found, Outcome, Report, SkippedError, StepResult
from hello.rehearsal.plan import Plan
from hello.rehearsal.runner import NAMES, Step, artifacts_of, take_steps, with_needs
from hello.workbench.processes import CancelledError, Processes

FOREVER = "import threading; threading.Event().wait()"
FAULT = Finding("leftover", "there is .DS_Store", "remove it")
WARNING = Finding("no-summary", "there is none", "write one", is_warning=True)

Take = Callable[[Plan], Found]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tmp_path, tmp_path, Processes(tmp_path, os.environ, 2))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[str, Take]:
    """Return what the steps do: to begin with, nothing."""
    taken: dict[str, Take] = dict.fromkeys(NAMES, lambda _plan: Found())
    monkeypatch.setattr(Step, "load", lambda step: taken[step.name])
    return taken


def raising(error: BaseException) -> Take:
    def take(_plan: Plan) -> Found:
        raise error

    return take


def outcomes(results: tuple[StepResult, ...]) -> dict[str, str]:
    return {result.step: result.outcome.value for result in results}


def test_every_step_is_taken_and_told_of(plan: Plan, steps: dict[str, Take]) -> None:
    told: list[tuple[str, bool]] = []
    results = take_steps(plan, NAMES, lambda name, result: told.append((name, result is None)))

    assert outcomes(results) == dict.fromkeys(NAMES, "passed")
    assert tuple(result.step for result in results) == NAMES
    assert sorted(told) == sorted((name, begins) for name in NAMES for begins in (True, False))
    for step in ("contents", "upload"):
        assert told.index((step, True)) > told.index(("build", False))
    assert steps


def test_findings_make_the_outcome(plan: Plan, steps: dict[str, Take]) -> None:
    steps["build"] = lambda _plan: Found(("built",), (WARNING,))
    steps["contents"] = lambda _plan: Found((), (WARNING, FAULT))
    steps["metadata"] = raising(SkippedError("not today"))
    results = take_steps(plan, ("build", "contents", "metadata"))

    assert outcomes(results) == {"build": "warned", "contents": "failed", "metadata": "skipped"}
    assert results[2].evidence == ("not today",)
    assert Report(None, None, results[:1], (), 0).outcome is Outcome.WARNED
    assert Report(None, None, results, (), 0).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("failed", "left_out", "stopped"),
    [
        ("upload", "contents", {"install-back": "it needs the step upload, which failed"}),
        ("upload", "install", {
            "run": "it needs the step install, which was skipped",
            "install-back": "it needs the step install, which was skipped",
        }),
    ],
    ids=["failed", "left out"],
)  # fmt: skip
def test_a_step_stops_only_what_needs_it(
    plan: Plan, steps: dict[str, Take], failed: str, left_out: str, stopped: dict[str, str]
) -> None:
    steps[failed] = lambda _plan: Found((), (FAULT,))
    results = take_steps(plan, NAMES, left_out={left_out: "left out"})

    said = {result.step: result.evidence[0] for result in results if result.evidence}
    assert said == stopped | {left_out: "left out"}
    others = set(NAMES) - {failed, *said}
    assert {name for name, outcome in outcomes(results).items() if outcome == "passed"} == others


def test_steps_that_need_nothing_of_each_other_are_side_by_side(
    plan: Plan, steps: dict[str, Take]
) -> None:
    together = threading.Barrier(4)
    for name in ("contents", "metadata", "install", "upload"):
        steps[name] = lambda _plan: Found((str(together.wait(60)),))

    assert len(take_steps(plan, NAMES)) == len(NAMES)


def test_formats_are_the_main_threads(plan: Plan, steps: dict[str, Take]) -> None:
    for name in ("contents", "formats"):
        steps[name] = lambda _plan: Found((threading.current_thread().name,))
    results = {result.step: result.evidence for result in take_steps(plan, NAMES)}

    assert results["formats"] == ("MainThread",)
    assert results["contents"] != ("MainThread",)


@pytest.mark.parametrize("error", [HelloError("the disk is full", next_step="make room")], ids=str)
@pytest.mark.parametrize("where", ["build", "install-back", "formats"])
def test_an_error_of_the_machine_ends_them_all(
    plan: Plan, steps: dict[str, Take], where: str, error: Exception
) -> None:
    begun = threading.Event()

    def wait_for_ever(plan: Plan) -> Found:
        begun.set()
        plan.processes.run(sys.executable, "-c", FOREVER, cwd=plan.room)
        return Found()

    def fail(_plan: Plan) -> Found:
        if where != "build":
            assert begun.wait(60)
        raise error

    steps["contents"] = wait_for_ever
    steps[where] = fail
    with pytest.raises(HelloError, match="the disk is full"):
        take_steps(plan, NAMES)

    assert [thread for thread in threading.enumerate() if thread.name.startswith("step")] == []
    with pytest.raises(CancelledError):
        plan.processes.check_running()


def test_what_is_needed_comes_along() -> None:
    assert with_needs(["run", "install-back"]) == (
        "build", "install", "run", "upload", "install-back",
    )  # fmt: skip
    assert with_needs([]) == ()


def test_artifacts_come_with_their_hashes(plan: Plan) -> None:
    assert artifacts_of(plan) == ()
    plan.dist.mkdir()
    (plan.dist / "x.whl").write_bytes(b"x")

    (artifact,) = artifacts_of(plan)
    assert (artifact.file, artifact.sha256[:8], artifact.size) == ("x.whl", "2d711642", 1)
