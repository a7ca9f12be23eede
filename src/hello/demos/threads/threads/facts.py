"""What ``hello-threads`` finds out, as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """What a thread and the module say of it ``before`` start(), ``during`` its run, or ``after``.

    ``listed``: it is in ``threading.enumerate()``; ``count`` is ``active_count()``.
    """

    when: str
    ident: int | None
    is_alive: bool
    listed: bool
    count: int


@dataclass(frozen=True)
class JoinRun:
    """Threads that were joined ``in the loop`` that starts them, or ``after the loop``.

    ``events`` are pairs of a thread's name and ``begins`` or ``ends``, as they happened.
    """

    joined: str
    events: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TimerCall:
    """What a method of a Timer did with the Timer's function.

    ``called_in`` is the thread that called it (None: nobody did), ``by_caller``
    whether that was the thread which called the method; ``seconds`` is how long
    the method took.
    """

    method: str
    called_in: str | None
    by_caller: bool
    seconds: float


@dataclass(frozen=True)
class ProcessEnd:
    """A process whose main thread ends while another thread wants ``more_seconds``.

    ``lines`` is what it printed, ``seconds`` how long it lived; ``ended`` is
    false where it failed or had to be ended.
    """

    daemon: bool
    more_seconds: float
    lines: tuple[str, ...]
    ended: bool
    seconds: float


@dataclass(frozen=True)
class Failure:
    """An exception in a thread: what ``join`` raised, and what ``threading.excepthook`` got."""

    raised: str
    from_join: str | None
    to_excepthook: str | None


@dataclass(frozen=True)
class ThreadFacts:
    """All that the demo saw.

    ``second_start`` is what starting a thread again raised; ``inherited`` is
    the ``daemon`` of a new thread, by who creates it.
    """

    workers: int
    looks: tuple[Look, ...]
    second_start: str | None
    joins: tuple[JoinRun, ...]
    timers: tuple[TimerCall, ...]
    processes: tuple[ProcessEnd, ...]
    inherited: Mapping[str, bool]
    failure: Failure
