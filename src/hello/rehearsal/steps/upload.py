"""Uploads what was built, as to the public index: to one of our own, on loopback.

It needs a password and refuses to overwrite; both are tried. What it took stays for
``install-back``, which starts it again.
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from hello.errors import HelloError
from hello.rehearsal import sending
from hello.rehearsal.beside import Beside, findings_of, look_beside, named
from hello.rehearsal.extra import require
from hello.rehearsal.index import PAST_PROXIES, running_index
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.plan import Plan
from hello.rehearsal.uploading import Answer, Login, Upload, arrived, upload
from hello.workbench.space import refuse_if_full

SECONDS = 300.0
SERVER_ERROR = 500
"""From this HTTP status on it is not the file that is wrong."""


def take(plan: Plan) -> Found:
    """Upload to the folder ``uploaded_to`` names; also find what is beside it in ``dist/``."""
    require("twine", "pypiserver", "passlib", "packaging")
    artifacts = plan.artifacts
    room = plan.room_for("upload")
    smallest = min(artifacts, key=lambda path: path.stat().st_size)
    with running_index(plan.processes, room, uploaded_to(plan)) as index:
        login = Login(index.user, index.password)
        everything = Upload(index.url, artifacts, login)
        wrong, real, again = upload(
            plan.processes,
            room,
            Upload(index.url, (smallest,), Login(index.user, "not the password")),
            everything,
            Upload(index.url, (smallest,), login),
            environment=PAST_PROXIES,
            seconds=SECONDS,
        )
    beside = look_beside(plan.project / "dist", artifacts)
    findings = findings_of(beside, artifacts)
    if refusal := _refusal(everything, real):
        return Found((), (refusal, *findings))
    _insist(wrong[0], "a wrong password")
    _insist(again[0], "a file that it has already")
    sizes = " and ".join(f"{path.name} ({path.stat().st_size:,} bytes)" for path in artifacts)
    evidence = (
        f"twine {version('twine')} uploaded {sizes}",
        f"the index is pypiserver {version('pypiserver')}, at port {index.port} of loopback",
        f"a wrong password is refused: {wrong[0]}",
        f"a file that is there already is refused: {again[0]}",
        *_about_dist(beside),
    )
    return Found(evidence, findings)


def uploaded_to(plan: Plan) -> Path:
    """Return the folder of files that the index serves: here, and for ``install-back``."""
    return plan.room / "index"


def _refusal(one: Upload, answers: Sequence[Answer]) -> Finding | None:
    """Return what was refused, if anything; raise HelloError where it is the index that failed."""
    last = answers[-1]
    if last.is_taken:
        return None
    done = arrived(one, answers)
    if last.kind == sending.UNANSWERED or (last.status or 0) >= SERVER_ERROR:
        refuse_if_full(one.files[0].parent)
        raise HelloError(
            f"the index failed in the middle of the upload: {last}; {done}", next_step="try again"
        )
    who = "twine" if last.kind == sending.UNFIT else "the index"
    remedy = "mend what it names in the project's metadata, and build again"
    return Finding("upload-refused", f"{who} refuses {last.file}: {last}; {done}", remedy)


def _insist(answer: Answer, what: str) -> None:
    """Raise HelloError where the index did not refuse *what*: it is no rehearsal then."""
    if answer.kind != sending.REFUSED:
        raise HelloError(
            f"the index on loopback should refuse {what}, but: {answer.kind} {answer}".rstrip(),
            next_step="install the newest pypiserver",
        )


def _about_dist(beside: Beside) -> tuple[str, ...]:
    if beside.outdated:
        said = f"dist/ has other bytes under the same name: {named(beside.outdated)}"
    elif not beside.total:
        said = "dist/ of the project is empty or not there: nothing else can be sent by mistake"
    elif beside.stale or beside.unfit:
        return ()
    else:
        said = f"dist/ of the project has nothing that should not be sent ({beside.total} files)"
    return (said,)
