"""Which number each process, thread and lock has in the file, and what they are called."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from hello.observe.model import Hold, ProcessLane, Trace

Entry = dict[str, Any]
"""One event of the file."""


class Tracks:
    """The rows of the picture; locks are rows below their process's threads.

    ``processes`` and ``threads`` are the numbers in the file, by their index in the trace;
    ``rows`` has those of each lock's rows: what several threads can hold at once has several.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self.processes = _distinct([one.number for one in trace.processes], set())
        taken = set(self.processes)
        wished = [0 if one.is_main else one.native_id for one in trace.threads]
        self.threads = _distinct(wished, taken)
        for index, thread in enumerate(trace.threads):
            # The one number that both may have: so the main thread is known as such.
            if thread.is_main and self._is_first_main(index):
                self.threads[index] = self.processes[thread.process]
        free = count(max((*self.processes, *self.threads), default=0) + 1)
        self.holds = [in_rows(one.holds) for one in trace.objects]
        self.rows = [[next(free) for _ in rows] for rows in self.holds]

    def _is_first_main(self, index: int) -> bool:
        threads = self._trace.threads
        process = threads[index].process
        return not any(one.is_main and one.process == process for one in threads[:index])

    def names(self) -> Iterator[Entry]:
        """Yield what processes and rows are called, and their order."""
        for order, (number, process) in enumerate(
            zip(self.processes, self._trace.processes, strict=True)
        ):
            named = f"{process.program} ({process.name})" if process.program else process.name
            yield from _named("process", named, order, pid=number)
            for position, (track, name) in enumerate(self._rows_of(order, process)):
                yield from _named("thread", name, position, pid=number, tid=track)

    def _rows_of(self, index: int, process: ProcessLane) -> Iterator[tuple[int, str]]:
        for thread in process.threads:
            yield self.threads[thread], self._trace.threads[thread].name
        for one, rows in zip(self._trace.objects, self.rows, strict=True):
            if one.process == index:
                for place, row in enumerate(rows, 1):
                    yield row, one.name if place == 1 else f"{one.name}, owner {place}"


def in_rows(holds: Sequence[Hold]) -> list[list[Hold]]:
    """Return *holds* in as few rows as there is room for: in none do two overlap."""
    rows: list[list[Hold]] = []
    for hold in sorted(holds):
        fitting = next((row for row in rows if row[-1].end <= hold.start), None)
        if fitting is None:
            rows.append([hold])
        else:
            fitting.append(hold)
    return rows


def _distinct(wished: Sequence[int], taken: set[int]) -> list[int]:
    """Return the *wished* numbers; others for those that are 0 or *taken*.

    The system gives the number of what has ended again.
    """
    free = count(max((*wished, *taken), default=0) + 1)
    numbers = []
    for wish in wished:
        number = wish if wish > 0 and wish not in taken else next(free)
        taken.add(number)
        numbers.append(number)
    return numbers


def _named(what: str, name: str, order: int, **track: int) -> Iterator[Entry]:
    yield {"ph": "M", "name": f"{what}_name", **track, "args": {"name": name}}
    yield {"ph": "M", "name": f"{what}_sort_index", **track, "args": {"sort_index": order}}
