"""Installs the wheel and the sdist, each into a clean environment, with what they depend on.

Nothing else is there, neither pip nor setuptools: what is not declared will be missed.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from hello.rehearsal.declaring import dependencies_in
from hello.rehearsal.install_errors import UNSUPPORTED, finding_of, unsupported
from hello.rehearsal.installed import count_in
from hello.rehearsal.installer import PIP, find_uv, install
from hello.rehearsal.model import Finding, Found, SkippedError
from hello.rehearsal.plan import Plan
from hello.rehearsal.redaction import redacted
from hello.workbench.environments import Environment, has_pip

KINDS = ("wheel", "sdist")


class Result(NamedTuple):
    """How one artifact was installed: what there is to say, why it was not, why not tried."""

    evidence: str = ""
    finding: Finding | None = None
    skipped: str = ""


def take(plan: Plan) -> Found:
    """Make ``plan.environment("wheel")`` and ``("sdist")``, side by side."""
    (plan.room / "environments").mkdir(exist_ok=True)
    with ThreadPoolExecutor(len(KINDS), "install") as pool:
        wheel, sdist = pool.map(partial(_install, plan), KINDS)
    if wheel.skipped:
        raise SkippedError(wheel.skipped)
    said = [one.evidence for one in (wheel, sdist) if one.evidence]
    if sdist.skipped:
        said.append(f"sdist: not installed, {sdist.skipped}")
    findings = _without_doubles(wheel.finding, sdist.finding)
    return Found(tuple(said), findings)


def _without_doubles(wheel: Finding | None, sdist: Finding | None) -> tuple[Finding, ...]:
    """Return the findings; what is wrong with both is said once."""
    if wheel and sdist and wheel.fault == sdist.fault:
        return (wheel,)
    if sdist and not wheel:
        return (replace(sdist, fact=f"only the sdist: {sdist.fact}"),)
    return tuple(one for one in (wheel, sdist) if one)


def _install(plan: Plan, kind: str) -> Result:
    artifact: Path = getattr(plan, kind)
    began = perf_counter()
    environment = plan.environment(kind).make(plan.processes)
    ended = install(plan, environment, artifact)
    seconds = perf_counter() - began
    if ended.code != 0:
        try:
            return Result(finding=finding_of(plan, environment, artifact, ended))
        except SkippedError as skipped:
            return Result(skipped=skipped.fact)
    others = count_in(environment) - 1
    along = f", with {others} more that it depends on" if others else " alone"
    evidence = f"{kind}: {artifact.name} installed{along}, in {seconds:.1f} s"
    return Result(evidence, check(plan, environment))


def check(plan: Plan, environment: Environment) -> Finding | None:
    """Return what ``pip check`` says against the environment."""
    if uv := find_uv(plan):
        command = (uv, "pip", "check", "--python", environment.python, "--color", "never")
    elif has_pip():
        command = (*PIP, "--python", environment.python, "check", "--disable-pip-version-check")
    else:
        return None
    ended = plan.processes.run(*command, cwd=environment.folder)
    if ended.code == 0:
        return None
    if UNSUPPORTED.search(ended.output):
        return unsupported(plan.wheel.name)
    lines = [line.strip() for line in ended.output.splitlines() if "requires" in line]
    fact = redacted("; ".join(lines[:3]) or ended.last_line)
    remedy = f"mend the requirement, in {dependencies_in(plan.source)}"
    return Finding("conflict", f"its dependencies do not fit: {fact}", remedy)
