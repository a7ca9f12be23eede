"""helloworld publish, broken off at its worst moments: what is kept, and what is told of it."""

import errno
import io
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from kept_folders import fill

from hello.cli import publication
from hello.cli.publish import command
from hello.errors import HelloError
from hello.publishing import going_on, look, send, waiting
from hello.publishing import publish as flow_of
from hello.publishing.course import BrokenOffError
from hello.publishing.passed import rehearsed
from hello.rehearsal import sending
from hello.rehearsal.model import Found, Report
from hello.rehearsal.offered import Offer
from hello.rehearsal.plan import Plan
from hello.rehearsal.rehearse import Request
from hello.rehearsal.uploading import Answer, Upload
from hello.workbench.processes import Processes

WHEEL, SDIST = NAMES = ["tiny-1.0-py3-none-any.whl", "tiny-1.0.tar.gz"]

URL = "http://127.0.0.1:9/legacy/"
"""Nothing is there, and nobody asks: all that would ask is replaced."""

BEFOREHAND = "Should this be broken off, here is how to finish:"
LEFT_OVER = "Nobody needs this folder any more, remove it:"


def nothing() -> None:
    """Do nothing."""


class Index:
    """What an index has; it takes uploads until it dies, in no time."""

    def __init__(self) -> None:
        self.files: dict[str, Offer] = {}
        self.dies_after_files: int | None = None
        self.before_upload: Callable[[], object] = nothing

    def files_on(self, *_: object, **__: object) -> dict[str, Offer]:
        if len(self.files) == self.dies_after_files:
            raise HelloError("the index is down", next_step="wait")
        return dict(self.files)

    def upload(
        self, _processes: object, _room: Path, wanted: Upload, **_: object
    ) -> tuple[tuple[Answer], ...]:
        self.before_upload()
        (path,) = wanted.files
        if len(self.files) == self.dies_after_files:
            return ((Answer(path.name, sending.UNANSWERED, said="connection closed"),),)
        self.files[path.name] = Offer("", sha256(path.read_bytes()).hexdigest())
        return ((Answer(path.name, sending.TAKEN),),)


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("rehearsed"))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    found = Index()
    for module in (look, send, waiting):
        monkeypatch.setattr(module, "files_on", found.files_on)
    for name, value in (("HOME", str(tmp_path)), ("USERPROFILE", str(tmp_path))):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(send, "upload", found.upload)
    monkeypatch.setattr(flow_of, "install_back", lambda *_: Found(("it came back",)))
    return found


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder for temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def project(
    artifacts: Path, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Return a project whose rehearsal takes no time, and leaves the *artifacts*."""
    assert temporary.is_dir()
    made = tmp_path / "project"
    made.mkdir()
    (made / "pyproject.toml").touch()

    @contextmanager
    def _rehearsed(folder: Path, _asks: object) -> Iterator[tuple[Plan, Report]]:
        with rehearsed(artifacts if folder == made else folder, Request()) as opened:
            yield opened

    monkeypatch.setattr(publication, "_rehearsed", _rehearsed)
    return made


@pytest.fixture(autouse=True)
def ctrl_c() -> Iterator[None]:
    """Have Ctrl-C mean after the test what it meant before."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def publish(folder: Path, *options: str) -> int:
    arguments = [str(folder), "--repository", URL, "--lang", "en", "--yes", *options]
    code: int = command.main(arguments, "helloworld publish", standalone_mode=False)
    return code


class Leaving(io.StringIO):
    """Standard output whose reader leaves once it has read some text."""

    def __init__(self, last: str) -> None:
        super().__init__()
        self._last = last

    def write(self, text: str) -> int:
        if self._last in self.getvalue():
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        return super().write(text)


def publish_until(last: str, project: Path, *options: str) -> str:
    """Publish *project*, read by somebody who leaves after *last*; return the error's line."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stderr", sys.stderr)  # click would leave another one there
        patch.setattr(sys, "stdout", Leaving(last))
        # A click that ends with SystemExit had a broken pipe: hello.edge knows.
        with pytest.raises((BrokenOffError, SystemExit)) as caught:
            publish(project, *options)
    error = caught.value
    if not isinstance(error, BrokenOffError):
        return ""
    assert error.exit_code == 141
    return str(error)


def test_the_files_are_kept_and_named_before_the_first_is_sent(
    project: Path,
    artifacts: Path,
    index: Index,
    temporary: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """So they are there, and known, even after kill -9; nothing stays where all went well."""
    seen = []

    def look_around() -> None:
        (folder,) = (path.parent for path in temporary.glob("*/report.json"))
        same = [(folder / one).read_bytes() == (artifacts / one).read_bytes() for one in NAMES]
        said = capsys.readouterr().out
        seen.append((same, f"{BEFOREHAND}\n  helloworld publish {folder} --repository" in said))

    index.before_upload = look_around

    assert publish(project) == 0
    assert seen[0] == ([True, True], True)
    assert sorted(index.files) == NAMES
    assert list(temporary.iterdir()) == []


def test_without_space_to_keep_them_nothing_is_sent(
    project: Path, index: Index, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep_artifacts(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(going_on, "keep_artifacts", keep_artifacts)
    with pytest.raises(HelloError, match="cannot be kept for a second run: No space left"):
        publish(project)

    assert not index.files
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("last", "options"), [("--repository", ()), ("", ("--json",))], ids=["text", "JSON"]
)
def test_a_reader_that_leaves_and_an_index_that_dies(
    project: Path,
    index: Index,
    capsys: pytest.CaptureFixture[str],
    last: str,
    options: tuple[str, ...],
) -> None:
    """The error tells all, and what it names finishes; then that folder may go."""
    index.dies_after_files = 1
    line = publish_until(last, project, *options)

    assert line.startswith(f"the reader of our output left; not known: {SDIST}; uploaded: {WHEEL};")
    folder = Path(shlex.split(line.partition("to finish: ")[2])[2])
    index.dies_after_files = None
    capsys.readouterr()
    assert publish(folder) == 0
    said = capsys.readouterr().out
    assert sorted(index.files) == NAMES
    assert f"{LEFT_OVER}\n  {folder}\n" in said
    assert BEFOREHAND not in said


def test_a_reader_that_leaves_before_the_upload(
    project: Path, index: Index, temporary: Path
) -> None:
    assert not publish_until("cannot be replaced", project)
    assert not index.files
    assert list(temporary.iterdir()) == []


def test_a_reader_that_leaves_when_all_is_done(
    project: Path, index: Index, temporary: Path
) -> None:
    line = publish_until("it came back", project)

    assert sorted(index.files) == NAMES
    assert line.endswith(f"uploaded: {WHEEL}, {SDIST}; nothing is left to do")
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("index")
def test_what_is_there_already_is_not_said_to_go_there(
    artifacts: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is there anything to break off; a folder of the user's own is not said to be left."""
    assert publish(project) == 0
    assert f"tiny 1.0 goes to {URL}:" in capsys.readouterr().out
    for again in (project, artifacts):
        assert publish(again) == 0
        said = capsys.readouterr().out
        assert f"tiny 1.0 is already on {URL}:" in said
        assert "goes to" not in said
        assert BEFOREHAND not in said
        assert LEFT_OVER not in said


def test_an_impatient_user_still_reads_the_last_line(
    project: Path, index: Index, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the upload, and again while all is cleaned up, and while that line is written."""
    real = Processes.cancel

    def press() -> None:
        signal.raise_signal(signal.SIGINT)

    def cancel(processes: Processes) -> None:
        press()
        real(processes)

    index.before_upload = press
    monkeypatch.setattr(Processes, "cancel", cancel)
    with pytest.raises(BrokenOffError) as caught:
        publish(project)
    press()

    (kept,) = temporary.iterdir()
    line = str(caught.value)
    assert caught.value.exit_code == 130
    assert line.startswith(f"interrupted; not uploaded: {SDIST}; not known: {WHEEL};")
    assert f"to finish: helloworld publish {kept}" in line
