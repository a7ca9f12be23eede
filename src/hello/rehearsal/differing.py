"""What the sdist and the wheel say differently of the same project."""

from collections.abc import Iterator, Mapping
from typing import Any

from hello.rehearsal.core_metadata import Described, version_of
from hello.rehearsal.model import Finding
from hello.rehearsal.rules import named

FIRST_WITH_DYNAMIC = (2, 2)
"""The Metadata-Version of PEP 643: from there on, what a sdist says holds for its wheels."""

OF_THE_FILE = {"metadata_version", "dynamic", "platforms", "supported_platforms"}
"""Fields that are about the file."""

SINGULAR = {
    "classifiers": "classifier",
    "import_names": "import-name",
    "import_namespaces": "import-namespace",
    "license_files": "license-file",
    "project_urls": "project-url",
}

LONGEST_SHOWN = 60

ALWAYS = ("name", "version")


def check_same(sdist: Described, wheel: Described) -> Iterator[Finding]:
    """Find fields that the sdist states for good, and the wheel otherwise."""
    said, done = _plain(sdist.fields), _plain(wheel.fields)
    differ = [name for name in _binding(sdist, {*said, *done}) if said.get(name) != done.get(name)]
    if not differ:
        return
    first = differ[0]
    others = f"; so are {named(map(_field, differ[1:]))}" if differ[1:] else ""
    yield Finding(
        "sdist-and-wheel-differ",
        f"{_field(first)} is {_short(said.get(first))} in the sdist, and "
        f"{_short(done.get(first))} in the wheel that is built from it{others}",
        f"let the build find the same {_field(first)} without the repository and its history: "
        "write it into a file that the sdist has",
    )


def _binding(sdist: Described, names: set[str]) -> list[str]:
    version = version_of(sdist.fields.get("metadata_version", ""))
    if version < FIRST_WITH_DYNAMIC:
        return list(ALWAYS)
    dynamic = {name.lower() for name in sdist.fields.get("dynamic", ())}
    free = {name for name in names if _field(name).lower() in dynamic} | OF_THE_FILE
    return [*ALWAYS, *sorted(names - free - set(ALWAYS))]


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields so that what means the same is the same."""
    return {name: _normal(name, value) for name, value in fields.items()}


def _normal(name: str, value: Any) -> Any:
    from packaging.requirements import InvalidRequirement, Requirement
    from packaging.utils import canonicalize_name

    if name == "requires_dist":
        try:
            return sorted(str(Requirement(one)) for one in value)
        except InvalidRequirement:
            return sorted(value)
    if name == "name":
        return canonicalize_name(value)
    if name == "provides_extra":
        return sorted(canonicalize_name(one) for one in value)
    if isinstance(value, list):
        return sorted(value)
    return value.strip() if isinstance(value, str) else value


def _field(name: str) -> str:
    """Return what the metadata call the field that Python calls *name*."""
    return SINGULAR.get(name, name.replace("_", "-"))


def _short(value: Any) -> str:
    if value is None:
        return "missing"
    text = " ".join((", ".join(value) if isinstance(value, list) else str(value)).split())
    return f"'{text[:LONGEST_SHOWN]}...'" if len(text) > LONGEST_SHOWN else f"'{text}'"
