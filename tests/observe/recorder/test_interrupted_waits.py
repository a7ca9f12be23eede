"""What is left of a wait that Ctrl-C comes into, wherever Python looks for it."""

import dis
import gc
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from types import CodeType, FrameType
from typing import Any

import pytest

from hello.observe.recorder import recording
from hello.observe.recorder.entry import AFTER_YIELD_FROM

SHORT = 0.000_1
"""Seconds; nobody wakes who waits here."""

PATIENCE = 20
"""Seconds after which what has not happened is taken for lost."""


def wait_in(condition: threading.Condition) -> None:
    with condition:
        condition.wait(SHORT)


def get_of(of: "queue.Queue[None]") -> None:
    with pytest.raises(queue.Empty):
        of.get(timeout=SHORT)


CASES: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "condition of a Lock": (lambda: threading.Condition(threading.Lock()), wait_in),
    "condition of an RLock": (lambda: threading.Condition(threading.RLock()), wait_in),
    "condition": (threading.Condition, wait_in),
    "event": (threading.Event, lambda event: event.wait(SHORT)),
    "queue": (queue.Queue, get_of),
    "sleep": (object, lambda _: time.sleep(SHORT)),
}


@cache
def is_looked_at(code: CodeType) -> bool:
    """Return whether Python looks for signals where the function of *code* begins."""
    steps = dis.get_instructions(code)
    resume = next(step for step in steps if step.opname == "RESUME")
    return (resume.arg or 0) < AFTER_YIELD_FROM


class CtrlC:
    """Comes at one of the moments at which Python looks for signals: where a call begins or ends.

    Without a clock or another process: the moments are those at which a profiler is called.
    """

    def __init__(self, moment: int) -> None:
        self._left = moment
        self.where: object = None

    def __call__(self, frame: FrameType, event: str, _of: object) -> None:
        if event == "c_return" or (event == "call" and is_looked_at(frame.f_code)):
            self._left -= 1
            if self._left < 0:
                sys.setprofile(None)
                self.where = frame.f_code, frame.f_lasti, event
                raise KeyboardInterrupt


@pytest.fixture(autouse=True)
def _without_collections() -> Iterator[None]:
    """What is called at a collection of garbage may be none of ours, and cannot be interrupted."""
    gc.disable()
    yield
    gc.enable()


def spoilt(make: Callable[[], Any], act: Callable[[Any], Any]) -> tuple[int, int]:
    """Return at how many moments Ctrl-C may come, and at how many of them it is not what comes."""
    moments: set[object] = set()
    others: set[object] = set()
    for moment in count():
        thing, ctrl_c = make(), CtrlC(moment)
        try:
            sys.setprofile(ctrl_c)
            try:
                act(thing)
            finally:
                sys.setprofile(None)
        except KeyboardInterrupt:
            pass
        except RuntimeError:  # a lock was let go that is not taken
            others.add(ctrl_c.where)
        if ctrl_c.where is None:
            break
        moments.add(ctrl_c.where)
    return len(moments), len(others)


@pytest.mark.parametrize("case", CASES)
def test_ctrl_c_spoils_a_wait_at_no_other_moment_than_a_plain_one(case: str) -> None:
    make, act = CASES[case]
    _, plain = spoilt(make, act)

    with recording():
        moments, recorded = spoilt(make, act)

    assert moments > 10
    assert recorded <= plain


def test_a_lock_that_a_condition_lets_go_is_held_by_nobody() -> None:
    """And held again afterwards, taken where the program waits."""
    waits = threading.Event()
    with recording() as recorder:
        lock = threading.Lock()
        condition = threading.Condition(lock)

        def work() -> None:
            with condition:
                waits.set()
                condition.wait(PATIENCE)
                seen.append(lock.hold[0].info.name)  # type: ignore[attr-defined]  # a recorded one

        seen: list[str] = []
        thread = threading.Thread(target=work, name="ann")
        thread.start()
        assert waits.wait(PATIENCE)
        with condition:
            condition.notify()
            holder = lock.hold[0]  # type: ignore[attr-defined]  # the same
            assert holder is recorder.book.me()
        thread.join(PATIENCE)
        assert lock.hold is None  # type: ignore[attr-defined]  # the same
    assert seen == ["ann"]


def test_a_condition_of_a_lock_waits_on_after_the_recording() -> None:
    waits, woken = threading.Event(), threading.Event()

    def work() -> None:
        with condition:
            waits.set()
            if condition.wait(PATIENCE):
                woken.set()

    with recording():
        condition = threading.Condition(threading.Lock())
        thread = threading.Thread(target=work)
        thread.start()
        assert waits.wait(PATIENCE)
        condition.acquire()  # it waits now, and takes its lock again only after the recording
        condition.notify()
    condition.release()
    thread.join(PATIENCE)

    assert woken.is_set()
    with condition:
        assert not condition.wait(SHORT)


@pytest.mark.parametrize("case", CASES)
def test_no_wait_is_noted_as_going_on_after_ctrl_c(case: str) -> None:
    make, act = CASES[case]
    with recording() as recorder:
        me = recorder.book.me()
        waiting = []

        def make_next() -> Any:
            waiting.append(me.waiting)
            return make()

        spoilt(make_next, act)
    assert len(waiting) > 10
    assert set(waiting) == {None}
