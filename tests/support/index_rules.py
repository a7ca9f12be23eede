"""What the public index refuses, in which order, and in which words.

From its source, warehouse/forklift/legacy.py and what that calls, as of August 2026. The order of
the questions matters: who lacks a permission is told so before anything about the file is.
"""

import re
from collections.abc import Iterator

from index_accounts import project_for
from index_archives import (
    check_archive,
    check_attestations,
    check_content,
    check_file_name,
    check_release,
    is_there,
)
from index_refusals import RefusedError
from index_shelf import Account, Shelf, Stored

NAME = re.compile(r"^([A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9])$", re.IGNORECASE)
LARGEST_SUMMARY = 512


def take(shelf: Shelf, account: Account, file: Stored) -> None:
    """Put *file* on the shelf, or raise RefusedError."""
    _check_metadata(file)
    project = project_for(shelf, account, file)
    _check_description(file)
    check_file_name(file)
    check_content(shelf, file)
    if is_there(shelf, file):
        return
    check_release(shelf, file)
    check_archive(file, project)
    if "attestations" in file.fields:
        check_attestations(account, file.first("attestations"))
    file.hidden_for = shelf.shows_after
    shelf.files[file.filename] = file


def _check_metadata(file: Stored) -> None:
    name = file.first("name")
    if not NAME.match(name):
        raise RefusedError(
            400,
            f"{name!r} is an invalid value for Name. Error: Start and end with a letter or numeral "
            "containing only ASCII numeric and '.', '_' and '-'. "
            "See the specification of core metadata for more information.",
        )
    for fault in _metadata_faults(file):
        end = "" if fault.endswith(".") else "."
        raise RefusedError(400, f"{fault}{end} See the specification for more information.")


def _metadata_faults(file: Stored) -> Iterator[str]:
    from packaging.requirements import Requirement
    from packaging.version import InvalidVersion, Version
    from trove_classifiers import all_classifiers, deprecated_classifiers

    version = file.first("version")
    try:
        if Version(version).local:
            yield f"The use of local versions in '{version}' is not allowed."
    except InvalidVersion:
        yield f"{version!r} is invalid for 'version'"
    if len(file.first("summary")) > LARGEST_SUMMARY:
        yield f"'summary' field must be {LARGEST_SUMMARY} characters or less."
    classifiers = set(file.fields.get("classifiers", []))
    for unknown in sorted(classifiers - set(all_classifiers)):
        yield f"{unknown!r} is not a valid classifier."
    for old in sorted(classifiers & deprecated_classifiers.keys()):
        yield f"The classifier {old!r} has been deprecated."
    for required in file.fields.get("requires_dist", []):
        if Requirement(required).url:
            yield f"Can't have direct dependency: {required}"


def _check_description(file: Stored) -> None:
    text, kind = file.first("description"), file.first("description_content_type")
    if not text or _renders(text, kind or "text/x-rst"):
        return
    where = f"for '{kind}'" if kind else "in the default format of reStructuredText"
    raise RefusedError(
        400, f"The description failed to render {where}.", "description-content-type"
    )


def _renders(text: str, kind: str) -> bool:
    from readme_renderer import rst

    # The other formats take any text.
    return not kind.startswith("text/x-rst") or rst.render(text) is not None
