"""Findings about what an artifact has and should not have: leftovers, and secrets."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from hello.rehearsal.configuration import PDM, UV, Configuration
from hello.rehearsal.customs import is_test
from hello.rehearsal.inventory import Inventory
from hello.rehearsal.leftovers import find_leftovers
from hello.rehearsal.model import Finding
from hello.rehearsal.secrets import Secret, find_secrets
from hello.rehearsal.telling import are, several
from hello.rehearsal.version_control import Sources

HEAVY = {".git", ".hg", ".svn", ".venv", ".tox", ".nox", "node_modules"}
"""Folders that make a fault of what is otherwise a blemish of the sdist."""

LARGE = 10_000_000
"""Bytes of a file that is worth a word. The public index takes 100 MB an artifact."""


def leftovers_of(
    archives: Sequence[Inventory], project: str, sources: Sources, configuration: Configuration
) -> Finding | None:
    """Return the finding about leftovers; those that only the sdist has are a warning.

    What was committed is meant so, and so is what tests of tools work on.
    """
    found: dict[str, list[str]] = {}
    for archive in archives:
        in_wheel = archive.kind == "wheel"
        for name in find_leftovers(archive.sizes, project, in_wheel=in_wheel):
            is_own = sources.is_git and name in sources.tracked
            if not is_own and not (is_test(name) and not in_wheel):
                found.setdefault(name, []).append(archive.kind)
    if not found:
        return None
    places = _in_one(found)
    paths = list(places)
    is_minor = not any("wheel" in kinds for kinds in found.values()) and not any(
        HEAVY.intersection(PurePosixPath(name).parts) for name in found
    )
    names = [f"{name} ({kinds})" for name, kinds in places.items()]
    fact = f"{several(names)} {are(names)} left by a tool, an editor or an earlier build"
    remedy = f"delete {paths[0]}, or {_how_to_leave_out(paths[0], configuration)}"
    return Finding("leftover", fact, remedy, is_warning=is_minor)


def secrets_of(
    archives: Sequence[Inventory], configuration: Configuration, evidence: list[str]
) -> Finding | None:
    """Return the finding about secrets, which names files and kinds, never a value."""
    found: dict[str, tuple[Secret, list[str]]] = {}
    for archive in archives:
        for secret in find_secrets(archive):
            found.setdefault(secret.file, (secret, []))[1].append(archive.kind)
    if not found:
        evidence.append("no password, token or private key is in either")
        return None
    places = _in_one({name: kinds for name, (_, kinds) in found.items()})
    # What may be made up comes last.
    ordered = sorted((found[name][0] for name in places), key=lambda one: one.is_sample)
    names = [f"{one.file} ({one.kind}; {places[one.file]})" for one in ordered]
    what = "look like secrets" if len(names) > 1 else "looks like a secret"
    first = ordered[0]
    return Finding(
        "secret",
        f"{several(names)} {what}",
        _how_to_hide(first, configuration),
        is_warning=first.is_sample,
    )


def large_of(archives: Sequence[Inventory]) -> list[str]:
    """Return evidence of files that are large."""
    return [
        f"{name} in the {archive.kind} has {size / 1e6:,.0f} MB"
        for archive in archives
        for name, size in archive.sizes.items()
        if size > LARGE
    ][:3]


def _in_one(found: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return in which artifact each file is; one of the wheel has its path in the sdist there.

    ``hello/.env`` of the wheel is ``src/hello/.env`` of the sdist, as a rule.
    """
    kinds = {name: list(those) for name, those in found.items()}
    for name, those in found.items():
        same = [one for one in found if one.endswith(f"/{name}") and "sdist" in found[one]]
        if "sdist" not in those and same:
            kinds[same[0]] += kinds.pop(name)
    return {name: " and ".join(those) for name, those in kinds.items()}


def _how_to_hide(secret: Secret, configuration: Configuration) -> str:
    path = secret.file
    if secret.is_sample:
        return (
            f"write one that is plainly made up (EXAMPLE) into {path}, and revoke it if it is real"
        )
    if path.endswith(".py"):
        return f"let {path} read it from the environment, and revoke it"
    return f"{_how_to_leave_out(path, configuration)}, and revoke what was ever published"


def _how_to_leave_out(path: str, configuration: Configuration) -> str:
    match configuration.build_system.distribution:
        case "setuptools":
            return f"add 'exclude {path}' to MANIFEST.in"
        case "hatchling" | "poetry-core":
            return f"add '{path}' to .gitignore"
        case "flit_core" | "flit":
            return f"add '{path}' to exclude of [tool.flit.sdist] in pyproject.toml"
        case "pdm-backend":
            return f"add '{path}' to excludes of [{'.'.join(PDM)}] in pyproject.toml"
        case "uv_build":
            return f"add '{path}' to source-exclude of [{'.'.join(UV)}] in pyproject.toml"
        case _:
            return f"let the build backend leave {path} out"
