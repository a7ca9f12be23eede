"""Publishes what passed: looks at the index, uploads, waits until it is shown, installs it back.

``look`` comes first and alone, so that somebody can be asked in between. Each step ends as one
of the rehearsal does; what it sends is noted in the Course at once.
"""

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from hello.errors import HelloError
from hello.publishing.course import Course, Result, sent
from hello.publishing.flow import INSTALL_BACK, LOOK, UPLOAD, WAIT, Flow, finding_of, tried
from hello.publishing.install_back import install_back
from hello.publishing.look import look_at_index
from hello.publishing.send import send_all
from hello.publishing.waiting import wait_until_offered
from hello.rehearsal.model import Found, Outcome, SkippedError, StepResult
from hello.rehearsal.runner import HOW, outcome_of

STEPS = (UPLOAD, WAIT, INSTALL_BACK)
"""Those that come after it was agreed to, in their order."""


def look(flow: Flow) -> StepResult:
    """Find out what the index has of the release; note it in the course."""
    return _taken(LOOK, look_at_index, flow)


def publish(flow: Flow, looked: StepResult) -> Result:
    """Upload what the index lacks, wait until it is shown, and install it back.

    *looked* is what ``look`` returned; it did not fail. A step that fails ends the whole, the
    rest is skipped. For the main thread. Raises what ends the run from outside, see
    ``told_whole``; a refusal is no error but a finding.
    """
    began = perf_counter()
    results = [looked]
    flow.course.has_begun = True
    for step, take in zip(STEPS, (send_all, _wait, _install_back), strict=True):
        last = results[-1]
        if last.outcome in HOW:
            why = f"it needs the step {last.step}, which {HOW[last.outcome]}"
            result = StepResult(step, Outcome.SKIPPED, (why,))
            flow.watch(step, result)
        else:
            result = _taken(step, take, flow)
        results.append(result)
    seconds = round(looked.seconds + perf_counter() - began, 2)
    whole = result_of(flow.course, tuple(results), seconds)
    flow.course.is_done = whole.is_whole
    return whole


def result_of(course: Course, results: tuple[StepResult, ...], seconds: float) -> Result:
    """Return what has come of the publication so far."""
    files = sent(course.release, course.states)
    result = Result(course.release, course.repository, results, files, seconds)
    return result if result.is_whole else replace(result, way_on=course.way_on)


def _taken(step: str, take: Callable[[Flow], Found], flow: Flow) -> StepResult:
    began = perf_counter()
    flow.watch(step, None)
    try:
        found = take(flow)
        result = StepResult(step, outcome_of(found), found.evidence, found.findings)
    except SkippedError as skipped:
        result = StepResult(step, Outcome.SKIPPED, (skipped.fact,))
    result = replace(result, seconds=round(perf_counter() - began, 2))
    flow.watch(step, result)
    return result


def _wait(flow: Flow) -> Found:
    course = flow.course
    waited = tried(
        lambda: wait_until_offered(
            course.repository,
            course.release,
            flow.seconds,
            lambda text: flow.note(WAIT, text),
            flow.plan.processes.check_running,
        )
    )
    if isinstance(waited, HelloError):
        return Found((), (finding_of("not-offered", waited),))
    return Found((f"all files are shown, with these very hashes, after {waited:.1f} s",))


def _install_back(flow: Flow) -> Found:
    course = flow.course
    found = tried(
        lambda: install_back(
            flow.plan,
            course.repository,
            course.release,
            lambda text: flow.note(INSTALL_BACK, text),
        )
    )
    if isinstance(found, HelloError):
        return Found((), (finding_of("does-not-install-back", found),))
    course.is_final = bool(found.findings)
    return found
