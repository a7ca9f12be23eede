"""Keeps the record of a process in the folder, so that there is one however the process ends.

Loaded into the recorded program: standard library and recorder only.
"""

import _thread
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from hello.observe.recorder.children import Process
from hello.tracing.last_words import has_saved, is_wanted, say_goodbye, say_here
from hello.tracing.replaced import Names

FIRST = 1.0
"""Seconds until the record is written for the first time, in case the process is killed."""

SHARE = 100
"""Writing takes at most one of so many seconds."""

RARELY = 2.0
"""Seconds between two writings at least."""

PATIENCE = 2.0
"""Seconds that one thread waits for another to have written."""

BEGUN = "begun"
"""The name of the file that is there when the program is about to begin."""

STUCK = ".stuck"
"""The suffix of the file that says: a deadlock was found, and it is in the record."""

STDERR = 2

CUT_OFF = "a process was killed: what it did after its record was last written is not seen"


class Upkeep:
    """Writes the record from time to time, and whenever something happened that has to be told."""

    new_lock = staticmethod(_thread.allocate_lock)
    """Plain: at the time of this import nothing is recorded yet."""

    def __init__(self, process: Process, names: Names) -> None:
        self._process = process
        self._names = names
        self._folder = process.folder or Path()
        self._leave = process.leave_log
        self._next = time.monotonic() + FIRST
        self._told: list[object] = []
        self._said_here = 0
        self._has_complained = False
        self._writing = self.new_lock()
        self._has_last = False
        self._tracer = _tracer()

    def around(self, look: Callable[[], None]) -> Callable[[], None]:
        """Return what the recorder's own thread does from time to time, and this beside."""

        def look_and_see() -> None:
            look()
            with suppress(Exception):
                self._see()

        return look_and_see

    def _see(self) -> None:
        if self._tracer and self._tracer[0] == os.getpid() and self._tracer[1] != os.getppid():
            # Nobody could catch it: so the same came to all that had been one group.
            os.kill(os.getpid(), signal.SIGKILL)
        if self._said_here != os.getpid():
            self._said_here = os.getpid()
            say_here(self._folder)
        if is_wanted(self._folder):
            self.save_all_until_now()
            has_saved(self._folder)
        deadlocks = [one for one, _ in self._process.book.deadlocks]
        if any(one not in self._told for one in deadlocks):
            self._told = [*deadlocks]
            self.save(is_last=False, may_be_cut_off=True)
            (self._folder / f"{self._name()}{STUCK}").touch()
        elif time.monotonic() > self._next:
            self.save(is_last=False, may_be_cut_off=True)

    def _name(self) -> str:
        return f"{os.getpid()}-{self._process.book.began}"

    def save_all_until_now(self) -> None:
        """Write the record of a process that may be about to be ended."""
        self.save(is_last=False)

    def save(self, *, is_last: bool = True, may_be_cut_off: bool = False) -> None:
        """Write the record of all until now; *is_last* where the process ends with it.

        It *may be cut off* where the process is to go on: if it is killed, this is said.
        """
        began = time.monotonic()
        # Not for ever: a signal's handler may have come into the middle of our own writing.
        is_ours = self._writing.acquire(timeout=PATIENCE)
        try:
            if is_last or not self._has_last:
                self._has_last = is_last
                self._write(may_be_cut_off=may_be_cut_off)
        except FileNotFoundError:
            pass  # whoever would read it has gone
        except Exception as error:  # noqa: BLE001 (the program goes on, whatever it is)
            self._complain(error)
        finally:
            if is_ours:
                self._writing.release()
        if is_last:
            say_goodbye(self._folder)
        now = time.monotonic()
        self._next = now + max(RARELY, SHARE * (now - began))

    def _write(self, *, may_be_cut_off: bool) -> None:
        notes = self._process.book.notes
        notes.pop(CUT_OFF, None)
        if may_be_cut_off:
            notes[CUT_OFF] = None
        for note in self._names.notes():
            notes[note] = None
        self._read_clocks()
        self._leave()

    def _complain(self, error: Exception) -> None:
        """Say once why there is no record, where all that the program prints last is."""
        if not self._has_complained:
            self._has_complained = True
            with suppress(OSError):
                os.write(STDERR, f"helloworld trace: cannot write the record: {error}\n".encode())

    def _read_clocks(self) -> None:
        """Note how far each thread has come: one that stood still has had no sample for long."""
        sampler = self._process.sampler
        sampler._clocks.clear()  # noqa: SLF001 (else what stands still is left out)
        for worker in list(self._process.book.people.values()):
            if not worker.has_ended and worker.waiting is None:
                sampler._sample(worker)  # noqa: SLF001 (it has no other way)

    def save_again(self) -> None:
        """Write it at the end, if a program went on that had seemed to end before."""
        if not self._process.callbacks:
            self.save()


def _tracer() -> tuple[int, int] | None:
    """Return our number and our parent's, where that put us into a group of our own."""
    if os.name != "posix" or os.getpgrp() != os.getpid():
        return None
    return os.getpid(), os.getppid()
