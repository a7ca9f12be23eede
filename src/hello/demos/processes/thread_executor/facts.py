"""What the executors' demos find out, as values. Tasks and futures go by their numbers."""

from dataclasses import dataclass

from hello.engines.tasks import Place


@dataclass(frozen=True)
class Waited:
    """One call of ``wait``: what it waited for, and the two sets it returned.

    ``opened`` is the task that was let go meanwhile, all others being held back.
    ``not_done_later`` is the second set again, after all tasks were done.
    """

    until: str
    opened: int
    done: tuple[int, ...]
    not_done: tuple[int, ...]
    not_done_later: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Order:
    """The order of submission, the one in which tasks were let go, and the one that came out."""

    submitted: tuple[int, ...]
    opened: tuple[int, ...]
    came: tuple[int, ...]


@dataclass(frozen=True)
class Impatience:
    """``result(timeout)`` of a task that is held back: what it raised, and what came later."""

    raised: str | None
    done_then: bool
    later: int


@dataclass(frozen=True)
class Failure:
    """A task that failed: what its future has, and raises; and what a fine one has."""

    exception: str | None
    raised: str | None
    of_a_fine_one: str | None


@dataclass(frozen=True)
class Cancelled:
    """``cancel()`` of a task that had started, and of the last in the queue behind it."""

    running: bool
    running_result: int | None
    queued: bool
    queued_ran: bool


@dataclass(frozen=True)
class Ending:
    """Tasks at the end of the ``with`` block and behind it, and a submit behind it."""

    done_before: tuple[bool, ...]
    done_behind: tuple[bool, ...]
    refused: str | None


@dataclass(frozen=True)
class Death:
    """A worker killed in the middle of a task: what its future had, and the next one's."""

    result: int | None
    error: str | None
    next_result: int | None
    next_error: str | None


@dataclass(frozen=True)
class ExecutorFacts:
    """All that the demo saw. ``death`` is None where no worker was killed."""

    engine: str
    workers: int
    waits: tuple[Waited, ...]
    completed: Order
    mapped: Order
    timeout: Impatience
    failure: Failure
    cancelled: Cancelled
    parent_pid: int
    places: tuple[Place, ...]
    lambda_error: str | None
    ending: Ending
    death: Death | None
