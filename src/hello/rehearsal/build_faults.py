"""Judges why a build failed: which fault of the project it is, and what to do about it."""

import re
from pathlib import Path

from hello.rehearsal import building
from hello.rehearsal.backend_errors import Failure, failure_of
from hello.rehearsal.build_system import DISTRIBUTIONS, BuildSystem, read_build_system
from hello.rehearsal.building import BackendError
from hello.rehearsal.declaring import mentioned_in
from hello.rehearsal.model import Finding
from hello.rehearsal.plan import Plan
from hello.rehearsal.providers import candidates, removed_in
from hello.rehearsal.redaction import redacted
from hello.rehearsal.sdist_gaps import lost_by_sdist


def finding_of(plan: Plan, kind: str, source: Path, error: BackendError) -> Finding:
    """Return the fault because of which no *kind* (sdist, wheel) was made of *source*."""
    system = read_build_system(source)
    failure = failure_of(error.output, source, plan.processes.environment)
    if error.kind == "hangs":
        return _hangs(plan, kind, error)
    if error.kind == "unavailable":
        return _unavailable(system, failure)
    if kind == "wheel" and (lost := lost_by_sdist(plan, error)) is not None:
        return lost
    if failure.module and error.kind == "failed":
        return _missing_module(system, source, failure, failure.module)
    return Finding("build-fails", *_fact_and_remedy(system, kind, source, error, failure))


def _fact_and_remedy(
    system: BuildSystem, kind: str, source: Path, error: BackendError, failure: Failure
) -> tuple[str, str]:
    match error.kind:
        case "requirements":
            fact = f"what the build requires cannot be installed: {failure.error}"
            return fact, f"correct {system.place_of_requires}"
        case "unsupported":
            fact = f"{system.backend} cannot make the {kind} here: {failure.error}"
            return fact, "see the backend's manual, or take another"
        case "invalid":
            return failure.error, _mend_invalid(failure.error)
        case _:
            return f"the {kind} cannot be built: {failure.text}", _mend(source, failure)


def _hangs(plan: Plan, kind: str, error: BackendError) -> Finding:
    lines = [line.strip() for line in error.output.splitlines() if line.strip()]
    last = redacted(lines[-1], plan.processes.environment)[:200] if lines else "nothing"
    return Finding(
        "build-hangs",
        f"the backend did not end the {kind} within {building.SECONDS:.0f} s; it said last: {last}",
        "let the build wait for nothing: no input, no server, no other program",
    )


def _unavailable(system: BuildSystem, failure: Failure) -> Finding:
    """Return the fault where the backend cannot be imported."""
    top = system.backend.partition(":")[0].partition(".")[0]
    missing = failure.module or top
    if missing.partition(".")[0] == top and "." in missing:
        known = next((one for one in KNOWN if one.partition(".")[0] == top), None)
        return Finding(
            "build-fails",
            f"there is no backend {system.backend!r}: {failure.error}",
            f"write build-backend = {known!r}" if known else "correct build-backend",
        )
    if system.is_in_tree and missing == top:
        return Finding(
            "build-fails",
            f"the project's own backend {system.backend!r} is not where backend-path says",
            "correct backend-path of [build-system] in pyproject.toml",
        )
    if missing == top:
        wanted = DISTRIBUTIONS.get(top) or candidates(top)[0]
        fact = f"the build does not require {wanted!r}, which has its backend {system.backend!r}"
    else:
        wanted = candidates(missing)[0]
        fact = f"the backend imports {missing!r}, which the build does not require"
    return Finding(
        "missing-build-requirement", fact, f"add '{wanted}' to {system.place_of_requires}"
    )


KNOWN = (
    "setuptools.build_meta",
    "hatchling.build",
    "flit_core.buildapi",
    "poetry.core.masonry.api",
    "pdm.backend",
    "uv_build",
)


REMEDIES = (
    (
        re.compile(r"License classifiers .*Please remove: (?P<name>License ::.+)"),
        "take '{name}' out of the classifiers: 'license' says it (PEP 639)",
    ),
    (re.compile(r"[Ii]nvalid version"), "write a version like 1.0 or 1.0rc1 (PEP 440)"),
    (
        re.compile(r"Multiple top-level (?:packages|modules)"),
        "name the packages: packages = [...] of [tool.setuptools] in pyproject.toml",
    ),
    (
        re.compile(r"(?:No such file or directory|[Nn]o file)\W+(?P<name>[\w./-]+)"),
        "add {name}, or correct its name in {where}",
    ),
    (
        re.compile(r"(?P<name>[\w./-]+)['\"]? (?:does not exist|does not contain any element)"),
        "add {name}, or correct its name in {where}",
    ),
)
"""What to do about errors of the backends; ``where`` is the file of settings with the name."""


def _missing_module(system: BuildSystem, source: Path, failure: Failure, module: str) -> Finding:
    """Return the fault where the build imports what is not there."""
    top = module.partition(".")[0]
    place = f"{failure.place} imports" if failure.place else "the build imports"
    if (version := removed_in(module)) is not None and top != "distutils":
        fact = f"{place} {module!r}, which Python {version} and newer do not have"
        return Finding("build-fails", fact, "build without that module")
    own = [folder for folder in (source, source / "src") if _has_module(folder, top)]
    if own:
        return Finding(
            "build-fails",
            f"{place} {module!r} of the project itself, which an isolated build does not see",
            "do not import the project when it is built: let the backend read the version from it",
        )
    return Finding(
        "missing-build-requirement",
        f"{place} {module!r}, which the build does not require",
        f"add '{candidates(module)[0]}' to {system.place_of_requires}",
    )


def _has_module(folder: Path, name: str) -> bool:
    return (folder / name).is_dir() or (folder / f"{name}.py").is_file()


def _mend_invalid(error: str) -> str:
    if "pyproject.toml" in error or "build-system" in error or "backend-path" in error:
        return "correct pyproject.toml (PEP 518)"
    if "is no .tar.gz file" in error:
        return "take 'formats' out of [sdist] in setup.cfg: an index takes only .tar.gz (PEP 625)"
    return "correct what the backend writes (PEP 517)"


def _mend(source: Path, failure: Failure) -> str:
    """Return what to do about an error that the backend tells; known ones have their own line."""
    for pattern, remedy in REMEDIES:
        if found := pattern.search(failure.error):
            name = found.groupdict().get("name") or ""
            where = mentioned_in(source, name) if name else ""
            return remedy.format(name=name, where=where or "what names it")
    if failure.place:
        return f"correct {failure.place.rpartition(':')[0]}, and try 'python -m build'"
    return "correct what it names, and try 'python -m build'"
