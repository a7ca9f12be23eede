"""What ``hello-thread-states`` finds out, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from hello.observe import State


@dataclass(frozen=True)
class Period:
    """A stretch of a thread's life, in seconds from the making of the watched thread."""

    state: State
    start: float
    end: float
    on: str | None = None


@dataclass(frozen=True)
class Wait:
    """One time that the thread was blocked.

    It *entered* the waiting call; what it waited for was *released* (after the
    sleep: was due); it *resumed*. ``cpu`` is the processor time that it used from
    entering to resuming, ``stack`` what it was seen in, outermost call first.
    """

    on: str
    entered: float
    released: float
    resumed: float
    cpu: float
    stack: tuple[str, ...]


@dataclass(frozen=True)
class Contest:
    """The time in which the watched thread did nothing but compute, and its rivals too.

    ``wall`` is how long it was; ``cpu`` what each thread used of the processors in it;
    ``turns`` how often the watched thread had its turn.
    """

    wall: float
    cpu: Mapping[str, float]
    turns: int


@dataclass(frozen=True)
class Memory:
    """A list in this process: at first, after a thread has appended to it, and after a process has.

    ``in_process`` is the list that the process had at its end.
    """

    at_first: tuple[int, ...]
    after_thread: tuple[int, ...]
    after_process: tuple[int, ...]
    in_process: tuple[int, ...]


@dataclass(frozen=True)
class StatesFacts:
    """All that the demo saw.

    ``gil``: one thread at a time runs Python code. ``clock_step`` is the smallest
    time that a thread's processor clock can tell. ``histories`` are by the thread's name.
    """

    rivals: int
    hold: float
    gil: bool
    clock_step: float
    histories: Mapping[str, tuple[Period, ...]]
    waits: tuple[Wait, ...]
    contest: Contest
    memory: Memory
