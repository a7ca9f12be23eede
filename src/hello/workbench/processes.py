"""Runs programs, no more at a time than there are cores, and ends them all on demand."""

import os
import signal
import subprocess
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import IO, NamedTuple

from hello.errors import HelloError
from hello.workbench.guardian import UNGUARDED, Guardian
from hello.workbench.slots import Slots
from hello.workbench.space import refuse_if_full

DEADLINE = 600.0
"""Seconds for one program, where nothing else is said."""


URGENT, USUAL = range(2)


class CancelledError(Exception):
    """The whole run is being ended; nobody waits for this result."""


class Ended(NamedTuple):
    """How a program ended: its exit code, and what it wrote to stdout and stderr.

    The code is negative for a signal, as in ``subprocess``, and None past the deadline.
    """

    code: int | None
    output: str

    @property
    def last_line(self) -> str:
        """Return the last line that says something, or that there was none."""
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        return lines[-1] if lines else f"no output, exit code {self.code}"


class Processes:
    """The programs of one run. Threads may call ``run``; any thread may call ``cancel``.

    Their output goes to unnamed files in *folder*, not into pipes: a pipe stays open
    as long as any program that was left behind.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str],
        at_a_time: int,
        guardian: Guardian = UNGUARDED,
    ) -> None:
        self.environment = dict(environment)
        self._guardian = guardian
        self._folder = folder
        self._slots = Slots(at_a_time)
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._is_cancelled = False
        self._thread = threading.local()

    @property
    def spent(self) -> float:
        """Return how many seconds this thread's programs have run."""
        return float(getattr(self._thread, "spent", 0.0))

    def hurry(self) -> None:
        """Let this thread's programs go before those of others: they wait for its results."""
        self._thread.rank = URGENT

    @property
    def _rank(self) -> int:
        return int(getattr(self._thread, "rank", USUAL))

    def run(
        self,
        *command: str | Path,
        cwd: Path,
        environment: Mapping[str, str] | None = None,
        seconds: float = DEADLINE,
        given: Path | None = None,
    ) -> Ended:
        """Run *command*, with *environment* on top. Its input is the file *given*, or nothing.

        Raises FullDiskError where it failed for want of space.
        """
        with (
            self._slots.one(self._rank),
            tempfile.TemporaryFile(dir=self._folder) as output,
            (given or Path(os.devnull)).open("rb") as put_in,
        ):
            began = perf_counter()
            settings = self.environment | dict(environment or {})
            process = self._start(command, cwd, settings, (put_in, output))
            # Not wait(seconds): it looks only every 50 ms, and there are a hundred programs.
            timer = threading.Timer(seconds, _kill, [process])
            timer.start()
            try:
                code: int | None = process.wait()
            finally:
                timer.cancel()
                self._end(process)
                self._thread.spent = self.spent + perf_counter() - began
            if perf_counter() - began >= seconds:
                code = None
            if self._is_cancelled:
                raise CancelledError
            output.seek(0)
            ended = Ended(code, output.read().decode("utf-8", "replace"))
        if code != 0:
            refuse_if_full(self._folder, ended.output)
        return ended

    def check_running(self) -> None:
        """Raise CancelledError where the run is being ended."""
        if self._is_cancelled:
            raise CancelledError

    def cancel(self) -> None:
        """End every program; from now on ``run`` raises CancelledError."""
        with self._lock:
            self._is_cancelled = True
            running = list(self._running)
        for process in running:
            _kill(process)

    def _start(
        self,
        command: tuple[str | Path, ...],
        cwd: Path,
        environment: dict[str, str],
        streams: tuple[IO[bytes], IO[bytes]],
    ) -> subprocess.Popen[bytes]:
        # With the lock: what "cancel" does not see must not start.
        with self._lock:
            self.check_running()
            try:
                process = subprocess.Popen(
                    command,
                    cwd=cwd,
                    env=environment,
                    stdin=streams[0],
                    stdout=streams[1],
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                fact = f"{Path(command[0]).name} cannot be started: {error.strerror}"
                raise HelloError(fact, next_step="look at its permissions") from None
            self._running.add(process)
            self._guardian.began(process.pid)
        return process

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Kill *process*, if it still runs, and all that it left behind."""
        _kill(process)
        process.wait()
        self._guardian.ended(process.pid)
        with self._lock:
            self._running.discard(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def cores() -> int:
    """Return how many programs run at a time: one a core that we may use, but two at least."""
    if hasattr(os, "sched_getaffinity"):
        return max(2, len(os.sched_getaffinity(0)))
    return max(2, os.cpu_count() or 1)
