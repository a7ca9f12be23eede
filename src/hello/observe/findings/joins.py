"""Threads that nobody waited for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hello.observe.findings.reading import JOIN, kind_of, place_of
from hello.observe.model import UNKNOWN, Outcome, Place, ThreadLane, Trace

MOST_NAMES = 3

CUT_OFF = {Outcome.FAILED, Outcome.UNFINISHED}


@dataclass(frozen=True)
class NeverJoined:
    """The threads that one line started and nobody joined."""

    place: Place | None
    threads: int
    names: tuple[str, ...]
    """The first ones."""
    still_there: int
    """Those that had not ended when the recording did."""
    daemons: int
    failed: int
    """Those that an exception ended, which nobody was told of."""


def never_joined(trace: Trace) -> Iterator[NeverJoined]:
    """Yield a fact for each line, the one with most threads still there first.

    Who was still joining one thread, or was interrupted in that, may have meant to join the others.
    """
    joining = {
        wait.thread
        for wait in trace.waits
        if wait.outcome in CUT_OFF and kind_of(trace, wait.what) == JOIN
    }
    lines: dict[tuple[int, int], list[ThreadLane]] = {}
    for number, thread in enumerate(trace.threads):
        # A forked child's main thread can still name a starter that it only has in the parent.
        is_started = thread.parent not in {UNKNOWN, number} and not thread.is_main
        if is_started and not thread.was_joined and thread.parent not in joining:
            lines.setdefault((thread.process, thread.place), []).append(thread)
    facts = [_fact(trace, threads) for threads in lines.values()]
    yield from sorted(facts, key=lambda fact: (-fact.still_there, -fact.failed, -fact.threads))


def _fact(trace: Trace, threads: Sequence[ThreadLane]) -> NeverJoined:
    return NeverJoined(
        place=place_of(trace, threads[0].place),
        threads=len(threads),
        names=tuple(thread.name for thread in threads[:MOST_NAMES]),
        still_there=sum(not thread.has_ended for thread in threads),
        daemons=sum(thread.is_daemon for thread in threads),
        failed=sum(thread.has_failed for thread in threads),
    )
