"""``Requires-Python``: which versions of Python it lets in, and which it shuts out."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hello.rehearsal.core_metadata import Described
from hello.rehearsal.model import Finding
from hello.rehearsal.rules import Case

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

LAST_MINOR = 60
"""Of Python 3, further than anybody looks ahead."""

LAST_MICRO = 30
TWO = 2


def check_python(case: Case) -> Iterator[Finding]:
    """Find a set of versions that is missing, empty, or smaller than was meant."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    stated = case.built.fields.get("requires_python")
    place = case.keys.of("python")
    if not stated:
        oldest = oldest_in_classifiers(case.built) or f"3.{sys.version_info.minor}"
        yield Finding(
            "no-requires-python",
            "nothing says which versions of Python it is for: pip installs it on all, also too old",
            f"{place.add(f'>={oldest}')}, or the oldest that you test",
            is_warning=True,
        )
        return
    try:
        versions = SpecifierSet(stated)
    except InvalidSpecifier:
        return  # check_valid says so
    yield from _check_set(case, versions, stated)


def _check_set(case: Case, versions: "SpecifierSet", stated: str) -> Iterator[Finding]:
    place = case.keys.of("python")
    bare = next((one for one in versions if is_bare(one.operator, one.version)), None)
    if bare is not None:
        yield Finding(
            "requires-python",
            f"Requires-Python is '{stated}', which is {bare.version}.0 alone: no later "
            f"{bare.version}.x can install it",
            place.add(f">={bare.version}"),
        )
    elif not any(minors_of(versions, major) for major in (2, 3, 4)):
        yield Finding(
            "requires-python",
            f"Requires-Python is '{stated}', which fits no Python at all",
            place.add(f">=3.{sys.version_info.minor}"),
        )
    elif (newest := last_minor(versions)) is not None and is_pure_wheel(case.built):
        yield Finding(
            "requires-python",
            f"Requires-Python is '{stated}': from Python 3.{newest + 1} on, pip takes an older "
            "release, or none",
            f"take the upper bound out: {place}",
            is_warning=True,
        )


def is_bare(operator: str, version: str) -> bool:
    """Return whether a specifier means one release, where all of a minor were meant.

    >>> is_bare("==", "3.11"), is_bare("==", "3.11.*"), is_bare(">=", "3.11")
    (True, False, False)
    """
    return operator in {"==", "==="} and version.count(".") < TWO and "*" not in version


def minors_of(versions: "SpecifierSet", major: int) -> list[int]:
    """Return the minor versions of Python *major* of which any release is in *versions*."""
    return [
        minor
        for minor in range(LAST_MINOR)
        if any(f"{major}.{minor}.{micro}" in versions for micro in range(LAST_MICRO))
    ]


def last_minor(versions: "SpecifierSet") -> int | None:
    """Return the last 3.x that *versions* has; None where there is no end, or no 3.x."""
    minors = minors_of(versions, 3)
    return minors[-1] if minors and minors[-1] < LAST_MINOR - 1 else None


def is_pure_wheel(built: Described) -> bool:
    """Return whether *built* is a wheel for any platform: what is compiled knows its Pythons."""
    return built.is_wheel and built.file.stem.endswith("-any")


def oldest_in_classifiers(built: Described) -> str | None:
    """Return the oldest 3.x that a classifier names."""
    start = "Programming Language :: Python :: 3."
    minors = [
        int(one.removeprefix(start))
        for one in built.fields.get("classifiers", ())
        if one.startswith(start) and one.removeprefix(start).isdecimal()
    ]
    return f"3.{min(minors)}" if minors else None
