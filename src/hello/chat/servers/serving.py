"""How a server command starts, and how it is told to stop."""

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Protocol, TextIO

from hello.chat.counters import Counters
from hello.chat.entrance.listening import address_text, raise_descriptor_limit
from hello.chat.servers.server_options import (
    datagram_server_options,
    server_examples,
    server_options,
)
from hello.chat.servers.stop_signals import stopped_by_signals
from hello.edge import print_json

__all__ = ["Server", "datagram_server_options", "serve", "server_examples", "server_options"]

QUIT = b"quit"
LONGEST_COMMAND = 1024
"""Bytes of a line on stdin that are looked at."""

READ_AGAIN = 0.5
"""Seconds after which stdin is tried again that could not be read."""


class Server(Protocol):
    """What ``serve`` needs of a server; it listens from the start."""

    @property
    def address(self) -> tuple[str, int]:
        """The host and the port where it listens."""

    @property
    def counters(self) -> Counters:
        """What it has done so far."""

    def run(self) -> None:
        """Serve until it is stopped; return at once if it was stopped before."""

    def stop(self) -> None:
        """Let ``run`` end: from any thread or signal handler, and more than once."""


def serve(server: Server, *, stats: bool = False) -> None:
    """Run *server* until it is told to stop, in the main thread.

    The first line on stdout is ``listening on HOST:PORT``. It is stopped by a line ``quit``
    on stdin, by SIGINT and by SIGTERM; not by the end of stdin. SIGINT once more ends
    the process at once (130). With *stats*, its counters are the last on stdout, as JSON.
    """
    raise_descriptor_limit()
    _collect_garbage_seldom()
    with stopped_by_signals(server):
        try:
            print(f"listening on {address_text(server.address)}", flush=True)
            threading.Thread(target=_stop_at_quit, args=(server, sys.stdin), daemon=True).start()
        except OSError:  # nobody reads stdout
            server.stop()  # so that run() just closes what is open
            server.run()
            raise
        server.run()
        if stats:
            print_json(asdict(server.counters))


def _collect_garbage_seldom() -> None:
    """Do not look through all connections for garbage after every 700 new objects.

    A tenth of the time went into that at 20,000 lines a second.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _stop_at_quit(server: Server, stdin: TextIO | None) -> None:
    """Stop *server* when *stdin* says ``quit``."""
    line = b""
    for piece in _pieces(stdin):
        *lines, line = (line + piece).split(b"\n")
        if any(each.strip() == QUIT for each in lines):
            server.stop()
        line = line[:LONGEST_COMMAND]
    if line.strip() == QUIT:
        server.stop()


def _pieces(stdin: TextIO | None) -> Iterator[bytes]:
    """Yield what comes from *stdin*, until its end.

    Read from the descriptor: a daemon thread that is within ``sys.stdin`` at the end of the
    process holds its lock, and Python then aborts.
    """
    if stdin is None:  # started without
        return
    try:
        descriptor = stdin.fileno()
    except ValueError:  # in memory, or closed
        with suppress(OSError, ValueError):
            yield stdin.read().encode()
        return
    while (piece := _read(descriptor)) != b"":
        yield piece or b""


def _read(descriptor: int) -> bytes | None:
    """Return what *descriptor* has, b"" at its end; None if it may not be read for now.

    A background job may not read the terminal until it is in front again (EIO).
    """
    try:
        return os.read(descriptor, 4096)
    except OSError as error:
        if not isinstance(error, BlockingIOError) and not os.isatty(descriptor):
            return b""
        time.sleep(READ_AGAIN)
        return None
