"""Runs a program of a demo in a process of its own, and leaves nothing of it behind.

Of its own, because a demo's command has a second thread (the deadline), and fork
copies one thread only; because spawn imports the main program again, and a small
one says what spawn costs, not what our imports do; and because Ctrl-C in a
terminal goes to every process of the group: this one is in a group apart.
"""

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.resources import as_file
from importlib.resources.abc import Traversable
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from hello.errors import HelloError
from hello.interrupts import interrupts_held_back, temporary_folder
from hello.timeline import environment_of_programs

LAST_SECONDS = 3.0
"""How long the processes of a program that has answered may take to end."""

TERM_SECONDS = 0.5
"""How long they may take after SIGTERM, before SIGKILL."""

logger = logging.getLogger(__name__)


def run_program(
    program: Traversable,
    request: Mapping[str, object],
    progress: Callable[[str], None] = logger.info,
    *,
    is_recorded: bool = False,
) -> Any:
    """Run the file *program* with *request* as its JSON argument; return its answer.

    With *is_recorded* it is in the demo's timeline, if there is to be one; not for what
    measures how processes start or end, which a recorder is in the way of.
    It writes JSON lines to stdout: ``{"progress": "text"}``, and then ``{"answer": ...}``.
    Raise HelloError where it ends without an answer. When this returns or raises,
    all processes of its group have ended.
    """
    child: subprocess.Popen[str] | None = None
    answered = False
    # It is handed over as a file, because this package may lie in a zip. The folder is for
    # what multiprocessing would leave there when it is ended, such as a forkserver's socket.
    with as_file(program) as file, TemporaryFile() as errors, scratch_folder() as scratch:
        recording = environment_of_programs() if is_recorded else {}
        # "-I" would keep it from reading PYTHONPATH.
        isolated = ("-P", "-s") if recording else ("-I",)
        command = [sys.executable, *isolated, str(file), json.dumps(request)]
        try:
            with interrupts_held_back():
                child = _start(command, errors, recording | {"TMPDIR": scratch})
            for line in child.stdout or ():
                message: dict[str, Any] = json.loads(line)
                if answered := "answer" in message:
                    return message["answer"]
                progress(message["progress"])
        finally:
            if child:
                _end(child, at_once=not answered)
        errors.seek(0)
        last_words = errors.read().decode("utf-8", "backslashreplace").strip().rpartition("\n")[2]
    raise HelloError(
        f"{program.name} ended without an answer, exit code {child.returncode}",
        last_words or None,
        next_step="try again, with less to do",
    )


def scratch_folder() -> TemporaryDirectory[str]:
    """Return a new folder; its name is short, because a socket's path may not be long."""
    return temporary_folder("hw")


def _start(
    command: list[str], errors: IO[bytes], environment: Mapping[str, str]
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        env={**os.environ, **environment},
        encoding="utf-8",
        start_new_session=True,
    )


def _end(child: subprocess.Popen[str], *, at_once: bool) -> None:
    """Wait until *child* and all that it started have ended; end those that stay.

    They are gone when nobody has the other end of stdout any more: they all inherit it.
    SIGTERM comes before SIGKILL, because multiprocessing's resource tracker ignores it,
    lives on until it has removed the semaphores of the others, and then ends.
    """
    signals = ["SIGTERM", "SIGKILL"]
    patience = LAST_SECONDS
    while True:
        if at_once:
            _signal_group(child, signals.pop(0))
            patience = TERM_SECONDS
        try:
            child.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            at_once = True
        else:
            return
        if not signals:
            child.wait()
            return


def _signal_group(child: subprocess.Popen[str], name: str) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, getattr(signal, name))
        else:
            child.kill()
