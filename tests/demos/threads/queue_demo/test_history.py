"""The history of a queue: every put, get and wait in its order; and how threads get free."""

import queue
import threading

import pytest

from hello.demos.threads.queue_demo.history import History, free, free_with_end, watch

SECONDS = 60


def watched_queue(capacity: int = 0) -> "tuple[queue.Queue[str], History]":
    line: queue.Queue[str] = queue.Queue(capacity)
    return line, watch(line)


def said(history: History) -> list[tuple[str, object, tuple[object, ...]]]:
    return [(step.action, step.item, step.content) for step in history.steps]


def test_puts_and_gets_with_what_is_inside_afterwards() -> None:
    line, history = watched_queue()
    line.put("a")
    line.put("b")
    line.get()

    assert said(history) == [("put", "a", ("a",)), ("put", "b", ("a", "b")), ("get", "a", ("b",))]
    assert {step.thread for step in history.steps} == {threading.current_thread().name}
    assert [step.seconds for step in history.steps] == sorted(s.seconds for s in history.steps)


def test_a_wait_stands_between_what_it_waited_for() -> None:
    line, history = watched_queue(1)
    line.put("a")
    producer = threading.Thread(target=line.put, args="b", name="producer")
    producer.start()
    history.until_blocked(producer)
    line.get()
    producer.join(SECONDS)

    assert not producer.is_alive()
    assert [(step.thread == "producer", step.action, step.item) for step in history.steps] == [
        (False, "put", "a"),
        (True, "waits to put", None),
        (False, "get", "a"),
        (True, "put", "b"),
    ]
    assert history.waits == 1


def test_a_wait_that_fails_counts_too() -> None:
    line, history = watched_queue()
    with pytest.raises(queue.Empty):
        line.get(timeout=0.001)

    assert said(history) == [("waits to get", None, ())]


def test_other_queues_are_not_watched() -> None:
    _, history = watched_queue()
    other: queue.Queue[str] = queue.Queue()
    other.put("a")

    assert history.steps == ()


def test_until_blocked_ends_when_all_threads_have_ended() -> None:
    _, history = watched_queue()
    thread = threading.Thread(target=int)
    thread.start()
    history.until_blocked(thread)

    assert not thread.is_alive()


@pytest.mark.parametrize("kind", [queue.Queue, queue.LifoQueue, queue.PriorityQueue])
def test_free_brings_threads_out_of_put_and_join(kind: "type[queue.Queue[int]]") -> None:
    line = kind(1)
    line.put(1)
    threads = [
        threading.Thread(target=line.join),
        threading.Thread(target=line.put, args=(2,)),
        threading.Thread(target=line.put, args=(3,)),
        threading.Thread(target=line.join),
    ]
    for thread in threads:
        thread.start()
    free(line, *threads)

    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.parametrize("capacity", [0, 1, 2])
def test_free_with_end_brings_threads_out_of_put_and_get(capacity: int) -> None:
    full: queue.Queue[int | None] = queue.Queue(1)
    full.put(1)
    empty: queue.Queue[int | None] = queue.Queue(capacity)
    putters = [threading.Thread(target=full.put, args=(item,)) for item in range(8)]
    getters = [threading.Thread(target=empty.get) for _ in range(8)]
    for thread in (*putters, *getters):
        thread.start()
    free_with_end(full, *putters)
    free_with_end(empty, *getters)

    assert not any(thread.is_alive() for thread in (*putters, *getters))
