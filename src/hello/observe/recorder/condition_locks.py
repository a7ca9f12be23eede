"""A ``Lock`` that a condition was made with: let go for a wait, and taken again after it.

A condition asks its lock for these two (an RLock has them) and otherwise calls ``release`` and
``acquire``, in which a recorded lock may be interrupted where a plain one is not: the ``with`` that
the wait is in would then let go of a lock that is not taken.
"""

import sys
from _thread import get_ident
from collections.abc import Iterator
from types import MethodType
from typing import Any

from hello.observe.recorder.book import workers
from hello.observe.recorder.entry import straight_in
from hello.observe.recorder.frames import outside
from hello.observe.recorder.holds import count_hold, let_go, take, worker_now
from hello.observe.recorder.locks import Lock, wait

frame_of = sys._getframe  # noqa: SLF001 (the caller's line is what is noted)


def give(condition: Any, lock: Any) -> None:
    """Have *condition* let go of *lock* and take it again by these, where it is a recorded Lock."""
    if type(lock) is Lock:
        vars(condition)["_release_save"] = MethodType(release_save, lock)
        vars(condition)["_acquire_restore"] = MethodType(acquire_restore, lock)


def release_save(self: Any) -> Iterator[bool]:
    """Let it go; return what takes it again, once."""
    again = map(self.raw.acquire, (True,))
    if hold := self.hold:
        # Before the release: nothing may come between that and the return.
        count_hold(self, let_go(self, hold))
        self.let = workers.get(get_ident())
    self.raw.release()
    return again


@straight_in
def acquire_restore(self: Any, again: Iterator[bool]) -> None:
    """Take it again, whatever comes between: only the taking itself may be interrupted."""
    taken = False
    try:
        for taken in self.tries:  # noqa: B007 (used below)
            break
        if taken:
            take(self, worker_now(), outside(frame_of(1)))
        else:
            wait(self, -1, frame_of(1), again)
    finally:
        if not taken:
            for _ in again:  # where that was not tried yet
                break
