"""The environment in which the project is built: what its build requires, and nothing else.

The step ``reproducible`` builds in it once more: another one would tell whether newer backends
write the same, not whether this project does.
"""

import sysconfig
import time
from collections.abc import Sequence
from importlib.metadata import distributions
from pathlib import Path
from shutil import which

from hello.rehearsal.build_system import read_build_system
from hello.rehearsal.building import BackendError, Bench
from hello.rehearsal.extra import require
from hello.rehearsal.installer import install
from hello.rehearsal.model import SkippedError
from hello.rehearsal.plan import Plan
from hello.workbench.environments import Environment, reason_of
from hello.workbench.repositories import DOT_GIT

HERE = "here.pth"
"""The file by which the environment shows the packages of the running Python."""

AS_HERE = ", as installed here: not isolated, as this is offline"

SECONDS_OF_GIT = 30.0


def environment_of(plan: Plan) -> Environment:
    """Return the build environment, made or not."""
    return Environment(plan.room_for("build") / "environment")


def make_environment(plan: Plan) -> Bench:
    """Make the build environment, and install what pyproject.toml says that the build requires.

    Offline, where uv's cache and pip's folders do not have it, the running Python's own
    packages are taken. Raises BackendError where it cannot be had.
    """
    require("build")
    environment_of(plan).make(plan.processes)
    bench = bench_of(plan, plan.room_for("build"))
    add_requirements(plan, bench, read_build_system(plan.source).requires)
    return bench


def bench_of(plan: Plan, room: Path, umask: int | None = None, **variables: str) -> Bench:
    """Return a bench with the build environment; the backend's *variables* come on top."""
    settings = {"SOURCE_DATE_EPOCH": epoch_of(plan), "PYTHONHASHSEED": "1", **variables}
    return Bench(plan.processes, environment_of(plan), room, settings, umask)


def add_requirements(plan: Plan, bench: Bench, requires: Sequence[str]) -> None:
    """Install *requires*, unless that is done; raise BackendError where it cannot be."""
    if not requires or _are_there(bench.environment, requires):
        return
    ended = install(plan, bench.environment, *requires)
    if ended.code == 0:
        return
    if plan.is_offline:
        lines = "".join(f"{folder}\n" for folder in _own_folders())
        (bench.environment.packages / HERE).write_text(lines, encoding="utf-8")
        if _are_there(bench.environment, requires):
            return
        missing = ", ".join(one for one in requires if not _are_there(bench.environment, [one]))
        raise SkippedError(f"offline, and the build requires {missing}")
    raise BackendError("requirements", reason_of(ended))


def versions_of(bench: Bench, requires: Sequence[str]) -> str:
    """Return names and versions of what of *requires* is there, in one line."""
    from packaging.requirements import Requirement

    names = [Requirement(one).name for one in requires]
    there = {name: version for name in names if (version := _version(bench.environment, name))}
    listed = ", ".join(f"{name} {version}" for name, version in there.items())
    return (listed or "nothing else") + (
        AS_HERE if (bench.environment.packages / HERE).exists() else ""
    )


def _are_there(environment: Environment, requires: Sequence[str]) -> bool:
    """Return whether the *requires* of a hook, if any, are met; those with extras count as not."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        wanted = [Requirement(one) for one in requires]
    except InvalidRequirement:
        return False
    return all(
        (one.marker is not None and not one.marker.evaluate({"extra": ""}))
        or (
            not (one.extras or one.url)
            and (version := _version(environment, one.name)) is not None
            and one.specifier.contains(version, prereleases=True)
        )
        for one in wanted
    )


def _version(environment: Environment, name: str) -> str | None:
    """Return which version of *name* the build sees."""
    from packaging.utils import canonicalize_name

    folders = [str(environment.packages)]
    if (environment.packages / HERE).exists():
        folders += _own_folders()
    for one in distributions(path=folders):
        if canonicalize_name(one.metadata["Name"]) == canonicalize_name(name):
            return one.version
    return None


def _own_folders() -> list[str]:
    """Return where the running Python has its packages."""
    paths = sysconfig.get_paths()
    return list(dict.fromkeys((paths["purelib"], paths["platlib"])))


def epoch_of(plan: Plan) -> str:
    """Return SOURCE_DATE_EPOCH for all builds: the user's, else the last commit's, else now.

    See reproducible-builds.org, "SOURCE_DATE_EPOCH".
    """
    kept = plan.room_for("build") / "epoch"
    if not kept.exists():
        kept.write_text(_new_epoch(plan), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


def _new_epoch(plan: Plan) -> str:
    variables = plan.processes.environment
    given = variables.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return given
    if (plan.room / "source" / DOT_GIT).exists() and which("git", path=variables.get("PATH")):
        command = ("git", "log", "-1", "--format=%ct")
        ended = plan.processes.run(*command, cwd=plan.source, seconds=SECONDS_OF_GIT)
        if ended.code == 0 and ended.last_line.isdecimal():
            return ended.last_line
    return str(int(time.time()))
