"""Runs the program beside us: its streams, signals and exit code are its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import FrameType
from typing import NamedTuple

LOOK = 0.1
"""Seconds between two looks at what the program left."""

GRACE = 0.05
"""Seconds in which a signal that comes again is the same one: ``timeout`` sends it to a process and
to its group."""

PATIENCE = 2.0
"""Seconds between two ways of asking a program to end."""

KEPT = ("SIGKILL", "SIGSTOP", "SIGTSTP", "SIGTTOU", "SIGCHLD", "SIGPIPE", "SIGXFSZ")
FAULTS = ("SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSEGV", "SIGSYS", "SIGTRAP")
"""What nobody can catch, what is between us and our terminal or child, and what is our own fault.

All other signals are the program's.
"""


@dataclass(frozen=True)
class Ended:
    """How the program ended."""

    code: int
    """Its exit code; minus the signal that killed it."""
    process: int
    """Its number."""
    was_stopped: bool = False
    """By the deadline."""


class Deadline(NamedTuple):
    """When to end a program."""

    seconds: float | None
    """From its beginning; None: never."""
    has_begun: Callable[[], bool]


class Running:
    """A program that was started, and those who look after it."""

    def __init__(self, process: subprocess.Popen[bytes], look: Callable[[], None]) -> None:
        self.process = process
        self._look = look
        self._ended = threading.Event()
        self.was_stopped = False

    def watch(self, deadline: Deadline, before_signal: Callable[[int], None]) -> None:
        """Look from time to time, and end the program at the deadline; for a thread of its own."""
        last = None
        ways = self._ways(before_signal)
        while not self._ended.wait(LOOK):
            # Also where nobody reads what is told now, the deadline holds.
            with suppress(Exception):
                self._look()
            now = time.monotonic()
            if last is None and deadline.seconds is not None and deadline.has_begun():
                last = now + deadline.seconds
            if last is not None and now > last:
                self.was_stopped = True
                next(ways, lambda: None)()
                last += PATIENCE

    def _ways(self, before_signal: Callable[[int], None]) -> Iterator[Callable[[], None]]:
        """Yield what to do to have the program end, the kindest first."""

        def sending(number: int) -> Callable[[], None]:
            def send() -> None:
                before_signal(number)
                self.process.send_signal(number)

            return send

        if sys.platform != "win32":
            # At the second, Python waits for the end of threads no longer.
            yield sending(signal.SIGINT)
            yield sending(signal.SIGINT)
        yield sending(signal.SIGTERM)
        if sys.platform != "win32":
            yield sending(signal.SIGKILL)

    def wait(self) -> int:
        """Return the exit code at the end of the program."""
        try:
            return self.process.wait()
        finally:
            self._ended.set()


def run(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    look: Callable[[], None],
    deadline: Deadline,
    before_signal: Callable[[int], None],
) -> Ended:
    """Run *command* to its end; *look* is called from time to time, in a thread.

    Signals that come to us meanwhile are the program's; *before_signal* is called before it gets
    one from us.
    """
    # What is sent to all of our group must not come to the program twice. A terminal's job has to
    # stay one group: else the program could not read from there.
    has_own_group = not _is_in_foreground()
    passing = PassingOn(before_signal, has_own_group=has_own_group)
    with passing.caught(ignored=False):
        process = subprocess.Popen(
            command, env=environment, process_group=0 if has_own_group else None
        )
        passing.process = process
        running = Running(process, look)
        about = deadline, before_signal
        watcher = threading.Thread(target=running.watch, args=about, daemon=True)
        # What we ignore, the program ignores from its beginning on; later it may handle it.
        with passing.caught(ignored=True):
            watcher.start()
            code = running.wait()
            watcher.join()
    if running.was_stopped and has_own_group:
        before_signal(signal.SIGKILL)
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    return Ended(code, process.pid, running.was_stopped)


class PassingOn:
    """Passes signals on to a program, and has us survive them."""

    def __init__(self, before_signal: Callable[[int], None], *, has_own_group: bool) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._before_signal = before_signal
        self._has_own_group = has_own_group
        """Otherwise the program gets those of the terminal from there."""
        self._under_way: set[int] = set()

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        in_group = not self._has_own_group and _is_in_foreground()
        is_from_terminal = number in _TERMINALS and in_group
        if number in self._under_way or is_from_terminal or sys.platform == "win32":
            return
        self._under_way.add(number)
        time.sleep(GRACE)
        self._before_signal(number)
        self._under_way.discard(number)
        if self.process is not None:
            self.process.send_signal(number)

    @contextmanager
    def caught(self, *, ignored: bool) -> Iterator[None]:
        """Pass on those signals that were *ignored* so far, or the others."""
        before = {}
        kept = {getattr(signal, name) for name in KEPT + FAULTS if hasattr(signal, name)}
        for number in signal.valid_signals() - kept:
            if (signal.getsignal(number) is signal.SIG_IGN) is ignored:
                # Some system libraries keep a signal for themselves.
                with suppress(OSError):
                    before[number] = signal.signal(number, self._pass_on)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler or signal.SIG_DFL)


_TERMINALS = {
    getattr(signal, name)
    for name in ("SIGINT", "SIGQUIT", "SIGWINCH", "SIGCONT", "SIGTTIN")
    if hasattr(signal, name)
}
"""What a terminal, or its shell, sends to all processes of a job by itself."""


def _is_in_foreground() -> bool:
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)


def end_as(code: int) -> int:
    """Return the exit code *code*; where that is minus a signal, die of it, without a core."""
    if code >= 0 or sys.platform == "win32":
        return code
    import resource

    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if -code not in {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(-code, signal.SIG_DFL)
    os.kill(os.getpid(), -code)
    return 128 - code
