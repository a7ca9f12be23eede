"""What twine and the public index say is explained: through twine itself, from an index."""

import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from public_index import TOKEN_USER, Account, PublicIndex, Reply, new_token
from small_artifacts import metadata, write_sdist, write_wheel
from tls import make_certificates

from hello.rehearsal import sending
from hello.rehearsal.refusals import explain
from hello.rehearsal.uploading import Answer, Login, Upload, upload
from hello.workbench.environments import child_environment
from hello.workbench.processes import Processes

NOBODY = {
    "NO_PROXY": "127.0.0.1",
    "no_proxy": "127.0.0.1",
    "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
}
"""No proxy on the way, and no password of who runs the tests."""

ABOUT = metadata("tiny", "1.0")


@dataclass
class World:
    """An index, the files that go there, and who sends them."""

    index: PublicIndex
    folder: Path
    uploads: dict[str, Upload] = field(default_factory=dict)

    def wheel(self, name: str, **how: str) -> Path:
        """Write a wheel of the project *name* in a folder of its own; *about* is its metadata."""
        about = how.get("about", ABOUT).replace("Name: tiny", f"Name: {name}")
        folder = self.folder / str(len(list(self.folder.iterdir())))
        return write_wheel(folder, name, about=about, files={"tiny.py": how.get("text", name)})

    def send(
        self,
        case: str,
        *files: Path,
        account: Account | None = None,
        login: Login | None = None,
        url: str | None = None,
        attests: bool = False,
    ) -> None:
        """Have *files* sent as *case*, by an *account* of its own if it is given."""
        token = self.index.token
        if account is not None:
            token = new_token()
            self.index.accounts[token] = account
        login = login or Login(TOKEN_USER, token)
        self.uploads[case] = Upload(url or self.index.upload, files, login, attests=attests)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Answer]]:
    """Send all in one process, as starting twine takes longest; return the last answer to each."""
    folder = tmp_path_factory.mktemp("refusals")
    own = make_certificates(tmp_path_factory.mktemp("tls"))
    (folder / "files").mkdir()
    with (
        PublicIndex() as index,
        PublicIndex() as ill,
        PublicIndex() as cut,
        PublicIndex(own) as strange,
    ):
        world = World(index, folder / "files")
        for part in (_names, _accounts, _contents, _attestations):
            part(world)
        _failures(world, ill)
        _silences(world, ill, cut, strange)
        processes = Processes(folder, child_environment(os.environ), 2)
        said = upload(processes, folder, *world.uploads.values(), environment=NOBODY)
        processes.cancel()
        yield {case: those[-1] for case, those in zip(world.uploads, said, strict=True)}


def _names(world: World) -> None:
    world.index.owners |= {"theirs": "somebody", "hello-world": "somebody"}
    world.send("theirs", world.wheel("theirs"))
    world.send("similar", world.wheel("he11oworld"))
    world.send("module", world.wheel("json"))
    world.send("file", world.wheel("requirements_txt"))


def _accounts(world: World) -> None:
    scoped = frozenset({"other"})
    world.index.owners |= {"mine": "learner"}
    mine = world.wheel("mine")
    world.send("taken", world.wheel("fine"))
    world.send("no such token", mine, login=Login(TOKEN_USER, "pypi-of-another-index"))
    world.send("password", mine, login=Login("learner", "a good password"))
    world.send("email", mine, account=Account(is_verified=False))
    world.send("2FA", mine, account=Account(has_two_factors=False))
    world.send("old token", mine, account=Account(is_expired=True))
    world.send("token of another", mine, account=Account(projects=scoped))
    world.send("token of no project", world.wheel("novel"), account=Account(projects=scoped))
    publisher = Account("workflow", scoped, is_publisher=True)
    world.send("publisher of another", mine, account=publisher)
    world.send("publisher of no project", world.wheel("newest"), account=publisher)


def _contents(world: World) -> None:
    one, other = world.wheel("twice", text="one"), world.wheel("twice", text="other")
    world.send("first bytes", one)
    world.send("same bytes", one)
    world.send("other bytes", other)
    world.index.deleted.add("gone-1.0-py3-none-any.whl")
    world.send("deleted", world.wheel("gone"))
    world.index.closed.add(("aged", "1.0"))
    world.send("closed", world.wheel("aged"))
    sdist = write_sdist(world.folder / "sdists", "sources")
    second = sdist.with_name("sources-1.0.zip")
    with zipfile.ZipFile(second, "w") as archive:
        archive.writestr("sources-1.0/PKG-INFO", metadata("sources", "1.0"))
        archive.writestr("sources-1.0/setup.py", "")
    world.send("second sdist", sdist, second)
    world.send("file name", world.wheel("Upper"))
    world.send("not an archive", _without_wheel_file(world.wheel("hollow")))
    readme = "Description-Content-Type: text/x-rst\n\n`broken\n"
    world.send("README", world.wheel("readme", about=ABOUT.rstrip("\n") + f"\n{readme}"))
    line = "Classifier: Nonsense :: None\n\n"
    world.send("classifier", world.wheel("classy", about=ABOUT.rstrip("\n") + f"\n{line}"))
    line = "Requires-Dist: a @ https://localhost/a.whl\n\n"
    world.send("direct", world.wheel("direct", about=ABOUT.rstrip("\n") + f"\n{line}"))


def _without_wheel_file(wheel: Path) -> Path:
    with zipfile.ZipFile(wheel) as old:
        members = {name: old.read(name) for name in old.namelist() if not name.endswith("/WHEEL")}
    with zipfile.ZipFile(wheel, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    return wheel


def _attestations(world: World) -> None:
    def attested(name: str, text: str) -> Path:
        wheel = world.wheel(name)
        wheel.with_name(wheel.name + sending.ATTESTATION).write_text(text)
        return wheel

    publisher = Account("workflow", frozenset({"attested"}), is_publisher=True)
    world.index.owners["attested"] = "learner"
    bad, good = attested("attested", "{}"), attested("attested", '{"version": 1}')
    world.send("attested by token", good, attests=True)
    world.send("attested badly", bad, account=publisher, attests=True)
    world.send("attested", good, account=publisher, attests=True)
    world.send("no attestation", world.wheel("bare"), attests=True)
    world.send("no JSON", attested("attested", "{"), account=publisher, attests=True)


def _failures(world: World, ill: PublicIndex) -> None:
    """Add what an index *ill* answers, one after the other; twine repeats what is answered 5xx."""
    told = {
        "busy": Reply(429, "Too Many Requests"),
        "read-only": Reply(403, "Read-only mode: Uploads are temporarily disabled."),
        "no new projects": Reply(403, "New project registration temporarily disabled. See it."),
        "down": Reply(503, "Service Unavailable"),
        "bad gateway": Reply(502, "Bad Gateway"),
        "too large": Reply(413, "Request Entity Too Large"),
        "file too large": Reply(400, "File too large. Limit for project 'x' is 100 MB. See it."),
        "too much": Reply(400, "Project size too large. Limit for project 'x' is 10 GB."),
        "damaged": Reply(400, "The digest supplied does not match a digest calculated."),
        "inactive": Reply(400, "Organization account owning this project is inactive."),
        "conflict": Reply(409, "The name 'mine' conflicts with an existing project. See it."),
    }
    wheel = world.wheel("ill")
    for case, reply in told.items():
        ill.replies += [reply] * (5 if reply.status >= 500 else 1)
        world.send(case, wheel, url=ill.upload)


def _silences(world: World, ill: PublicIndex, cut: PublicIndex, strange: PublicIndex) -> None:
    """Add those that no answer comes to; *ill* comes last, as it dies of it."""
    wheel = world.wheel("quiet")
    with PublicIndex() as gone:
        pass
    cut.dies_after_bytes = 100_000
    large = write_sdist(world.folder / "large", "large", size=3_000_000)
    world.send("cut off", large, login=Login(TOKEN_USER, cut.token), url=cut.upload)
    world.send("nobody there", wheel, url=gone.upload)
    world.send("no certificate", wheel, url=strange.upload)
    world.send("no slash", wheel, url=ill.upload[:-1])
    world.send("pages", wheel, url=ill.simple)
    ill.dies_after_files = 1
    world.send("the last", world.wheel("last"), login=Login(TOKEN_USER, ill.token), url=ill.upload)
    world.send("dead", wheel, url=ill.upload)


@pytest.mark.parametrize(
    "case", ["taken", "first bytes", "same bytes", "attested", "no attestation", "the last"]
)
def test_taken(answers: Mapping[str, Answer], case: str) -> None:
    assert answers[case].is_taken, answers[case]


@pytest.mark.parametrize(
    ("case", "kind", "fact", "remedy"),
    [
        ("theirs", "name-taken", "the name theirs belongs to somebody else", "name of your own"),
        ("similar", "name-taken", "the name he11oworld is too like", "mistake for another's"),
        ("module", "name-prohibited", "the name json to nobody", "standard library"),
        ("file", "name-prohibited", "the name requirements-txt to nobody", "another name"),
        ("conflict", "name-taken", "the name mine belongs to somebody else", "of your own"),
        ("no such token", "login", "does not know this user and password", "very index"),
        ("password", "login", "takes no passwords, only tokens", "the user is __token__"),
        ("email", "login", "before its email address is verified", "verify it"),
        ("2FA", "login", "before it has a second factor", "set that up"),
        ("old token", "login", "the token is too old", "make a new token"),
        ("token of another", "login", "for other projects than mine", "take a token for mine"),
        ("token of no project", "login", "for other projects than novel", "the whole account"),
        ("publisher of another", "login", "publisher of another project than mine", "add it"),
        ("publisher of no project", "login", "set up for another name", "the same name"),
        ("other bytes", "exists", "twice-1.0-py3-none-any.whl already", "raise the version"),
        ("deleted", "exists", "gone-1.0-py3-none-any.whl already, or had", "raise the version"),
        ("closed", "exists", "too old to get more files", "raise the version"),
        ("second sdist", "exists", "another sdist of this version", "raise the version"),
        ("file name", "metadata", "should contain the normalized", "mend what it names"),
        ("not an archive", "archive", "accept hollow-1.0-py3-none-any.whl as an archive", "build"),
        ("README", "description", "cannot render the README", "run 'helloworld rehearse'"),
        ("classifier", "metadata", "'Nonsense :: None' is not a valid", "mend what it names"),
        ("direct", "metadata", "Can't have direct dependency: a @", "mend what it names"),
        ("attested by token", "attestations", "only from a trusted publisher", "upload from"),
        ("attested badly", "attestations", "does not accept the attestation", "make it again"),
        ("no JSON", "unfit", "invalid JSON in attestation: attested-1.0-py3", ""),
        ("busy", "later", "takes no more for the moment", "in an hour"),
        ("read-only", "later", "takes nothing for the moment", "try again later"),
        ("no new projects", "later", "takes nothing for the moment", "try again later"),
        ("down", "later", "a problem of its own", "try again"),
        ("bad gateway", "later", "a problem of its own", "try again"),
        ("too large", "size", "is larger than the index takes", "leave out"),
        ("file too large", "size", "is larger than the index takes", "leave out"),
        ("too much", "size", "the project as a whole", "delete old releases"),
        ("damaged", "damaged", "other bytes of ill-1.0", "try again"),
        ("inactive", "metadata", "is inactive", ""),
        ("nobody there", "unanswered", "refused", "whether the index runs"),
        ("no certificate", "unanswered", "certificate verify failed", "TWINE_CERT"),
        ("no slash", "address", "nothing takes uploads at this address", "last slash"),
        ("pages", "address", "nothing takes uploads at this address", "pip installs from"),
        (
            "cut off",
            "unanswered",
            "no answer came for large-1.0.tar.gz: ",
            "try again",
        ),
        ("dead", "unanswered", "no answer came for quiet-1.0", "try again"),
    ],
)
def test_explained(
    answers: Mapping[str, Answer], case: str, kind: str, fact: str, remedy: str
) -> None:
    refusal = explain(answers[case])

    assert refusal.kind == kind, refusal
    assert fact in refusal.fact
    assert remedy in refusal.remedy
    assert "\n" not in refusal.fact + refusal.remedy
    assert len(refusal.fact) < 500
