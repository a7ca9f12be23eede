"""Nothing is left of a run, not even when it is ended by SIGKILL; and the guard leaves, too."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from processes import DEADLINE, is_running, wait_until

from hello.workbench import guard
from hello.workbench.guardian import Guardian, guarded_folder
from hello.workbench.processes import Processes
from hello.workbench.space import FullDiskError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="other system: it has no SIGKILL")

NEEDS_PROC = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="other system: it has no /proc"
)

RUN = """
import os, sys
from hello.workbench.guardian import guarded_folder
from hello.workbench.processes import Processes

with guarded_folder("hello-test-") as (folder, guardian):
    hidden = folder / "not" / "to be entered"
    hidden.mkdir(parents=True)
    hidden.parent.chmod(0)
    environment = dict(os.environ, TMPDIR=str(folder / "tmp"))
    Processes(folder, environment, 2, guardian).run(
        sys.executable, "-c", sys.argv[1], cwd=folder, seconds=60
    )
"""
LEAVES_ITS_GROUP = "os.fork() and threading.Event().wait(); os.setsid()"

CHILD = """
import os, sys, threading
from pathlib import Path

{}
partial = Path(os.environ["PIDS"] + "-partial")
partial.write_text(str(os.getpid()))
partial.rename(os.environ["PIDS"])
threading.Event().wait()
"""


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "ein Ordner é 项目\n"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "first",
    ["", pytest.param(LEAVES_ITS_GROUP, marks=NEEDS_PROC)],
    ids=["program", "program that left its group"],
)
def test_kill_9_leaves_no_program_and_no_folder(
    tmp_path: Path, temporary: Path, first: str
) -> None:
    told = tmp_path / "pid"
    environment = os.environ | {"TMPDIR": str(temporary), "PIDS": str(told)}
    command = [sys.executable, "-c", RUN, CHILD.format(first)]
    with subprocess.Popen(command, env=environment) as process:
        wait_until(told.exists)
        process.kill()

    wait_until(lambda: not is_running(int(told.read_text())))
    wait_until(lambda: not list(temporary.iterdir()))


@NEEDS_PROC
def test_at_the_usual_end_no_program_that_left_its_group_goes_on(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    first = (
        "ours, its = os.pipe()\n"
        "if os.fork():\n    os.read(ours, 1)\n    os._exit(0)\n"
        "os.setsid()\nos.write(its, b'.')"
    )
    with guarded_folder("hello-test-") as (folder, guardian):
        environment = os.environ | {"TMPDIR": str(folder / "tmp"), "PIDS": str(told)}
        processes = Processes(folder, environment, 2, guardian)
        processes.run(sys.executable, "-c", CHILD.format(first), cwd=folder)
        wait_until(told.exists)

    wait_until(lambda: not is_running(int(told.read_text())))
    assert not folder.exists()


def test_the_folder_can_be_made_within_another(tmp_path: Path) -> None:
    with guarded_folder(".hello-test-", tmp_path) as (folder, _):
        assert list(tmp_path.iterdir()) == [folder]

    assert list(tmp_path.iterdir()) == []


def test_the_guard_leaves_with_us(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: object, **settings: object) -> subprocess.Popen[bytes]:
        started.append(popen(*arguments, **settings))  # type: ignore[call-overload]  # as it came
        return started[-1]

    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", start)
    with guarded_folder("hello-test-") as (folder, _):
        assert started[0].poll() is None
        assert folder.is_dir()

    assert [process.returncode for process in started] == [0]
    assert not folder.exists()


def test_a_killed_or_stopped_guard_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hello.workbench.guardian.PATIENCE", 0.1)
    for number in (signal.SIGKILL, signal.SIGSTOP):
        with guarded_folder("hello-test-") as (folder, guardian):
            guard_process = guardian._guard  # noqa: SLF001  # nobody else has to know of it
            assert guard_process is not None
            guard_process.send_signal(number)
            if number == signal.SIGKILL:
                guard_process.wait(DEADLINE)
            guardian.began(1 << 22)

        assert guard_process.returncode == -signal.SIGKILL
        assert not folder.exists()


def test_a_full_disk_is_said_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path, **_settings: object) -> None:
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(FullDiskError), guarded_folder("hello-test-"):
        pass


class Killed:
    """Stands in for ``os.killpg``: what it is asked to kill."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.groups: set[int] = set()
        monkeypatch.setattr(os, "killpg", lambda group, _number: self.groups.add(group))


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Killed:
    return Killed(monkeypatch)


@pytest.mark.parametrize(
    ("messages", "groups", "left"),
    [
        (["began 71", "began 72", "ended 71"], {72}, []),
        (["began 71", "over"], set(), ["room"]),
        ([], set(), []),
    ],
    ids=["killed", "over", "nothing begun"],
)
def test_the_guard_clears_up_unless_all_is_over(
    tmp_path: Path, killed: Killed, messages: list[str], groups: set[int], left: list[str]
) -> None:
    folder = tmp_path / "room"
    (folder / "full").mkdir(parents=True)
    lines = [f"folder {os.fsencode(folder).hex()}", *messages]
    guard.main(io.BytesIO("".join(f"{line}\n" for line in lines).encode()))

    assert killed.groups == groups
    assert [path.name for path in tmp_path.iterdir()] == left


def test_without_a_folder_the_guard_has_nothing_to_do(killed: Killed) -> None:
    guard.main(io.BytesIO())

    assert killed.groups == set()


def test_without_a_guard_nothing_is_said() -> None:
    unguarded = Guardian(None)
    unguarded.began(71)
    unguarded.dismiss()
