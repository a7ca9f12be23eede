"""Each refusal of an index as ``helloworld publish`` tells it: the whole command."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from kept_folders import fill
from public_index import TOKEN_USER, Account, PublicIndex, Reply

from hello.cli.publish import command
from hello.rehearsal.sending import ATTESTATION

WHEEL, SDIST = "tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what was kept of a rehearsal; no test changes it."""
    return fill(tmp_path_factory.mktemp("publish") / "kept")


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[PublicIndex]:
    """Run an index; who publishes has its token in a variable, and a home without anything."""
    with PublicIndex() as running:
        monkeypatch.setenv("TWINE_USERNAME", TOKEN_USER)
        monkeypatch.setenv("TWINE_PASSWORD", running.token)
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        for home in ("HOME", "USERPROFILE"):
            monkeypatch.setenv(home, str(tmp_path))
        yield running


class Told(NamedTuple):
    """What the command said of a publication."""

    code: int
    data: dict[str, Any]
    text: str

    def failed(self) -> dict[str, Any]:
        """Return the one step that failed."""
        (step,) = (one for one in self.data["steps"] if one["outcome"] == "failed")
        return dict(step)

    def finding(self) -> tuple[str, str, str]:
        """Return the one finding: step, fact, remedy."""
        step = self.failed()
        (finding,) = step["findings"]
        return step["step"], finding["fact"], finding["remedy"]

    def states(self) -> list[str]:
        """Return what became of the files, the wheel first."""
        return [file["state"] for file in self.data["files"]]


def publish(kept: Path, index: PublicIndex, *more: str) -> Told:
    """Run the command; nothing that it says may have a token in it."""
    arguments = [str(kept), "--repository", index.upload, "--yes", "--json", "--wait", "5", *more]
    result = CliRunner().invoke(command, arguments)
    text = result.stdout + result.stderr
    assert not [token for token in index.accounts if token in text]
    data = json.loads(result.stdout) if result.stdout.startswith("{") else {}
    return Told(result.exit_code, data, text)


def own(index: PublicIndex, account: Account) -> None:
    """Let the token be that of *account*."""
    index.accounts[index.token] = account


def refuse(status: int, reason: str) -> Callable[[PublicIndex], None]:
    def arrange(index: PublicIndex) -> None:
        index.replies = [Reply(status, reason)] * 5

    return arrange


def theirs(index: PublicIndex) -> None:
    index.owners["Tiny"] = "somebody"


def similar(index: PublicIndex) -> None:
    index.owners["t1ny"] = "somebody"


def unknown(index: PublicIndex) -> None:
    index.accounts[index.token + "x"] = index.accounts.pop(index.token)


def deleted(index: PublicIndex) -> None:
    index.deleted.add(WHEEL)


def closed(index: PublicIndex) -> None:
    index.closed.add(("tiny", "1.0"))


def too_small(index: PublicIndex) -> None:
    index.size_limit = 100


def scoped(index: PublicIndex) -> None:
    own(index, Account(projects=frozenset({"other"})))


CASES = {
    "name taken": (theirs, "the name tiny belongs to somebody else", "take a name of your own"),
    "name too similar": (similar, "the name tiny is too like", "nobody can mistake"),
    "unknown token": (unknown, "does not know this user and password", "of this very index"),
    "token of another": (scoped, "the token is for other projects than tiny", "whole account"),
    "old token": (
        lambda index: own(index, Account(is_expired=True)),
        "the token is too old",
        "make a new token",
    ),
    "email": (
        lambda index: own(index, Account(is_verified=False)),
        "its email address is verified",
        "verify it",
    ),
    "2FA": (
        lambda index: own(index, Account(has_two_factors=False)),
        "has a second factor",
        "set that up",
    ),
    "deleted": (deleted, f"the index has a file {WHEEL} already, or had one", "raise the version"),
    "closed": (closed, "too old to get more files", "raise the version"),
    "too large": (too_small, f"{WHEEL} is larger than the index takes", "leave out"),
    "README": (
        refuse(400, "The description failed to render for 'text/x-rst'. See it."),
        "cannot render the README",
        "run 'helloworld rehearse'",
    ),
    "classifier": (refuse(400, "'A :: B' is not a valid classifier."), "'A :: B'", "mend what"),
    "busy": (refuse(429, "Too many new projects created"), "no more for the moment", "an hour"),
    "read-only": (refuse(403, "Read-only mode: Uploads are"), "takes nothing", "try again later"),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(kept: Path, index: PublicIndex, case: str) -> None:
    arrange, fact, remedy = CASES[case]
    arrange(index)

    told = publish(kept, index)

    step, told_fact, told_remedy = told.finding()
    assert (told.code, step) == (1, "upload")
    assert fact in told_fact
    assert remedy in told_remedy
    assert told.states() == ["refused", "not uploaded"]
    assert not index.files
    assert len(index.asked("POST")) == 1  # and nothing of the sdist was sent


def test_an_index_that_is_down_may_have_taken_it(kept: Path, index: PublicIndex) -> None:
    refuse(503, "Service Unavailable")(index)

    told = publish(kept, index)

    _, fact, remedy = told.finding()
    assert told.code == 1
    assert "the index has a problem of its own (503 Service Unavailable)" in fact
    assert "try again later" in remedy
    assert told.states() == ["not known", "not uploaded"]


def test_an_index_that_cannot_be_asked(kept: Path, index: PublicIndex) -> None:
    """Then nothing is sent to it, either."""
    index.is_dead = True

    told = publish(kept, index)

    assert (told.code, told.finding()[0]) == (1, "look")
    assert not index.asked("POST")


@pytest.mark.parametrize(
    ("knob", "value", "states"),
    [
        ("dies_after_bytes", 1000, ["not known", "not uploaded"]),
        ("dies_after_files", 1, ["uploaded", "not known"]),
        ("dies_unanswered", True, ["not known", "not uploaded"]),
    ],
)
def test_dies_in_the_middle_and_a_second_run_finishes(
    kept: Path, index: PublicIndex, knob: str, value: object, states: list[str]
) -> None:
    setattr(index, knob, value)

    broken = publish(kept, index)
    index.revive()
    finished = publish(kept, index)

    assert broken.code == 1
    assert broken.states() == states
    assert "no answer came for" in broken.finding()[1]
    assert broken.finding()[2] == "try again; the command to finish sends only what is missing"
    assert broken.data["finish"].startswith(f"helloworld publish {kept} --repository")
    assert (finished.code, finished.data["outcome"]) == (0, "passed"), finished.text
    assert sorted(index.files) == [WHEEL, SDIST]
    assert index.files[SDIST].content == (kept / SDIST).read_bytes()


def test_slow(kept: Path, index: PublicIndex) -> None:
    """What is not shown at once is waited for."""
    index.shows_after = 3

    told = publish(kept, index, "--wait", "60")

    assert (told.code, told.data["outcome"]) == (0, "passed"), told.text


def test_too_slow(kept: Path, index: PublicIndex) -> None:
    index.shows_after = 10_000

    told = publish(kept, index, "--wait", "0")

    step, fact, remedy = told.finding()
    assert (told.code, step) == (1, "wait")
    assert "nothing is lost" in fact
    assert "finish it later" in remedy
    assert told.states() == ["uploaded", "uploaded"]


def test_the_version_is_there_with_other_bytes(
    kept: Path, index: PublicIndex, tmp_path: Path
) -> None:
    """That is told before anything is sent."""
    other = fill(tmp_path / "other", requires=("no-such-thing; python_version < '3'",))
    assert publish(other, index).code == 0
    posts = len(index.asked("POST"))

    told = publish(kept, index)

    step, fact, remedy = told.finding()
    assert (told.code, step) == (1, "look")
    assert f"tiny 1.0 is on the index, with other bytes: {WHEEL}" in fact
    assert "raise the version" in remedy
    assert len(index.asked("POST")) == posts


@pytest.mark.parametrize("knob", ["serves", "announces"])
def test_an_index_that_gives_something_else(kept: Path, index: PublicIndex, knob: str) -> None:
    given = {"serves": b"other bytes", "announces": "0" * 64}[knob]
    setattr(index, knob, {WHEEL: given})

    told = publish(kept, index)

    assert told.code == 1
    assert told.failed()["step"] == {"serves": "install-back", "announces": "wait"}[knob]
    assert told.states() == ["uploaded", "uploaded"]


def test_no_login(kept: Path, index: PublicIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWINE_USERNAME", "TWINE_PASSWORD"):
        monkeypatch.delenv(name)

    told = publish(kept, index)

    _, fact, remedy = told.finding()
    assert told.code == 1
    assert "no login for the index, nothing was sent" in fact
    assert "set TWINE_USERNAME=__token__ and TWINE_PASSWORD to a token" in remedy
    assert not index.asked("POST")


@pytest.mark.parametrize("token", ["pypi-one\ntwo", "pypi-one ", '"pypi-one"'])
def test_a_token_that_was_not_copied_well(
    kept: Path, index: PublicIndex, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    """It is not shown, and nobody is even asked what is there."""
    monkeypatch.setenv("TWINE_PASSWORD", token)

    told = publish(kept, index)

    assert told.code == 1
    assert "TWINE_PASSWORD has" in told.text
    assert "pypi-one" not in told.text
    assert told.text.count("\n") == 1
    assert not index.visits


def test_attestations_without_a_trusted_publisher(index: PublicIndex, tmp_path: Path) -> None:
    attested = fill(tmp_path / "attested")
    (attested / (WHEEL + ATTESTATION)).write_text('{"version": 1}')

    told = publish(attested, index)

    _, fact, remedy = told.finding()
    assert "takes attestations only from a trusted publisher's workflow" in fact
    assert "move the .attestation files away" in remedy
