"""Real servers in processes of their own, and a plain client to try them with."""

import itertools
import json
import os
import queue
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

import pytest
from processes import Ended, installed

DEADLINE = 60
"""Seconds. Nothing here comes near it; a test that hangs ends there."""

ENVIRONMENT = {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": ""}
"""Buffered as for a user: a line that is not flushed is missed here too."""

PROC = Path("/proc")

needs_proc = pytest.mark.skipif(
    not PROC.joinpath("self", "stat").exists(),
    reason="other system: only Linux tells in /proc what a process uses",
)


class Address(NamedTuple):
    """Where a server listens."""

    host: str
    port: int


class Running:
    """A server in a process of its own; ``running`` makes one."""

    def __init__(self, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self.process = process
        self.ended: Ended | None = None
        self._errors = errors
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.address = self._address()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def next_line(self) -> str:
        """Return the next line of its stdout; "" at the end, or where none comes."""
        try:
            return self._lines.get(timeout=DEADLINE)
        except queue.Empty:
            return ""

    def _address(self) -> Address:
        first = self.next_line()
        if not first.startswith("listening on "):
            self.kill()
            raise AssertionError(f"the server said {first!r}, and on stderr: {self.errors}")
        host, _, port = first.removeprefix("listening on ").strip().rpartition(":")
        return Address(host.strip("[]"), int(port))

    @property
    def errors(self) -> str:
        """What it has written to stderr so far."""
        self._errors.seek(0)
        return self._errors.read()

    @property
    def stats(self) -> dict[str, Any]:
        """Its counters; it has to have been stopped."""
        assert self.ended is not None, "stop() it first"
        counters: dict[str, Any] = json.loads(self.ended.stdout)
        return counters

    def stop(self, how: str | signal.Signals = "quit") -> Ended:
        """Stop it by a line on its stdin or by a signal; return how it ended.

        ``stdout`` is what it wrote after the line that says where it listens.
        """
        if isinstance(how, str):
            self.say(f"{how}\n")
        else:
            self.process.send_signal(how)
        return self.wait()

    def say(self, text: str) -> None:
        """Write *text* to its stdin."""
        assert self.process.stdin is not None
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def wait(self) -> Ended:
        """Wait until it has ended by itself; return how."""
        code = self.process.wait(DEADLINE)
        if self.ended is None:
            rest = "".join(iter(lambda: self._lines.get(timeout=DEADLINE), ""))
            self._reader.join(DEADLINE)
            self.ended = Ended(code, rest, self.errors)
        return self.ended

    def kill(self) -> None:
        """End it without asking, if it has not ended."""
        self.process.kill()
        self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        assert not self._reader.is_alive(), "a process that it started holds its stdout"

    def cpu_seconds(self) -> float:
        """Return the CPU time that it has used, in steps of 10 ms (needs_proc)."""
        fields = self._proc("stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def threads(self) -> int:
        """Return how many threads it has now (needs_proc)."""
        return len(list(self._proc("task").iterdir()))

    def descriptors(self) -> int:
        """Return how many descriptors it has open now (needs_proc)."""
        return len(list(self._proc("fd").iterdir()))

    def resident_bytes(self) -> int:
        """Return how much memory it has now (needs_proc)."""
        return int(self._proc("statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def _proc(self, name: str) -> Path:
        return PROC / str(self.process.pid) / name


@contextmanager
def running(
    *command: str | Path, port: int = 0, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Start an installed server command, or a whole command line that begins with a Path.

    It gets ``--port`` and ``--stats``. Yield it when it listens; at the end it is gone.
    """
    program, *arguments = command
    first = program if isinstance(program, Path) else installed(program)
    with (
        tempfile.TemporaryFile("a+", encoding="utf-8") as errors,
        subprocess.Popen(
            [first, *arguments, "--port", str(port), "--stats"],
            env=os.environ | ENVIRONMENT | (environment or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        ) as process,
    ):
        server = Running(process, errors)
        try:
            yield server
        finally:
            server.kill()


class Client:
    """A plain TCP client: sends bytes, and reads lines while the test lets it.

    As long as nothing is read from it, it is a client that has stopped reading; with a small
    *receive_buffer* the server feels that soon.
    """

    def __init__(
        self,
        address: tuple[str, int],
        *,
        token: bytes | None = None,
        tls: ssl.SSLContext | None = None,
        receive_buffer: int | None = None,
    ) -> None:
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.socket = socket.socket(family)
        try:
            self._connect(address, tls, receive_buffer)
            if token is not None:
                self.send(token + b"\n")
        except BaseException:
            self.socket.close()
            raise
        self._lines: deque[bytes] = deque()
        self._rest = b""

    def _connect(
        self, address: tuple[str, int], tls: ssl.SSLContext | None, receive_buffer: int | None
    ) -> None:
        self.socket.settimeout(DEADLINE)
        if receive_buffer is not None:  # counts only if it is set before
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname=address[0])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, data: bytes) -> None:
        """Send all of *data*; raise TimeoutError if the server takes no more until the deadline."""
        self.socket.sendall(data)

    def line(self) -> bytes:
        """Return the next line, with its newline; a part of one or b"" at the end."""
        while not self._lines:
            piece = self._receive()
            if not piece:
                part, self._rest = self._rest, b""
                return part
            *whole, self._rest = (self._rest + piece).split(b"\n")
            self._lines.extend(line + b"\n" for line in whole)
        return self._lines.popleft()

    def lines(self, count: int) -> list[bytes]:
        """Return the next *count* lines; fewer at the end."""
        return list(itertools.islice(iter(self.line, b""), count))

    def rest(self) -> bytes:
        """Return all up to the end of the connection; the server has to end it."""
        pieces = [*self._lines, self._rest, *iter(self._receive, b"")]
        self._lines.clear()
        self._rest = b""
        return b"".join(pieces)

    def _receive(self) -> bytes:
        """Return what comes next; a reset is an end too."""
        try:
            return self.socket.recv(1 << 20)
        except ConnectionError:
            return b""

    def end_input(self) -> None:
        """Say that no more will be sent; go on reading."""
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Leave as a crashed program may: the server sees a reset instead of an end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self) -> None:
        """Leave."""
        self.socket.close()


def python(source: str) -> tuple[Path, str, str]:
    """Return the beginning of a command line that runs *source*."""
    return Path(sys.executable), "-c", source
