"""What ``hello-condition`` finds out, as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One call of ``notify`` or ``notify_all``.

    The threads in ``waiting`` stood in line, and ``due`` of them should wake.
    ``early`` of them went on while the notifier still held the lock. ``woken`` are
    all that went on, in the order in which they did.
    """

    due: int
    waiting: tuple[str, ...]
    early: int
    woken: tuple[str, ...]


@dataclass(frozen=True)
class Wait:
    """A thread's stay in ``wait``, in seconds from the start of its round."""

    thread: str
    start: float
    end: float


@dataclass(frozen=True)
class Round:
    """Threads that wait, and one kind of call until all of them have gone on.

    When another thread took the lock, the threads in ``inside`` were in their
    ``with`` block, in the order in which they came; ``lock_taken`` says whether it
    got the lock.
    """

    inside: tuple[str, ...]
    lock_taken: bool
    calls: tuple[Call, ...]
    waits: tuple[Wait, ...]


@dataclass(frozen=True)
class Early:
    """What became of a ``notify`` that came when nobody waited yet.

    ``notified`` is what the ``wait`` after it returned; ``told`` is the same of a
    ``wait_for`` whose predicate was true by then.
    """

    notified: bool
    told: bool


@dataclass(frozen=True)
class ConditionFacts:
    """All that the demo saw.

    ``without_lock`` has the error of each method that was called without the lock,
    None where there was none.
    """

    waiters: int
    notify: int
    one_by_one: Round
    some_at_a_time: Round
    all_at_once: Round
    without_lock: Mapping[str, str | None]
    early_notify: Early

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The three rounds, in order."""
        return self.one_by_one, self.some_at_a_time, self.all_at_once

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls of all rounds, in order."""
        return tuple(call for one in self.rounds for call in one.calls)
