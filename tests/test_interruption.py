"""Ctrl-C in the middle of every demo: one line, the right exit code, nothing left."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
from processes import DEADLINE, installed

from hello.catalogue import DEMOS, Demo

ENOUGH_TO_END = 10
"""Seconds. Ending takes a fraction of one; a busy machine may take longer."""

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: no SIGINT for one process on Windows"
)


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_ctrl_c_in_the_middle_of_a_demo(demo: Demo, tmp_path: Path) -> None:
    """It comes when the demo has logged its first line."""
    with subprocess.Popen(
        [installed(demo.command), "--log", "--lang", "en"],
        env=os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=DEADLINE)

    assert re.match(r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", first), first
    assert process.returncode == 130, errors
    assert errors.rstrip().endswith(f"\n{demo.command}: interrupted")
    assert "Traceback" not in errors
    assert_nothing_runs_in_group(process.pid)
    assert list(tmp_path.iterdir()) == []


def assert_nothing_runs_in_group(group: int) -> None:
    """Poll until no process is left of those that the command started."""
    deadline = monotonic() + ENOUGH_TO_END
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        assert monotonic() < deadline, f"processes of group {group} still run"
        sleep(0.01)
