"""Ctrl-C in the middle of every demo: one line, the right exit code, nothing left."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

import pytest
from processes import DEADLINE, installed, run

from hello.catalogue import DEMOS, Demo

ENOUGH_TO_END = 20
"""Seconds. Ending takes a fraction of one; a busy machine may take longer."""

MARK = "HELLO_TEST_MARK"
"""An environment variable by which every process that a command started is known."""

LOG_LINE = r"\d{4}/\d\d/\d\d \d\d:\d\d:\d\d .*\n"

EACH_DEMO = pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: no SIGINT for one process on Windows"
)


class Interrupted(NamedTuple):
    """How a command ended after SIGINT, and what it had logged before."""

    code: int
    log: list[str]
    errors: str


def interrupt(demo: Demo, lines: int, scratch: Path) -> Interrupted:
    """Run a demo, and send SIGINT when it has logged that many lines, or all of its lines."""
    with subprocess.Popen(
        [installed(demo.command), *demo.arguments, "--log", "--lang", "en"],
        env=os.environ | {"TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1", MARK: str(scratch)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        assert process.stderr is not None
        log = [process.stderr.readline() for _ in range(lines)]
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
        _, errors = process.communicate(timeout=ENOUGH_TO_END)
    return Interrupted(process.returncode, log, errors)


@EACH_DEMO
def test_ctrl_c_at_the_first_line_of_the_log(demo: Demo, short_path: Path) -> None:
    ended = interrupt(demo, 1, short_path)

    assert re.fullmatch(LOG_LINE, ended.log[0])
    assert ended.code == 130, ended.errors
    assert re.fullmatch(f"({LOG_LINE})*\n*{demo.command}: interrupted\n", ended.errors)
    assert_nothing_is_left(short_path)


@EACH_DEMO
def test_ctrl_c_later(demo: Demo, short_path: Path) -> None:
    """Halfway through its log; on another day it may have ended by then."""
    log = run(installed(demo.command), *demo.arguments, "--log").stderr.splitlines()

    ended = interrupt(demo, max(1, len(log) // 2), short_path)

    assert ended.code in {130, 0}, ended.errors
    assert "Traceback" not in ended.errors
    assert_nothing_is_left(short_path)


@EACH_DEMO
def test_a_demo_that_is_killed_leaves_no_process(demo: Demo, short_path: Path) -> None:
    """Nobody can clean up after SIGKILL; but what it started has to end by itself."""
    environment = os.environ | {"TMPDIR": str(short_path), MARK: str(short_path)}
    with subprocess.Popen(
        [installed(demo.command), *demo.arguments, "--log"],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.kill()

    assert_no_process_is_left(short_path)


def assert_nothing_is_left(scratch: Path) -> None:
    assert_no_process_is_left(scratch)
    assert list(scratch.iterdir()) == []


def assert_no_process_is_left(scratch: Path) -> None:
    """Poll until there is none of those that carry the mark."""
    deadline = monotonic() + DEADLINE
    while left := marked_processes(str(scratch)):
        assert monotonic() < deadline, f"still running: {left}"
        sleep(0.01)


def marked_processes(mark: str) -> list[str]:
    """Return the command lines of the processes that carry *mark*, where the system tells."""
    wanted = f"{MARK}={mark}\0".encode()
    folders = Path("/proc").glob("[0-9]*")
    return [
        read(folder / "cmdline").replace(b"\0", b" ").decode()
        for folder in folders
        if wanted in read(folder / "environ")
    ]


def read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""
