"""Starts the scripts of an installed project, and says how that went."""

import os
import re
import sys
from pathlib import Path

from hello.errors import HelloError
from hello.rehearsal.causes import elsewhere, verdict_of
from hello.rehearsal.importing import Failure, surroundings
from hello.rehearsal.installed import Script
from hello.rehearsal.lost_files import is_path_of
from hello.rehearsal.missing_files import missing_file
from hello.rehearsal.plan import Plan
from hello.rehearsal.redaction import redacted
from hello.rehearsal.settings import TABLE
from hello.rehearsal.verdicts import Cause, Excuse, Subject, Verdict
from hello.workbench.processes import Ended
from hello.workbench.space import FullDiskError
from hello.workbench.tracebacks import NOT_FOUND, OWN_ARGUMENTS, Raised, exception_in

SECONDS = 20.0
"""How long a script may take to say its help; one that runs on does something else."""

MOST_CHARACTERS = 50_000
"""Of a script's output, from its end: what is of interest stands there."""

NO_MODULE = re.compile(r"No module named '([\w.]+)'")
PROGRAMS = (b"#!", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"MZ")

HELP = ("--help",)


def start(plan: Plan, script: Script, subject: Subject, folder: Path) -> Verdict | None:
    """Start *script* with the subject's arguments; say what is wrong, or None.

    It runs in an empty folder below *folder*, with an empty home, and no input.
    """
    if why := _cannot_start(script):
        return Cause(("start", script.name), "script-crashes", why, _begin_with(script))
    environment = surroundings(plan, subject.installed, folder)
    command: tuple[str | Path, ...] = (script.file, *subject.arguments)
    try:
        ended = plan.processes.run(
            *command, cwd=folder / "cwd", environment=environment, seconds=SECONDS
        )
    except FullDiskError:
        raise
    except HelloError as error:
        fact = str(error).rpartition("; ")[0]
        return Cause(("start", script.name), "script-crashes", fact, _begin_with(script))
    short = Ended(ended.code, ended.output[-MOST_CHARACTERS:])
    return _verdict(script, subject, short)


def _verdict(script: Script, subject: Subject, ended: Ended) -> Verdict | None:
    if ended.code == 0:
        return None
    said = " ".join((script.name, *subject.arguments))
    if ended.code is None:
        return _hangs(script, said)
    raised = exception_in(ended.output)
    if excuse := elsewhere(raised.line if raised else ended.output):
        return excuse
    if raised:
        return _raised(raised, subject)
    if ended.code < 0 or ended.code in NOT_FOUND:
        how = f"signal {-ended.code}" if ended.code < 0 else f"exit code {ended.code}"
        fact = f"'{said}' ends by {how}: {_quoted(ended)}"
        return Cause(("ends", how, ended.last_line), "script-crashes", fact, f"run '{said}'")
    lost = missing_file(ended.output, subject)
    return lost or Excuse(f"exit code {ended.code}: {_quoted(ended)}")


def _hangs(script: Script, said: str) -> Verdict:
    if script.has_window:
        return Excuse(f"it ran for {SECONDS:g} s, as programs with a window do")
    return Cause(
        ("hangs", script.name),
        "script-hangs",
        f"'{said}' does not end in {SECONDS:g} s",
        f"let it take --help, or write '{script.name} = false' into [{TABLE}.scripts]",
        is_warning=True,
    )


def _raised(raised: Raised, subject: Subject) -> Verdict:
    """Say what a traceback means; a script's own exceptions are no crash, but no help either."""
    module = NO_MODULE.search(raised.message)
    failure = Failure(
        raised.name,
        redacted(raised.message),
        raised.frames,
        module[1] if module else None,
    )
    verdict = verdict_of(failure, subject)
    is_own = isinstance(verdict, Cause) and verdict.key[0] == "raises"
    said = " ".join(subject.arguments)
    if is_own and (raised.name in OWN_ARGUMENTS or is_path_of(raised.message, subject.arguments)):
        return Cause(
            ("raises", subject.name),
            "script-crashes",
            f"it does not take {said}, but ends with a traceback: {failure.name}:"
            f" {failure.message}",
            f"let argparse read its arguments, or name others in [{TABLE}.scripts]",
            is_warning=True,
        )
    return verdict


def _quoted(ended: Ended) -> str:
    return redacted(ended.last_line)[:200]


def _cannot_start(script: Script) -> str:
    """Return why the system cannot start the file of *script*, or nothing."""
    if not script.file.exists():
        return f"there is no {script.file.name} among the environment's scripts"
    if sys.platform == "win32":
        return ""
    with script.file.open("rb") as file:
        line = file.readline(500)
    if not line.startswith(PROGRAMS):
        return f"{script.name} has no '#!' line, so that the system cannot start it"
    interpreter = line.removeprefix(b"#!").split()[:1] if line.startswith(b"#!") else []
    if interpreter and not Path(os.fsdecode(interpreter[0])).exists():
        return f"{script.name} is to be run by {os.fsdecode(interpreter[0])}, which is not here"
    return ""


def _begin_with(script: Script) -> str:
    return f"begin {script.name} with '#!/usr/bin/env python3', or make it an entry point"
