"""When a lock's notes are made, and what is left of them where they are interrupted."""

import queue
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any, Self

import pytest

from hello.observe.events import Counts, Kind
from hello.observe.recorder import recording
from hello.observe.recorder.holds import MOST_HELD

THREADS, ROUNDS = 4, 5_000

LOCKS = pytest.mark.parametrize("kind", ["Lock", "RLock"])


def is_taken(lock: Any) -> bool:
    """Return whether *lock* is taken: another thread could not get it."""
    return "unlocked" not in repr(lock)


@LOCKS
def test_a_lock_is_let_go_before_its_hold_is_counted(kind: str) -> None:
    seen: list[bool] = []

    class Watched(Counts):
        def __setattr__(self, name: str, value: Any) -> None:
            if name == "held" and value:
                seen.append(is_taken(lock))
            super().__setattr__(name, value)

    with recording():
        lock = getattr(threading, kind)()
        lock.mark.counts = Watched()
        with lock:
            pass
        lock.acquire()
        lock.release()
    assert seen == [False, False]


class Interrupted(list[Any]):
    """The locks that a thread has; Ctrl-C comes just after one was added."""

    def append(self, item: Any) -> None:
        super().append(item)
        raise KeyboardInterrupt

    def __iadd__(self, items: Any) -> Self:  # type: ignore[misc]  # a list's takes more than its sum
        super().__iadd__(items)
        raise KeyboardInterrupt


def enter(lock: Any) -> None:
    with lock:
        pass


@LOCKS
@pytest.mark.parametrize("take", [enter, lambda lock: lock.acquire()], ids=["with", "acquire"])
def test_an_interrupted_lock_is_not_noted_as_held(kind: str, take: Callable[[Any], Any]) -> None:
    with recording() as recorder:
        lock = getattr(threading, kind)()
        me = recorder.book.me()
        me.held = Interrupted()
        with pytest.raises(KeyboardInterrupt):
            take(lock)
        held, me.held = list(me.held), []
        assert not is_taken(lock)
        assert lock.hold is None
    assert held == []


@pytest.mark.skipif(
    not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="other Python: with the GIL"
)
@pytest.mark.parametrize("around", [nullcontext, lambda: threading.Lock()], ids=["alone", "nested"])  # noqa: PLW0108 (the name is read then)
@LOCKS
def test_who_has_a_lock_for_an_instant_keeps_nobody_waiting_as_without_us(
    kind: str, around: Callable[[], AbstractContextManager[Any]]
) -> None:
    """Another thread may go on after a call of Python: a plain ``with lock`` makes none."""
    number = 0

    def count() -> None:
        nonlocal number
        own = around()
        begin.wait()
        for _ in range(ROUNDS):
            with own, lock:
                number += 1

    begin = threading.Barrier(THREADS)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with recording() as recorder:
            lock = getattr(threading, kind)()
            threads = [threading.Thread(target=count) for _ in range(THREADS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            counts = recorder.log().counts[lock.mark.number]
    finally:
        sys.setswitchinterval(before)
    assert number == counts.taken == THREADS * ROUNDS
    assert counts.contended == 0


def test_an_interrupted_inner_take_leaves_the_outer_one() -> None:
    with recording() as recorder:
        lock: Any = threading.RLock()
        me = recorder.book.me()
        with lock:
            me.held = Interrupted(me.held)
            with lock:
                pass
            assert lock.hold is not None
            assert list(me.held) == [lock]
    assert not is_taken(lock)


@LOCKS
def test_who_has_very_many_locks_takes_further_ones_untold(kind: str) -> None:
    with recording() as recorder, ExitStack() as stack:
        locks = [getattr(threading, kind)() for _ in range(MOST_HELD + 9)]
        for lock in locks:
            stack.enter_context(lock)
        lock.acquire(blocking=False)
        inner = recorder.log().counts[lock.mark.number]
    told = [one.what for one in recorder.log().events if one.kind is Kind.NESTED]
    assert inner.taken
    assert len(told) == sum(range(MOST_HELD + 1))
    assert len(set(told)) == MOST_HELD


def test_the_orders_of_locks_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hello.observe.recorder.holds.MOST_NESTED", 3)
    with recording() as recorder:
        outer = threading.Lock()
        with outer:
            for _ in range(9):
                enter(threading.Lock())
    assert len([one for one in recorder.log().events if one.kind is Kind.NESTED]) == 3


def test_a_look_without_patience_is_no_wait() -> None:
    go_on = threading.Event()
    with recording() as recorder:
        event, semaphore = threading.Event(), threading.Semaphore(0)
        assert not event.wait(0)
        assert not event.wait(-1)
        assert not semaphore.acquire(timeout=0)
        with pytest.raises(queue.Empty):
            queue.Queue[int]().get(timeout=0)
        thread = threading.Thread(target=go_on.wait)
        thread.start()
        thread.join(0)
        log = recorder.log()
        go_on.set()
        thread.join()
    here = {number for number, one in log.threads.items() if one.name == "MainThread"}
    assert [one for one in log.events if one.kind is Kind.GOES_ON and one.thread in here] == []
