"""At the end of the stack a recorded lock fails as a plain one would: it is never left taken."""

import queue
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hello.observe.recorder import recording

LOCKS = pytest.mark.parametrize("kind", ["Lock", "RLock"])
ROOM = 60
"""Calls that are left: more than any of ours makes within each other."""

DEPTHS = range(2 * ROOM)


@pytest.fixture
def short_stack() -> Iterator[None]:
    """Leave little room for calls."""
    before = sys.getrecursionlimit()
    deep, frame = 0, sys._getframe()  # noqa: SLF001 (its depth is what is asked)
    while (up := frame.f_back) is not None:
        deep, frame = deep + 1, up
    sys.setrecursionlimit(deep + ROOM)
    yield
    sys.setrecursionlimit(before)


def calls(number: int, use: Callable[[], object]) -> bool:
    """Call *use* within so many calls, and return whether there was room for all."""

    def deeper(more: int) -> None:
        if more:
            deeper(more - 1)
        else:
            use()

    try:
        deeper(number)
    except RecursionError:
        return False
    return True


def is_taken(lock: Any) -> bool:
    """Return whether *lock* is taken, by whomever."""
    return "unlocked" not in repr(lock)


def enter(lock: Any) -> None:
    with lock:
        pass


def enter_twice(lock: Any) -> None:
    with lock, lock:
        pass


def acquire(lock: Any) -> None:
    lock.acquire()
    lock.release()


def wait_a_little(lock: Any) -> None:
    condition = threading.Condition(lock)
    with condition:
        condition.wait(1e-9)


@pytest.mark.usefixtures("short_stack")
@pytest.mark.parametrize("within", [False, True], ids=["alone", "within another"])
@pytest.mark.parametrize("use", [enter, acquire, wait_a_little])
@LOCKS
def test_no_lock_is_left_taken(kind: str, use: Callable[[Any], None], within: bool) -> None:  # noqa: FBT001 (parametrised)
    def use_it() -> None:
        if within:
            with outer:
                use(lock)
        else:
            use(lock)

    passed: list[bool] = []
    left: list[object] = []
    with recording() as recorder:
        make = getattr(threading, kind)
        outer: Any = threading.Lock()
        known, me = make(), recorder.book.me()
        use(known)
        for depth in DEPTHS:
            for lock in (make(), known):
                passed.append(calls(depth, use_it))
                left += [one for one in (lock, outer) if is_taken(one) or one.hold is not None]
                left += [*me.held, *lock.waiters, *([me.waiting] if me.waiting else [])]
    assert left == []
    assert set(passed) == {False, True}


@pytest.mark.usefixtures("short_stack")
def test_an_inner_take_that_fails_leaves_the_outer_one() -> None:
    seen: set[tuple[Any, ...]] = set()
    with recording():
        for depth in DEPTHS:
            lock: Any = threading.RLock()
            with lock:
                calls(depth, lambda lock=lock: enter_twice(lock))  # type: ignore[misc]  # its own lock
                seen.add(("count=1 " in repr(lock), lock.depth, lock.hold is None))
            seen.add((is_taken(lock), lock.hold))
    assert seen == {(True, 0, False), (False, None)}


@pytest.mark.usefixtures("short_stack")
@LOCKS
def test_a_with_that_was_entered_is_left_without_an_error(kind: str) -> None:
    """Also where there is more to tell of its end than of its beginning: somebody waits."""

    def use() -> None:
        with lock:
            entered.append(depth)
            lock.waiters = [me]

    entered: list[int] = []
    fine: list[int] = []
    with recording() as recorder:
        lock, me = getattr(threading, kind)(), recorder.book.me()
        enter(lock)
        for depth in DEPTHS:
            lock.waiters = []
            if calls(depth, use):
                fine.append(depth)
    assert not is_taken(lock)
    assert fine == entered
    assert 0 < len(fine) < len(DEPTHS)


@pytest.mark.usefixtures("short_stack")
def test_no_item_is_lost() -> None:
    got: list[int] = []
    with recording():
        items: queue.Queue[int] = queue.Queue()
        for depth in DEPTHS:
            items.put(depth)
            calls(depth, lambda: got.append(items.get()))
    assert len(got) + items.qsize() == len(DEPTHS)
    assert got


def test_who_waited_has_its_lock_again_whatever_comes_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A condition's wait ends with the lock taken, also where telling of that fails."""

    def fail(*_: object) -> None:
        if threading.current_thread() is threading.main_thread() and not tried.is_set():
            tried.set()
            raise RecursionError

    def let_go_on() -> None:
        with condition:
            condition.notify()
            tried.wait()

    with recording():
        tried = threading.Event()
        condition = threading.Condition(threading.RLock())
        other = threading.Thread(target=let_go_on)
        monkeypatch.setattr("hello.observe.recorder.rlocks.begin", fail)
        with condition, condition:
            other.start()
            with pytest.raises(RecursionError):
                condition.wait()
            assert "count=2 " in repr(condition)
        other.join()
    assert not is_taken(condition)
