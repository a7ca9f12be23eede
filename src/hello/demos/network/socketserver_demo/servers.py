"""Small servers as a reader would write them with socketserver, and clients for them."""

import logging
import queue
import socket
import socketserver
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

from hello.demos.network.socketserver_demo.facts import Failing, Served, Step
from hello.demos.network.tcp_server.scene import PATIENCE
from hello.interrupts import interrupts_held_back

GRACE = 0.02
"""Seconds in which a client may be served that should have to wait."""

PAUSE = 0.01
"""Seconds for which each client thinks before it says its line; else nothing is to be seen."""

LOOK_AGAIN = 0.005
"""Seconds after which ``serve_forever`` looks whether it is to end."""

logger = logging.getLogger("hello.demos.network.socketserver_demo")


class Record:
    """The calls of all handlers of one server; *failing* are a client and a method to raise in."""

    def __init__(self, failing: tuple[str, str] | None = None) -> None:
        self.steps: list[Step] = []
        self.entered: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._failing = failing
        self._inside = 0
        self._start = time.perf_counter()
        self._lock = threading.Lock()

    def note(self, client: str, method: str) -> None:
        """Write down that a handler's method was called; raise ValueError if it is to."""
        with self._lock:
            self._inside += {"handle": 1, "finish": -1}.get(method, 0)
            seconds = time.perf_counter() - self._start
            thread = threading.current_thread().name
            self.steps.append(Step(client, method, seconds, thread, self._inside))
        logger.info("%s of %s", method, client)
        if method == "handle":
            self.entered.put(client)
        if (client, method) == self._failing:
            raise ValueError(f"{method} fails, as it should")


class EchoHandler(socketserver.StreamRequestHandler):
    """Sends a client's line back to it."""

    timeout = PATIENCE
    server: "Server"

    def setup(self) -> None:
        """Comes first."""
        super().setup()
        self.name = self.rfile.readline().decode().strip()
        self.server.record.note(self.name, "setup")

    def handle(self) -> None:
        """Comes second: the conversation."""
        self.server.record.note(self.name, "handle")
        self.wfile.write(self.rfile.readline())

    def finish(self) -> None:
        """Comes last."""
        self.server.record.note(self.name, "finish")
        super().finish()


class Server(socketserver.TCPServer):
    """Serves one client after the other."""

    # socketserver's own is 5: who comes when more wait tries again after a second, then two.
    request_queue_size = 128

    def __init__(self, record: Record) -> None:
        super().__init__(("127.0.0.1", 0), EchoHandler)
        self.record = record

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  # its signature
        """Log what a handler raised; socketserver's own prints a traceback."""
        logger.info("the handler of %s failed", client_address)


class ThreadingServer(socketserver.ThreadingMixIn, Server):
    """Serves each client in a thread of its own."""


@contextmanager
def serving(server: Server) -> Iterator[None]:
    """Let *server* serve in a thread during the body."""
    thread = threading.Thread(target=server.serve_forever, args=(LOOK_AGAIN,), name="acceptor")
    try:
        # Not in between: an acceptor that nobody knows of would serve for ever.
        with interrupts_held_back():
            thread.start()
        yield
    finally:
        if thread.ident is not None:  # otherwise shutdown() would wait for it
            server.shutdown()
            thread.join(PATIENCE)
        server.server_close()


def serve(kind: type[Server], names: Sequence[str], seconds: float) -> Served:
    """Let clients come; when all are in ``handle``, or after *seconds*, each says a line."""
    record = Record()
    server = kind(record)
    with serving(server), ExitStack() as stack:
        clients = [stack.enter_context(_client(server, name)) for name in names]
        until = time.monotonic() + seconds
        with suppress(queue.Empty):
            for _ in names:
                record.entered.get(timeout=max(0.0, until - time.monotonic()))
        answered = 0
        for client in clients:
            time.sleep(PAUSE)
            answered += _is_answered(client)
    return Served(kind.__name__, tuple(names), tuple(record.steps), answered)


def fail(kind: type[Server], method: str) -> Failing:
    """Let the first client's handler raise in *method*; a second client comes after it."""
    first, second = "first", "second"
    record = Record((first, method))
    server = kind(record)
    with serving(server):
        answered = []
        for name in (first, second):
            with _client(server, name) as client:
                answered.append(_is_answered(client))
    called = tuple(step.method for step in record.steps if step.client == first)
    return Failing(method, called, answered[1])


def _client(server: Server, name: str) -> socket.socket:
    client = socket.create_connection(server.server_address[:2], PATIENCE)  # type: ignore[arg-type]  # IPv4
    client.sendall(f"{name}\n".encode())
    return client


def _is_answered(client: socket.socket) -> bool:
    """Let *client* say a line; return whether it comes back. At its end the connection ends."""
    line = b"hello\n"
    with suppress(OSError), client.makefile("rb") as file:
        client.sendall(line)
        answer = file.readline()
        file.read()
        return answer == line
    return False
