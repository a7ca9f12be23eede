"""Uploads the files one by one, and notes at once what became of each."""

from dataclasses import replace
from pathlib import Path

from hello.errors import HelloError
from hello.publishing.course import Course, State
from hello.publishing.flow import UPLOAD, Flow, finding_of, tried
from hello.publishing.kept import attestation_of
from hello.publishing.logins import variables_for_twine
from hello.publishing.model import Repository
from hello.publishing.offered import files_on
from hello.publishing.passed import check_bytes
from hello.rehearsal import sending
from hello.rehearsal.addresses import is_loopback
from hello.rehearsal.model import Finding, Found
from hello.rehearsal.refusals import explain
from hello.rehearsal.uploading import Answer, Upload, upload

SERVER_ERROR = 500
"""From this HTTP status on the index may have taken it all the same."""

PASSING = {"unanswered", "later", "login", "damaged"}
"""Kinds of refusal after which the same files may be taken another time."""

NEAR = "127.0.0.1,localhost,::1"


def send_all(flow: Flow) -> Found:
    """Upload what the index lacks, file by file, to the first that it does not take."""
    course = flow.course
    missing = [path for path in course.release.files if not course.states[path.name].is_there]
    if not missing:
        return Found(("nothing: the index has all files",))
    for number, path in enumerate(missing, 1):
        flow.note(UPLOAD, f"{number} of {len(missing)}: {path.name}")
        check_bytes(path, course.release.sha256[path.name])
        course.states[path.name] = State.SENDING
        if finding := _send(flow, path):
            return Found((), (_told_whole(finding, course),))
    return Found((f"{course.repository.upload} took {', '.join(p.name for p in missing)}",))


def _told_whole(finding: Finding, course: Course) -> Finding:
    """Return *finding* with what is known of each file, and that there is a way on, if so."""
    # The same project again would give other files, which the index would refuse.
    way_on = "; the command to finish sends only what is missing" if course.way_on else ""
    return replace(
        finding, fact=f"{finding.fact}; {course.known()}", remedy=f"{finding.remedy}{way_on}"
    )


def _send(flow: Flow, path: Path) -> Finding | None:
    """Upload the file at *path*; note what became of it, and return why it is not there, if so."""
    course, name = flow.course, path.name
    answers = tried(
        lambda: upload(
            flow.plan.processes,
            flow.plan.room_for("publish"),
            _wanted(course.repository, path),
            environment=_environment(course.repository),
        )
    )
    if isinstance(answers, HelloError):  # whatever broke off, it may have arrived
        return _unless_there(course, name, finding_of("upload-broken-off", answers))
    ((answer,),) = answers
    if answer.is_taken:
        course.states[name] = State.UPLOADED
        return None
    refusal = explain(answer)
    finding = Finding("upload-refused", refusal.fact, refusal.remedy)
    course.states[name] = _state_after(answer)
    course.is_final = refusal.kind not in PASSING
    if refusal.kind == "exists" or course.states[name] is State.SENDING:
        return _unless_there(course, name, finding)
    return finding


def _wanted(repository: Repository, path: Path) -> Upload:
    section = "" if "://" in repository.name else repository.name
    # Indexes of the public one's kind know attestations; others may refuse the whole for them.
    attests = bool(repository.json) and attestation_of(path).is_file()
    return Upload(repository.upload, (path,), repository=section, attests=attests)


def _environment(repository: Repository) -> dict[str, str]:
    """Return the variables of twine, by which it goes past proxies to this machine itself."""
    past = dict.fromkeys(("NO_PROXY", "no_proxy"), NEAR) if is_loopback(repository.upload) else {}
    return variables_for_twine() | past


def _state_after(answer: Answer) -> State:
    """Return what is known of a file after an *answer* that is not "taken"."""
    if answer.kind in {sending.UNFIT, sending.NO_LOGIN, sending.MISLED}:
        return State.NEW
    has_answer = answer.kind == sending.REFUSED and (answer.status or 0) < SERVER_ERROR
    return State.REFUSED if has_answer else State.SENDING


def _unless_there(course: Course, name: str, finding: Finding) -> Finding | None:
    """Return *finding*, unless the index has the file *name* all the same, as it should be.

    It may have arrived with only the answer lost, or have been sent before and not shown yet.
    """
    offered = tried(lambda: files_on(course.repository, course.release.name))
    offer = None if isinstance(offered, HelloError) else offered.get(name)
    if offer is not None and offer.sha256 == course.release.sha256[name]:
        course.states[name] = State.UPLOADED
        course.is_final = False
        return None
    return finding
