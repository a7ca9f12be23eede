"""The records that the processes of a program left in a folder."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from hello.observe.building import build
from hello.observe.events import OTHERS_END, Kind, Log
from hello.observe.findings.deadlocks import DeadlockFact, deadlocks
from hello.observe.recorder.serialise import SUFFIX, read
from hello.tracing.upkeep import STUCK


def gather(folder: Path, program: Sequence[str], process: int, survivors: int = 0) -> list[Log]:
    """Return all records; that of number *process* is the one of *program*.

    So many processes of it as *survivors* have not ended with it.
    """
    logs = []
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        with suppress(OSError, ValueError):
            logs.append(_named(read(file), program, process))
    if logs and survivors:
        logs[0] = replace(logs[0], notes=(*logs[0].notes, _went_on(survivors)))
    return logs


def _went_on(survivors: int) -> str:
    processes = "a process" if survivors == 1 else f"{survivors} processes"
    return f"{processes} went on after the program had ended: what was done then is not seen"


def _named(log: Log, program: Sequence[str], process: int) -> Log:
    return replace(log, program=" ".join(program)) if log.process == process else log


def left_others_behind(logs: Sequence[Log]) -> bool:
    """Return whether a main thread's wait for all others, at its end, was interrupted."""
    return any(
        event.kind is Kind.GOES_ON
        and event.value < 0
        and event.what in log.objects
        and log.objects[event.what].kind == OTHERS_END
        for log in logs
        for event in log.events
    )


class Stuck:
    """Deadlocks that are told while they last, each once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: set[tuple[str, float]] = set()

    def new_ones(self) -> Iterator[DeadlockFact]:
        """Yield those that were found since the last time."""
        for file in sorted(self._folder.glob(f"*{STUCK}")):
            with suppress(OSError, ValueError):
                file.unlink()
                for fact in deadlocks(build([read(file.with_suffix(SUFFIX))])):
                    if (key := (file.stem, fact.at)) not in self._told:
                        self._told.add(key)
                        yield fact
