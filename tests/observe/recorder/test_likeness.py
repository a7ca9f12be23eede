"""What a program may do with locks, queues and sockets of its own kind: the same as without us."""

import gc
import queue
import socket
import threading
from collections.abc import Callable
from functools import partial, singledispatch
from typing import Any, Self
from unittest import mock

import pytest

from hello.observe.events import Kind
from hello.observe.recorder import recording
from hello.observe.recorder.calls import Places

LOCKS = pytest.mark.parametrize("kind", ["Lock", "RLock"])


def outcome(call: Callable[[], object]) -> object:
    """Return what *call* returns, or how it fails."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 (whatever the plain one raises)
        return type(error), str(error)


class OwnLock:
    """A lock as far as the library's documents ask for one."""

    def __init__(self) -> None:
        self._lock = threading._allocate_lock()  # type: ignore[attr-defined]  # noqa: SLF001 (the plain one)

    def acquire(self, *args: Any) -> bool:
        return bool(self._lock.acquire(*args))

    def release(self) -> None:
        self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


@pytest.mark.parametrize("lock", [OwnLock, threading.RLock], ids=["own", "RLock"])
def test_a_queue_works_with_the_programs_own_kind_of_lock(
    lock: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with recording() as recorder, monkeypatch.context() as patch:
        patch.setattr(threading, "Lock", lock)
        items: queue.Queue[int] = queue.Queue()
        items.put(1)
        assert items.get() == 1
        items.task_done()
        items.join()
    log = recorder.log()
    assert [one.value for one in log.events if one.kind is Kind.DEPTH] == [1, 0, 0]


def test_a_queue_that_nobody_locked_says_so() -> None:
    with recording():
        items: queue.Queue[int] = queue.Queue()
        with pytest.raises(RuntimeError, match="un-acquired"):
            items.not_empty.notify()


class Alike:  # noqa: PLW1641 (this is what is tested)
    """All of these are equal, and so have no hash."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Alike)


def test_marks_go_by_the_object_itself_and_with_it() -> None:
    places = Places()
    one, two = Alike(), Alike()
    first, second = places.mark("socket", one), places.mark("socket", two)
    assert first.number != second.number
    assert places.mark("socket", one) is first
    assert places.mark("socket", two) is second
    assert len(places.of_object) == 2
    del one, two
    gc.collect()
    assert places.of_object == {}


def test_a_socket_may_compare_as_it_likes() -> None:
    class Own(socket.socket):  # noqa: PLW1641 (the same)
        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

    with recording(), Own() as server, Own() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
        connection, _ = server.accept()
        with connection:
            client.sendall(b"x")
            assert connection.recv(1) == b"x"


@LOCKS
def test_what_says_that_it_is_a_lock_is_taken_for_one(kind: str) -> None:
    with recording():
        recorded = type(getattr(threading, kind)())
        assert isinstance(mock.Mock(spec=getattr(threading, kind)()), recorded)
        assert not isinstance(mock.Mock(spec=threading.Event()), recorded)
        assert not isinstance(threading.Event(), recorded)
        assert not issubclass(threading.Event, recorded)


@LOCKS
@pytest.mark.parametrize("registered", ["before", "while recorded"])
def test_a_function_finds_the_type_of_a_lock(kind: str, registered: str) -> None:
    @singledispatch
    def known(_: object) -> str:
        return "something"

    make = getattr(threading, kind)
    plain = make()
    with recording():
        recorded = getattr(threading, kind)()
        of = plain if registered == "before" else recorded
        known.register(type(of), lambda _: "lock")
        assert [known(one) for one in (plain, recorded, threading.Event())] == [
            "lock",
            "lock",
            "something",
        ]


@LOCKS
@pytest.mark.parametrize(
    ("args", "named"),
    [
        ((), {}),
        ((False,), {}),
        ((1, 3), {}),
        ((), {"timeout": None}),
        ((), {"timeout": "long"}),
        ((), {"timeout": -2}),
        ((), {"timeout": 0}),
        ((), {"timeout": float("nan")}),
        ((), {"timeout": 1e20}),
        ((), {"blocking": False, "timeout": 1}),
        ((), {"blocking": False, "timeout": -1}),
        ((None,), {}),
        ((1, 1, 1), {}),
        ((), {"blockin": 1}),
    ],
    ids=str,
)
def test_arguments_of_acquire_are_as_the_plain_ones(
    kind: str, args: tuple[Any, ...], named: dict[str, Any]
) -> None:
    plain = getattr(threading, kind)()
    with recording():
        recorded = getattr(threading, kind)()
        both = [outcome(partial(lock.acquire, *args, **named)) for lock in (plain, recorded)]
        assert both[0] == both[1]
        states = [repr(lock).split()[0] for lock in (plain, recorded)]
        assert states[0] == states[1]


@pytest.mark.parametrize(("args", "named"), [((1,), {}), ((), {"name": 1})], ids=["1", "name"])
def test_a_lock_is_made_of_nothing(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    plain = outcome(lambda: threading.Lock(*args, **named))
    with recording():
        assert outcome(lambda: threading.Lock(*args, **named)) == plain


def test_a_condition_may_guard_its_attributes() -> None:
    class Guarded(threading.Condition):
        def __setattr__(self, name: str, value: object) -> None:
            if name.startswith("_hello"):
                raise AttributeError(name)
            super().__setattr__(name, value)

    with recording() as recorder:
        guarded = Guarded()
        with guarded:
            assert not guarded.wait(1e-9)
    assert "Guarded" in {one.kind for one in recorder.log().objects.values()}
