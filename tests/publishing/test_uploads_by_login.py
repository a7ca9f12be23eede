"""Where twine finds who we are, and what it says when it does not; no password is ever shown."""

import base64
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from public_index import TOKEN_USER, Account, PublicIndex, Reply
from small_artifacts import write_wheel
from tls import make_certificates

from hello.rehearsal import sending
from hello.rehearsal.refusals import Refusal, explain
from hello.rehearsal.uploading import Answer, Login, Upload, upload
from hello.workbench.environments import child_environment
from hello.workbench.processes import Processes

NULL = "keyring.backends.null.Keyring"

ODD = (
    "plain-and-long",
    "quo\"ted's",
    "back\\slash",
    "per%cent%%s%(here)s",
    "a&b<c>d",
    "{name} {0}",
    "with a blank",
    "p\u00e4ssw\u00f6rt",
    "pypi-AgEIcHlwaS5vcmc",
    "#;=[x]",
)
"""Passwords that programs like to stumble over."""

KEYRING = """\
import json
import os

import keyring.backend


class Keyring(keyring.backend.KeyringBackend):
    priority = 1

    def get_password(self, service, username):
        return json.loads(os.environ["KEPT"]).get(f"{username} at {service}")

    def set_password(self, service, username, password):
        raise NotImplementedError
"""


class Sender:
    """Sends a wheel as the user of an own home does."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.wheel = write_wheel(folder)
        self.processes = Processes(folder, child_environment(os.environ), 2)
        self.settings = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
            "PYTHON_KEYRING_BACKEND": NULL,
        }

    def send(self, *uploads: Upload, **settings: str) -> list[Answer]:
        """Upload with these *settings* of the environment; return the first answer to each."""
        room = self.wheel.parent
        everything = self.settings | settings
        said = upload(self.processes, room, *uploads, environment=everything)
        return [answers[0] for answers in said]

    def write_pypirc(self, *sections: tuple[str, str, str]) -> None:
        """Write .pypirc with sections of a name, an address, and a password."""
        names = "\n    ".join(name for name, _, _ in sections)
        parts = [f"[distutils]\nindex-servers =\n    {names}\n"]
        parts += [
            f"[{name}]\nrepository = {url}\nusername = {TOKEN_USER}\npassword = {password}\n"
            for name, url, password in sections
        ]
        (self.home / ".pypirc").write_text("\n".join(parts), encoding="utf-8")


@pytest.fixture
def sender(tmp_path: Path) -> Iterator[Sender]:
    one = Sender(tmp_path)
    yield one
    one.processes.cancel()


@pytest.fixture
def index() -> Iterator[PublicIndex]:
    with PublicIndex() as running:
        yield running


def explained(answers: Sequence[Answer]) -> Refusal:
    (answer,) = answers
    return explain(answer)


def test_by_variables(sender: Sender, index: PublicIndex) -> None:
    (answer,) = sender.send(
        Upload(index.upload, (sender.wheel,)),
        TWINE_USERNAME=TOKEN_USER,
        TWINE_PASSWORD=index.token,
    )

    assert answer.is_taken, answer


def test_by_a_section_of_pypirc(sender: Sender, index: PublicIndex) -> None:
    """It counts, also where a variable says another address."""
    sender.write_pypirc(("mine", index.upload, index.token))

    (answer,) = sender.send(
        Upload(index.upload, (sender.wheel,), repository="mine"),
        TWINE_REPOSITORY_URL="http://127.0.0.1:1/legacy/",
        TWINE_REPOSITORY="other",
    )

    assert answer.is_taken, answer


def test_a_section_for_another_address_is_not_used(sender: Sender, index: PublicIndex) -> None:
    """No password goes where it was not written for."""
    sender.write_pypirc(("mine", "http://127.0.0.1:1/legacy/", "the password"))

    refusal = explained(sender.send(Upload(index.upload, (sender.wheel,), repository="mine")))

    assert refusal.kind == "login"
    assert not index.visits


def test_by_keyring(sender: Sender, index: PublicIndex) -> None:
    (sender.home / "own_keyring.py").write_text(KEYRING)
    sender.write_pypirc(("mine", index.upload, "x"))
    lines = (sender.home / ".pypirc").read_text().replace("password = x\n", "")
    (sender.home / ".pypirc").write_text(lines)

    (answer,) = sender.send(
        Upload(index.upload, (sender.wheel,), repository="mine"),
        PYTHONPATH=str(sender.home),
        PYTHON_KEYRING_BACKEND="own_keyring.Keyring",
        KEPT=json.dumps({f"{TOKEN_USER} at {index.upload}": index.token}),
    )

    assert answer.is_taken, answer


def test_one_with_a_login_and_one_without(sender: Sender, index: PublicIndex) -> None:
    """Neither gets what the other has."""
    first, second = sender.send(
        Upload(index.upload, (sender.wheel,), Login("me", "of the first")),
        Upload(index.upload, (sender.wheel,)),
    )

    assert first.kind == sending.REFUSED
    assert second.kind == sending.NO_LOGIN
    assert [visit.user for visit in index.visits] == ["me"]


def test_nowhere(sender: Sender, index: PublicIndex) -> None:
    refusal = explained(sender.send(Upload(index.upload, (sender.wheel,))))

    assert refusal.kind == "login"
    assert refusal.fact.startswith("no login for the index, nothing was sent: Credential not found")
    assert "TWINE_USERNAME=__token__" in refusal.remedy
    assert ".pypirc" in refusal.remedy
    assert "keyring" in refusal.remedy
    assert not index.visits


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        pytest.param("[mine\npassword = my-secret\n", "my-secret", id="no section"),
        pytest.param("my-secret\n[mine]\n", "my-secret", id="before all sections"),
        pytest.param("[mine]\nmy-secret\n", "my-secret", id="no assignment"),
        pytest.param("[mine]\npassword = my-s\xe4cret\n", "my-s\xe4cret", id="not UTF-8"),
    ],
)
def test_pypirc_that_is_none(sender: Sender, index: PublicIndex, text: str, secret: str) -> None:
    """The line that is wrong may be the one with the password."""
    (sender.home / ".pypirc").write_bytes(text.encode("latin-1"))

    refusal = explained(sender.send(Upload(index.upload, (sender.wheel,), repository="mine")))

    assert (refusal.kind, refusal.remedy) == ("login", "mend .pypirc")
    assert secret not in refusal.fact


@pytest.mark.parametrize(
    ("token", "fault"),
    [
        ("pypi-one\ntwo", "TWINE_PASSWORD has a line break"),
        ("pypi-one\r", "TWINE_PASSWORD has a line break"),
        ("pypi-\x1b[200~", "TWINE_PASSWORD has a line break or another control character"),
        ("pypi-\u4e00", "TWINE_PASSWORD has characters in it that cannot be sent"),
    ],
)
def test_tokens_that_cannot_be_sent(
    sender: Sender, index: PublicIndex, token: str, fault: str
) -> None:
    answers = sender.send(
        Upload(index.upload, (sender.wheel,)), TWINE_USERNAME=TOKEN_USER, TWINE_PASSWORD=token
    )

    refusal = explained(answers)
    assert fault in refusal.fact
    assert refusal.remedy == "copy the token once more, and nothing around it"
    assert token not in refusal.fact
    assert not index.visits


def told(password: str, user: str = TOKEN_USER) -> list[str]:
    """Return in which ways an index may say a *password* back."""
    login = base64.b64encode(f"{user}:{password}".encode("latin-1")).decode()
    return [password, repr(password), password.replace("&", "&amp;").replace("<", "&lt;"), login]


@pytest.mark.parametrize("way", range(4), ids=["plain", "repr", "HTML", "as it was sent"])
def test_odd_passwords_are_not_said_back(sender: Sender, way: int) -> None:
    """Neither that of a login, nor what twine has found in .pypirc."""
    with PublicIndex() as index:
        sections = [(f"odd{number}", index.upload, word) for number, word in enumerate(ODD)]
        sender.write_pypirc(*sections)
        given = [Upload(index.upload, (sender.wheel,), Login(TOKEN_USER, word)) for word in ODD]
        found = [Upload(index.upload, (sender.wheel,), repository=name) for name, _, _ in sections]
        index.replies = [Reply(403, f"No '{told(word)[way]}' here") for word in ODD * 2]
        answers = sender.send(*given, *found)

    assert len(index.visits) == len(ODD) * 2
    for word, answer in zip(ODD * 2, answers, strict=True):
        said = " ".join((*explain(answer), repr(answer)))
        assert answer.kind == sending.REFUSED
        assert "***" in said
        for form in told(word):
            assert form not in said


class Workflow:
    """A job of a CI that may prove who it is, at an https index that counts as a public one.

    twine asks an index for its audience by https alone, and only those that it knows by name.
    """

    def __init__(self, index: PublicIndex, wheel: Path) -> None:
        self.index = index
        self.wheel = wheel

    def send(self) -> Refusal | None:
        """Send the wheel without any password; return what it came to, None if it was taken."""
        request: dict[str, Any] = {
            "url": self.index.upload,
            "repository": "",
            "user": "",
            "password": "",
            "attests": True,
        }
        said = sending.send(str(self.wheel), request)
        answer = Answer(self.wheel.name, said["kind"], said.get("status"), said.get("reason", ""))
        return None if answer.is_taken else explain(answer)


@pytest.fixture
def workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workflow]:
    from twine import auth, utils

    own = make_certificates(tmp_path)
    with PublicIndex(own) as index, PublicIndex() as provider:
        for name in ("TWINE_USERNAME", "TWINE_PASSWORD", "TWINE_REPOSITORY_URL", "GITLAB_CI"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(auth, "keyring", None)
        monkeypatch.setattr(utils, "TEST_REPOSITORY", index.upload)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(own.authority))
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the job's own")
        monkeypatch.setenv("ACTIONS_ID_TOKEN_REQUEST_URL", f"{provider.url}_/identity")
        index.owners["tiny"] = "learner"
        index.publisher_of = "tiny"
        yield Workflow(index, write_wheel(tmp_path))


def test_by_trusted_publishing(workflow: Workflow) -> None:
    beside = workflow.wheel.with_name(workflow.wheel.name + sending.ATTESTATION)
    beside.write_text('{"version": 1}')

    assert workflow.send() is None

    (file,) = workflow.index.files.values()
    assert file.first("attestations") == '[{"version": 1}]'
    assert workflow.index.asked("GET") == ["/_/oidc/audience"]


def test_a_workflow_that_is_no_publisher(workflow: Workflow) -> None:
    workflow.index.publisher_of = ""

    refusal = workflow.send()

    assert refusal is not None
    assert refusal.kind == "login"
    assert "valid token, but no corresponding publisher" in refusal.fact
    assert refusal.remedy.startswith("add this very workflow as a trusted publisher")


def test_the_publisher_of_another_project(workflow: Workflow) -> None:
    workflow.index.publisher_of = "other"

    refusal = workflow.send()

    assert refusal is not None
    assert "trusted publisher of another project than tiny" in refusal.fact


def test_a_job_without_the_permission(workflow: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN")

    refusal = workflow.send()

    assert refusal is not None
    assert refusal.kind == "login"
    assert refusal.remedy == "give the workflow's job 'permissions: id-token: write'"


def test_no_workflow_at_all(workflow: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is there a token elsewhere."""
    monkeypatch.delenv("GITHUB_ACTIONS")

    refusal = workflow.send()

    assert refusal is not None
    assert "Credential not found for API token" in refusal.fact
    assert "TWINE_PASSWORD" in refusal.remedy


def test_attestations_need_a_trusted_publisher(
    workflow: Workflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = workflow.index
    index.accounts["pypi-mine"] = Account()
    monkeypatch.setenv("TWINE_PASSWORD", "pypi-mine")
    beside = workflow.wheel.with_name(workflow.wheel.name + sending.ATTESTATION)
    beside.write_text('{"version": 1}')

    refusal = workflow.send()

    assert refusal is not None
    assert refusal.kind == "attestations"
    assert "only from a trusted publisher's workflow" in refusal.fact
