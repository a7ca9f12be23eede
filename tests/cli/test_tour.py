"""helloworld tour: the first minute, with and without a terminal, and ended at any stop."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from processes import Ended, installed, output_of, run
from rich.cells import cell_len
from terminal import InTerminal, in_terminal

from hello.catalogue import DEMOS
from hello.rehearsal.extra import MODULES
from hello.rehearsal.runner import NAMES

TOUR = (installed("helloworld"), "tour")
USUAL = [name for name in NAMES if name != "formats"]
HEADERS = [f"{number}/7" for number in range(1, 8)]
IN_TOUR = [demo.command for demo in DEMOS if demo.in_tour]

MAIN = "from hello.cli import main\nmain(prog_name='helloworld')\n"

ON_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="other system: not on Windows")


class Taken(NamedTuple):
    """A whole tour that kept its project: how it ended, what it kept, what it left."""

    ended: Ended
    kept: Path
    left: list[Path]


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Taken:
    folder = tmp_path_factory.mktemp("tour")
    temporary = folder / "tmp"
    temporary.mkdir()
    kept = folder / "mein Projekt 项目"
    variables = {
        "LC_ALL": "de_DE.UTF-8",
        "TMPDIR": str(temporary),
        "COLUMNS": "80",
        **user("Zoë 王", "zoe.w@example.com"),
    }
    ended = run(*TOUR, "--lang", "en", "--keep", kept, environment=variables)
    return Taken(ended, kept, list(temporary.iterdir()))


def user(name: str, email: str) -> dict[str, str]:
    """Return the environment variables with which git takes somebody for its user."""
    settings = {"user.name": name, "user.email": email}
    numbered = enumerate(settings.items())
    pairs = {
        f"GIT_CONFIG_{part}_{number}": text
        for number, pair in numbered
        for part, text in zip(("KEY", "VALUE"), pair, strict=True)
    }
    return {"GIT_CONFIG_COUNT": str(len(settings)), **pairs}


def assert_in_order(text: str, marks: list[str]) -> None:
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_it_greets_and_takes_seven_stops(taken: Taken) -> None:
    assert (taken.ended.code, taken.ended.stderr) == (0, "")
    assert_in_order(taken.ended.stdout, ["Hallo", *HEADERS, "To learn"])
    assert_in_order(taken.ended.stdout, [*IN_TOUR, "helloworld new", "helloworld publish"])


def test_without_a_terminal_it_speaks_of_no_keys(taken: Taken) -> None:
    assert "space" not in taken.ended.stdout
    assert "\x1b" not in taken.ended.stdout
    assert [line for line in taken.ended.stdout.splitlines() if cell_len(line) > 80] == []


def test_the_project_passes_every_step_of_its_rehearsal(taken: Taken) -> None:
    rehearsal = taken.ended.stdout.partition(HEADERS[5])[2]
    ended = dict(
        line.split()[:2] for line in rehearsal.splitlines() if line.partition(" ")[0] in USUAL
    )

    assert ended == dict.fromkeys(USUAL, "passed")
    assert "hello_zoe_w-0.1.0-py3-none-any.whl" in rehearsal
    assert "hello-zoe-w 0.1.0: passed" in rehearsal


def test_the_project_is_the_users_own_and_stays_with_its_report(taken: Taken) -> None:
    report = json.loads((taken.kept / "rehearsed" / "report.json").read_text(encoding="utf-8"))
    (project,) = (path for path in taken.kept.iterdir() if path.name != "rehearsed")

    assert project.name == report["project"] == "hello-zoe-w"
    assert "Zoë 王" in (project / "setup.cfg").read_text(encoding="utf-8")
    assert {path.name for path in (taken.kept / "rehearsed").iterdir()} == {
        *("report.json", "report.html"),
        *(artifact["file"] for artifact in report["artifacts"]),
    }
    assert "hello-zoe-w" in taken.ended.stdout


def test_nothing_else_is_left(taken: Taken) -> None:
    assert taken.left == []


def test_a_kept_project_is_not_overwritten(taken: Taken) -> None:
    before = sorted(taken.kept.rglob("*"))
    ended = run(*TOUR, "--keep", taken.kept)

    assert (ended.code, ended.stdout) == (2, "")
    assert "this folder is not empty" in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert sorted(taken.kept.rglob("*")) == before


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_where_nothing_can_be_kept_is_said_in_one_line(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    ended = run(*TOUR, "--keep", tmp_path / place)

    assert (ended.code, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)


def test_the_quick_tour_in_chinese_says_what_it_leaves_out(tmp_path: Path) -> None:
    kept, temporary = tmp_path / "kept", tmp_path / "tmp"
    temporary.mkdir()
    variables = {"TMPDIR": str(temporary), "COLUMNS": "400", "LOGNAME": "root", **user("张三", "")}
    text = output_of(*TOUR, "--quick", "--lang", "zh", "--keep", kept, environment=variables)

    assert_in_order(text, ["--quick 省去了", *HEADERS, "学下去"])
    rehearsal = text.partition(HEADERS[5])[2]
    assert [line.split()[:2] for line in rehearsal.splitlines() if "  通过  " in line] == [
        ["build", "通过"]
    ]
    assert "upload" not in rehearsal
    assert list(temporary.iterdir()) == []
    (project,) = (path for path in kept.iterdir() if path.name != "rehearsed")
    assert f"helloworld publish {project} --repository testpypi" in rehearsal
    assert "用你的名字" not in text


def test_without_the_extra_it_says_in_one_line_what_that_adds(tmp_path: Path) -> None:
    """A module is missing for Python where sys.modules has None for it."""
    without = "import sys\n" + "".join(f"sys.modules[{name!r}] = None\n" for name in MODULES)
    ended = run(
        *(sys.executable, "-c", without + MAIN, "tour", "--lang", "en"),
        environment={"COLUMNS": "200", "TMPDIR": str(tmp_path)},
    )

    assert (ended.code, ended.stderr) == (0, "")
    stop = ended.stdout.partition(HEADERS[5])[2].partition(HEADERS[6])[0]
    (line,) = (line for line in stop.splitlines() if "HelloWorld[rehearse]" in line)
    assert line.startswith("This stop builds, checks")
    assert "build " not in stop.replace(line, "")
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_the_rehearsal_says_why_and_the_tour_goes_on(tmp_path: Path) -> None:
    """Nobody listens at port 9 of loopback; it is not asked twice."""
    variables = {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple/",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "0",
        "UV_HTTP_RETRIES": "0",
        "PIP_NO_CACHE_DIR": "1",
        "TMPDIR": str(tmp_path),
    }
    ended = run(*TOUR, "--lang", "en", "--keep", tmp_path / "kept", environment=variables)

    assert (ended.code, ended.stderr) == (0, "")
    stop = ended.stdout.partition(HEADERS[5])[2].partition(HEADERS[6])[0]
    assert "the package index cannot be reached" in stop
    assert "To learn" in ended.stdout
    assert [path.name.startswith("hello-") for path in (tmp_path / "kept").iterdir()] == [True]


def test_past_the_deadline_the_tour_goes_on(tmp_path: Path) -> None:
    """No machine builds, installs and runs a project in a second."""
    ended = run(*TOUR, "--deadline", "1", "--lang", "en", environment={"TMPDIR": str(tmp_path)})

    assert (ended.code, ended.stderr) == (0, "")
    assert_in_order(ended.stdout, [HEADERS[5], "not done after 1 s", HEADERS[6]])
    assert list(tmp_path.iterdir()) == []


@contextmanager
def tour_in_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InTerminal]:
    """Begin a tour in a terminal; at the end, that is as before, and nothing is left."""
    variables = {"TMPDIR": str(tmp_path), "COLUMNS": "60", "LINES": "24", **user("Ada", "")}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with in_terminal(MAIN, "tour", "--lang", "en") as terminal:
        terminal.until("Enter: on")
        assert not terminal.is_sane
        yield terminal
        assert terminal.is_sane
        assert list(tmp_path.iterdir()) == []


def skip_to_the_rehearsal(terminal: InTerminal) -> None:
    """Skip the demos with s; see the project's pages to their end, and the rehearsal begin."""
    terminal.type("\n")
    for number in range(1, 5):
        terminal.until(f"{number}/7")
        terminal.type("s")
        terminal.until("Skipped.", times=number)
    terminal.until("hello-ada/")  # before that, it is at work
    terminal.type("\n\n\n")
    terminal.until("... 0 s")


@ON_POSIX
def test_every_stop_can_be_skipped_with_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tour_in_terminal(tmp_path, monkeypatch) as terminal:
        skip_to_the_rehearsal(terminal)
        terminal.type("s")
        terminal.until("Skipped.", times=5)

        assert terminal.wait() == 0
        assert ".whl" not in terminal.text
        assert_in_order(terminal.text, [*HEADERS, "To learn"])


@ON_POSIX
@pytest.mark.parametrize("key", ["q", " q"], ids=["at once", "after staying"])
def test_a_key_ends_the_tour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    with tour_in_terminal(tmp_path, monkeypatch) as terminal:
        terminal.type(key)

        assert terminal.wait() == 0
        assert "The tour ends here, before its first stop" in terminal.text


@ON_POSIX
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "interrupted"),
        pytest.param(signal.SIGTERM, 143, "ended by SIGTERM", id="SIGTERM"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_ended_in_the_rehearsal_it_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: int, said: str
) -> None:
    with tour_in_terminal(tmp_path, monkeypatch) as terminal:
        skip_to_the_rehearsal(terminal)
        if number == signal.SIGINT:
            terminal.type("\x03")
        else:
            terminal.process.send_signal(number)

        assert terminal.wait() == code
        assert f"helloworld: {said}" in terminal.text
        assert "Traceback" not in terminal.text


@ON_POSIX
def test_a_terminal_that_is_only_read_from_gets_no_prompt(tmp_path: Path) -> None:
    """stdin is a terminal, stdout a file: no keys, no pauses."""
    file = tmp_path / "out"
    source = f"import sys\nsys.stdout = open({str(file)!r}, 'w', encoding='utf-8')\n" + MAIN
    with in_terminal(source, "tour", "--quick", "--lang", "en", "--deadline", "1") as terminal:
        assert terminal.wait() == 0

    assert "Enter: on" not in file.read_text(encoding="utf-8")
    assert "To learn" in file.read_text(encoding="utf-8")


@ON_POSIX
def test_a_closed_reader_ends_it_quietly() -> None:
    process = subprocess.Popen(
        [*TOUR, "--lang", "en"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()

    assert (process.returncode, errors) == (141, b"")
