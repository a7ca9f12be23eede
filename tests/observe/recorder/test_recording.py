"""What a recording tells of locks, conditions, queues and threads."""

import _thread
import copy
import gc
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from hello.observe.events import UNKNOWN, Event, Kind, Log
from hello.observe.recorder import Recorder, reading, recording

LOCKS = pytest.mark.parametrize("kind", ["Lock", "RLock"])
DEADLINE = 30


def until_waiting(recorder: Recorder, number: int = 1) -> None:
    """Return when so many threads are known to wait, without being seen to wait ourselves."""
    for _ in range(1_000_000):
        if sum(one.waiting is not None for one in recorder.book.people.values()) >= number:
            return
    raise AssertionError("nobody waits")


def only(log: Log, kind: Kind, what: str) -> list[Event]:
    """Return the events of *kind* about objects of the kind *what*."""
    return [one for one in log.events if one.kind is kind and log.objects[one.what].kind == what]


def named(log: Log, number: int) -> str:
    return "" if number == UNKNOWN else log.threads[number].name


def in_thread(function: Callable[[], object], name: str = "other") -> threading.Thread:
    thread = threading.Thread(target=function, name=name, daemon=True)
    thread.start()
    return thread


@LOCKS
def test_a_wait_names_the_holder_and_the_one_who_let_it_go_on(kind: str) -> None:
    def take() -> None:
        with lock:
            pass

    with recording() as recorder:
        lock = getattr(threading, kind)()
        with lock:
            thread = in_thread(take)
            until_waiting(recorder)
        thread.join(DEADLINE)
    log = recorder.log()
    (waits,), (goes_on,) = only(log, Kind.WAITS, kind), only(log, Kind.GOES_ON, kind)
    assert (named(log, waits.thread), named(log, waits.other)) == ("other", "MainThread")
    assert (goes_on.value, named(log, goes_on.other)) == (1, "MainThread")
    assert log.places[waits.place].function.endswith("take")
    assert (
        log.places[waits.value].function
        == test_a_wait_names_the_holder_and_the_one_who_let_it_go_on.__name__
    )
    assert log.objects[waits.what].name == "lock"
    held = only(log, Kind.HELD, kind)
    assert "MainThread" in [named(log, one.thread) for one in held]


@LOCKS
def test_an_uncontended_lock_is_counted_and_makes_no_events(kind: str) -> None:
    with recording() as recorder:
        lock = getattr(threading, kind)()
        for _ in range(100):
            with lock:
                pass
    log = recorder.log()
    (number,) = (number for number, one in log.objects.items() if one.kind == kind)
    assert log.counts[number].taken == 100
    assert log.counts[number].contended == 0
    assert not [one for one in log.events if one.kind is Kind.WAITS]


@LOCKS
def test_a_refused_acquire_is_told(kind: str) -> None:
    with recording() as recorder:
        lock = getattr(threading, kind)()
        with lock:
            in_thread(lambda: lock.acquire(timeout=0.001)).join(DEADLINE)
            in_thread(lambda: lock.acquire(blocking=False)).join(DEADLINE)
    (goes_on,) = only(recorder.log(), Kind.GOES_ON, kind)
    assert (goes_on.value, goes_on.other) == (0, UNKNOWN)


def test_the_one_who_notifies_is_named_and_then_the_lock_is_waited_for() -> None:
    def wait() -> None:
        with condition:
            condition.wait()

    with recording() as recorder:
        condition = threading.Condition()
        thread = in_thread(wait)
        until_waiting(recorder)
        with condition:
            condition.notify()
        thread.join(DEADLINE)
    log = recorder.log()
    (goes_on,) = only(log, Kind.GOES_ON, "Condition")
    assert (named(log, goes_on.other), goes_on.value) == ("MainThread", 1)


@pytest.mark.parametrize(
    ("make", "wait", "wake", "kind"),
    [
        (threading.Event, lambda it: it.wait(), lambda it: it.set(), "Event"),
        (
            lambda: threading.Semaphore(0),
            lambda it: it.acquire(),
            lambda it: it.release(),
            "Semaphore",
        ),
        (lambda: threading.Barrier(2), lambda it: it.wait(), lambda it: it.wait(), "Barrier"),
        (queue.Queue, lambda it: it.get(), lambda it: it.put(1), "Queue"),
        # Not before the recording.
        (lambda: queue.SimpleQueue(), lambda it: it.get(), lambda it: it.put(1), "SimpleQueue"),  # noqa: PLW0108 (the name is read then)
    ],
    ids=["event", "semaphore", "barrier", "queue", "simple queue"],
)
def test_who_wakes_is_named(
    make: Callable[[], Any], wait: Callable[[Any], Any], wake: Callable[[Any], Any], kind: str
) -> None:
    with recording() as recorder:
        it = make()
        thread = in_thread(lambda: wait(it))
        until_waiting(recorder)
        wake(it)
        thread.join(DEADLINE)
    log = recorder.log()
    (waits,), (goes_on,) = only(log, Kind.WAITS, kind), only(log, Kind.GOES_ON, kind)
    assert (named(log, goes_on.thread), named(log, goes_on.other)) == ("other", "MainThread")
    assert log.places[waits.place].file == __file__


def test_the_length_of_a_queue_is_told() -> None:
    with recording() as recorder:
        items: queue.Queue[int] = queue.Queue(5)
        for one in range(4):
            items.put(one)
        items.get()
    log = recorder.log()
    depths = only(log, Kind.DEPTH, "Queue")
    assert [one.value for one in depths] == [1, 2, 3, 4, 3]
    (number,) = {one.what for one in depths}
    assert (log.counts[number].deepest, log.objects[number].bound) == (4, 5)


def test_threads_begin_and_end_and_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    with recording() as recorder:
        in_thread(lambda: None, "well").join()
        in_thread(lambda: 1 / 0, "badly").join()
        in_thread(_thread.exit, "exits")
        for thread in threading.enumerate():
            if thread.name == "exits":
                thread.join()
    log = recorder.log()
    ends = {named(log, one.thread): one.value for one in log.events if one.kind is Kind.ENDED}
    assert ends == {"well": 1, "badly": -1, "exits": 1}
    started = [one for one in log.events if one.kind is Kind.STARTED]
    assert {named(log, one.other) for one in started} == {"MainThread"}
    assert all(one.is_joined for one in log.threads.values() if one.name in {"well", "badly"})


def test_locks_taken_within_each_other_are_told_once() -> None:
    with recording() as recorder:
        outer, inner = threading.Lock(), threading.RLock()
        for _ in range(3):
            with outer, inner, inner:
                pass
    log = recorder.log()
    (nested,) = (one for one in log.events if one.kind is Kind.NESTED)
    assert [log.objects[one].kind for one in (nested.what, nested.value)] == ["RLock", "Lock"]


def test_both_places_are_told_where_locks_are_taken_within_each_other() -> None:
    with recording() as recorder:
        outer, inner = threading.Lock(), threading.Lock()
        outer.acquire()
        with inner:
            pass
        outer.release()
    log = recorder.log()
    (nested,) = (one for one in log.events if one.kind is Kind.NESTED)
    taken, held = log.places[nested.place], log.places[nested.other]
    assert taken.file == held.file == __file__
    assert taken.line == held.line + 1


@LOCKS
def test_an_attempt_that_fails_within_another_lock_is_told(kind: str) -> None:
    def attempt() -> None:
        with other:
            assert not lock.acquire(timeout=0.001)

    with recording() as recorder:
        lock, other = getattr(threading, kind)(), threading.Lock()
        with lock:
            in_thread(attempt).join(DEADLINE)
    log = recorder.log()
    (nested,) = (one for one in log.events if one.kind is Kind.NESTED)
    assert [log.objects[one].name for one in (nested.what, nested.value)] == ["lock", "other"]
    assert named(log, nested.thread) == "other"


def test_a_deadlock_is_found_with_the_stacks() -> None:
    def cross(first: threading.Lock, second: threading.Lock) -> None:
        first.acquire()
        both.wait()
        second.acquire()

    with recording() as recorder:
        one, two, both = threading.Lock(), threading.Lock(), threading.Barrier(2)
        threads = [
            in_thread(lambda: cross(one, two), "A"),
            in_thread(lambda: cross(two, one), "B"),
        ]
        while not recorder.log().deadlocks:
            time.sleep(0)
        (deadlock,) = recorder.log().deadlocks
        assert not deadlock.has_ended
        one.release()
        threads[1].join(DEADLINE)
        two.release()
        threads[0].join(DEADLINE)
    log = recorder.log()
    assert {named(log, number) for number in deadlock.threads} == {"A", "B"}
    assert all(stack[-1].function.endswith("cross") for stack in deadlock.stacks)
    assert log.deadlocks[0].has_ended


def test_events_are_in_order_and_their_number_is_bounded() -> None:
    with recording(limit=50) as recorder:
        for _ in range(100):
            time.sleep(0)
    log = recorder.log()
    assert len(log.events) == 50
    assert log.dropped >= 150
    assert all(one.at <= after.at for one, after in pairwise(log.events))


def test_what_began_long_ago_is_kept_as_long_as_it_lasts() -> None:
    """Only what is over before the last seconds goes: neither waits nor orders of locks."""
    with recording(last=0.05) as recorder:
        over, event, outer, inner = (
            threading.Event(),
            threading.Event(),
            threading.Lock(),
            threading.Lock(),
        )
        with outer, inner:
            over.wait(0.001)
        begun = time.monotonic_ns()
        thread = in_thread(event.wait)
        until_waiting(recorder)
        while time.monotonic_ns() < begun + 100_000_000:
            pass
        log = recorder.log()
        assert not only(log, Kind.GOES_ON, "Event")
        assert len(only(log, Kind.WAITS, "Event")) == 1
        assert len(only(log, Kind.NESTED, "Lock")) == 1
        event.set()
        thread.join(DEADLINE)
        log = recorder.log()
        (waits,), (goes_on,) = only(log, Kind.WAITS, "Event"), only(log, Kind.GOES_ON, "Event")
        assert goes_on.at - waits.at > 50_000_000


def test_short_waits_are_counted_and_left_out() -> None:
    with recording(threshold=10.0) as recorder:
        time.sleep(0)
    log = recorder.log()
    assert not [one for one in log.events if one.kind is Kind.WAITS]
    assert [one.contended for one in log.counts.values()] == [1]


@LOCKS
@pytest.mark.parametrize("within", [True, False], ids=["in the body", "before the body"])
def test_an_interrupt_leaves_no_lock_taken(kind: str, within: bool) -> None:  # noqa: FBT001 (parametrised)
    """The signal is handled at the very next moment at which Python looks for it."""

    def body() -> None:
        if not within:
            for _ in map(_thread.interrupt_main, [signal.SIGINT]):
                break
        with lock:
            if within:
                for _ in map(_thread.interrupt_main, [signal.SIGINT]):
                    break

    with recording():
        lock = getattr(threading, kind)()
        with pytest.raises(KeyboardInterrupt):
            body()
        got: list[bool] = []
        in_thread(lambda: got.append(lock.acquire(blocking=False))).join(DEADLINE)
    assert got == [True]


@LOCKS
def test_recorded_locks_are_as_the_plain_ones(kind: str) -> None:
    plain = getattr(threading, kind)()
    with recording():
        recorded = getattr(threading, kind)()
        known = [type(plain)] if kind == "Lock" else [type(plain), _thread.RLock]
        for one in known:
            assert isinstance(recorded, one)
            assert isinstance(plain, one)
    shown = [repr(one).replace(hex(id(one)), "") for one in (plain, recorded)]
    assert shown[0] == shown[1]
    with pytest.raises(TypeError, match="cannot pickle"):
        pickle.dumps(recorded)
    with pytest.raises(TypeError, match="cannot pickle"):
        copy.deepcopy(recorded)
    with pytest.raises(AttributeError):
        recorded.anything = 1
    gone = weakref.ref(recorded)
    del recorded
    gc.collect()
    assert gone() is None


@LOCKS
def test_what_was_made_lives_on_unrecorded(kind: str) -> None:
    with recording() as recorder:
        lock, condition = getattr(threading, kind)(), threading.Condition()
        lock.acquire()
    lock.release()
    with lock, condition:
        condition.notify_all()
        assert not condition.wait(0)
    assert recorder.log() == recorder.log()
    assert lock.acquire(blocking=False)


def test_everything_is_put_back() -> None:
    modules = (_thread, threading, queue, time, threading.Thread, threading.Condition, queue.Queue)
    before = [dict(vars(one)) for one in modules]
    with recording():
        assert vars(time)["sleep"] is not before[3]["sleep"]
    assert [dict(vars(one)) for one in modules] == before


def test_what_the_program_replaced_stays() -> None:
    before = time.sleep
    try:
        with recording():
            time.sleep = own = lambda _: None
        assert time.sleep is own
    finally:
        time.sleep = before


def test_a_recorded_function_is_no_method_and_can_be_pickled() -> None:
    with recording():

        class Patient:
            sleep: Any = time.sleep
            lock = threading.Lock

        Patient().sleep(0)
        assert not Patient().lock().locked()
        data = pickle.dumps(time.sleep)
    assert pickle.loads(data) is time.sleep  # noqa: S301 (our own bytes)


def test_a_recording_within_another_is_part_of_it() -> None:
    with recording() as outer:
        with recording() as inner:
            time.sleep(0)
        time.sleep(0)
    assert len(only(outer.log(), Kind.WAITS, "sleep")) == 2
    assert inner.log() == outer.log()


def test_five_hundred_threads() -> None:
    with recording() as recorder:
        lock, threads = threading.Lock(), []
        count = [0]

        def add() -> None:
            with lock:
                count[0] += 1

        threads = [in_thread(add, str(number)) for number in range(500)]
        for thread in threads:
            thread.join(DEADLINE)
    log = recorder.log()
    assert count == [500]
    assert len([one for one in log.events if one.kind is Kind.ENDED]) == 500


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not loaded yet"])
def test_an_encrypted_connection_is_waited_for(loaded: bool) -> None:  # noqa: FBT001 (parametrised)
    program = f"""
import socket, sys
{"import ssl" if loaded else ""}
from hello.observe.recorder import recording
with recording() as recorder:
    import ssl
    ours, theirs = socket.socketpair()
    ours.settimeout(0.001)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).wrap_socket(
        ours, do_handshake_on_connect=False, server_hostname="nobody"
    )
    try:
        secure.do_handshake()
    except TimeoutError:
        pass
    secure.close(); theirs.close()
log = recorder.log()
print({{(log.objects[one.what].kind, one.value) for one in log.events if one.kind == 4}})
"""
    command = [sys.executable, "-W", "error", "-c", program]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "{('socket', 0)}"


def test_the_end_of_a_log_is_before_it_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[int] = []

    class Late(reading.Names):
        def __init__(self) -> None:
            began.append(time.monotonic_ns())
            super().__init__()

    monkeypatch.setattr(reading, "Names", Late)
    with recording() as recorder:
        log = recorder.log()

    assert log.ended <= began[0]


def test_a_join_that_did_not_wait_for_the_end_is_one() -> None:
    over = threading.Event()
    with recording() as recorder:
        looked_at, joined = (threading.Thread(target=over.wait, name=name) for name in "ab")
        for thread in (looked_at, joined):
            thread.start()
        looked_at.join(0)
        joined.join(0.001)
        log = recorder.log()
        over.set()
        for thread in (looked_at, joined):
            thread.join()

    assert {one.name: one.is_joined for one in log.threads.values() if one.name in "ab"} == {
        "a": False,
        "b": True,
    }


BLOCKED = """
import os, signal
from hello.observe.recorder import recording
with recording():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    os.kill(os.getpid(), signal.SIGTERM)
    print(signal.SIGTERM in signal.sigpending(), signal.sigwait({signal.SIGTERM}).name)
"""


@pytest.mark.skipif(not hasattr(signal, "sigwait"), reason="other system: signals of POSIX")
def test_signals_that_the_program_blocks_wait_for_it() -> None:
    command = [sys.executable, "-c", BLOCKED]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "True SIGTERM\n", "")
