"""How a server that runs in the main thread is stopped by signals: a thread hears of them.

A signal that comes after Python's last look for signals, and before a wait that then begins, does
not end that wait, which may be for ever. But its number goes to a socket at once, as often as it
comes (library reference, ``signal.set_wakeup_fd``).
"""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn, Protocol

import click

from hello.edge import INTERRUPTED

PATIENCE = 5.0
"""Seconds for a thread to end that has nothing left to do."""


class Stoppable(Protocol):
    """What can be stopped."""

    def stop(self) -> None:
        """Let it end: from any thread, and more than once."""


@contextmanager
def stopped_by_signals(server: Stoppable) -> Iterator[None]:
    """Stop *server* on SIGINT and SIGTERM, and do not let a terminal stop a background job.

    What is ignored stays ignored: so shells protect background jobs of a script. Once asked to
    stop, it ends with the body: no further signal disturbs what is left to do. For the main thread.
    """
    asked = False
    context = click.get_current_context(silent=True)
    name = (context.find_root().info_name if context else None) or "server"

    def stop(number: int) -> None:
        nonlocal asked
        if number not in stopping:
            return
        if asked and number == signal.SIGINT:
            _end_at_once(name)
        asked = True
        server.stop()

    stopping = [
        number
        for number in (signal.SIGINT, signal.SIGTERM)
        if signal.getsignal(number) is not signal.SIG_IGN
    ]
    before = {number: signal.signal(number, lambda *_: None) for number in stopping}
    if hasattr(signal, "SIGTTIN"):
        before[signal.SIGTTIN] = signal.signal(signal.SIGTTIN, signal.SIG_IGN)
    try:
        with _heard_by_a_thread(stop):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if asked and number in stopping else handler)


@contextmanager
def _heard_by_a_thread(tell: Callable[[int], None]) -> Iterator[None]:
    """Have a thread call *tell* with the number of each signal that comes and has a handler."""
    told, heard = socket.socketpair()
    told.setblocking(False)  # noqa: FBT003  # the socket's signature
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)

    def listen() -> None:
        with heard:
            while numbers := heard.recv(64):
                for number in numbers:
                    tell(number)

    thread = threading.Thread(target=listen, name="signals", daemon=True)
    thread.start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        told.close()
        thread.join(PATIENCE)


def _end_at_once(name: str) -> NoReturn:
    """End the process; an exception would first wait for what the server's threads still send."""
    with suppress(OSError):
        # Past sys.stderr, in the middle of whose work the signal may have come.
        os.write(2, f"{name}: interrupted\n".encode())
    os._exit(INTERRUPTED)
