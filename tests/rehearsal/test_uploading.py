import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from answering_index import HANG_UP, Reply, answering
from small_artifacts import write_sdist, write_wheel

from hello.errors import HelloError
from hello.rehearsal import sending
from hello.rehearsal.uploading import LONGEST, Answer, Login, Upload, arrived, upload
from hello.workbench.environments import child_environment
from hello.workbench.processes import Processes

ME = Login("me", "my word")
TAKEN = Reply()


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    settings = child_environment(os.environ) | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    those = Processes(tmp_path, settings, 2)
    yield those
    those.cancel()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, ...]:
    return write_wheel(tmp_path / "built"), write_sdist(tmp_path / "built")


def test_sends_each_file(processes: Processes, tmp_path: Path, files: tuple[Path, ...]) -> None:
    with answering(TAKEN) as index:
        (answers,) = upload(processes, tmp_path, Upload(index.url, files, ME))

    assert index.files == [path.name for path in files]
    assert index.logins == ["me:my word"] * 2
    assert answers == [Answer(path.name, sending.TAKEN) for path in files]


def test_several_uploads_in_one_call(
    processes: Processes, tmp_path: Path, files: tuple[Path, ...]
) -> None:
    """Each has its own login, and goes on where another was refused."""
    with answering(Reply(403, "Forbidden"), TAKEN) as index:
        refused, taken = upload(
            processes,
            tmp_path,
            Upload(index.url, files, Login("me", "wrong")),
            Upload(index.url, files, ME),
        )

    assert [answer.kind for answer in refused] == [sending.REFUSED]
    assert [answer.kind for answer in taken] == [sending.TAKEN] * 2
    assert index.logins == ["me:wrong", "me:my word", "me:my word"]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        pytest.param(
            Reply(400, "File already exists. See /help/#reuse", "<html><h1>400 ...</h1></html>"),
            "400 File already exists. See /help/#reuse",
            id="in the status line, as PyPI",
        ),
        pytest.param(
            Reply(400, "Bad Request", "<html><pre>No &#039;x&#039;!\n  Try --force.</pre></html>"),
            "400 No 'x'!",
            id="in a page, as pypiserver",
        ),
        pytest.param(
            Reply(403, "Forbidden", "<html><pre>None</pre></html>"), "403 Forbidden", id="in no way"
        ),
        pytest.param(
            Reply(409, "Conflict", "it is\nthere"), "409 it is there", id="in a plain body"
        ),
        pytest.param(Reply(499, "", ""), "499", id="with a status that nobody knows"),
        pytest.param(
            Reply(400, "Bad Request", "x" * 1000),
            f"400 {'x' * (LONGEST - 3)}...",
            id="at length",
        ),
    ],
)
def test_says_why_the_index_refuses(
    processes: Processes, tmp_path: Path, files: tuple[Path, ...], reply: Reply, said: str
) -> None:
    with answering(reply) as index:
        (answers,) = upload(processes, tmp_path, Upload(index.url, files, ME))

    (answer,) = answers
    assert answer.kind == sending.REFUSED
    assert str(answer) == said


def test_tells_which_files_arrived_before_the_index_was_gone(
    processes: Processes, tmp_path: Path, files: tuple[Path, ...]
) -> None:
    with answering(TAKEN, HANG_UP) as index:
        wanted = Upload(index.url, files, ME)
        (answers,) = upload(processes, tmp_path, wanted)

    assert [answer.kind for answer in answers] == [sending.TAKEN, sending.UNANSWERED]
    assert answers[1].said == "Remote end closed connection without response"
    assert arrived(wanted, answers) == f"arrived: {files[0].name}; not arrived: {files[1].name}"


def test_nobody_there(processes: Processes, tmp_path: Path, files: tuple[Path, ...]) -> None:
    with answering(TAKEN) as index:
        pass

    wanted = Upload(index.url, files, ME)
    (answers,) = upload(processes, tmp_path, wanted)

    assert answers == [Answer(files[0].name, sending.UNANSWERED, None, "Connection refused")]
    assert arrived(wanted, answers).startswith("arrived: none; not arrived: tiny")


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        pytest.param("Metadata-Version: 2.1\nName: tiny\n\n", "'version'", id="no version"),
        pytest.param("", "", id="no metadata at all"),
    ],
)
def test_says_why_twine_refuses(
    processes: Processes, tmp_path: Path, about: str, reason: str
) -> None:
    wheel = write_wheel(tmp_path, about=about)

    with answering(TAKEN) as index:
        (answers,) = upload(processes, tmp_path, Upload(index.url, (wheel,), ME))

    (answer,) = answers
    assert answer.kind == sending.UNFIT
    assert answer.status is None
    assert reason in answer.said
    assert not index.files


@pytest.mark.parametrize("name", ["tiny-1.0.exe", "tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"])
def test_a_file_that_is_no_archive(processes: Processes, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"not what its name says")

    with answering(TAKEN) as index:
        (answers,) = upload(processes, tmp_path, Upload(index.url, (tmp_path / name,), ME))

    assert [answer.kind for answer in answers] == [sending.UNFIT]
    assert answers[0].said
    assert str(tmp_path) not in answers[0].said
    assert not index.files


def test_an_sdist_without_metadata(processes: Processes, tmp_path: Path) -> None:
    """The file is named, not where it is on this machine."""
    sdist = tmp_path / "tiny-1.0.tar.gz"
    with tarfile.open(sdist, "w:gz") as archive:
        archive.add(Path(__file__), "tiny-1.0/test.py")

    with answering(TAKEN) as index:
        (answers,) = upload(processes, tmp_path, Upload(index.url, (sdist,), ME))

    assert answers[0].said.endswith("'Metadata-Version': tiny-1.0.tar.gz")


def test_passwords_are_quoted_nowhere(
    processes: Processes, tmp_path: Path, files: tuple[Path, ...]
) -> None:
    """Not by repr, nor where the index itself says it back."""
    with answering(Reply(400, "me:my word is no login of mine")) as index:
        wanted = Upload(index.url, files, ME)
        (answers,) = upload(processes, tmp_path, wanted)

    assert "my word" not in repr(wanted)
    assert str(answers[0]) == "400 me:*** is no login of mine"
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"my word" in path.read_bytes()]


def test_settings_of_the_user_are_not_used(
    processes: Processes, tmp_path: Path, files: tuple[Path, ...]
) -> None:
    """Neither .pypirc nor .netrc nor the variables of twine; a login was given."""
    home = tmp_path / "home"
    home.mkdir()
    (home / ".pypirc").write_text("no configuration at all\n")
    (home / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    theirs = {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "TWINE_USERNAME": "somebody",
        "TWINE_PASSWORD": "else",
        "TWINE_REPOSITORY": "nowhere",
        "TWINE_REPOSITORY_URL": "http://127.0.0.1:1/",
    }

    with answering(TAKEN) as index:
        wanted = Upload(index.url, files, ME)
        upload(processes, tmp_path, wanted, environment=theirs)

    assert index.logins == ["me:my word"] * 2


def test_without_a_login_twine_finds_one(
    processes: Processes, tmp_path: Path, files: tuple[Path, ...]
) -> None:
    theirs = {"TWINE_USERNAME": "somebody", "TWINE_PASSWORD": "else"}

    with answering(TAKEN) as index:
        upload(processes, tmp_path, Upload(index.url, files), environment=theirs)

    assert index.logins == ["somebody:else"] * 2


def test_without_any_login_nobody_is_asked(
    processes: Processes, tmp_path: Path, files: tuple[Path, ...]
) -> None:
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "HOME": str(tmp_path)}

    with answering(TAKEN) as index:
        (answers,) = upload(processes, tmp_path, Upload(index.url, files), environment=none)

    assert answers[0].kind == sending.NO_LOGIN
    assert "Credential not found" in answers[0].said


@pytest.mark.parametrize(
    ("program", "seconds", "reason"),
    [
        pytest.param("raise SystemExit('broken')", 60, "broken;", id="crash"),
        pytest.param(
            "import threading; threading.Event().wait(600)", 0.5, "no end after 0.5 s;", id="hang"
        ),
    ],
)
def test_says_what_had_arrived_when_the_program_breaks_off(
    program: str, seconds: float, reason: str, processes: Processes, files: tuple[Path, ...]
) -> None:
    answer = f'{{"request": 0, "file": "{files[0].name}", "kind": "taken"}}'
    text = f"import sys\nopen(sys.argv[1], 'w').write({answer!r} + chr(10))\n{program}"
    replacement = files[0].with_name("program.py")
    replacement.write_text(text)
    wanted = Upload("http://127.0.0.1:1/", files, ME)

    with patch.object(sending, "__file__", str(replacement)), pytest.raises(HelloError) as caught:
        upload(processes, replacement.parent, wanted, seconds=seconds)

    assert f"twine broke off: {reason}" in str(caught.value)
    if seconds > 1:  # a busy machine may not have come so far
        assert f"arrived: {files[0].name}; not arrived: {files[1].name}" in str(caught.value)
