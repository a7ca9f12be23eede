"""A folder to work in, gone afterwards, and what runs programs there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hello.interrupts import interrupts_held_back
from hello.rehearsal.opening import variables
from hello.workbench.guardian import guarded_folder
from hello.workbench.processes import Processes, cores
from hello.workbench.termination import terminations_ignored


@contextmanager
def opened(prefix: str, within: Path | None = None) -> Iterator[tuple[Path, Processes]]:
    """Yield a new room in the folder *within*, or among temporary files; for the main thread.

    At the end, no program of it runs any more. Raises OSError where it cannot be made.
    """
    with guarded_folder(prefix, within) as (room, guardian):
        (room / "tmp").mkdir()
        processes = Processes(room, variables(os.environ, room), cores(), guardian)
        try:
            yield room, processes
        finally:
            with interrupts_held_back(), terminations_ignored():
                processes.cancel()
