"""Which waits the recorder calls deadlocks."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from hello.observe.recorder import recording
from hello.observe.recorder.book import Open
from hello.observe.recorder.circles import gives_up
from hello.observe.recorder.sampler import Sampler
from hello.observe.recorder.stacks import plain_frames

DEADLINE = 30
LOCKS = pytest.mark.parametrize("kind", ["Lock", "RLock"])


MARKS = {number: SimpleNamespace(kind="Lock") for number in (10, 20, 30)}
MARKS |= {11: SimpleNamespace(kind="RLock"), 12: SimpleNamespace(kind="Thread")}
MARKS |= {13: SimpleNamespace(kind="sleep"), 14: SimpleNamespace(kind="Queue")}
MARKS |= {15: SimpleNamespace(kind="Lock (multiprocessing)")}


def new_worker(number: int) -> Any:
    return SimpleNamespace(number=number, ident=0, waiting=None, has_ended=False)


def new_lock(holder: Any) -> Any:
    return SimpleNamespace(hold=(holder, None, 0, 0))


def waits(worker: Any, what: int, lock: Any) -> None:
    """Have *worker* wait for long, in a wait that did not go on before."""
    worker.waiting = Open(0, what, 0, 0, 0, 0, lock)


def sampler_of(*workers: Any) -> Sampler:
    book: Any = SimpleNamespace(queues={}, deadlocks=[], marks=MARKS, trim=lambda: None)
    book.people = {worker.number: worker for worker in workers}
    return Sampler(book)


def test_a_circle_that_comes_again_is_found_once() -> None:
    ann, ben = new_worker(1), new_worker(2)
    sampler = sampler_of(ann, ben)

    for _ in range(3):
        waits(ann, 10, new_lock(ben))
        waits(ben, 20, new_lock(ann))
        sampler.look()
    waits(ann, 30, new_lock(ben))
    sampler.look()

    found = [(set(one.threads), set(one.objects)) for one, _ in sampler.book.deadlocks]
    assert found == [({1, 2}, {10, 20}), ({1, 2}, {30, 20})]


def test_a_lock_of_a_thread_that_has_ended_is_found_for_each_that_waits_once() -> None:
    ann, ben, cat = map(new_worker, (1, 2, 3))
    sampler = sampler_of(ann, ben, cat)
    lock = new_lock(cat)
    waits(ann, 10, lock)
    waits(ben, 10, lock)
    sampler.look()
    assert sampler.book.deadlocks == []

    cat.has_ended = True
    sampler.look()
    sampler.look()

    assert [one.threads for one, _ in sampler.book.deadlocks] == [(1,), (2,)]


@pytest.mark.parametrize(
    ("waited_for", "told"), [(None, 0), (13, 0), (15, 0), (12, 1), (14, 1), (10, 1)]
)
def test_who_waits_alone_for_a_lock_may_wait_for_a_sign(waited_for: int | None, told: int) -> None:
    """Any thread may release a lock: it is no deadlock while one is left that can go on."""
    ann, ben, cat = map(new_worker, (1, 2, 3))
    cat.has_ended = True
    sampler = sampler_of(ann, ben, cat)
    waits(ann, 10, new_lock(ann))
    if waited_for is not None:
        waits(ben, waited_for, None)
    sampler.look()

    assert [one.threads for one, _ in sampler.book.deadlocks] == [(1,)] * told


def test_another_thread_cannot_release_an_rlock() -> None:
    ann, ben, cat = map(new_worker, (1, 2, 3))
    cat.has_ended = True
    sampler = sampler_of(ann, ben, cat)
    waits(ann, 11, new_lock(cat))
    sampler.look()

    assert [one.threads for one, _ in sampler.book.deadlocks] == [(1,)]


@LOCKS
@pytest.mark.parametrize("timeout", [DEADLINE, -1])
def test_a_wait_with_a_timeout_gives_up(kind: str, timeout: float) -> None:
    with recording() as recorder:
        lock = getattr(threading, kind)()
        thread = threading.Thread(target=lambda: lock.acquire(timeout=timeout) and lock.release())
        with lock:
            thread.start()
            found = gives_up(frame_of_wait(recorder.book, thread))
        thread.join()

    assert found is (timeout != -1)


@pytest.mark.parametrize("timeout", [DEADLINE, None])
def test_a_join_with_a_timeout_gives_up(timeout: float | None) -> None:
    with recording() as recorder:
        over = threading.Event()
        thread = threading.Thread(target=over.wait)
        thread.start()
        joins = threading.Thread(target=lambda: thread.join(timeout))
        joins.start()
        found = gives_up(frame_of_wait(recorder.book, joins))
        over.set()
        joins.join()

    assert found is (timeout is not None)


def test_the_circle_of_threads_that_try_again_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hello.observe.recorder.sampler.LASTS", 0)

    def cross(first: Any, second: Any, timeout: float) -> None:
        first.acquire()
        both.wait()
        second.acquire(timeout=timeout)

    with recording() as recorder:
        one, two, both = threading.Lock(), threading.Lock(), threading.Barrier(2)
        threads = [threading.Thread(target=cross, args=(one, two, DEADLINE))]
        threads.append(threading.Thread(target=cross, args=(two, one, -1)))
        for thread in threads:
            thread.start()
        for thread in threads:
            frame_of_wait(recorder.book, thread, what="Lock")
        Sampler(recorder.book).look()
        found = list(recorder.book.deadlocks)
        one.release()
        two.release()
        for thread in threads:
            thread.join()

    assert found == []


def frame_of_wait(book: Any, thread: threading.Thread, what: str = "") -> Any:
    """Return the innermost frame of *thread* when it waits for an object of the kind *what*."""
    for _ in range(10_000_000):
        for worker in list(book.people.values()):
            wait = worker.waiting
            if worker.ident == thread.ident and wait and what in book.marks[wait.what].kind:
                return plain_frames()[worker.ident]
    raise AssertionError("it does not wait")
