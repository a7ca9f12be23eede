"""What else is in a project's own ``dist/``: ``twine upload dist/*`` would send all of it.

An index takes wheels and sdists (PyPI's legacy upload API); twine stops at any other file, before
it has sent one.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from hello.rehearsal.model import Finding

SIGNATURES = (".asc", ".attestation")
"""What goes with a file, and is sent together with it."""

SHOWN = 3
"""So many names are said; the rest is counted."""


class Beside(NamedTuple):
    """Files of ``dist/`` that are not what was built now."""

    stale: tuple[str, ...]
    """Wheels and sdists of another version, or a second sdist of this one."""
    unfit: tuple[str, ...]
    """What no index takes."""
    outdated: tuple[str, ...]
    """Of the same name as an artifact, but with other bytes."""
    total: int
    """How many files there are at all."""


def look_beside(dist: Path, artifacts: Sequence[Path]) -> Beside:
    """Sort what ``dist/*`` stands for, compared with the *artifacts*; *dist* may be missing."""
    # As the shell does: not what begins with a dot, as the .gitignore that uv and hatch put there.
    there = [path for path in sorted(dist.glob("*")) if not path.name.startswith(".")]
    new = {path.name: path for path in artifacts}
    releases = {_release_of(name) for name in new}
    stale, unfit, outdated = [], [], []
    for path in there:
        name = _without_signature(path.name)
        if name in new:
            if path.name == name and path.read_bytes() != new[name].read_bytes():
                outdated.append(path.name)
        elif path.is_dir() or (release := _release_of(name)) is None:
            unfit.append(path.name)
        elif release not in releases or not name.endswith(".whl"):
            stale.append(path.name)
        # A wheel of this version for another platform belongs to the release.
    return Beside(tuple(stale), tuple(unfit), tuple(outdated), len(there))


def findings_of(beside: Beside, artifacts: Sequence[Path]) -> tuple[Finding, ...]:
    """Return a warning for each kind of file that ``twine upload dist/*`` should not meet."""
    alone = " ".join(f"dist/{path.name}" for path in artifacts)
    found = []
    if beside.stale:
        fact = f"'twine upload dist/*' would send old builds, too: {named(beside.stale)}"
        found.append(_warning("stale-artifacts", fact, beside.stale, alone))
    if beside.unfit:
        fact = f"'twine upload dist/*' stops at what no index takes: {named(beside.unfit)}"
        found.append(_warning("unfit-artifacts", fact, beside.unfit, alone))
    return tuple(found)


def named(names: Sequence[str]) -> str:
    """Return the first three *names*, and how many more there are."""
    shown = ", ".join(names[:SHOWN])
    more = len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _warning(fault: str, fact: str, names: Sequence[str], alone: str) -> Finding:
    those = "it" if len(names) == 1 else "them"
    remedy = f"move {those} out of dist/, and upload by name: twine upload {alone}"
    return Finding(fault, fact, remedy, is_warning=True)


def _without_signature(name: str) -> str:
    for end in SIGNATURES:
        if name.endswith(end):
            # A.whl.publish.attestation: what the attestation is about stands between.
            whole = name.removesuffix(end).removesuffix(".publish")
            return _without_signature(whole)
    return name


def _release_of(name: str) -> tuple[str, str] | None:
    """Return name and version of a wheel or sdist; None for any other file."""
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    parse: Callable[[str], tuple[object, ...]]
    parse = parse_wheel_filename if name.endswith(".whl") else parse_sdist_filename
    try:
        project, version, *_ = parse(name)
    except (InvalidSdistFilename, InvalidWheelFilename):
        return None  # also the archive of a "dumb" binary: its platform is no version
    return str(project), str(version)
