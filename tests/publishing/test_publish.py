"""The flow, against an index that answers as the public one does: what arrives, what is told."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from kept_folders import fill
from public_index import PublicIndex, Reply

from hello.errors import HelloError
from hello.publishing import look as look_of
from hello.publishing import publish as flow_of
from hello.publishing import send
from hello.publishing.addresses import find_repository
from hello.publishing.course import BrokenOffError, Course, Result, State, told_whole
from hello.publishing.data import as_data
from hello.publishing.flow import Flow
from hello.publishing.passed import rehearsed, release_of
from hello.publishing.publish import STEPS, look, publish, result_of
from hello.rehearsal.model import Found, Outcome, StepResult
from hello.rehearsal.offered import Offer
from hello.rehearsal.rehearse import Request
from hello.workbench.termination import TerminatedError

WHEEL, SDIST = FILES = ("tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz")
WAY_ON = "the way on"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PublicIndex]:
    with PublicIndex() as running:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("USERPROFILE", str(tmp_path))
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        monkeypatch.setenv("TWINE_USERNAME", "__token__")
        monkeypatch.setenv("TWINE_PASSWORD", running.token)
        yield running


@dataclass
class Seen:
    """A publication, with what a user sees of it meanwhile."""

    flow: Flow
    steps: list[tuple[str, StepResult | None]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def states(self) -> list[State]:
        return list(self.flow.course.states.values())

    def publish(self) -> Result:
        looked = look(self.flow)
        if looked.outcome is Outcome.FAILED:
            return result_of(self.flow.course, (looked,), looked.seconds)
        with told_whole(self.flow.course):
            return publish(self.flow, looked)


@pytest.fixture
def opened(kept: Path, index: PublicIndex) -> Iterator[Seen]:
    """Yield a publication of *kept* that has not begun."""
    with rehearsed(kept, Request()) as (plan, report):
        repository = find_repository(index.upload)
        course = Course(release_of(plan, report, repository), repository, WAY_ON)
        seen = Seen(Flow(plan, course, 60))
        seen.flow = Flow(
            plan,
            course,
            60,
            lambda step, result: seen.steps.append((step, result)),
            lambda step, text: seen.notes.append((step, text)),
        )
        yield seen


def again(kept: Path, index: PublicIndex) -> Result:
    """Publish *kept* once more, with nothing of the first time but what the index has."""
    with rehearsed(kept, Request()) as (plan, report), ExitStack():
        repository = find_repository(index.upload)
        return Seen(Flow(plan, Course(release_of(plan, report, repository), repository))).publish()


def outcomes(result: Result) -> list[str]:
    return [str(step.outcome) for step in result.results]


def facts(result: Result) -> str:
    return " ".join(finding.fact for step in result.results for finding in step.findings)


def test_what_passed_arrives_and_comes_back(opened: Seen, index: PublicIndex) -> None:
    result = opened.publish()

    assert outcomes(result) == ["passed"] * 4, facts(result)
    assert [step.step for step in result.results] == ["look", *STEPS]
    assert list(index.files) == list(FILES)
    assert {name: file.sha256 for name, file in index.files.items()} == dict(result.release.sha256)
    assert opened.states == [State.UPLOADED] * 2
    assert result.is_whole
    assert not result.way_on
    assert "its scripts run again: tiny" in result.results[-1].evidence
    begun = [step for step, ended in opened.steps if ended is None]
    assert begun == [step for step, ended in opened.steps if ended] == ["look", *STEPS]
    assert opened.notes[:2] == [("upload", f"1 of 2: {WHEEL}"), ("upload", f"2 of 2: {SDIST}")]


def test_nothing_is_uploaded_twice(opened: Seen, kept: Path, index: PublicIndex) -> None:
    opened.publish()
    before = index.asked("POST")
    result = again(kept, index)

    assert outcomes(result) == ["passed"] * 4
    assert index.asked("POST") == before
    assert {file.state for file in result.files} == {State.THERE}
    assert result.results[0].evidence == ("tiny 1.0 is there already, with these very bytes",)


def test_an_index_without_hashes_is_not_said_to_have_these_bytes(
    opened: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = dict.fromkeys(FILES, Offer("", None))
    monkeypatch.setattr(look_of, "files_on", lambda *_: names)

    assert look(opened.flow).evidence == (
        "tiny 1.0 is there already, by the name: the index does not tell all hashes",
    )
    del names[SDIST]
    assert look(opened.flow).evidence == (
        f"there already, by the name: the index does not tell all hashes: {WHEEL}",
    )


def test_a_version_that_exists_with_other_bytes_is_refused_before_anything_is_sent(
    opened: Seen, index: PublicIndex, tmp_path: Path
) -> None:
    other = fill(tmp_path / "other", requires=["nothing-of-this; python_version < '3'"])
    assert again(other, index).is_whole
    before = index.asked("POST")
    result = opened.publish()

    (finding,) = result.results[0].findings
    assert outcomes(result) == ["failed"]
    assert finding.fault == "version-exists"
    assert finding.fact == f"tiny 1.0 is on the index, with other bytes: {WHEEL}, {SDIST}"
    assert "raise the version" in finding.remedy
    assert "publish the folder that it named" in finding.remedy
    assert index.asked("POST") == before
    assert not result.way_on


@pytest.mark.parametrize(
    ("dies", "expected"),
    [
        ({"dies_after_files": 1}, ([State.UPLOADED, State.SENDING], 1)),
        ({"dies_after_bytes": 400}, ([State.SENDING, State.NEW], 0)),
        ({"dies_unanswered": True}, ([State.SENDING, State.NEW], 1)),
    ],
    ids=["between", "within", "before it answers"],
)
def test_an_index_that_dies_and_a_second_run_that_finishes(
    opened: Seen,
    kept: Path,
    index: PublicIndex,
    dies: dict[str, int],
    expected: tuple[list[State], int],
) -> None:
    """*expected* is what is known of the files, and how many the index really has."""
    states, arrived = expected
    for knob, value in dies.items():
        setattr(index, knob, value)
    result = opened.publish()

    assert outcomes(result) == ["passed", "failed", "skipped", "skipped"]
    assert opened.states == states
    assert all(
        f"{state}: {name}" in facts(result) for state, name in zip(states, FILES, strict=True)
    )
    assert len(index.files) == arrived
    assert result.way_on == WAY_ON
    index.revive()
    assert again(kept, index).is_whole
    assert list(index.files) == list(FILES)


def test_a_file_that_arrived_though_the_answer_was_lost(
    opened: Seen, index: PublicIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One look tells; the upload goes on."""
    real = send.files_on

    def files_on(*arguments: object) -> object:
        index.revive()
        return real(*arguments)  # type: ignore[arg-type]  # as they came

    look(opened.flow)
    index.dies_unanswered = True
    monkeypatch.setattr(send, "files_on", files_on)

    assert opened.publish().is_whole
    assert opened.states == [State.UPLOADED] * 2


def test_a_file_that_the_index_has_but_did_not_show(
    opened: Seen, kept: Path, index: PublicIndex
) -> None:
    """An answer "exists" is no refusal where these very bytes are there."""
    looked = look(opened.flow)
    assert again(kept, index).is_whole
    index.replies = [Reply(400, "File already exists. See /help/#file-name-reuse")] * 2

    assert publish(opened.flow, looked).is_whole
    assert opened.states == [State.UPLOADED] * 2


@pytest.mark.parametrize(
    ("reply", "state", "way_on"),
    [
        (Reply(403, "Invalid or non-existent authentication information."), State.REFUSED, WAY_ON),
        (Reply(429, "Too Many Requests"), State.REFUSED, WAY_ON),
        (Reply(400, "The description failed to render in RST."), State.REFUSED, ""),
        (Reply(400, "File too large."), State.REFUSED, ""),
        (Reply(400, "The digest supplied does not match a digest."), State.REFUSED, WAY_ON),
    ],
    ids=["login", "later", "description", "size", "damaged"],
)
def test_the_second_file_refused(
    opened: Seen, index: PublicIndex, reply: Reply, state: State, way_on: str
) -> None:
    """It is told that the first is there; the way on, only if the same files have one."""
    looked = look(opened.flow)
    (wheel, sdist) = opened.flow.course.release.files
    index.files.clear()
    course = opened.flow.course
    real_note = opened.flow.note

    def note(step: str, text: str) -> None:
        if sdist.name in text:
            index.replies = [reply]
        real_note(step, text)

    result = publish(Flow(opened.flow.plan, course, 60, opened.flow.watch, note), looked)

    assert outcomes(result) == ["passed", "failed", "skipped", "skipped"]
    assert opened.states == [State.UPLOADED, state]
    assert f"uploaded: {wheel.name}; {state}: {sdist.name}" in facts(result)
    assert result.way_on == way_on
    remedy = result.results[1].findings[0].remedy
    assert remedy.endswith("the command to finish sends only what is missing") == bool(way_on)


def test_an_attestation_goes_along_where_the_index_takes_such(
    opened: Seen, index: PublicIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index's own rules for them are tested elsewhere: here, that they are asked for."""
    wheel, _sdist = opened.flow.course.release.files
    wheel.with_name(f"{wheel.name}.publish.attestation").write_text("{}")
    real, uploads = send.upload, []

    def upload(*arguments: Any, **keywords: Any) -> Any:
        uploads.append(arguments[2])
        return real(*arguments[:2], replace(arguments[2], attests=False), **keywords)

    monkeypatch.setattr(send, "upload", upload)
    assert opened.publish().is_whole
    assert [one.attests for one in uploads] == [True, False]

    course = opened.flow.course
    plain = replace(course.repository, json="")
    opened.flow = Flow(opened.flow.plan, Course(course.release, plain))
    index.files.clear()
    uploads.clear()
    opened.publish()
    assert [one.attests for one in uploads] == [False, False]


def test_without_a_login_nothing_is_sent(
    opened: Seen, index: PublicIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWINE_USERNAME")
    monkeypatch.delenv("TWINE_PASSWORD")
    result = opened.publish()

    assert "no login" in facts(result)
    assert "TWINE_PASSWORD" in result.results[1].findings[0].remedy
    assert opened.states == [State.NEW] * 2
    assert not index.asked("POST")
    assert not result.way_on


def test_an_index_that_is_down_is_told_before_anybody_is_asked(
    opened: Seen, index: PublicIndex
) -> None:
    index.is_dead = True
    result = opened.publish()

    assert outcomes(result) == ["failed"]
    assert result.results[0].findings[0].fault == "index-fails"


def test_an_index_that_does_not_show_the_files(opened: Seen, index: PublicIndex) -> None:
    index.shows_after = 1000
    flow = opened.flow
    opened.flow = Flow(flow.plan, flow.course, 0.2, flow.watch, flow.note)
    result = opened.publish()

    assert outcomes(result) == ["passed", "passed", "failed", "skipped"]
    assert result.results[2].findings[0].fault == "not-offered"
    assert result.way_on == WAY_ON


def test_an_index_that_gives_other_bytes(opened: Seen, index: PublicIndex) -> None:
    """The same again would not help."""
    index.serves[SDIST] = b"not what was uploaded"
    result = opened.publish()

    assert outcomes(result) == ["passed"] * 3 + ["failed"]
    assert result.results[-1].findings[0].fault == "hash-differs"
    assert not result.way_on


def test_a_file_that_has_changed_is_not_sent(opened: Seen, index: PublicIndex) -> None:
    looked = look(opened.flow)
    with opened.flow.course.release.files[1].open("ab") as file:
        file.write(b"\0")

    with pytest.raises(HelloError, match="is not the file that passed"):
        publish(opened.flow, looked)
    assert list(index.files) == [WHEEL]


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted; "),
        (TerminatedError(15), 143, "ended by SIGTERM; "),
        (HelloError("not done after 1 s", next_step="x"), 1, "not done after 1 s; "),
        (BrokenPipeError(), 141, "the reader of our output left; "),
        (OSError(28, "No space left on device"), 1, "No space left on device; "),
    ],
    ids=["Ctrl-C", "SIGTERM", "deadline", "reader", "full"],
)
def test_ended_in_the_middle_it_says_what_is_known(
    opened: Seen, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: str
) -> None:
    real = send.upload

    def upload(*arguments: object, **keywords: object) -> object:
        if State.UPLOADED in opened.states:
            raise error
        return real(*arguments, **keywords)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(send, "upload", upload)
    is_in_upload = isinstance(error, TerminatedError) or not isinstance(error, HelloError)
    if not is_in_upload:
        monkeypatch.setattr(send, "upload", real)
        monkeypatch.setattr(flow_of, "_wait", _raising(error))
    with pytest.raises(BrokenOffError) as caught:
        opened.publish()

    assert caught.value.exit_code == code
    line = str(caught.value)
    assert line.startswith(said)
    assert line.endswith(f"; to finish: {WAY_ON}")
    assert f"uploaded: {WHEEL}" in line
    assert ("not known" in line) == is_in_upload


def _raising(error: BaseException) -> object:
    def step(_flow: Flow) -> Found:
        raise error

    return step


def test_before_it_has_begun_an_interrupt_is_just_one(opened: Seen) -> None:
    with pytest.raises(KeyboardInterrupt), told_whole(opened.flow.course):
        raise KeyboardInterrupt
    with pytest.raises(HelloError, match="x; y"), told_whole(opened.flow.course):
        raise HelloError("x", next_step="y")


def test_the_data_for_a_program(opened: Seen, index: PublicIndex) -> None:
    data = as_data(opened.publish())

    assert list(data) == ["project", "version", "outcome", "index", "steps", "files", "finish"]
    assert data["index"] == {
        "name": index.upload,
        "upload": index.upload,
        "simple": index.simple,
        "json": index.json,
    }
    assert [list(file) for file in data["files"]] == [["file", "sha256", "bytes", "state"]] * 2  # type: ignore[attr-defined]  # a list
    assert index.token not in str(data)
