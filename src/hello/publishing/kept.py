"""Opens again what ``helloworld rehearse --keep FOLDER`` kept: its report and its artifacts."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from hello.errors import HelloError
from hello.rehearsal.building import BackendError, unpack
from hello.rehearsal.model import Artifact, Finding, Outcome, Report, StepResult
from hello.rehearsal.plan import Plan
from hello.rehearsal.rehearse import Request, name_and_version, planned
from hello.rehearsal.runner import Watch
from hello.rehearsal.sending import ATTESTATION
from hello.rehearsal.settings import Settings, read_settings

REPORT = "report.json"
LARGEST = 10_000_000
"""Bytes; a report has some thousands."""

AGAIN = "rehearse the project again with --keep"


@contextmanager
def opened_again(
    folder: Path, request: Request, _watch: Watch | None = None
) -> Iterator[tuple[Plan, Report]]:
    """Yield a Plan as after the rehearsal that *folder* keeps, and its report; nothing is run.

    Raises HelloError where the report cannot be read, or a file is missing, or is another than
    the report says.
    """
    report = read_report(folder / REPORT)
    with planned(folder.resolve(), request, Settings()) as plan:
        plan.dist.mkdir()
        for artifact in report.artifacts:
            _copy(artifact, folder, plan.dist)
        if name_and_version(plan) != (report.project, report.version):
            raise _refused(f"{REPORT} is about another project or version than the wheel")
        for path in plan.dist.glob("*.tar.gz"):
            _unpack(path, plan)
        # What an sdist was made of is the project now.
        plan.source.mkdir(exist_ok=True)
        yield replace(plan, project=plan.source, settings=read_settings(plan.source)), report


def read_report(file: Path) -> Report:
    """Return the report in *file*; raise HelloError where it is none."""
    try:
        if file.stat().st_size > LARGEST:
            raise _refused(f"{REPORT} is too large for a report")
        return _report(json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise _refused(f"{REPORT} cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
        raise _refused(f"{REPORT} is not what a rehearsal writes") from None


def _report(data: Mapping[str, Any]) -> Report:
    """Return the report that ``hello.rehearsal.data.as_data`` has turned into *data*."""
    return Report(
        project=_text(data["project"]),
        version=_text(data["version"]),
        results=tuple(_result(step) for step in data["steps"]),
        artifacts=tuple(_artifact(artifact) for artifact in data["artifacts"]),
        seconds=0.0,
    )


def _result(data: Mapping[str, Any]) -> StepResult:
    return StepResult(
        step=_text(data["step"]),
        outcome=Outcome(data["outcome"]),
        evidence=(_text(data["evidence"]),),
        findings=tuple(Finding(**finding) for finding in data["findings"]),
        seconds=float(data["seconds"]),
    )


def _artifact(data: Mapping[str, Any]) -> Artifact:
    name = _text(data["file"])
    if Path(name).name != name or not name.endswith((".whl", ".tar.gz")):
        raise ValueError(name)
    return Artifact(name, _text(data["sha256"]), int(data["bytes"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _copy(artifact: Artifact, folder: Path, target: Path) -> None:
    """Copy the *artifact* to the folder *target*, and what belongs to it; look at the copy."""
    try:
        copy = Path(shutil.copy2(folder / artifact.file, target))
    except OSError as error:
        raise _refused(f"{artifact.file} passed, but: {error.strerror}") from None
    size, found = copy.stat().st_size, sha256(copy.read_bytes()).hexdigest()
    if (size, found) != (artifact.size, artifact.sha256):
        raise _refused(
            f"{artifact.file} is not the file that passed: it has {size:,} bytes, sha256"
            f" {found[:12]}..., not {artifact.size:,} bytes, sha256 {artifact.sha256[:12]}..."
        )
    attestation = attestation_of(folder / artifact.file)
    if attestation.is_file():
        shutil.copy2(attestation, target)


def attestation_of(file: Path) -> Path:
    """Return where the attestation of *file* is, if there is one."""
    return file.with_name(file.name + ATTESTATION)


def _unpack(sdist: Path, plan: Plan) -> None:
    try:
        unpack(sdist, plan.room / "unpacked").rename(plan.source)
    except BackendError as error:
        raise _refused(str(error)) from None


def _refused(fact: str) -> HelloError:
    return HelloError(fact, next_step=f"nothing was uploaded; {AGAIN}")
