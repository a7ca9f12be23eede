"""The observer: starts the threads, sees what the watched one is blocked on, and ends that."""

import logging
import queue
import sys
import threading
import traceback
from time import monotonic, perf_counter, sleep
from typing import NamedTuple

from hello.demos.threads.thread_states.facts import Period, Wait
from hello.demos.threads.thread_states.history import merged, periods
from hello.demos.threads.thread_states.life import Diary, compete, live
from hello.demos.threads.thread_states.ways import (
    PATIENCE,
    WAYS,
    Setting,
    new_setting,
    release_all,
)
from hello.errors import HelloError
from hello.joining import join_started
from hello.observe import State

DEADLINE = 10.0
"""Seconds after which the observer gives up."""

WATCHED = "watched"

logger = logging.getLogger("hello.demos.threads.thread_states")


class Seen(NamedTuple):
    """A wait as the observer saw it: on what, when it was ended, and in which calls."""

    on: str
    released: float
    stack: tuple[str, ...]


class Watched(NamedTuple):
    """All that is known: diaries and histories by thread, and the waits of the watched one."""

    diaries: dict[str, Diary]
    histories: dict[str, tuple[Period, ...]]
    waits: tuple[Wait, ...]


def watch(rivals: int, hold: float, compute: float) -> Watched:
    """Run the threads from their making to their end; raise HelloError where one gets stuck."""
    diaries = {name: Diary() for name in (WATCHED, *(f"rival {n + 1}" for n in range(rivals)))}
    places: queue.Queue[str] = queue.Queue()
    with new_setting(hold) as setting:
        made = perf_counter()
        thread = threading.Thread(
            target=live, args=(diaries[WATCHED], setting, compute, places), name=WATCHED
        )
        others = [
            threading.Thread(target=compete, args=(diary, setting.stop), name=name)
            for name, diary in diaries.items()
            if name != WATCHED
        ]
        is_new = thread.ident is None and not thread.is_alive()
        started = {}
        try:
            for one in (*others, thread):
                started[one.name] = perf_counter()
                one.start()
            seen = [observe(thread, diaries[WATCHED], places, setting) for _ in WAYS]
            thread.join(DEADLINE)
            is_over = not thread.is_alive()
            over = perf_counter()
        finally:
            release_all(setting)
            join_started((*others, thread), PATIENCE)
    waits = tuple(wait(diaries[WATCHED], one, hold) for one in seen)
    histories = {
        name: list(periods(started[name], diary.marks, waits if name == WATCHED else ()))
        for name, diary in diaries.items()
    }
    own = histories[WATCHED]
    if is_new:
        own.insert(0, Period(State.NEW, made, started[WATCHED]))
    if is_over:
        own.append(Period(State.TERMINATED, own[-1].end, over))
    return Watched(diaries, {name: merged(whole, made) for name, whole in histories.items()}, waits)


def observe(
    thread: threading.Thread, diary: Diary, places: queue.Queue[str], setting: Setting
) -> Seen:
    """Wait until *thread* waits, leave it waiting for a while, look at it, and end its wait."""
    try:
        on = places.get(timeout=DEADLINE)
    except queue.Empty:
        raise HelloError(
            "the watched thread got stuck", next_step="see its log with --log"
        ) from None
    # Who sleeps wakes by itself after this time, so it is looked at right now.
    if on != "sleep":
        sleep(setting.hold)
    stack = waiting_stack(thread, diary, on)
    logger.info("the thread waits: %s, in %s", on, " > ".join(stack))
    released = perf_counter()
    WAYS[on].release(setting)
    return Seen(on, released, stack)


def waiting_stack(thread: threading.Thread, diary: Diary, on: str) -> tuple[str, ...]:
    """Return the calls that *thread* waits in, outermost first; empty where it left too early."""
    way = WAYS[on]
    inside: tuple[str, ...] = ()
    until = monotonic() + DEADLINE
    while way.seen_in not in inside and monotonic() < until:
        stack = calls(thread)
        if diary.when(f"leaves {on}"):
            return ()
        if way.wait.__qualname__ in stack:
            inside = stack[stack.index(way.wait.__qualname__) :]
        else:
            sleep(0.001)
    return inside


def calls(thread: threading.Thread) -> tuple[str, ...]:
    """Return the names of the Python functions that *thread* is in, outermost first."""
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001  # documented, in spite of its name
    if frame is None:
        return ()
    names = [one.f_code.co_qualname for one, _ in traceback.walk_stack(frame)]
    return tuple(reversed(names))


def wait(diary: Diary, seen: Seen, hold: float) -> Wait:
    """Join what the thread noted of a wait with what the observer saw."""
    enters, leaves = diary.when(f"enters {seen.on}"), diary.when(f"leaves {seen.on}")
    if enters is None or leaves is None:
        raise HelloError(
            "the watched thread got stuck", seen.on, next_step="see its log with --log"
        )
    return Wait(
        on=seen.on,
        entered=enters.at,
        released=enters.at + hold if seen.on == "sleep" else seen.released,
        resumed=leaves.at,
        cpu=leaves.cpu - enters.cpu,
        stack=seen.stack,
    )
