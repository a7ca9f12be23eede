"""Engines of the standard library: what they make, what they refuse, what they leave."""

import multiprocessing
import pickle
import queue
import sys
import threading
from collections.abc import Iterator
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import pytest

from hello.engines import ENGINES, local, opened
from hello.engines.tasks import held, place
from hello.errors import HelloError, WrongUseError


@pytest.mark.parametrize(
    ("name", "workers", "scheduler", "words"),
    [
        ("thraed", 2, None, "no such engine: 'thraed'; did you mean 'thread'?"),
        ("zzz", 2, None, "take one of thread, process, interpreter, dask"),
        ("thread", 1, None, "workers out of range: 1; take 2 to 8"),
        ("process", 10_000, None, "workers out of range: 10000; take 2 to 8"),
        ("process", 2, "tcp://127.0.0.1:1", "only dask has a scheduler: 'process'; add --engine"),
    ],
    ids=["near", "far", "one worker", "many workers", "scheduler"],
)
def test_wrong_use_is_one_line(name: str, workers: int, scheduler: str | None, words: str) -> None:
    with pytest.raises(WrongUseError) as caught, opened(name, workers, scheduler):
        pass

    assert words in str(caught.value)


@pytest.mark.parametrize("name", ["thread", "process"])
def test_an_event_reaches_the_worker_and_comes_back(name: str) -> None:
    with opened(name, 2) as engine, engine.pool() as executor:
        started, gate = engine.event(), engine.event()
        future = executor.submit(held, 7, started, gate)

        assert started.wait(10)
        assert not future.done()
        assert not gate.wait(0)
        gate.set()
        assert future.result(timeout=10) == 7


def test_all_processes_have_started_when_there_is_an_executor() -> None:
    """Else one would be started later, where Ctrl-C is not held back."""
    with opened("process", 4) as engine, engine.pool():
        assert len(multiprocessing.active_children()) == 4 + len(["the manager of the events"])

    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("name", ["thread", "process"])
def test_what_was_held_back_goes_when_the_body_fails(name: str) -> None:
    """The end of the block would wait for it otherwise."""
    threads = threading.enumerate()
    with pytest.raises(KeyboardInterrupt), opened(name, 2) as engine, engine.pool() as executor:  # noqa: PT012  # the last line raises
        started, gate = engine.event(), engine.event()
        future = executor.submit(held, 7, started, gate)
        started.wait(10)
        raise KeyboardInterrupt

    assert future.result(timeout=0) == 7
    assert multiprocessing.active_children() == []
    assert threading.enumerate() == threads


def test_processes_that_do_not_start_in_time_are_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "START_SECONDS", 0.0)

    with (
        pytest.raises(HelloError, match="2 processes did not start in 0 s; try again"),
        opened("process", 2) as engine,
        engine.pool(),
    ):
        pass

    assert multiprocessing.active_children() == []


# Interpreters: this Python may have none, so what they promise is put in their place.


class SharedQueue(queue.Queue[str]):
    """As ``concurrent.interpreters.Queue``: it can be pickled, and stays the same queue."""

    def __init__(self) -> None:
        super().__init__()
        QUEUES[id(self)] = self

    def __reduce__(self) -> tuple[object, ...]:
        return queue_of, (id(self),)


QUEUES: dict[int, SharedQueue] = {}


def queue_of(number: int) -> SharedQueue:
    return QUEUES[number]


class PicklingExecutor(ThreadPoolExecutor):
    """As InterpreterPoolExecutor: threads, but all that they get and give is pickled."""

    def submit(self, fn: Any, /, *args: Any) -> futures.Future[Any]:  # type: ignore[override]  # no keywords
        def run(packed: bytes) -> bytes:
            function, arguments = pickle.loads(packed)  # noqa: S301  # we packed it
            return pickle.dumps(function(*arguments))

        outer: futures.Future[Any] = futures.Future()
        inner = super().submit(run, pickle.dumps((fn, args)))
        inner.add_done_callback(lambda done: outer.set_result(pickle.loads(done.result())))  # noqa: S301  # ours
        return outer


@pytest.fixture
def interpreters(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give this Python something like the interpreters of 3.14."""
    module = ModuleType("concurrent.interpreters")
    module.create_queue = SharedQueue  # type: ignore[attr-defined]  # as 3.14 has it
    monkeypatch.setitem(sys.modules, "concurrent.interpreters", module)
    monkeypatch.setattr(futures, "InterpreterPoolExecutor", PicklingExecutor, raising=False)
    yield
    QUEUES.clear()


@pytest.mark.usefixtures("interpreters")
def test_an_event_for_interpreters_is_set_for_all_who_wait() -> None:
    with opened("interpreter", 2) as engine, engine.pool() as executor:
        started, gate = engine.event(), engine.event()
        tasks = [executor.submit(held, n, started, gate) for n in range(2)]

        assert started.wait(10)
        assert not gate.wait(0)
        gate.set()
        assert [task.result(timeout=10) for task in tasks] == [0, 1]
        assert gate.wait(0)


@pytest.mark.skipif(sys.version_info < (3, 14), reason="other Python: interpreters need 3.14")
def test_real_interpreters_share_the_process() -> None:
    with opened("interpreter", 2) as engine, engine.pool() as executor:
        events = [engine.event(), engine.event()]
        places = list(executor.map(place, events, events[::-1]))

    assert len({place.pid for place in places}) == 1


def test_without_interpreters_one_line_says_which_python_has_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(futures, "InterpreterPoolExecutor", raising=False)

    with (
        pytest.raises(WrongUseError, match=r"take Python 3\.14 or later"),
        opened("interpreter", 2),
    ):
        pass


def test_every_engine_is_named_once() -> None:
    assert len(set(ENGINES)) == len(ENGINES)
