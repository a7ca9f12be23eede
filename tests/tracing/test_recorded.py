"""What becomes of processes that a traced program leaves behind."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hello.tracing import recorded
from hello.tracing.recorded import end, folder_of, record
from hello.tracing.running import Ended

SURVIVOR = 4321

NOBODY = 2**30
"""More than the number of any process (proc(5), pid_max)."""

DEADLINE = 30


@pytest.mark.parametrize("was_stopped", [True, False])
def test_what_is_left_is_ended_only_after_the_deadline(
    *, was_stopped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program may mean to leave others behind; one that was stopped did not."""
    ended: list[int] = []

    def run(*_: object, **__: object) -> Ended:
        return Ended(0, 1, was_stopped=was_stopped)

    def is_asked(_: Path, processes: Any) -> None:
        assert list(processes) == [SURVIVOR]
        assert ended == []  # who is ended tells no more

    monkeypatch.setattr(recorded, "run", run)
    monkeypatch.setattr(recorded, "alive", lambda _: iter([SURVIVOR]))
    monkeypatch.setattr(recorded, "ask", is_asked)
    monkeypatch.setattr(recorded, "end", ended.extend)

    record(["program.py"], last=None, deadline=1, on_deadlock=lambda _: None)

    assert ended == [SURVIVOR] * was_stopped


def test_a_process_is_ended_and_one_that_is_gone_is_no_fault() -> None:
    with subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE) as process:
        end([process.pid])
        assert process.wait(DEADLINE) != 0

    end([NOBODY])


def test_modules_are_looked_for_beside_a_file_and_here_for_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "work.py").touch()
    (tmp_path / "link.py").symlink_to(tmp_path / "tools" / "work.py")
    monkeypatch.chdir(tmp_path)

    assert folder_of(["-m", "work"]) == str(tmp_path)
    assert folder_of(["tools/work.py", "-m"]) == str(tmp_path / "tools")
    assert folder_of(["link.py"]) == str(tmp_path / "tools")
