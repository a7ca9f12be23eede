"""A dask cluster of our own for the time of a demo: a scheduler and its workers as processes.

dask has a ``LocalCluster`` for this. It starts its workers from within our
process, takes a second to end, and after Ctrl-C it leaves tracebacks, or hangs.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hello.errors import HelloError
from hello.interrupts import interrupts_held_back, temporary_folder

START_SECONDS = 20.0
"""What the scheduler may take to start on a busy machine."""

LONELY = "60"
"""Seconds. Should we be killed, they end by themselves when nobody has needed them for so long."""

# On loopback only, on ports that are free, and without pages for a browser.
NETWORK = ("--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
SCHEDULER = ("distributed.cli.dask_scheduler", *NETWORK, "--port", "0", "--idle-timeout", LONELY)
WORKER = (
    "distributed.cli.dask_worker", *NETWORK, "--no-nanny", "--nthreads", "1",
    "--memory-limit", "0", "--death-timeout", LONELY,
)  # fmt: skip


@contextmanager
def own_cluster(workers: int) -> Iterator[str]:
    """Yield the address of a scheduler with *workers* of one thread each; then end them all."""
    with temporary_folder("hello-dask-") as name:
        folder = Path(name)
        file = folder / "scheduler.json"
        meeting = ("--scheduler-file", str(file))
        with ExitStack() as running:
            scheduler = _start(running, folder, *SCHEDULER, *meeting)
            for _ in range(workers):
                _start(running, folder, *WORKER, *meeting)
            yield _address(file, scheduler)


def _start(running: ExitStack, folder: Path, module: str, *options: str) -> subprocess.Popen[bytes]:
    """Run a *module* in a session of its own until the end of *running*."""
    with interrupts_held_back():
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *options],
            cwd=folder,
            env=os.environ | _environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        running.callback(child.wait)
        running.callback(child.kill)
    return child


def _environment(folder: Path) -> dict[str, str]:
    """Return settings with which dask writes to *folder* only, and finds the modules we find."""
    path = os.pathsep.join(filter(None, sys.path))
    return {"PYTHONPATH": path, "DASK_TEMPORARY_DIRECTORY": str(folder)}


def _address(file: Path, scheduler: subprocess.Popen[bytes]) -> str:
    """Return the address that the *scheduler* writes to *file* when it is ready."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and scheduler.poll() is None:
        try:
            return str(json.loads(file.read_text(encoding="utf-8"))["address"])
        except (FileNotFoundError, ValueError):  # not there, or not whole
            time.sleep(0.02)
    raise HelloError("the dask scheduler did not start", next_step="try 'dask scheduler' yourself")
