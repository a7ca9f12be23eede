"""What child processes leave behind, and what is done before an exit at once."""

import multiprocessing
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.observe.events import UNKNOWN, Event, Kind, Log, Place
from hello.observe.recorder import children, recording, serialise

METHODS = multiprocessing.get_all_start_methods()


def work() -> None:
    thread = threading.Thread(target=threading.Event().wait, args=(0.001,), name="child's")
    thread.start()
    thread.join()


@pytest.mark.parametrize("method", METHODS)
def test_a_child_leaves_its_log(method: str, tmp_path: Path) -> None:
    with recording(children=tmp_path) as recorder:
        context: Any = multiprocessing.get_context(method)
        process = context.Process(target=work)
        process.start()
        process.join()
    assert process.exitcode == 0
    (file,) = tmp_path.iterdir()
    log = serialise.read(file)
    assert log.process == process.pid
    assert [one.name for one in log.threads.values()] == ["MainThread", "child's"]
    assert log.began >= recorder.log().began


@pytest.mark.parametrize("method", METHODS)
def test_a_child_says_what_it_is_called(method: str, tmp_path: Path) -> None:
    with recording(children=tmp_path) as recorder:
        context: Any = multiprocessing.get_context(method)
        process = context.Process(target=work, name="Bob")
        process.start()
        process.join()
    (file,) = tmp_path.iterdir()
    assert (serialise.read(file).name, recorder.log().name) == ("Bob", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="other system: fork")
def test_a_fork_by_hand_leaves_its_log_at_os_exit(tmp_path: Path) -> None:
    program = f"""
import os
from pathlib import Path
from hello.observe.recorder import recording
with recording(children=Path({str(tmp_path)!r})) as recorder:
    recorder.before_exit(lambda: os.write(1, b"flushed"))
    if (child := os.fork()) == 0:
        os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    os._exit(4)
"""
    command = [sys.executable, "-W", "error", "-c", program]
    ended = subprocess.run(command, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (4, b"flushed", b"")
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(not hasattr(os, "fork"), reason="other system: fork")
@pytest.mark.parametrize("start", ["Thread(target=fork).start", "_thread.start_new_thread"])
def test_a_thread_that_forks_is_its_childs_main_thread(start: str, tmp_path: Path) -> None:
    """When it returns, the child is over, as it is without the recorder."""
    program = f"""
import _thread, os, threading
from pathlib import Path
from hello.observe.recorder import recording
def fork():
    global child
    if (child := os.fork()) == 0:
        worker = threading.Thread(target=threading.Event().wait, args=(0.001,))
        worker.start()
        return
    os.waitpid(child, 0)
    over.set()
with recording(children=Path({str(tmp_path)!r})):
    over = threading.Event()
    threading.{start}() if "Thread(" in {start!r} else {start}(fork, ())
    over.wait()
"""
    command = [sys.executable, "-W", "error::UserWarning", "-c", program]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")
    (file,) = tmp_path.iterdir()
    log = serialise.read(file)
    assert {event.thread for event in log.events} <= set(log.threads)
    assert {event.thread for event in log.events if event.kind == Kind.ENDED} == set(log.threads)
    forker, worker = log.threads.values()
    assert (forker.parent, forker.place, forker.native_id) == (UNKNOWN, 0, log.process)
    assert worker.parent == min(log.threads)


def test_a_recording_that_nobody_ends_does_not_keep_python_from_ending() -> None:
    program = "from hello.observe.recorder import recording; whole = recording(); whole.__enter__()"
    command = [sys.executable, "-W", "error", "-c", program]
    ended = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")


TASKS = Path("/proc/self/task")


@pytest.mark.skipif(not TASKS.exists(), reason="other system: /proc")
def test_python_counts_no_thread_of_ours_at_a_fork(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some versions count when all that comes after a fork is done, and warn of threads."""
    seen: list[int] = []
    plain = os.fork

    def fork() -> int:
        if child := plain():
            seen.append(len(list(TASKS.iterdir())))
        return child

    monkeypatch.setattr(children, "WARNS_LATE", True)
    monkeypatch.setattr(os, "fork", fork)
    before = len(list(TASKS.iterdir()))
    with recording(children=tmp_path):
        for _ in range(2):
            if os.fork() == 0:
                os._exit(0)
            os.wait()
            assert len(list(TASKS.iterdir())) == before + 1
    assert seen == [before] * 2
    assert os.fork is fork


numbers = st.integers(-1, 2**62)
events = st.builds(
    Event, numbers, numbers, st.sampled_from(Kind), numbers, numbers, numbers, numbers, numbers
)


@given(st.lists(events), st.text(), st.lists(st.builds(Place, st.text(), numbers, st.text())))
def test_a_file_gives_back_the_log(found: list[Event], program: str, places: list[Place]) -> None:
    log = Log(1, 0, program, "3.11", 5, 1.5, events=found, places=tuple(places))
    again = serialise.unpacked(serialise.packed(log))
    assert again == log


@pytest.mark.parametrize("data", [b"", b"x", b"\x78\x9c\x03\x00\x00\x00\x00\x01"])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="recording"):
        serialise.unpacked(data)
