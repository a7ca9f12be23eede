"""check-wheel-contents, with what its codes mean to the one who has to act on them.

https://github.com/jwodder/check-wheel-contents; codes whose subject has a finding of its own
are left out: W001 (leftovers), W003, W005 and W009 (the top level), W007 and W008 (empty).
W002, two files alike, is no fault: small ``__init__.py`` often are. Those from W101 on need
settings.
"""

import re
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from hello.rehearsal.extra import require
from hello.rehearsal.model import Finding
from hello.rehearsal.plan import Plan
from hello.rehearsal.redaction import redacted
from hello.rehearsal.telling import several

SECONDS = 120.0


class Complaint(NamedTuple):
    """What a code says about files, what to do, and whether it can be meant so."""

    fact: str
    remedy: str
    is_warning: bool = True


COMPLAINTS: Mapping[str, Complaint] = {
    "W004": Complaint(
        "nobody can import {files}: a part of the path is no name of a module",
        "give {first} a name of letters, digits and _ (and so its folders)",
    ),
    "W006": Complaint(
        "{files} is at the top of the wheel, so that it belongs to no package",
        "move {first} into a folder with the package's name",
        is_warning=False,
    ),
    "W010": Complaint(
        "{files} is at the top of the wheel, and has no module",
        "move {first} into a package",
    ),
}

LINE = re.compile(r"^.*?: (W\d{3}): ")


def lint(plan: Plan, is_known: Callable[[str], bool]) -> tuple[str, ...] | Finding:
    """Return the finding about the wheel, or evidence for it.

    Files of which *is_known* says that they are told already, or are meant so, are left out.
    Raises HelloError where it is not installed.
    """
    require("check_wheel_contents")
    command = (sys.executable, "-m", "check_wheel_contents", "--no-config", "--select")
    ended = plan.processes.run(
        *command, ",".join(COMPLAINTS), plan.wheel, cwd=plan.room_for("contents"), seconds=SECONDS
    )
    said = _read(ended.output)
    found = {code: [file for file in files if not is_known(file)] for code, files in said.items()}
    found = {code: files for code, files in found.items() if files}
    if ended.code == 0 or (said and not found):
        return (f"check-wheel-contents has no complaint ({', '.join(COMPLAINTS)})",)
    if not found:
        reason = redacted(ended.last_line).replace(f"{plan.wheel}: ", "")
        fact = f"check-wheel-contents cannot read the wheel: {reason}"
        return Finding("wheel-contents", fact, "build the wheel anew, by a newer backend")
    return _finding(found)


def _read(output: str) -> dict[str, list[str]]:
    """Return the files of each code: in the line of the code, or indented below it."""
    found: dict[str, list[str]] = {}
    code = ""
    for line in output.splitlines():
        if match := LINE.match(line):
            code = match[1]
            found.setdefault(code, [])
        elif code and line.startswith("  "):
            found[code].append(line.strip())
    return found


def _finding(found: Mapping[str, list[str]]) -> Finding:
    # The worst first: the finding names one.
    code = min(found, key=lambda one: (COMPLAINTS[one].is_warning, one))
    complaint = COMPLAINTS[code]
    files = found[code] or ["a file"]
    others = [one for one in found if one != code]
    also = f"; also {several(others)}" if others else ""
    return Finding(
        "wheel-contents",
        f"{complaint.fact.format(files=several(files))} ({code}{also})",
        complaint.remedy.format(first=files[0]),
        complaint.is_warning,
    )
