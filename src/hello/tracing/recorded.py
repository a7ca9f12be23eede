"""One run of a program, and the records that it left."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hello.observe.events import Log
from hello.observe.findings.deadlocks import DeadlockFact
from hello.tracing.gathering import Stuck, gather
from hello.tracing.last_words import alive, ask, ask_before
from hello.tracing.running import Deadline, Ended, run
from hello.tracing.settings import Settings
from hello.tracing.upkeep import BEGUN


def record(
    program: Sequence[str],
    *,
    last: float | None,
    deadline: float | None,
    on_deadlock: Callable[[DeadlockFact], None],
) -> tuple[list[Log], Ended]:
    """Run Python with *program*, a command line without Python itself; return its records.

    *on_deadlock* is called while one lasts, in a thread. The program gets at most *deadline*
    seconds, and only the *last* seconds are recorded, where these are given.
    """
    with TemporaryDirectory(prefix="helloworld-trace-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        stuck = Stuck(folder)

        def look() -> None:
            for fact in stuck.new_ones():
                on_deadlock(fact)

        settings = Settings(str(folder), last, beside=folder_of(program))
        ended = run(
            [sys.executable, *program],
            settings.environment(os.environ),
            look=look,
            deadline=Deadline(deadline, (folder / BEGUN).exists),
            before_signal=lambda number: ask_before(number, folder, alive(folder)),
        )
        survivors = list(alive(folder))
        ask(folder, survivors)
        if ended.was_stopped:
            end(survivors)
        shown = program[1:] if program[0] == "-m" else program
        return gather(folder, shown, ended.process, len(survivors)), ended


def end(processes: Sequence[int]) -> None:
    """End what the deadline has left of a program."""
    for process in processes:
        with suppress(OSError):
            os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))


def folder_of(program: Sequence[str]) -> str:
    """Return where *program* looks for its modules first."""
    return str(Path.cwd() if program[0] == "-m" else Path(program[0]).resolve().parent)
