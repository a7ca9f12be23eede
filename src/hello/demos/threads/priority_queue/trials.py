"""Trials with a PriorityQueue: items that tie, and the tutorial's listing many times over."""

import itertools
import queue
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

EQUALS = 6
"""That many items of one priority are put."""

ROUNDS = 200

NUMBERED = "(priority, number)"
BARE = "(priority, task)"
UNCOMPARED = "Job(priority, task)"
COUNTED = "(priority, counter, task)"

Pair = tuple[str, int]


@dataclass(order=True)
class Job:
    """A task with a priority, which alone is compared."""

    priority: int
    task: dict[str, int] = field(compare=False)


@dataclass(frozen=True)
class Tie:
    """Items of equal priority in one *form*, with the numbers *put* in them.

    *error* is what a put raised, after which the trial ends with *held* items in
    the queue, *accepted* of them without an error. Without an error, *order* is
    that of the numbers on leaving.
    """

    form: str
    put: tuple[int, ...]
    accepted: int
    error: str | None
    held: int
    order: tuple[int, ...]


@dataclass(frozen=True)
class Listing:
    """How many of the *rounds*, each with pairs shuffled anew, came out *in_order*."""

    rounds: int
    in_order: int


def try_ties() -> Iterator[Tie]:
    """Put items of equal priority in four forms; all but the first hold a task without order."""
    numbers, counter = tuple(range(EQUALS)), itertools.count()
    yield put_equals(NUMBERED, numbers[::-1], lambda number: (1, number), itemgetter(1))
    yield put_equals(
        BARE, numbers, lambda number: (1, {"number": number}), lambda item: item[1]["number"]
    )
    yield put_equals(
        UNCOMPARED,
        numbers,
        lambda number: Job(1, {"number": number}),
        lambda job: job.task["number"],
    )
    yield put_equals(
        COUNTED,
        numbers,
        lambda number: (1, next(counter), {"number": number}),
        lambda item: item[2]["number"],
    )


def put_equals(
    form: str,
    numbers: tuple[int, ...],
    pack: Callable[[int], Any],
    unpack: Callable[[Any], int],
) -> Tie:
    """Put what *pack* makes of the *numbers*; get it all, if it was accepted, and *unpack* it."""
    line: queue.PriorityQueue[Any] = queue.PriorityQueue()
    for accepted, number in enumerate(numbers):
        try:
            line.put(pack(number))
        except TypeError as error:
            return Tie(form, numbers, accepted, f"TypeError: {error}", line.qsize(), ())
    held = line.qsize()
    order = tuple(unpack(line.get_nowait()) for _ in range(held))
    return Tie(form, numbers, len(numbers), None, held, order)


def repeat_listing(capacity: int, pairs: Sequence[Pair], chance: random.Random) -> Listing:
    """Send shuffled *pairs* through the queue again and again, as a slow consumer would."""
    in_order = 0
    for _ in range(ROUNDS):
        shuffled = chance.sample(pairs, len(pairs))
        in_order += take_when_full(queue.PriorityQueue(capacity), shuffled) == sorted(pairs)
    return Listing(ROUNDS, in_order)


def take_when_full(line: "queue.Queue[Pair]", pairs: Sequence[Pair]) -> list[Pair]:
    """Return the order of ``pace.slow_consumer``, without a thread that waits."""
    got = []
    for pair in pairs:
        if line.full():
            got.append(line.get_nowait())
        line.put_nowait(pair)
    while not line.empty():
        got.append(line.get_nowait())
    return got
