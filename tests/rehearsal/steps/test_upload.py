import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from answering_index import HANG_UP, Reply, answering
from processes import wait_until
from rehearsing import planned
from small_artifacts import write_sdist, write_wheel

from hello.errors import HelloError
from hello.rehearsal import extra, sending
from hello.rehearsal.faults import BY_NAME
from hello.rehearsal.index import Index
from hello.rehearsal.model import Outcome
from hello.rehearsal.plan import Plan
from hello.rehearsal.runner import outcome_of
from hello.rehearsal.steps import upload
from hello.workbench import space
from hello.workbench.processes import CancelledError
from hello.workbench.space import FullDiskError

NAMES = ("tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz")


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    project = tmp_path / "Projekt 你好"
    project.mkdir()
    with planned(tmp_path, project) as made:
        write_wheel(made.dist)
        write_sdist(made.dist)
        yield made


@contextmanager
def an_index_that_answers(monkeypatch: pytest.MonkeyPatch, *replies: Reply) -> Iterator[Any]:
    with answering(*replies) as visited:

        @contextmanager
        def running(_processes: object, _room: Path, files: Path) -> Iterator[Index]:
            yield Index(visited.port, files, "word")

        monkeypatch.setattr(upload, "running_index", running)
        yield visited


def test_uploads_what_was_built(plan: Plan) -> None:
    found = upload.take(plan)

    assert outcome_of(found) is Outcome.PASSED
    files = upload.uploaded_to(plan)
    assert sorted(path.name for path in files.iterdir()) == list(NAMES)
    assert all((files / path.name).read_bytes() == path.read_bytes() for path in plan.artifacts)


def test_shows_what_is_refused(plan: Plan) -> None:
    evidence = upload.take(plan).evidence

    assert "a wrong password is refused: 403 Forbidden" in evidence
    (again,) = [line for line in evidence if "there already" in line]
    assert "400 Package 'tiny-1.0.tar.gz' already exists!" in again


def test_leaves_the_files_alone(plan: Plan) -> None:
    upload.take(plan)

    assert list(plan.project.iterdir()) == []
    assert list(plan.room_for("upload").iterdir()) == []


def test_warns_of_old_builds(plan: Plan) -> None:
    dist = plan.project / "dist"
    dist.mkdir()
    (dist / "tiny-0.9.tar.gz").write_bytes(b"old")
    (dist / "tiny-1.0.win-amd64.exe").write_bytes(b"old")

    found = upload.take(plan)

    assert outcome_of(found) is Outcome.WARNED
    assert [finding.fault for finding in found.findings] == ["stale-artifacts", "unfit-artifacts"]
    assert {BY_NAME[finding.fault].step for finding in found.findings} == {"upload"}
    assert sorted(path.name for path in dist.iterdir()) == [
        "tiny-0.9.tar.gz",
        "tiny-1.0.win-amd64.exe",
    ]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        pytest.param([], "is empty or not there", id="nothing"),
        pytest.param([*NAMES], "has other bytes under the same name: ", id="another build"),
        pytest.param(
            ["tiny-1.0-cp311-cp311-win_amd64.whl"],
            "has nothing that should not be sent (1 files)",
            id="other platforms",
        ),
    ],
)
def test_says_what_is_in_dist(plan: Plan, there: list[str], said: str) -> None:
    (plan.project / "dist").mkdir()
    for name in there:
        (plan.project / "dist" / name).write_bytes(b"")

    found = upload.take(plan)

    assert not found.findings
    assert said in found.evidence[-1]


def test_what_the_index_refuses_is_a_fault(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    with an_index_that_answers(monkeypatch, Reply(403), Reply(), Reply(400, "No such classifier")):
        (finding,) = upload.take(plan).findings

    assert finding.fault == "upload-refused"
    assert finding.fact == (
        f"the index refuses {NAMES[1]}: 400 No such classifier; "
        f"arrived: {NAMES[0]}; not arrived: {NAMES[1]}"
    )


def test_what_twine_refuses_is_a_fault(plan: Plan) -> None:
    plan.wheel.write_bytes(b"no archive")

    (finding,) = upload.take(plan).findings

    assert finding.fault == "upload-refused"
    assert finding.fact.startswith(f"twine refuses {NAMES[0]}: ")
    assert finding.fact.endswith(f"arrived: none; not arrived: {NAMES[0]}, {NAMES[1]}")


@pytest.mark.parametrize(
    ("reply", "how"),
    [
        pytest.param(HANG_UP, "Remote end closed connection without response", id="dies"),
        pytest.param(Reply(500), "500 ", id="fails"),
    ],
)
def test_an_index_that_fails_in_the_middle(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, reply: Reply, how: str
) -> None:
    """It is the machine's fault, not the project's; what arrived is said."""
    with (
        an_index_that_answers(monkeypatch, Reply(403), Reply(), reply),
        pytest.raises(HelloError) as caught,
    ):
        upload.take(plan)

    assert f"the index failed in the middle of the upload: {how}" in str(caught.value)
    assert f"arrived: {NAMES[0]}; not arrived: {NAMES[1]}; try again" in str(caught.value)


def test_a_full_disk_is_said_to_be_one(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(space, "LEAST", 1 << 62)

    with an_index_that_answers(monkeypatch, Reply(500)), pytest.raises(FullDiskError):
        upload.take(plan)


@pytest.mark.parametrize(
    ("replies", "what"),
    [
        pytest.param([Reply()], "a wrong password", id="any password"),
        pytest.param([Reply(403), Reply()], "a file that it has already", id="the same again"),
    ],
)
def test_an_index_that_takes_all_is_no_rehearsal(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, replies: list[Reply], what: str
) -> None:
    with (
        an_index_that_answers(monkeypatch, *replies),
        pytest.raises(HelloError, match=f"should refuse {what}, but: taken; install"),
    ):
        upload.take(plan)


def test_proxies_do_not_catch_loopback(plan: Plan) -> None:
    nowhere = "http://127.0.0.1:1"
    names = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
    plan.processes.environment.update(dict.fromkeys(names, nowhere), NO_PROXY="example.org")

    assert not upload.take(plan).findings


def test_settings_of_the_user_are_not_used(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / ".pypirc").write_text("no configuration at all\n")
    theirs = {"HOME": str(tmp_path), "TWINE_USERNAME": "somebody", "TWINE_PASSWORD": "else"}
    plan.processes.environment.update(theirs)

    assert not upload.take(plan).findings


@pytest.mark.parametrize("missing", ["twine", "pypiserver", "passlib"])
def test_says_what_is_not_installed(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(
        extra, "find_spec", lambda name: None if name == missing else find_spec(name)
    )

    with pytest.raises(HelloError, match=f"^{missing} is not installed; run 'pip install Hello"):
        upload.take(plan)


def test_ends_when_all_is_being_ended(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = tmp_path / "began"
    (tmp_path / "endless.py").write_text(
        f"open({str(began)!r}, 'w').close()\nimport threading\nthreading.Event().wait(600)"
    )
    monkeypatch.setattr(sending, "__file__", str(tmp_path / "endless.py"))

    def cancel() -> None:
        wait_until(began.exists)
        plan.processes.cancel()

    canceller = threading.Thread(target=cancel)
    canceller.start()
    with pytest.raises(CancelledError):
        upload.take(plan)

    canceller.join(30)
    assert list(plan.room_for("upload").iterdir()) == []


def test_the_name_of_a_project_may_have_capitals(plan: Plan) -> None:
    for path in plan.artifacts:
        path.unlink()
    write_wheel(plan.dist, "Tiny_Project", "1.0+local")
    write_sdist(plan.dist, "tiny_project", "1.0+local")

    assert not upload.take(replace(plan)).findings
