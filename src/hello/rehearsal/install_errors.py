"""What an installer's errors mean: uv's, or pip's, which has the last word where it is there."""

import re
import sys
from pathlib import Path

from hello.rehearsal.declaring import dependencies_in, mentioned_in
from hello.rehearsal.installer import PIP, SECONDS
from hello.rehearsal.model import Finding, SkippedError
from hello.rehearsal.plan import Plan
from hello.rehearsal.redaction import redacted
from hello.workbench.environments import Environment, has_pip, reason_of
from hello.workbench.processes import Ended

OTHER_PYTHON = re.compile(
    r"requires a different Python: \S+ not in '(?P<pip>[^']+)'"
    r"|the current Python version \([^)]*\) does not satisfy Python(?P<uv>[^\s,]+)"
)
NOT_FOUND = re.compile(
    r"satisfies the requirement (?P<pip>.+?) \(from (?P<by>[^:)]+)\)"
    r" \(from versions: (?P<all>[^)]*)\)"
    r"|Because (?P<uv>\S+) was not found in the package registry"
    r"|Because only (?P<only>\S+) is available and \S+ depends on (?P<version>[^,\s]+)"
)
CONFLICT = re.compile(r"ResolutionImpossible|conflicting dependencies|No solution found")
UNSUPPORTED = re.compile(
    r"not a supported wheel|not compatible with the current|no compatible tag|incompatible with"
    r"|built for a different platform|not supported on this platform"
)
NO_COLON = re.compile(r"Invalid script entry point: <ExportEntry (.+?) = ([^:>\s]+):None")
BECAUSE = re.compile(r"Because (.+?), we can conclude")
DEPENDS = re.compile(r"^\s+(\S+ \S+ depends on .+)$", re.MULTILINE)


def finding_of(plan: Plan, environment: Environment, artifact: Path, ended: Ended) -> Finding:
    """Say why *artifact* could not be installed into *environment*.

    Raises SkippedError where that is no fault: it is for another Python, or we are offline.
    """
    output = redacted(" ".join(ended.output.split()))
    if found := OTHER_PYTHON.search(output):
        here = ".".join(map(str, sys.version_info[:3]))
        wanted = found["pip"] or found["uv"]
        raise SkippedError(f"the project is for Python {wanted}, and this is {here}")
    if found := NO_COLON.search(output):
        return _no_colon(plan, found[1], found[2])
    if UNSUPPORTED.search(output):
        return unsupported(artifact.name)
    if plan.is_offline:
        raise SkippedError(f"offline, and not all that {artifact.name} needs is here")
    if found := NOT_FOUND.search(output):
        return _not_found(plan, found)
    if CONFLICT.search(output):
        return _conflict(plan, environment, artifact, ended)
    if ended.code is None:
        fact = f"{artifact.name} is not installed within {SECONDS:g} s"
        return Finding("does-not-install", fact, f"look what 'pip install {artifact.name}' does")
    fact = f"{artifact.name} cannot be installed: {redacted(reason_of(ended))[:300]}"
    return Finding("does-not-install", fact, f"run 'pip install {artifact.name}', and mend that")


def _no_colon(plan: Plan, script: str, value: str) -> Finding:
    """Say that pip refuses the entry point *value*; uv may have taken it."""
    module, _, function = value.rpartition(".")
    file = mentioned_in(plan.source, value)
    return Finding(
        "mistyped-entry-point",
        f"script {script}: it names '{value}', which is no function of a module: there is no ':'",
        f"write '{module or value}:{function if module else 'main'}' instead of '{value}'"
        f"{f' in {file}' if file else ''}",
    )


def unsupported(wheel: str) -> Finding:
    """Say that *wheel*, though it was built here, is labelled for some other place."""
    tags = "-".join(wheel.removesuffix(".whl").split("-")[-3:])
    fact = f"no installer takes {wheel} here: its tags are for others"
    remedy = f"let the build label the wheel for what it is built by, not '{tags}'"
    return Finding("does-not-install", fact, remedy)


def _not_found(plan: Plan, found: re.Match[str]) -> Finding:
    there = dependencies_in(plan.source)
    wanted = found["pip"] or found["uv"] or found["version"]
    by = f", which {found['by'].split('->')[-1].strip()} requires" if found["by"] else ""
    versions = [one.strip() for one in (found["all"] or "none").split(",")]
    if found["only"] or versions != ["none"]:
        newest = f"it has {found['only']}" if found["only"] else f"the newest is {versions[-1]}"
        fact = f"the index has no release that fits '{wanted}'{by}: {newest}"
        return Finding("dependency-not-found", fact, f"ask for a release that is there, in {there}")
    fact = f"the index has no distribution '{wanted}'{by}"
    remedy = f"correct its name, or take it out of {there}; publish it first if it is yours"
    return Finding("dependency-not-found", fact, remedy)


def _conflict(plan: Plan, environment: Environment, artifact: Path, ended: Ended) -> Finding:
    output = explain(plan, environment, artifact) or ended.output
    lines = [" ".join(line.split()) for line in DEPENDS.findall(output)]
    if not lines and (found := BECAUSE.search(" ".join(output.split()))):
        lines = [found[1]]
    fact = redacted("; ".join(lines[:3]) or reason_of(ended))
    remedy = f"widen one of these requirements, in {dependencies_in(plan.source)}"
    return Finding("conflict", f"its dependencies exclude one another: {fact}", remedy)


def explain(plan: Plan, environment: Environment, artifact: Path) -> str:
    """Return what pip says of a conflict where it is not told to be quiet; nothing without pip."""
    if not has_pip():
        return ""
    command = (*PIP, "--python", environment.python, "install", "--dry-run", "--no-input")
    ended = plan.processes.run(*command, artifact, cwd=environment.folder, seconds=SECONDS)
    return ended.output
