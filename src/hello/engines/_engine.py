"""What an engine is."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Protocol


class Signal(Protocol):
    """The part of ``threading.Event`` that every engine has, and can send to a worker."""

    def set(self) -> object:
        """Let all go who wait."""

    def wait(self, timeout: float) -> bool:
        """Wait until it is set; return False if it was not after *timeout* seconds."""


@dataclass(frozen=True)
class Engine:
    """Executors and events that belong together.

    ``workers`` is the number of tasks that run at once. In a ``mortal`` engine a
    worker is a process of ours: it can die alone.
    """

    name: str
    workers: int
    executor: Callable[[], Executor]
    make_event: Callable[[], Signal]
    mortal: bool = False
    events: list[Signal] = field(default_factory=list)

    def event(self) -> Signal:
        """Return a new event, not set."""
        event = self.make_event()
        self.events.append(event)
        return event

    @contextmanager
    def pool(self) -> Iterator[Executor]:
        """Yield a new executor; if the body fails or is interrupted, nothing is held back."""
        with self._nothing_held_back(), self.executor() as executor, self._nothing_held_back():
            yield executor

    @contextmanager
    def _nothing_held_back(self) -> Iterator[None]:
        """Set all events if the body fails: the tasks of an executor wait for them.

        Inside of the executor's block, whose end waits for the tasks; and around it,
        because Ctrl-C may come at that very end.
        """
        try:
            yield
        except BaseException:
            for event in self.events:
                with suppress(OSError, EOFError):  # the manager of the events may be gone
                    event.set()
            raise
