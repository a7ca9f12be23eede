"""Programs are run within limits, and can all be ended."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest

from hello.errors import HelloError
from hello.workbench.processes import CancelledError, Processes
from hello.workbench.slots import Slots
from hello.workbench.space import FullDiskError, refuse_if_full

FOREVER = "import threading; print('begun', flush=True); threading.Event().wait()"


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    return Processes(tmp_path, os.environ, 2)


def python(
    processes: Processes, code: str, folder: Path, seconds: float = 60
) -> tuple[object, str]:
    ended = processes.run(sys.executable, "-c", code, cwd=folder, seconds=seconds)
    return ended.code, ended.output


def test_output_and_exit_code_are_returned(processes: Processes, tmp_path: Path) -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"

    code_and_output = python(processes, f"import sys; sys.stdout.flush(); {code}", tmp_path)
    assert code_and_output[0] == 3
    assert set(str(code_and_output[1]).split()) == {"out", "err"}
    assert processes.spent > 0


def test_past_the_deadline_there_is_no_exit_code(processes: Processes, tmp_path: Path) -> None:
    assert python(processes, FOREVER, tmp_path, seconds=0.1)[0] is None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="other system: it has no /proc")
def test_what_a_program_leaves_behind_is_ended(processes: Processes, tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "left = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'])\n"
        "print(left.pid)"
    )
    _, output = python(processes, code, tmp_path)

    deadline = monotonic() + 30
    while is_running(int(output)):
        assert monotonic() < deadline
        sleep(0.01)


def is_running(pid: int) -> bool:
    """Return whether the process is there, and more than a dead one that nobody waited for."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_cancelled_every_program_ends_and_none_begins(processes: Processes, tmp_path: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(python, processes, FOREVER, tmp_path) for _ in range(3)]
        processes.cancel()

        for one in running:
            assert isinstance(one.exception(timeout=30), CancelledError)
    with pytest.raises(CancelledError):
        python(processes, "pass", tmp_path)


def test_a_program_that_is_not_there_is_one_line(processes: Processes, tmp_path: Path) -> None:
    with pytest.raises(HelloError, match="nonesuch cannot be started"):
        processes.run("nonesuch", cwd=tmp_path)


def test_a_full_disk_is_said_whoever_met_it(processes: Processes, tmp_path: Path) -> None:
    with pytest.raises(FullDiskError, match="no space left"):
        python(processes, "raise OSError(28, 'No space left on device')", tmp_path)
    refuse_if_full(tmp_path, "error: something else")


def test_the_urgent_goes_first_then_who_waits_longest() -> None:
    slots = Slots(1)
    came: list[str] = []
    waiting = threading.Semaphore(0)

    def take(name: str, rank: int) -> None:
        with slots.one(rank):
            came.append(name)

    with slots.one(1):
        threads = []
        for name, rank in (("usual", 1), ("second", 1), ("urgent", 0)):
            threads.append(threading.Thread(target=take, args=(name, rank)))
            threads[-1].start()
            while len(slots._waiting) < len(threads):  # noqa: SLF001  # who is in the queue
                waiting.acquire(timeout=0.001)
    for thread in threads:
        thread.join(30)

    assert came == ["urgent", "usual", "second"]
