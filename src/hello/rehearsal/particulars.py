"""What the report's page shows beside the outcomes: files, metadata and README as built."""

import platform
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import hello
from hello.rehearsal.core_metadata import (
    Described,
    NoMetadataError,
    describe,
    description_of,
    facts,
)
from hello.rehearsal.file_lists import BROKEN, Archive, read_archive
from hello.rehearsal.plan import Plan
from hello.rehearsal.readme import rendered


@dataclass(frozen=True)
class Particulars:
    """What the page shows beside the Report; nothing of what could not be built."""

    folder: str
    """The name of the project's folder."""
    archives: tuple[Archive, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    """The fields of the core metadata with their values; a field may be there several times."""
    readme: str | None = None
    """The description as the index would show it: clean HTML."""
    description: str = ""
    """The description as it was written."""
    made_with: tuple[str, str, str] = ("", "", "")
    """The versions of HelloWorld and Python, and the system."""


def gather(plan: Plan) -> Particulars:
    """Return what is known of *plan*'s project, before its room is removed.

    Raises nothing on account of the project: what cannot be read is left out, as the steps
    have said why.
    """
    described = _described(sorted(plan.artifacts, key=lambda path: path.suffix != ".whl"))
    return Particulars(
        folder=plan.project.resolve().name,
        archives=tuple(archive for path in plan.artifacts if (archive := read_archive(path))),
        metadata=facts(described.file) if described else (),
        readme=_rendered(described) if described else None,
        description=description_of(described.message) if described else "",
        made_with=(hello.__version__, platform.python_version(), platform.system()),
    )


def _described(paths: Iterable[Path]) -> Described | None:
    """Return the metadata of the first of *paths* that has any."""
    for path in paths:
        with suppress(NoMetadataError, *BROKEN):
            return describe(path)
    return None


def _rendered(described: Described) -> str | None:
    # The extra "rehearse" may not be installed.
    with suppress(ImportError):
        return rendered(described.message)
    return None
