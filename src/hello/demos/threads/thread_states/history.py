"""From the marks of a thread to the history of its states."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from hello.demos.threads.thread_states.facts import Contest, Period, Wait
from hello.demos.threads.thread_states.life import Mark
from hello.observe import State

SHORTEST = 0.0005
"""Seconds without processor time that count as ready; less is the noise of two clocks."""


def periods(started: float, marks: Sequence[Mark], waits: Iterable[Wait]) -> Iterator[Period]:
    """Yield the states of a thread from its start to its last mark.

    Between two marks, a thread that waits for nothing has been running as long
    as its own processor clock says; for the rest of the time it was ready.
    """
    waiting = {one.entered: one for one in waits}
    yield Period(State.READY, started, marks[0].at)
    for before, after in pairwise(marks):
        if one := waiting.get(before.at):
            yield Period(State.BLOCKED, one.entered, one.released, one.on)
            yield Period(State.READY, one.released, one.resumed)
            continue
        ran_from = after.at - (after.cpu - before.cpu)
        if ran_from - before.at < SHORTEST:
            ran_from = before.at
        else:
            yield Period(State.READY, before.at, ran_from)
        yield Period(State.RUNNING, ran_from, after.at)


def merged(whole: Iterable[Period], origin: float) -> tuple[Period, ...]:
    """Return the periods, neighbours of one kind made one, in seconds from *origin*."""
    found: list[Period] = []
    for one in whole:
        start, end = one.start - origin, one.end - origin
        if found and (found[-1].state, found[-1].on) == (one.state, one.on):
            start = found.pop().start
        found.append(Period(one.state, start, end, one.on))
    return tuple(found)


def contest(diaries: Mapping[str, Sequence[Mark]], watched: str) -> Contest:
    """Return who used how much of the processors while the *watched* thread only computed."""
    own = diaries[watched]
    last = next(number for number, mark in enumerate(own) if mark.what == "has computed")
    start, end = own[0].at, own[last].at
    states = [one.state for one in merged(periods(start, own[: last + 1], ()), start)]
    return Contest(
        wall=end - start,
        cpu={name: cpu_within(marks, start, end) for name, marks in diaries.items()},
        turns=states.count(State.RUNNING),
    )


def cpu_within(marks: Sequence[Mark], start: float, end: float) -> float:
    """Return the processor time that a thread used between its first and last mark in there."""
    clock = [mark.cpu for mark in marks if start <= mark.at <= end]
    return clock[-1] - clock[0] if clock else 0.0
