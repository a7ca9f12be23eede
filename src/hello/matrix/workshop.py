"""What the commands of one run share, each made once and as soon as it can be."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from hello.errors import WrongUseError
from hello.interrupts import interrupts_held_back
from hello.matrix.checks import Bench
from hello.matrix.contents import Contents, read_wheel
from hello.matrix.making import make
from hello.matrix.model import MissingToolError, Outcome, ShortError
from hello.matrix.project import Project
from hello.matrix.trial import Trials
from hello.matrix.tutorial import WHEEL
from hello.workbench.copying import copy_for_command, copy_project
from hello.workbench.environments import (
    Environment,
    child_environment,
    make_build_environment,
    pip,
    succeed,
)
from hello.workbench.guardian import Guardian, guarded_folder
from hello.workbench.processes import Processes, cores
from hello.workbench.space import refuse_if_full
from hello.workbench.termination import terminations_held_back, terminations_ignored

REPLACE, STAGING = "HELLOWORLD_REPLACE_COMMANDS", "HELLOWORLD_STAGING"
"""Variables of ``hello.setup_commands``: use our commands; where they share the wheel."""

MOST_THREADS = 32
"""Most of them wait: for a program, or for what another one makes."""

Result = TypeVar("Result")
Made = tuple[Outcome, list[Path]]


class Workshop:
    """A temporary folder, programs that run in it, and what is made of *project* for all."""

    def __init__(self, folder: Path, project: Project, guardian: Guardian) -> None:
        self.folder = folder
        self.steps: dict[str, float] = {}
        self._project = project
        environment = self._environment(os.environ)
        self.processes = Processes(folder, environment, cores(), guardian)
        self.threads = ThreadPoolExecutor(MOST_THREADS, "command")
        self._wheel_begins = threading.Event()
        self._one_copy = threading.Lock()
        self._steps = ThreadPoolExecutor(MOST_THREADS, "step")

    def begin(self, setuptools: str | None) -> None:
        """Begin to make what all commands need."""
        for name in ("tmp", "staging", "commands", "checks"):
            (self.folder / name).mkdir()
        self._copied = self.start("copy", self._copy)
        self.built = self.start("build environment", lambda: self._build(setuptools))
        self.wheel = self.start("wheel", self._make_wheel)
        self.bench = self.start("dependencies", self._make_bench)

    def end(self) -> None:
        """End every program, and every thread."""
        self.processes.cancel()
        self._wheel_begins.set()
        # The steps first: threads of commands wait for them.
        for pool in (self._steps, self.threads):
            pool.shutdown(cancel_futures=True)

    def start(self, name: str, step: Callable[[], Result]) -> "Future[Result]":
        """Let a thread take the *step*; its seconds will stand in ``steps`` under *name*."""

        def timed() -> Result:
            began = perf_counter()
            self.processes.hurry()
            try:
                return step()
            finally:
                self.steps[name] = round(perf_counter() - began, 2)

        return self._steps.submit(timed)

    def copy_for(self, command: str) -> Path:
        """Return a copy of the project for one command alone."""
        master = self._copied.result()
        if command != WHEEL.line:
            # Everything waits for the wheel.
            self._wheel_begins.wait()
        target = self.folder / "commands" / _in_a_path(command) / "project"
        target.parent.mkdir()
        # One after the other: together they would hold up one another.
        with self._one_copy:
            copy_for_command(master, target, self.processes.check_running)
        return target

    def room_for(self, command: str) -> Path:
        """Return an empty folder for checking what a command made."""
        folder = self.folder / "checks" / _in_a_path(command)
        folder.mkdir()
        return folder

    def refuse_faulty_project(self) -> None:
        """Raise WrongUseError where nothing can work: that is found out with the wheel."""
        wait([self.wheel])
        if isinstance(error := self.wheel.exception(), WrongUseError):
            raise error

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """Return the variables of all programs; the same times in all that they make."""
        temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self.folder / "tmp"))
        own = {REPLACE: "1", STAGING: str(self.folder / "staging")}
        epoch = {"SOURCE_DATE_EPOCH": str(int(time.time()))}
        return epoch | child_environment(settings) | temporary | own

    def _copy(self) -> Path:
        target = self.folder / "project"
        copy_project(self._project.folder, target, self.processes.check_running)
        return target

    def _build(self, setuptools: str | None) -> Environment:
        folder = self.folder / "build"
        return make_build_environment(self.processes, folder, self._project.requires, setuptools)

    def _make_wheel(self) -> Made:
        """Make the wheel by the tutorial's last command, and put it where all others look."""
        try:
            project, built = self.copy_for(WHEEL.line), self.built.result()
        finally:
            self._wheel_begins.set()
        began = perf_counter()
        try:
            outcome, made = make(self.processes, WHEEL, project, built)
        except (ShortError, MissingToolError):
            self._refuse_faulty_setup(built)
            raise
        shutil.copy(made[0], self.folder / "staging")
        self.steps["wheel alone"] = round(perf_counter() - began, 2)
        return outcome, made

    def _refuse_faulty_setup(self, built: Environment) -> None:
        """Raise WrongUseError where setup.py cannot even say the project's name and version."""
        command = (built.python, "setup.py", "--quiet", "--name", "--version")
        ended = self.processes.run(*command, cwd=self._copied.result())
        if ended.code != 0:
            raise WrongUseError(
                f"setup.py cannot be run: {ended.last_line}",
                str(self._project.folder),
                next_step="mend that first",
            )

    def _make_bench(self) -> Bench:
        """Install the project's dependencies once, for every environment to look at."""
        try:
            contents = read_wheel(self.wheel.result()[1][0])
        except (ShortError, MissingToolError) as error:
            raise ShortError(f"not checked, for want of a wheel: {error.fact}") from None
        dependencies = self.folder / "dependencies"
        dependencies.mkdir()
        plain = Environment(self.folder / "plain").make(self.processes, dependencies)
        if contents.requires:
            self._install(contents, plain, dependencies)
        trials = Trials(self.processes, self.folder / "home")
        return Bench(self.processes, trials, contents, self.built.result(), plain, dependencies)

    def _install(self, contents: Contents, plain: Environment, dependencies: Path) -> None:
        listed = self.folder / "requirements.txt"
        listed.write_text("".join(f"{one}\n" for one in contents.requires), encoding="utf-8")
        began = perf_counter()
        arguments = ("install", "--target", dependencies, "--requirement", listed)
        ended = pip(self.processes, plain.python, *arguments)
        succeed(f"install what {contents.name} depends on", ended)
        self.steps["dependencies alone"] = round(perf_counter() - began, 2)


@contextmanager
def workshop(project: Project, setuptools: str | None) -> Iterator[Workshop]:
    """Give a workshop; at the end, however it comes, no program runs and no file is left."""
    with guarded_folder("hello-commands-") as (folder, guardian):
        shop = Workshop(folder, project, guardian)
        try:
            # A thread that begins while an exception leaves submit() is unknown to its pool.
            with interrupts_held_back(), terminations_held_back():
                shop.begin(setuptools)
            yield shop
        except OSError as error:
            refuse_if_full(folder, error)
            raise
        finally:
            with interrupts_held_back(), terminations_ignored():
                shop.end()


def _in_a_path(command: str) -> str:
    """Return the name of a folder for a command line: ``bdist --format=zip``, ``bdist-zip``."""
    return command.replace(" --format=", "-").strip("-")
