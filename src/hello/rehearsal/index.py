"""An index of our own on loopback: pypiserver, with a password, that refuses to overwrite."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from hello.errors import HelloError
from hello.rehearsal import serving
from hello.rehearsal.serving import LOOPBACK, USER
from hello.workbench.processes import Ended, Processes
from hello.workbench.space import refuse_if_full

READY_WITHIN = 60.0
"""Seconds; it takes a third of one, but Python may start slowly on a machine that is busy."""

PATIENCE = 30.0
"""Seconds for one answer."""

GRACE = 2.0
"""Seconds for its end, before it is killed."""

PAST_PROXIES = {"NO_PROXY": LOOPBACK, "no_proxy": LOOPBACK}
"""The settings by which a program goes to loopback itself, whatever proxy others go through."""


@dataclass(frozen=True)
class Index:
    """An index that runs. Anybody may read; to upload, one has to be *user*."""

    port: int
    files: Path
    """The folder with what was uploaded."""
    password: str = field(repr=False)
    user: str = USER

    @property
    def url(self) -> str:
        """Return where to upload to."""
        return f"http://{LOOPBACK}:{self.port}/"

    @property
    def simple(self) -> str:
        """Return where to install from (PEP 503)."""
        return f"{self.url}simple/"

    def fetch(self, path: str) -> bytes:
        """Return what is at *path*; raise HelloError where there is nothing, or no answer."""
        # Not urllib.request: it would ask the proxy for loopback, too.
        connection = HTTPConnection(LOOPBACK, self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            reason = str(error) or type(error).__name__
            raise HelloError(
                f"the index on loopback does not answer: {reason}", next_step="try again"
            ) from None
        finally:
            connection.close()
        if answer.status != 200:  # noqa: PLR2004  # HTTP's "OK"
            raise HelloError(
                f"the index on loopback answers {answer.status} {answer.reason}",
                path,
                next_step="try again",
            )
        return body


@contextmanager
def running_index(processes: Processes, room: Path, files: Path) -> Iterator[Index]:
    """Run an index of the folder *files*, with a random port and password, in the body.

    What it needs is kept below *room*. It ends with the body, and also with this process,
    though that be killed: its stdin is a pipe from here. Raises HelloError where it cannot
    be started, and CancelledError where the run is being ended before it is ready.
    """
    files.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(24)
    with TemporaryDirectory(prefix="index-", dir=room) as own:
        process = _start(processes, Path(own), files, password)
        try:
            port = _port_when_ready(processes, process, Path(own))
            index = Index(port, files, password)
            index.fetch("/simple/")
            yield index
        finally:
            _end(process)


def _start(
    processes: Processes, own: Path, files: Path, password: str
) -> "subprocess.Popen[bytes]":
    processes.check_running()
    # -P: beside the program are modules of ours, whose names others have, too.
    command = (sys.executable, "-P", serving.__file__, files, own)
    with (own / "log").open("wb") as log:
        return subprocess.Popen(
            command,
            cwd=own,
            env=processes.environment | {serving.PASSWORD: password},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _port_when_ready(processes: Processes, process: "subprocess.Popen[bytes]", own: Path) -> int:
    until = monotonic() + READY_WITHIN
    while not (own / "port").exists():
        processes.check_running()
        code = process.poll()
        if code is not None or monotonic() > until:
            log = (own / "log").read_text(encoding="utf-8", errors="replace")
            refuse_if_full(own, log)
            reason = Ended(code, log).last_line if log or code else "it does not get ready"
            raise HelloError(
                f"the index on loopback cannot be started: {reason}", next_step="mend that first"
            )
        sleep(0.01)
    return int((own / "port").read_text(encoding="ascii"))


def _end(process: "subprocess.Popen[bytes]") -> None:
    assert process.stdin is not None  # noqa: S101  # it is a pipe
    process.stdin.close()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
