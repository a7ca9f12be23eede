"""Takes the steps in order, side by side where none waits for the other."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from importlib import import_module
from time import perf_counter
from typing import NamedTuple

from hello.interrupts import interrupts_held_back
from hello.rehearsal.model import Artifact, Found, Outcome, SkippedError, StepResult
from hello.rehearsal.plan import Plan
from hello.workbench.termination import terminations_held_back


class Step(NamedTuple):
    """A step, and the steps whose success it needs."""

    name: str
    needs: tuple[str, ...] = ()

    def load(self) -> Callable[[Plan], Found]:
        """Import the step's module, ``steps/<name>.py``, and return its function ``take``."""
        take: Callable[[Plan], Found] = import_module(
            f"hello.rehearsal.steps.{self.name.replace('-', '_')}"
        ).take
        return take


STEPS = (
    Step("build"),
    Step("contents", ("build",)),
    Step("metadata", ("build",)),
    Step("install", ("build",)),
    Step("run", ("install",)),
    Step("upload", ("build",)),
    Step("install-back", ("install", "upload")),
    Step("reproducible", ("build",)),
    Step("formats", ("build",)),
)
"""In the order in which they are shown."""

NAMES = tuple(step.name for step in STEPS)

FORMATS = "formats"
"""The step that is taken only where it is asked for, and by the main thread.

It starts wine, and takes signals, as ``helloworld commands`` does.
"""

Watch = Callable[[str, StepResult | None], None]
"""Is told, by any thread, of each step that begins, and of its result."""


def with_needs(names: Iterable[str]) -> tuple[str, ...]:
    """Return *names* and all that those steps need, in the order of STEPS."""
    wanted = set(names)
    for step in reversed(STEPS):
        if step.name in wanted:
            wanted.update(step.needs)
    return tuple(name for name in NAMES if name in wanted)


def take_steps(
    plan: Plan,
    chosen: Iterable[str],
    watch: Watch = lambda _name, _result: None,
    left_out: Mapping[str, str] | None = None,
) -> tuple[StepResult, ...]:
    """Take the steps named *chosen*, and return their results in the order of STEPS.

    Whatever a chosen step needs has to be chosen, too. A step is skipped where what it needs
    did not pass, or where *left_out* has a reason for its name. Errors that are nobody's fault
    but the machine's (a full disk) end the whole rehearsal. For the main thread.
    """
    reasons = left_out or {}
    wanted = set(chosen)
    steps = [step for step in STEPS if step.name in wanted]
    futures: dict[str, Future[StepResult]] = {step.name: Future() for step in steps}
    needed = {name for step in steps for name in step.needs}

    def take(step: Step) -> StepResult:
        if step.name in needed:
            plan.processes.hurry()
        before = {name: futures[name] for name in step.needs}
        why = reasons.get(step.name) or _what_stops(before)
        if why:
            result = StepResult(step.name, Outcome.SKIPPED, (why,))
        else:
            watch(step.name, None)
            since = round(perf_counter() - began, 2)
            result = replace(_taken(step, plan), began=since)
        watch(step.name, result)
        return result

    began = perf_counter()
    pool = ThreadPoolExecutor(len(STEPS), "step")
    try:
        # A thread that has begun while an exception leaves submit() is unknown to the pool.
        with interrupts_held_back(), terminations_held_back():
            for step in steps:
                if step.name != FORMATS:
                    futures[step.name] = pool.submit(take, step)
        for step in steps:
            if step.name == FORMATS:
                futures[step.name].set_result(take(step))
        for future in wait(futures.values(), return_when=FIRST_EXCEPTION).done:
            future.result()
        return tuple(futures[step.name].result() for step in steps)
    except BaseException:
        with interrupts_held_back(), terminations_held_back():
            plan.processes.cancel()
            pool.shutdown(cancel_futures=True)
        raise
    finally:
        pool.shutdown()


def _what_stops(needed: Mapping[str, Future[StepResult]]) -> str | None:
    """Wait for the *needed* steps; return why a step that needs them cannot be taken."""
    for name, future in needed.items():
        outcome = future.result().outcome
        if outcome in {Outcome.FAILED, Outcome.SKIPPED}:
            return f"it needs the step {name}, which {HOW[outcome]}"
    return None


HOW = {Outcome.FAILED: "failed", Outcome.SKIPPED: "was skipped"}


def _taken(step: Step, plan: Plan) -> StepResult:
    began = perf_counter()
    try:
        found = step.load()(plan)
    except SkippedError as skipped:
        return StepResult(step.name, Outcome.SKIPPED, (skipped.fact,))
    seconds = round(perf_counter() - began, 2)
    return StepResult(step.name, outcome_of(found), found.evidence, found.findings, seconds)


def outcome_of(found: Found) -> Outcome:
    """Return failed for any fault, warned where all are warnings, and else passed."""
    if any(not finding.is_warning for finding in found.findings):
        return Outcome.FAILED
    return Outcome.WARNED if found.findings else Outcome.PASSED


def artifacts_of(plan: Plan) -> tuple[Artifact, ...]:
    """Return what was built, with its hashes."""
    return tuple(
        Artifact(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
        for path in plan.artifacts
    )
