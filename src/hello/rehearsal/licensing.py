"""The license: an SPDX expression, and the files with its text (PEP 639)."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from hello.rehearsal.classifiers import LICENSE
from hello.rehearsal.model import Finding
from hello.rehearsal.rules import Case, quoted

LICENSE_FILES = ("LICEN[CS]E*", "COPYING*")
"""What the file with a license is called, in capitals. NOTICE and AUTHORS may be anything."""

USUAL = {
    "2-clause-bsd": "BSD-2-Clause",
    "3-clause-bsd": "BSD-3-Clause",
    "agplv3": "AGPL-3.0-only",
    "apache": "Apache-2.0",
    "apache2": "Apache-2.0",
    "apache-2": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "gpl": "GPL-3.0-or-later",
    "gplv2": "GPL-2.0-only",
    "gplv3": "GPL-3.0-only",
    "gplv3+": "GPL-3.0-or-later",
    "lgplv3": "LGPL-3.0-only",
    "mozilla-public-2.0": "MPL-2.0",
    "public-domain": "CC0-1.0",
    "unlicense": "Unlicense",
}
"""What people write, without "license" and "version", and what SPDX calls it."""

CODE = {".py", ".json", ".toml", ".cfg"}


def check_spdx(case: Case) -> Iterator[Finding]:
    """Find a license that is no SPDX expression."""
    expression = case.built.fields.get("license_expression")
    if not expression or spdx(expression):
        return
    place = case.keys.of("license")
    meant = spdx_meant(expression)
    yield Finding(
        "license-expression",
        f"the license '{expression}' is no SPDX expression, and the index refuses the file",
        place.add(meant) if meant else f"write one as 'MIT' or 'MIT OR Apache-2.0': {place}",
    )


def spdx(expression: str) -> str | None:
    """Return the expression in its usual spelling; None where it is none."""
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return canonicalize_license_expression(expression)
    except InvalidLicenseExpression:
        return None


def spdx_meant(text: str) -> str | None:
    """Return the SPDX expression that is probably meant by a license's name in words.

    >>> spdx_meant("The MIT License"), spdx_meant("Apache License, Version 2.0")
    ('MIT', 'Apache-2.0')
    """
    words = re.sub(r"\b(the|licen[cs]e|version|v(?=\d))\b|[,()]", " ", text.lower()).split()
    joined = "-".join(words)
    return spdx(USUAL.get(joined, joined))


def check_expression(case: Case) -> Iterator[Finding]:
    """Find an expression with the fields that it replaces beside it."""
    fields = case.built.fields
    expression = fields.get("license_expression")
    if not expression:
        return
    beside = [one for one in fields.get("classifiers", ()) if one.startswith(LICENSE)]
    if beside:
        yield Finding(
            "license-classifier",
            f"the license is '{expression}', and there is also the classifier {quoted(beside)}",
            f"take the classifier out, as PEP 639 asks: {case.keys.of('classifiers')}",
            is_warning=True,
        )
    if fields.get("license"):
        yield Finding(
            "metadata-invalid",
            "License and License-Expression are both there, and the index refuses the file",
            f"keep the expression only: {case.keys.of('license')}",
        )


def check_stated(case: Case) -> Iterator[Finding]:
    """Find a project that says nothing of a license, and has none in the wheel or beside it."""
    fields = case.built.fields
    stated = fields.get("license_expression") or fields.get("license", "").replace("UNKNOWN", "")
    has_classifier = any(one.startswith(LICENSE) for one in fields.get("classifiers", ()))
    files = [*_license_files_in(case), *_license_files_beside(case)]
    if not stated and not has_classifier and not files:
        yield Finding(
            "no-license",
            "nothing says under which license it is, so nobody may use it",
            f"{case.keys.of('license').add('MIT')}, or whichever it is, and add the file LICENSE",
            is_warning=True,
        )


def check_named_files(case: Case) -> Iterator[Finding]:
    """Find a ``License-File`` that is not in the file that names it."""
    built = case.built
    folder = f"{built.place}/licenses" if built.is_wheel else built.place
    named = built.fields.get("license_files", ())
    lost = [name for name in named if f"{folder}/{name}" not in built.members]
    if lost:
        place = case.keys.of("license files")
        yield Finding(
            "license-file-lost",
            f"{built.file.name} names the license file {quoted(lost)}, "
            f"but has no {folder}/{lost[0]}",
            f"let the build take the file along, or do not name it: {place}",
        )


def check_shipped_files(case: Case) -> Iterator[Finding]:
    """Find a license's text beside the source that the wheel does not have at all."""
    if not case.built.is_wheel or _license_files_in(case):
        return
    if lost := _license_files_beside(case):
        yield Finding(
            "license-file-lost",
            f"the wheel is without the text of the license, {quoted(lost)}",
            case.keys.of("license files").add(lost),
            is_warning=True,
        )


def _license_files_in(case: Case) -> list[str]:
    return [name for name in case.built.members if is_license_file(PurePosixPath(name).name)]


def _license_files_beside(case: Case) -> list[str]:
    if not case.source.is_dir():
        return []
    names = (path.name for path in case.source.iterdir() if path.is_file())
    return sorted(name for name in names if is_license_file(name))


def is_license_file(name: str) -> bool:
    """Return whether a file of this *name* has the text of a license.

    >>> is_license_file("LICENSE.txt"), is_license_file("licensing.py")
    (True, False)
    """
    if PurePosixPath(name).suffix in CODE:
        return False
    return any(fnmatchcase(name.upper(), pattern) for pattern in LICENSE_FILES)
