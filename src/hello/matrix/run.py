"""The executable matrix: every command of the tutorial, in a copy of the project each.

Each command has a thread; it waits for what it needs of the workshop, makes its file, and
checks it. Windows is the exception: wine is started by the main thread, which is the one that
Ctrl-C reaches, so that it never outlives us.
"""

import hashlib
import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError as NeverBegunError
from concurrent.futures import Future, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter

from hello.errors import HelloError
from hello.interrupts import interrupts_held_back
from hello.matrix import wine
from hello.matrix.checks import CHECKS, check_installed
from hello.matrix.making import artifact, make, outcome_of
from hello.matrix.model import Checked, MissingToolError, Outcome, Report, Row, ShortError
from hello.matrix.project import Project
from hello.matrix.tutorial import COMMANDS, WHEEL, Kind, TutorialCommand
from hello.matrix.workshop import Made, Workshop, workshop
from hello.workbench.processes import CancelledError
from hello.workbench.termination import terminations_held_back

ON_WINDOWS = {Kind.EXE, Kind.MSI}
"""What the main thread checks."""

NEED_THE_WHEEL = {Kind.EXE, Kind.MSI, Kind.ZIP, Kind.TAR}
"""What our commands make from the wheel."""

Watch = Callable[[TutorialCommand, Row | None], None]
"""Is told, by any thread, of each command that begins, and of its row when it has ended."""

Message = Callable[[], None]
"""What the main thread is to do."""


def run(
    project: Project,
    commands: Sequence[TutorialCommand] = COMMANDS,
    *,
    keep: Path | None = None,
    setuptools: str | None = None,
    watch: Watch = lambda _command, _row: None,
) -> Report:
    """Run *commands* on *project*; raise HelloError where that is not possible at all.

    What they make is copied to the folder *keep*. *setuptools* is the version of it to use.
    """
    began = perf_counter()
    with workshop(project, setuptools) as shop:
        rows = _Run(shop, keep, watch).all(commands)
        steps = dict(shop.steps)
    return Report(rows, steps | {"total": round(perf_counter() - began, 2)})


class _Run:
    """One run of the matrix. ``_inbox`` is what other threads have for the main thread."""

    def __init__(self, shop: Workshop, keep: Path | None, watch: Watch) -> None:
        self._shop = shop
        self._keep = keep
        self._watch = watch
        self._inbox: SimpleQueue[Message] = SimpleQueue()
        self._rows: dict[str, Row] = {}
        self._checks: dict[str, tuple[TutorialCommand, Future[Checked]]] = {}
        self._lock = threading.Lock()
        self._asked: set[Future[Checked]] = set()
        self._is_over = False

    def all(self, commands: Sequence[TutorialCommand]) -> list[Row]:
        """Return a row for each of the *commands*, in their order."""
        # An end in the middle of "submit" would lose sight of a thread that has begun.
        with interrupts_held_back(), terminations_held_back():
            for command in commands:
                self._shop.threads.submit(self._tell, command)
        try:
            if wine.is_installed() and any(command.kind in ON_WINDOWS for command in commands):
                # It takes longest of all, and its checks come last.
                with wine.running(self._shop.folder / "checks" / "wine") as system:
                    system.run("wineboot", "--init")
            while len(self._rows) < len(commands):
                self._inbox.get()()
        finally:
            self._give_up()
        return [self._rows[command.line] for command in commands]

    def _give_up(self) -> None:
        """Let no thread wait for the main thread any more."""
        with self._lock:
            self._is_over = True
            for asked in self._asked:
                if not asked.done():
                    asked.set_exception(CancelledError())

    def _tell(self, command: TutorialCommand) -> None:
        """Find out about *command*, in a thread, and tell the main thread."""
        try:
            self._watch(command, None)
            row = self._row(command)
            self._watch(command, row)
        except (CancelledError, NeverBegunError):
            return
        except Exception as error:  # noqa: BLE001  # the main thread is to see it, whatever it is
            fault = error
            self._inbox.put(lambda: _raise(fault))
        else:
            self._inbox.put(lambda: self._rows.update({command.line: row}))

    def _row(self, command: TutorialCommand) -> Row:
        found = _Found()
        error = None
        before = self._shop.processes.spent
        try:
            said = str(self._find_out(command, found))
        except MissingToolError as missing:
            said, error = f"{Outcome.NEEDS} {missing.tool}", missing.fact
        except ShortError as short:
            self._shop.refuse_faulty_project()
            said, error = str(Outcome.FAILED), short.fact
        seconds = self._shop.processes.spent - before + found.seconds_elsewhere
        checked = found.checked or Checked(None, ())
        return Row(
            command=command.line,
            outcome=said,
            artifacts=tuple(map(artifact, found.made)),
            installed=checked.installed,
            ran=checked.ran,
            seconds=round(seconds, 2),
            error=error,
        )

    def _find_out(self, command: TutorialCommand, found: "_Found") -> Outcome:
        """Return the outcome of *command*, and put what else there is to know into *found*."""
        shop = self._shop
        if command.kind is Kind.INSTALLED:
            bench = shop.bench.result()
            project, room = shop.copy_for(command.line), shop.room_for(command.line)
            output, found.checked = check_installed(bench, project, room)
            return outcome_of(command, output)
        outcome, made = self._make(command, found)
        found.made = made
        if self._keep is not None:
            keep(made, self._keep)
        if made:
            found.checked = self._check_once(command, made[0], found)
        return outcome

    def _make(self, command: TutorialCommand, found: "_Found") -> Made:
        shop = self._shop
        if command is WHEEL:
            made = shop.wheel.result()
            found.seconds_elsewhere += shop.steps["wheel alone"]
            return made
        built = shop.built.result()
        if command.kind in NEED_THE_WHEEL:
            # It would be built again for each of them; where it fails, so do they.
            wait([shop.wheel])
        return make(shop.processes, command, shop.copy_for(command.line), built)

    def _check_once(self, command: TutorialCommand, path: Path, found: "_Found") -> Checked:
        """Check what was made, or return what was found of the same bytes."""
        if path.is_dir():
            return self._check(command, path, found)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        with self._lock:
            first, result = self._checks.setdefault(digest, (command, Future()))
        if first is not command:
            checked = result.result()
            return replace(checked, installed=f"as for {first.line}, byte for byte the same")
        try:
            checked = self._check(command, path, found)
        except BaseException as error:
            result.set_exception(error)
            raise
        result.set_result(checked)
        return checked

    def _check(self, command: TutorialCommand, path: Path, found: "_Found") -> Checked:
        bench = self._shop.bench.result()
        check = CHECKS[command.kind]
        if command.kind not in ON_WINDOWS:
            return check(bench, path, self._shop.room_for(command.line))
        # The Windows is in this folder: one for all.
        room = self._shop.folder / "checks"
        began: list[float] = []

        def in_main_thread() -> Checked:
            began.append(perf_counter())
            return check(bench, path, room)

        checked = self._ask(in_main_thread)
        found.seconds_elsewhere += perf_counter() - began[0]
        return checked

    def _ask(self, question: Callable[[], Checked]) -> Checked:
        """Let the main thread answer the *question*."""
        answer: Future[Checked] = Future()
        with self._lock:
            if self._is_over:
                raise CancelledError
            self._asked.add(answer)

        def reply() -> None:
            try:
                answer.set_result(question())
            except Exception as error:  # noqa: BLE001  # the thread that asked is to see it
                answer.set_exception(error)

        self._inbox.put(reply)
        return answer.result()


@dataclass
class _Found:
    """What is known of a command so far."""

    made: list[Path] = field(default_factory=list)
    checked: Checked | None = None
    seconds_elsewhere: float = 0.0
    """What other threads spent on it."""


def keep(made: Sequence[Path], folder: Path) -> None:
    """Copy the files of *made* to *folder*; raise HelloError where that fails."""
    for path in made:
        try:
            if path.is_file():
                shutil.copy2(path, folder)
        except OSError as error:
            raise HelloError(
                f"cannot keep {path.name}: {error.strerror}",
                str(folder),
                next_step="give another folder to --keep",
            ) from None


def _raise(error: Exception) -> None:
    raise error
