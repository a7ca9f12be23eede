"""One read in each of the modes, as a program would do it."""

import asyncio
import selectors
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from hello.demos.network.io_modes.facts import Call, Mode, Read
from hello.demos.network.io_modes.wire import PATIENCE, SENT, SIZE, Wire, silent_sockets

OTHER_SOCKETS = 2


class Reader:
    """Makes the calls of one read, in the current thread, and notes how they went."""

    def __init__(self, mode: Mode, wire: Wire) -> None:
        self._mode = mode
        self._wire = wire
        self._calls = 0
        self._steps = 0
        self._first: Call | None = None
        self._last: Call | None = None
        self._cpu = time.thread_time()

    def call(self, name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what the function returns, or the BlockingIOError that it raises."""
        start = self._wire.now()
        try:
            answer = function(*arguments)
        except BlockingIOError as error:
            answer = error
        end = self._wire.now()
        self._last = Call(name, described(answer), start, end, gave_data=answer == SENT)
        self._first = self._first or self._last
        self._calls += 1
        return answer

    def do_other_work(self) -> None:
        """Do one step of it; those count that were done before the data was written."""
        if not self._wire.written:
            self._steps += 1

    def read(self, data: object, receiver: str | None = None) -> Read:
        """Return the read, after the last call."""
        have, cpu = self._wire.now(), time.thread_time() - self._cpu
        self._wire.done.wait(2 * PATIENCE)
        assert self._first  # noqa: S101  # a read has at least one call
        assert self._last  # noqa: S101  # for the same reason
        reader = threading.current_thread().name
        return Read(
            mode=self._mode,
            first=self._first,
            last=self._last,
            calls=self._calls,
            written=self._wire.written,
            have=have,
            cpu_seconds=cpu,
            steps=self._steps,
            reader=reader,
            receiver=receiver or reader,
            data=data.decode() if isinstance(data, bytes) else "",
        )


def described(answer: object) -> str:
    """Return in a few words what a call answered."""
    if isinstance(answer, list):
        return f"{len(answer)} ready"
    if isinstance(answer, Future | asyncio.Future):
        return f"{type(answer).__name__}, {'done' if answer.done() else 'not done'}"
    return type(answer).__name__ if isinstance(answer, OSError) else repr(answer)


def blocking(wire: Wire) -> Read:
    """Call recv, and wait in it."""
    reader = Reader(Mode.BLOCKING, wire)
    wire.go.set()
    data = reader.call("recv()", wire.end.recv, SIZE)
    return reader.read(data)


def polling(wire: Wire) -> Read:
    """Ask again and again; do other work in between."""
    reader = Reader(Mode.POLLING, wire)
    wire.end.setblocking(False)  # noqa: FBT003  # socket's signature
    data = reader.call("recv()", wire.end.recv, SIZE)
    reader.do_other_work()
    wire.go.set()
    while isinstance(data, BlockingIOError) and wire.now() < 2 * PATIENCE:
        reader.do_other_work()
        data = reader.call("recv()", wire.end.recv, SIZE)
    return reader.read(data)


def select(wire: Wire) -> Read:
    """Wait for several sockets at once, and read from the one that is ready."""
    reader = Reader(Mode.SELECT, wire)
    with silent_sockets(OTHER_SOCKETS) as others, selectors.DefaultSelector() as selector:
        for one in (*others, wire.end):
            one.setblocking(False)  # noqa: FBT003  # socket's signature
            selector.register(one, selectors.EVENT_READ)
        wire.go.set()
        ready = reader.call("select()", selector.select, PATIENCE)
        data = reader.call("recv()", ready[0][0].fileobj.recv, SIZE) if ready else b""
    return reader.read(data)


def thread(wire: Wire) -> Read:
    """Let another thread wait; do other work until it has the data."""
    reader = Reader(Mode.THREAD, wire)
    receiver = ""

    def receive() -> bytes:
        nonlocal receiver
        receiver = threading.current_thread().name
        return wire.end.recv(SIZE)

    with ThreadPoolExecutor(1, "receiver") as pool:
        try:
            future = reader.call("submit()", pool.submit, receive)
            reader.do_other_work()
        finally:
            # Also after Ctrl-C: the pool's thread waits for the data.
            wire.go.set()
        while not future.done():
            reader.do_other_work()
        data = reader.call("result()", future.result)
    return reader.read(data, receiver)


def event_loop(wire: Wire) -> Read:
    """Let an event loop wait, which does other work meanwhile."""
    return asyncio.run(_in_event_loop(wire))


async def _in_event_loop(wire: Wire) -> Read:
    reader = Reader(Mode.ASYNCIO, wire)
    wire.end.setblocking(False)  # noqa: FBT003  # socket's signature
    receiving = asyncio.get_running_loop().sock_recv(wire.end, SIZE)
    task = reader.call("create_task()", asyncio.create_task, receiving)
    reader.do_other_work()
    wire.go.set()
    while not task.done():
        reader.do_other_work()
        await asyncio.sleep(0)
    return reader.read(reader.call("result()", task.result))


def ready_at_once() -> Call:
    """Return a non-blocking recv of data that is there already."""
    start = time.perf_counter()
    here, other = socket.socketpair()
    with here, other, selectors.DefaultSelector() as selector:
        here.setblocking(False)  # noqa: FBT003  # socket's signature
        selector.register(here, selectors.EVENT_READ)
        other.sendall(SENT)
        selector.select(PATIENCE)
        began = time.perf_counter()
        try:
            answer: object = here.recv(SIZE)
        except BlockingIOError as error:
            answer = error
        end = time.perf_counter()
    return Call("recv()", described(answer), began - start, end - start, gave_data=answer == SENT)
