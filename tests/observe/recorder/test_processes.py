"""What is told of waits for other processes."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection
from pathlib import Path
from typing import Any

import pytest
from processes import wait_until

from hello.observe.events import Event, Log
from hello.observe.recorder import Recorder, recording, serialise
from hello.observe.recorder.calls import SHORT

PROGRAM = Path(__file__).name

PATIENCE = 20.0
"""Seconds after which what has not happened is taken for lost."""

TERMINATED = 7

ATTEMPTS = 50


def waits(log: Log, kind: str) -> list[tuple[Event, Event]]:
    """Return the beginnings and ends of the waits for objects of the kind *kind*."""
    both = [one for one in log.events if one.what and log.objects[one.what].kind == kind]
    both.sort(key=lambda one: (one.thread, one.at))
    return list(zip(both[::2], both[1::2], strict=True))


def told(log: Log, kind: str) -> set[tuple[str, str, str, int]]:
    """Return the name of each object waited for, in which file and function, and the outcome."""
    return {
        (
            log.objects[begun.what].name,
            Path(log.places[begun.place].file).name,
            log.places[begun.place].function,
            ended.value,
        )
        for begun, ended in waits(log, kind)
    }


def send_to_who_waits(pipe: Any, recorder: Recorder) -> None:
    """Send as soon as the other thread has waited so long that it is noted."""
    book = recorder.book
    main = next(iter(book.people.values()))
    while (
        (wait := main.waiting) is None
        or book.marks[wait.what].kind != "pipe"
        or time.monotonic_ns() < wait.at + 2 * SHORT
    ):
        pass
    pipe.send("data")


def test_pipes_are_waited_for_until_there_is_data(tmp_path: Path) -> None:
    with recording(children=tmp_path) as recorder:
        ours, theirs = multiprocessing.Pipe()
        assert not ours.poll(0.001)
        assert not ours.poll()
        thread = threading.Thread(target=send_to_who_waits, args=(theirs, recorder))
        thread.start()
        assert ours.recv() == "data"
        thread.join()
        assert connection.wait([ours], 0.001) == []
    here = test_pipes_are_waited_for_until_there_is_data.__name__
    expected = {("ours", PROGRAM, here, 0), ("ours", PROGRAM, here, 1), ("", PROGRAM, here, 1)}
    assert told(recorder.log(), "pipe") >= expected


@pytest.mark.parametrize("kind", ["Lock", "RLock", "Semaphore", "BoundedSemaphore"])
def test_a_lock_that_is_taken_is_waited_for(kind: str, tmp_path: Path) -> None:
    with recording(children=tmp_path) as recorder:
        lock = getattr(multiprocessing, kind)()
        refused: list[bool] = []
        with lock:
            thread = threading.Thread(target=lambda: refused.append(lock.acquire(timeout=0.001)))
            thread.start()
            thread.join()
        assert lock.acquire(block=False)
        lock.release()
    assert refused == [False]
    log = recorder.log()
    found = waits(log, f"{kind} (multiprocessing)")
    assert ("lock", 0) in [(log.objects[begun.what].name, end.value) for begun, end in found]


def test_what_was_made_lives_on_unrecorded(tmp_path: Path) -> None:
    plain = vars(connection.Connection)["_recv_bytes"], connection.wait
    with recording(children=tmp_path):
        lock = multiprocessing.Lock()
        queue: multiprocessing.SimpleQueue[int] = multiprocessing.SimpleQueue()
    queue.put(1)
    assert queue.get() == 1
    with lock:
        assert not lock.acquire(timeout=0.001)
    queue.close()
    assert (vars(connection.Connection)["_recv_bytes"], connection.wait) == plain


def count(numbers: Any, results: Any) -> None:
    """Add up what comes, until there is a None, after a wait that is sure to be one."""
    assert not numbers._reader.poll(0.001)  # noqa: SLF001 (a queue's ``get`` may find something)
    results.put("ready")
    results.put(sum(iter(numbers.get, None)))


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_an_idle_worker_waits_for_its_queue(method: str, tmp_path: Path) -> None:
    context: Any = multiprocessing.get_context(method)
    with recording(children=tmp_path):
        numbers, results = context.SimpleQueue(), context.SimpleQueue()
        worker = context.Process(target=count, args=(numbers, results))
        worker.start()
        assert results.get() == "ready"
        for number in (1, 2, None):
            numbers.put(number)
        assert results.get() == 3
        worker.join()
    (file,) = tmp_path.iterdir()
    log = serialise.read(file)
    assert ("numbers._reader", PROGRAM, "count", 0) in told(log, "pipe")


def take(lock: Any, begun: Any, how: str) -> None:
    """Wait for *lock*, but not so eagerly that who releases it is interrupted by that."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(TERMINATED))
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    begun.send(None)
    getattr(lock, how)()


def sleeps(pid: int | None) -> bool:
    """Return whether a process's main thread waits for something."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "S"


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Keep this thread, and the processes that it makes, on one processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@pytest.mark.skipif(not hasattr(os, "SCHED_BATCH"), reason="other system: the scheduler of Linux")
@pytest.mark.parametrize("how", ["acquire", "__enter__"])
def test_a_signal_that_comes_together_with_a_release_is_handled(how: str) -> None:
    context = multiprocessing.get_context("fork")
    context.Lock()  # loads what is replaced
    with on_one_processor(), recording():
        lock: Any = context.Lock()
        lock._semlock.acquire()  # noqa: SLF001 (unrecorded)
        codes = (code_of_who_is_ended(context, lock, how) for _ in range(ATTEMPTS))
        assert next(code for code in codes if code != 0) == TERMINATED


def code_of_who_is_ended(context: Any, lock: Any, how: str) -> int | None:
    """Release *lock*, which a process waits for, take it again, and have the process end.

    Return its exit code, None if it did not end. It is 0 where the process was faster.
    """
    plain = lock._semlock  # noqa: SLF001 (nothing should come between these calls)
    ours, theirs = context.Pipe()
    process = context.Process(target=take, args=(lock, theirs, how))
    process.start()
    assert ours.poll(PATIENCE)
    wait_until(lambda: sleeps(process.pid), PATIENCE)
    plain.release()
    if plain.acquire(False):  # noqa: FBT003 (as it is defined)
        process.terminate()
    process.join(PATIENCE)
    code: int | None = process.exitcode
    process.kill()
    process.join()
    return code
