"""What ``hello-pool`` finds out, as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Call:
    """One call of a callback: with what, in which process and thread."""

    kind: str
    value: str
    pid: int
    thread: str
    is_main_thread: bool
    is_exception: bool


@dataclass(frozen=True)
class SlowCallback:
    """A later result while an earlier callback was held back, and after it."""

    worker_done: bool
    while_held: bool
    afterwards: bool


@dataclass(frozen=True)
class End:
    """A pool that was ended by ``how`` when some of its tasks had begun.

    ``refused`` is what a further task met with; ``finished`` and ``results``
    count the earlier ones.
    """

    how: str
    refused: str
    finished: int
    results: int


@dataclass(frozen=True)
class LostWorker:
    """A Pool after one of its workers was killed; ``told`` is whether it said so."""

    new_workers: int
    later_results: tuple[int, ...]
    told: bool


@dataclass(frozen=True)
class PoolFacts:
    """All that the demo saw.

    ``early``: whether the call was back while its task still waited. ``map`` and
    ``imap_unordered``: results in the order in which they came; task 0 ended last.
    ``executor`` says what a ProcessPoolExecutor reports when its worker was killed,
    and when it gets a task after that.
    """

    method: str
    workers: int
    tasks: int
    main_pid: int
    worker_pid: int
    early: Mapping[str, bool]
    calls: tuple[Call, ...]
    slow_callback: SlowCallback
    map: tuple[int, ...]
    imap_unordered: tuple[int, ...]
    ends: tuple[End, ...]
    lost_worker: LostWorker
    executor: Mapping[str, str]

    def end(self, how: str) -> End:
        """Return the end by *how*; raise LookupError where there was none."""
        for end in self.ends:
            if end.how == how:
                return end
        raise LookupError(how)
