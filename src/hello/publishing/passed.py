"""What has passed a rehearsal, and may be published: exactly these bytes, nothing else.

The rehearsal is either held now, or one that ``helloworld rehearse --keep FOLDER`` kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from hashlib import sha256
from pathlib import Path

from hello.errors import HelloError, WrongUseError
from hello.publishing.addresses import is_public
from hello.publishing.kept import REPORT, opened_again
from hello.publishing.model import Release, Repository
from hello.rehearsal.archives import read_member
from hello.rehearsal.model import Outcome, Report
from hello.rehearsal.plan import Plan
from hello.rehearsal.rehearse import DECLARATIONS, Request, rehearsing
from hello.rehearsal.runner import Watch

NEEDED = ("build", "metadata", "install", "run", "upload", "install-back")
"""The steps without which nobody knows what would arrive."""


def is_kept(folder: Path) -> bool:
    """Return whether *folder* was filled by a rehearsal; False for a project's own folder.

    Raises WrongUseError where it is neither.
    """
    if not folder.is_dir():
        raise WrongUseError("no such folder", str(folder), next_step="give a project's folder")
    if any((folder / name).is_file() for name in DECLARATIONS):
        return False
    if (folder / REPORT).is_file():
        return True
    raise WrongUseError(
        f"neither a project nor a {REPORT} in this folder",
        str(folder),
        next_step="give a project's folder, or what 'helloworld rehearse --keep' filled",
    )


@contextmanager
def rehearsed(
    folder: Path, request: Request, watch: Watch = lambda _name, _result: None
) -> Iterator[tuple[Plan, Report]]:
    """Yield the Plan and the report of a rehearsal of the project in *folder*, or kept there.

    For a kept one, ``plan.dist`` has copies of the artifacts and ``plan.source`` is what was in
    the sdist. Raises as ``rehearse`` does, and HelloError where what is kept is not what passed.
    """
    opening = opened_again if is_kept(folder) else rehearsing
    with opening(folder, request, watch) as (plan, report):
        yield plan, report


def release_of(plan: Plan, report: Report, repository: Repository) -> Release:
    """Return what may be uploaded to *repository*: what passed, in the order of uploading.

    Raises HelloError where the rehearsal did not pass, or left out what is needed to know it.
    """
    _refuse_unless_passed(report)
    expected = {artifact.file: artifact.sha256 for artifact in report.artifacts}
    files = {path.name: path for path in plan.artifacts if path.name in expected}
    if files.keys() != expected.keys() or len(files) != 2:  # noqa: PLR2004  # a wheel, an sdist
        names = ", ".join(sorted(expected)) or "nothing"
        raise _refused(f"not one wheel and one sdist: {names}", "rehearse the project again")
    for name, path in files.items():
        check_bytes(path, expected[name])
    if report.project is None or report.version is None:
        raise _refused("the wheel has no name or no version", "rehearse the project again")
    if is_public(repository):
        _refuse_private(plan.wheel)
    # The wheel first: where the upload ends between the two, users still get what was tried.
    ordered = sorted(files.values(), key=lambda path: (path.suffix != ".whl", path.name))
    return Release(report.project, report.version, tuple(ordered), expected)


def check_bytes(path: Path, expected: str) -> None:
    """Raise HelloError unless the file at *path* has the sha256 *expected*."""
    found = sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise _refused(
            f"{path.name} is not the file that passed: it has sha256 {found[:12]}...,"
            f" not {expected[:12]}...",
            "rehearse the project again",
        )


def _refuse_unless_passed(report: Report) -> None:
    failed = [one.step for one in report.results if one.outcome is Outcome.FAILED]
    if failed:
        raise _refused(
            f"the rehearsal failed: {', '.join(failed)}",
            "mend what 'helloworld rehearse' names",
        )
    taken = {one.step for one in report.results if one.outcome is not Outcome.SKIPPED}
    missing = [step for step in NEEDED if step not in taken]
    if missing:
        raise _refused(
            f"the rehearsal left out what has to pass: {', '.join(missing)}",
            "rehearse all steps; 'skip' in pyproject.toml leaves some out, too",
        )


def _refuse_private(wheel: Path) -> None:
    """Raise HelloError for a project that says of itself that it is not for the public."""
    name, version = wheel.name.split("-")[:2]
    said = message_from_bytes(read_member(wheel, f"{name}-{version}.dist-info/METADATA"))
    for classifier in said.get_all("Classifier", []):
        if str(classifier).startswith("Private ::"):
            raise _refused(
                f"the project says of itself '{classifier}'",
                "take another index, or take that classifier out",
            )


def _refused(fact: str, next_step: str) -> HelloError:
    return HelloError(fact, next_step=f"nothing was uploaded; {next_step}")
