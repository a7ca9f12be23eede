"""Who prints a stack or a traceback while recording sees no line of the recorder's."""

import _thread
import inspect
import queue
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from hello.observe.recorder import recording
from hello.observe.recorder.frames import HERE
from hello.observe.recorder.sampler import Sampler
from hello.observe.recorder.stacks import OWN_THREAD, plain_frames


def _receive() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.settimeout(0.001)
        one.recv(1)


FAIL: dict[str, Callable[[], object]] = {
    "sleep": lambda: time.sleep(-1),
    "lock": lambda: threading.Lock().release(),
    "rlock": lambda: threading.RLock().release(),
    "queue": lambda: queue.Queue[int]().get(timeout=0.001),
    "simple queue": lambda: queue.SimpleQueue[int]().get(timeout=0.001),
    "socket": _receive,
    "join": lambda: threading.current_thread().join(),
}


def told(fail: Callable[[], object], **how: Any) -> str:
    """Return the traceback of *fail*, as it is printed."""
    try:
        fail()
    except Exception:  # noqa: BLE001 (whatever it is)
        return traceback.format_exc(**how)
    raise AssertionError


@pytest.mark.parametrize("what", FAIL)
@pytest.mark.parametrize("limit", [None, 1, -1])
def test_tracebacks_are_those_of_plain_python(what: str, limit: int | None) -> None:
    plain = told(FAIL[what], limit=limit)

    with recording():
        recorded = told(FAIL[what], limit=limit)

    assert recorded == plain


STACKS: dict[str, Callable[[], object]] = {
    "print_stack": traceback.format_stack,
    "where one stands": lambda: traceback.StackSummary.extract(traceback.walk_stack(None)).format(),
    "the innermost": lambda: traceback.StackSummary.extract(
        traceback.walk_stack(None), limit=1
    ).format(),
    "inspect": lambda: [one[1:] for one in inspect.stack()],
    "all threads": lambda: traceback.format_stack(
        sys._current_frames()[threading.get_ident()]  # noqa: SLF001 (what is tested)
    ),
}


@pytest.mark.parametrize("what", STACKS)
def test_stacks_are_those_of_plain_python(what: str) -> None:
    stacks: list[object] = []

    def look() -> None:
        thread = threading.Thread(target=lambda: stacks.append(STACKS[what]()))
        thread.start()
        thread.join()

    look()
    with recording():
        look()

    plain, recorded = stacks
    assert recorded == plain != []


def test_tracebacks_of_frames_are_listed_without_ours() -> None:
    with recording():
        try:
            time.sleep(-1)
        except ValueError:
            trace = inspect.trace()
            walked = list(traceback.walk_tb(sys.exc_info()[2]))

    assert [one.filename for one in trace] == [__file__]
    assert [frame.f_code.co_filename for frame, _ in walked] == [__file__]


@pytest.mark.parametrize("what", ["lock", "join"])
def test_a_thread_is_where_the_program_waits(what: str) -> None:
    with recording() as recorder:
        gate, door = threading.Lock(), threading.Lock()
        gate.acquire()
        door.acquire()
        helper = threading.Thread(target=gate.acquire)
        helper.start()
        waiter = threading.Thread(target=door.acquire if what == "lock" else helper.join)
        waiter.start()
        until_waits(recorder.book, waiter)
        frames = sys._current_frames()  # noqa: SLF001 (what is tested)
        names = [
            frame.f_code.co_qualname for frame, _ in traceback.walk_stack(frames[waiter.ident or 0])
        ]
        gate.release()
        door.release()
        helper.join()
        waiter.join()

    waits = [name for name in names if name.startswith("Thread.") and "bootstrap" not in name]
    assert waits[-1:] == ["Thread.run"]
    assert ("Thread.join" in waits) == (what == "join")


def until_waits(book: Any, thread: threading.Thread) -> None:
    """Return when *thread* waits, also for the system."""
    for _ in range(10_000_000):
        for worker in list(book.people.values()):
            if worker.ident == thread.ident and worker.waiting:
                return
    raise AssertionError("it does not wait")


def test_our_own_thread_is_not_among_the_threads() -> None:
    assert Sampler._run.__qualname__ == OWN_THREAD  # noqa: SLF001 (it is known by its name)
    before = plain_frames().keys()

    with recording():
        own = set[int]()
        while not own:  # it begins in its own time
            own = plain_frames().keys() - before
        seen = sys._current_frames()  # noqa: SLF001 (what is tested)
        failing = sys._current_exceptions()  # noqa: SLF001 (the same)

    assert own.isdisjoint(seen)
    assert own.isdisjoint(failing)
    assert threading.get_ident() in seen


def test_all_is_put_back() -> None:
    def names() -> list[object]:
        return [
            traceback.walk_tb,
            traceback.walk_stack,
            inspect.getouterframes,
            sys._current_frames,  # noqa: SLF001 (what is tested)
        ]

    before = names()
    with recording():
        within = names()

    assert names() == before
    assert [repr(one).partition(" at ")[0] for one in within] == [
        repr(one).partition(" at ")[0] for one in before
    ]
    assert all(one is not old for one, old in zip(within, before, strict=True))


WAIT = "def wait(begun, over): begun.release(); over.acquire()"


def test_a_thread_that_is_in_our_lines_only_is_there_all_the_same() -> None:
    ours: dict[str, Any] = {}
    exec(compile(WAIT, f"{HERE}waiting.py", "exec"), ours)  # noqa: S102 (a file of ours)
    begun, over = _thread.allocate_lock(), _thread.allocate_lock()
    begun.acquire()
    over.acquire()
    with recording():
        number = _thread.start_new_thread(ours["wait"], (begun, over))
        begun.acquire()
        found = sys._current_frames()  # noqa: SLF001 (what is tested)
        over.release()
    assert number in found
