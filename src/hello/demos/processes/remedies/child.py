"""Programs of this demo as processes of their own, which talk in lines of JSON.

Each is in a session apart: Ctrl-C in the terminal goes to the demo alone, which
then ends them. They also end by themselves, when their stdin does or after MOST_SECONDS.
"""

import faulthandler
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from hello.errors import HelloError
from hello.interrupts import interrupts_held_back

MOST_SECONDS = 120
LEAVE_WITHIN = 2.0

Child = subprocess.Popen[str]


@contextmanager
def running(module: str, requests: Sequence[Mapping[str, object]]) -> Iterator[list[Child]]:
    """Run *module* once for each of the *requests*; at the end of the block, end them all."""
    children: list[Child] = []
    try:
        with interrupts_held_back():
            for _ in requests:
                children.append(_start(module))  # noqa: PERF401  # the list has those that did start
        for child, request in zip(children, requests, strict=True):
            tell(child, request)
        yield children
    finally:
        for child in children:
            kill(child)
        for child in children:
            with suppress(OSError):  # what it was told last may not have reached it
                child.__exit__(None, None, None)


def _start(module: str) -> Child:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", module],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        start_new_session=True,
    )


def tell(child: Child, message: Mapping[str, object]) -> None:
    """Send *message*; a child that is gone is noticed by who listens to it."""
    assert child.stdin is not None  # noqa: S101  # for the types: it is a pipe
    with suppress(BrokenPipeError):
        child.stdin.write(json.dumps(message) + "\n")
        child.stdin.flush()


def hear(child: Child) -> dict[str, Any]:
    """Return the next message of *child*; raise HelloError where it has failed."""
    assert child.stdout is not None  # noqa: S101  # for the types: it is a pipe
    line = child.stdout.readline()
    message: dict[str, Any] = json.loads(line) if line else {"error": "no answer"}
    if "error" in message:
        raise HelloError("a worker process failed", message["error"], next_step="try again")
    return message


def leave(children: Sequence[Child]) -> None:
    """Let *children* end by closing their stdin, and wait for them a little."""
    for child in children:
        assert child.stdin is not None  # noqa: S101  # for the types: it is a pipe
        with suppress(BrokenPipeError):
            child.stdin.close()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(LEAVE_WITHIN)


def kill(child: Child) -> None:
    """End *child* and what it has started, without asking."""
    if child.returncode is not None:
        return  # its number may be another's by now
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            child.kill()
        else:
            os.killpg(child.pid, signal.SIGKILL)


def end_by_itself() -> None:
    """End this process, a child, after MOST_SECONDS, whatever it waits for."""
    if sys.platform == "win32":
        faulthandler.dump_traceback_later(MOST_SECONDS, exit=True)
    else:
        # Needs no thread: a process that is going to fork should have but one.
        signal.alarm(MOST_SECONDS)


def say(**message: object) -> None:
    """Send *message* from this process, a child, to who started it."""
    print(json.dumps(message), flush=True)
