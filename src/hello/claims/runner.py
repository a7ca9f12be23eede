"""Checks a demo in a process of its own, within its claims' time budgets.

A process of its own, because a check that hangs can then be ended, and because
no demo sees the threads, loggers and start method that another one left.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO

from hello.claims._model import Claim, Finding, Outcome, Verdict, inconclusive
from hello.loading import FoundDemo

START_SECONDS = 10.0
"""What starting the interpreter and importing may take on a busy machine."""


def check_demo(found: FoundDemo) -> list[Finding]:
    """Run a demo in a process of its own and return the finding on each of its claims."""
    claims: Sequence[Claim[object]] = found.loaded().CLAIMS
    verdicts = _verdicts(found, claims)
    return [
        Finding(found.demo.name, claim, verdict)
        for claim, verdict in zip(claims, verdicts, strict=True)
    ]


def _verdicts(found: FoundDemo, claims: Sequence[Claim[object]]) -> Iterator[Verdict]:
    budget = sum(claim.seconds for claim in claims)
    output, errors, in_time = _run_child(found.demo.module, START_SECONDS + budget)
    # A child that was ended in the middle of a line leaves half of it.
    lines = [json.loads(line) for line in output.rpartition("\n")[0].splitlines()]
    yield from (Verdict(Outcome(line["outcome"]), line["evidence"]) for line in lines)
    for _ in claims[len(lines) :]:
        if in_time:
            last_words = errors.strip().rpartition("\n")[2]
            yield Verdict(Outcome.BROKEN, {"in": "the process", "error": last_words})
        else:
            yield inconclusive(reason="out of time", budget_seconds=budget)


def _run_child(module: str, seconds: float) -> tuple[str, str, bool]:
    """Return the child's stdout and stderr, and whether it ended within *seconds*."""
    command = [sys.executable, "-P", "-m", "hello.claims.child", module, str(2 * seconds)]
    # Files, not pipes: a pipe stays open as long as any process that the demo left behind.
    with TemporaryFile() as output, TemporaryFile() as errors:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            # The child finds what we find, wherever our own import path came from.
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,
        )
        try:
            child.wait(seconds)
            in_time = True
        except subprocess.TimeoutExpired:
            in_time = False
        finally:
            _end(child)
        return _text(output), _text(errors), in_time


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "backslashreplace")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill *child* and all that it started, if it still runs."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    child.wait()
