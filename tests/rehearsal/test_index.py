import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from processes import is_running, wait_until
from small_artifacts import write_wheel

from hello.errors import HelloError
from hello.rehearsal import index as index_module
from hello.rehearsal import serving
from hello.rehearsal.index import Index, running_index
from hello.workbench.environments import child_environment
from hello.workbench.processes import CancelledError, Processes


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    those = Processes(tmp_path, child_environment(os.environ), 2)
    yield those
    those.cancel()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[bytes]]":
    """The programs that were started as indexes."""
    those = []
    start = index_module._start  # noqa: SLF001  # nothing public knows the process

    def noted(*arguments: Any) -> "subprocess.Popen[bytes]":
        those.append(start(*arguments))
        return those[-1]

    monkeypatch.setattr(index_module, "_start", noted)
    return those


def test_serves_what_is_in_its_folder(processes: Processes, tmp_path: Path) -> None:
    wheel = write_wheel(tmp_path / "files")

    with running_index(processes, tmp_path, tmp_path / "files") as index:
        page = index.fetch("/simple/tiny/").decode()
        same = index.fetch(f"/packages/{wheel.name}")

    assert f"{wheel.name}#sha256=" in page
    assert same == wheel.read_bytes()


def test_modules_beside_its_program_are_not_imported(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There are many of ours, and any name may be one that others use."""
    program = shutil.copy(serving.__file__, tmp_path / "serving.py")
    (tmp_path / "socketserver.py").write_text("raise SystemExit('not this one')")
    monkeypatch.setattr(serving, "__file__", str(program))

    with running_index(processes, tmp_path, tmp_path / "files") as index:
        assert index.fetch("/simple/")


def test_looks_nowhere_else(processes: Processes, tmp_path: Path) -> None:
    """A project that it lacks is not looked for on the public index."""
    with (
        running_index(processes, tmp_path, tmp_path / "files") as index,
        pytest.raises(HelloError, match="answers 404 Not Found: '/simple/pip/'; try again"),
    ):
        index.fetch("/simple/pip/")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere 127.0.0.2 is not loopback's")
def test_only_loopback_can_reach_it(processes: Processes, tmp_path: Path) -> None:
    with (
        running_index(processes, tmp_path, tmp_path / "files") as index,
        socket.create_connection((serving.LOOPBACK, index.port)) as client,
    ):
        assert client.getpeername()[0] == "127.0.0.1"
        # Bound to all addresses, this one would be bound, too.
        with socket.socket() as other:
            other.bind(("127.0.0.2", index.port))


def test_hears_out_whom_it_refuses(processes: Processes, tmp_path: Path) -> None:
    """One that is cut off in the middle may never see the answer."""
    size = 8_000_000
    head = f"POST / HTTP/1.0\r\nContent-Length: {size}\r\nContent-Type: multipart/form-data\r\n\r\n"

    with (
        running_index(processes, tmp_path, tmp_path / "files") as index,
        socket.create_connection((serving.LOOPBACK, index.port), timeout=30) as client,
    ):
        client.sendall(head.encode())
        for _ in range(8):
            client.sendall(bytes(size // 8))
        answer = client.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.0 401 Unauthorized")


def test_two_at_a_time_have_ports_and_passwords_of_their_own(
    processes: Processes, tmp_path: Path
) -> None:
    with (
        running_index(processes, tmp_path, tmp_path / "a") as one,
        running_index(processes, tmp_path, tmp_path / "b") as other,
    ):
        assert one.port != other.port
        assert one.password != other.password


def test_its_password_is_shown_nowhere(
    processes: Processes, tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    with running_index(processes, tmp_path, tmp_path / "files") as index:
        kept = [path for path in tmp_path.rglob("*") if path.is_file()]
        texts = [path.read_text(errors="replace") for path in kept]

        assert index.password not in repr(index)
        assert index.password not in str(started[0].args)
        assert kept
        assert not [text for text in texts if index.password in text]
        (hashed,) = [path for path in kept if path.name == "passwords"]
        assert sys.platform == "win32" or stat.S_IMODE(hashed.stat().st_mode) == 0o600


def test_leaves_nothing_but_the_files(
    processes: Processes, tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    with running_index(processes, tmp_path, tmp_path / "files") as index:
        assert started[0].poll() is None

    assert started[0].poll() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["files"]
    with pytest.raises(HelloError, match=r"does not answer: .*refused"):
        index.fetch("/simple/")


def test_ends_after_an_error(
    processes: Processes, tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    with pytest.raises(KeyboardInterrupt), running_index(processes, tmp_path, tmp_path / "files"):
        raise KeyboardInterrupt

    assert started[0].poll() is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot stop a program")
def test_ends_when_it_does_not_listen_any_more(
    processes: Processes,
    tmp_path: Path,
    started: "list[subprocess.Popen[bytes]]",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One that does not see the end of its stdin is killed."""
    monkeypatch.setattr(index_module, "GRACE", 0.01)

    with running_index(processes, tmp_path, tmp_path / "files"):
        started[0].send_signal(signal.SIGSTOP)

    assert started[0].poll() == -signal.SIGKILL


def test_does_not_start_once_all_is_being_ended(processes: Processes, tmp_path: Path) -> None:
    processes.cancel()

    with pytest.raises(CancelledError), running_index(processes, tmp_path, tmp_path / "files"):
        pass


def test_is_not_waited_for_when_all_is_being_ended(
    processes: Processes, tmp_path: Path, started: "list[subprocess.Popen[bytes]]"
) -> None:
    program = tmp_path / "never_ready.py"
    program.write_text("import sys; sys.stdin.read()")

    def cancel_when_started() -> None:
        wait_until(lambda: bool(started))
        processes.cancel()

    canceller = threading.Thread(target=cancel_when_started)
    canceller.start()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serving, "__file__", str(program))
        with pytest.raises(CancelledError), running_index(processes, tmp_path, tmp_path / "files"):
            pass

    canceller.join(30)
    assert started[0].poll() is not None


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        pytest.param("import sys; sys.exit('no such thing')", "no such thing", id="with a reason"),
        pytest.param("raise SystemExit(3)", "no output, exit code 3", id="without one"),
    ],
)
def test_says_why_it_cannot_be_started(
    processes: Processes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
    reason: str,
) -> None:
    (tmp_path / "fails.py").write_text(program)
    monkeypatch.setattr(serving, "__file__", str(tmp_path / "fails.py"))

    with (
        pytest.raises(HelloError, match=f"cannot be started: {reason}; mend that first"),
        running_index(processes, tmp_path, tmp_path / "files"),
    ):
        pass


def test_says_that_it_does_not_get_ready(
    processes: Processes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    started: "list[subprocess.Popen[bytes]]",
) -> None:
    (tmp_path / "idle.py").write_text("import sys; sys.stdin.read()")
    monkeypatch.setattr(serving, "__file__", str(tmp_path / "idle.py"))
    monkeypatch.setattr(index_module, "READY_WITHIN", 0.0)

    with (
        pytest.raises(HelloError, match="cannot be started: it does not get ready"),
        running_index(processes, tmp_path, tmp_path / "files"),
    ):
        pass

    assert started[0].poll() is not None


def test_a_folder_with_any_name(processes: Processes, tmp_path: Path) -> None:
    room = tmp_path / "你好 Wörld's [1]*%20"
    room.mkdir()
    wheel = write_wheel(room / "files")

    with running_index(processes, room, room / "files") as index:
        assert wheel.name in index.fetch("/simple/tiny/").decode()


KILLED = """
import os, sys, time
from pathlib import Path
from hello.rehearsal import index
from hello.workbench.processes import Processes
start = index._start
def noted(*arguments):
    process = start(*arguments)
    Path("pid").write_text(str(process.pid))
    return process
index._start = noted
here = Path.cwd()
with index.running_index(Processes(here, os.environ, 2), here, here / "files"):
    print("ready", flush=True)
    time.sleep(600)
"""


def test_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED], cwd=tmp_path, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        assert starter.stdout.readline() == b"ready\n"
        pid = int((tmp_path / "pid").read_text())
        assert is_running(pid)
        starter.kill()

    wait_until(lambda: not is_running(pid))


def test_an_index_that_ends_is_said_to(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # but it does not listen
        index = Index(nobody.getsockname()[1], tmp_path, "secret")

        with pytest.raises(HelloError, match="does not answer"):
            index.fetch("/simple/")
