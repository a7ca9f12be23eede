"""A client's connection to a TCP chat server, kept by a thread of its own, and made again.

Only that thread touches the socket: two threads in one TLS connection do not go
together. The others leave bytes for it and wake it; so it ends when it is told to,
where a thread within ``recv`` would stay (tutorial: TCP programming, client).
"""

import logging
import random
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from hello.chat.clients.dialling import (
    GONE,
    NOTICE,
    RECV_SIZE,
    ClientSettings,
    LostError,
    dial,
    would_block,
)
from hello.chat.clients.incoming import IncomingLines
from hello.chat.clients.own_lines import OwnLines
from hello.chat.protocol import message

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
"""Seconds between two tries to connect; a connection that held the longest was a good one."""

END_TIMEOUT = 1.0
"""Seconds in which the thread ends, if it is not just looking for a host's address."""

OUTBOX = 1_048_576
"""Bytes that may wait to be sent before ``say`` waits."""

jitter = random.Random()  # noqa: S311  # so that not all clients of a server come back at once
logger = logging.getLogger(__name__)


class TcpLink:
    """The connection that *settings* describe.

    Its thread calls *show* with lines that arrived, *tell* with what there is to
    say of the connection, and *ended* when no more will come.
    """

    def __init__(
        self,
        settings: ClientSettings,
        *,
        show: Callable[..., object],
        tell: Callable[[str], object],
        ended: Callable[[], object] = lambda: None,
    ) -> None:
        self._settings = settings
        self._show, self._tell, self._ended = show, tell, ended
        self._would_block = would_block(settings)
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._own = OwnLines()
        self._is_connected = self._is_over = False
        self._error: Exception | None = None
        self._woken, self._waker = socket.socketpair()
        self._waker.settimeout(0)
        self._thread = threading.Thread(target=self._run, name="tcp-link", daemon=True)

    def start(self) -> None:
        """Connect. Raise HelloError where that fails."""
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._is_connected or self._is_over)
        self.raise_error()

    def say(self, text: str) -> None:
        """Send *text* with name and time as one line; wait while too much is to be sent.

        Raise HelloError where the connection has ended for good.
        """
        text = " ".join(text.encode(errors="replace").decode().split("\n"))
        now = datetime.now()  # noqa: DTZ005  # the tutorial's line has the time of the wall clock
        with self._changed:
            self._changed.wait_for(lambda: self._own.unsent < OUTBOX or self._is_over)
            self._own.say(message(self._settings.name, text, now))
        self.raise_error()
        self._wake()

    def finish(self, seconds: float) -> int:
        """Wait until all that was said has come back; return how many lines have not.

        Give up when, connected, nothing of it came back for some *seconds*.
        """
        own = self._own
        with self._changed:
            while own.awaited and not self._is_over:
                before = own.came_back
                moved = self._changed.wait_for(partial(self._has_moved, before), seconds)
                if self._is_connected and not moved:
                    break
            return own.lost + own.awaited

    def raise_error(self) -> None:
        """Raise what ended the connection, if something did: HelloError, or what *show* raised."""
        if self._error:
            raise self._error

    def close(self) -> None:
        """End the connection and its thread."""
        self._closing.set()
        self._wake()
        if self._thread.ident is not None:
            self._thread.join(END_TIMEOUT)
        if not self._thread.is_alive():
            self._woken.close()
            self._waker.close()

    def _has_moved(self, before: int) -> bool:
        return self._own.came_back != before or not self._own.awaited or self._is_over

    def _wake(self) -> None:
        with suppress(OSError):  # it has been woken often enough, or has ended
            self._waker.send(b"\0")

    def _run(self) -> None:
        try:
            self._keep_connected()
        except LostError as error:
            self._error = error.for_user(self._settings)
        except Exception as error:  # noqa: BLE001  # raised again in the thread that asks
            self._error = error
        self._become(connected=False, over=True)
        self._ended()

    def _become(self, *, connected: bool, over: bool = False) -> None:
        with self._changed:
            self._is_connected, self._is_over = connected, over
            self._changed.notify_all()

    def _keep_connected(self) -> None:
        """Connect as often as the settings say, until told to end. Raise LostError."""
        tries = 0
        while not self._closing.is_set():
            began, before = time.monotonic(), self._own.came_back
            try:
                self._connect_and_exchange()
            except LostError as error:
                if self._own.came_back > before or time.monotonic() - began > LONGEST_DELAY:
                    tries = 0
                tries += 1
                with self._changed:
                    self._own.connection_lost()
                if error.remedy or tries > self._settings.retries:
                    raise
                self._become(connected=False)
                self._pause(error, tries)

    def _pause(self, error: LostError, tries: int) -> None:
        delay = min(LONGEST_DELAY, FIRST_DELAY * 2 ** (tries - 1)) * jitter.uniform(0.5, 1)
        self._tell(
            f"no connection to {self._settings.address} ({error.reason}): "
            f"trying again in {delay:.1f} s ({tries} of {self._settings.retries})"
        )
        self._closing.wait(delay)

    def _connect_and_exchange(self) -> None:
        incoming = IncomingLines()
        connection, lines = dial(self._settings, incoming)
        with connection:
            logger.info("connected to %s", self._settings.address)
            self._show(*lines)
            self._become(connected=True)
            self._exchange(connection, incoming)

    def _exchange(self, connection: socket.socket, incoming: IncomingLines) -> None:
        """Send and receive until told to end. Raise LostError."""
        can_send = True
        last = ""
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            selector.register(connection, selectors.EVENT_READ)
            while not self._closing.is_set():
                to_send = selectors.EVENT_WRITE if can_send and self._own.unsent else 0
                selector.modify(connection, selectors.EVENT_READ | to_send)
                for key, mask in selector.select():
                    if key.fileobj is self._woken:
                        self._woken.recv(4096)
                        continue
                    if mask & selectors.EVENT_READ:
                        last = self._receive(connection, incoming, last)
                    if mask & selectors.EVENT_WRITE:
                        can_send = self._send(connection)

    def _receive(self, connection: socket.socket, incoming: IncomingLines, last: str) -> str:
        """Show what arrived; return its last line, or *last*. Raise LostError at the end."""
        why = ""
        try:
            data = connection.recv(RECV_SIZE)
        except self._would_block:
            return last
        except OSError as error:
            data, why = b"", error.strerror or str(error)
        lines = incoming.feed(data) if data else incoming.end()
        self._show(*lines)
        with self._changed:
            self._own.came(lines)
            self._changed.notify_all()
        last = lines[-1] if lines else last
        if not data:
            said = last.removeprefix(NOTICE) if last.startswith(NOTICE) else ""
            raise LostError(GONE, said or why.lower() or "it closed the connection")
        return last

    def _send(self, connection: socket.socket) -> bool:
        """Send some of what is to be sent; return whether more can be."""
        with self._changed:
            piece = self._own.piece()
        try:
            count = connection.send(piece)
        except self._would_block:
            return True
        except OSError:
            # Why it ended may still be there to be received.
            return False
        with self._changed:
            self._own.sent(count)
            self._changed.notify_all()
        return True
