"""Runs ``python -m twine`` and the like in copies of a process that has imported them before.

Importing is nearly all that they do, and the rehearsals of the fault catalogue run them 200 times.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hello.workbench.processes import Ended, Processes

MODULES = {
    "check_wheel_contents": "check_wheel_contents.__main__",
    "twine": "twine.commands.check",
}
"""What is run, and what to import for it."""

DEADLINE = 300


@contextmanager
def warm_modules() -> Iterator[None]:
    """In the body, Processes.run runs the MODULES in such copies, where the system has them."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        yield
        return
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(MODULES.values()))
    run_cold = Processes.run

    def run(processes: Processes, *command: str | Path, **rest: Any) -> Ended:
        program, option, module, *arguments = (*map(str, command), "", "")
        if (program, option) != (sys.executable, "-m") or module not in MODULES:
            return run_cold(processes, *command, **rest)
        environment = processes.environment | dict(rest.get("environment") or {})
        with tempfile.NamedTemporaryFile() as output:
            task = (module, arguments[:-2], str(rest["cwd"]), environment, output.name)
            process = context.Process(target=_run, args=task)
            process.start()
            process.join(DEADLINE)
            assert process.exitcode is not None, command
            return Ended(process.exitcode, output.read().decode())

    with patch.object(Processes, "run", run):
        yield


def _run(
    module: str, arguments: list[str], folder: str, environment: Mapping[str, str], output: str
) -> None:
    """Be the program: in *folder*, with *environment*, writing to the file *output*."""
    log = os.open(output, os.O_WRONLY)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
