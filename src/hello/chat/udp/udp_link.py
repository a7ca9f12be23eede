"""A UDP client's socket, and the thread that keeps its conversation going."""

import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from hello.chat.entrance.listening import address_text
from hello.chat.protocol import message
from hello.chat.servers.mailbox import Mailbox
from hello.chat.udp.udp_conversation import (
    TIMES,
    Event,
    Gone,
    Joined,
    Refused,
    Rejoined,
    State,
    Times,
    UdpConversation,
    check_size,
)
from hello.errors import HelloError

LARGEST_DATAGRAM = 65_535
AT_A_TIME = 64
MOST_AWAITED = 100
"""Own messages that have not come back; further ones wait with who says them."""

END_TIMEOUT = 1.0
"""Seconds for the thread to end."""


@dataclass(frozen=True)
class UdpClientSettings:
    """Where to send, and as whom; ``retries`` is how often to try again in vain."""

    name: str
    host: str = "127.0.0.1"
    port: int = 9999
    # Not for a log.
    token: bytes | None = field(default=None, repr=False)
    retries: int = 0
    times: Times = TIMES


class UdpLink:
    """A conversation over a socket of its own.

    Its thread calls *hear* with each event, and *ended* when there will be no more.
    """

    def __init__(
        self,
        settings: UdpClientSettings,
        hear: Callable[[Event], None],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._settings = settings
        self._hear, self._ended = hear, ended
        self._changed = threading.Condition()
        self._error: BaseException | None = None
        self._is_in = self._is_over = self._closing = False
        self._said = self._failures = 0
        self._socket = _connected(settings.host, settings.port)
        self._mailbox = Mailbox()
        self._where = address_text(self._socket.getpeername())
        self._conversation = UdpConversation(time.monotonic(), settings.times, settings.token)
        self._thread = threading.Thread(target=self._run, name="udp link", daemon=True)

    def start(self) -> None:
        """Join. Raise HelloError where that fails."""
        self._thread.start()
        with self._changed:
            self._changed.wait_for(lambda: self._is_in or self._is_over)
        self.raise_error()

    def say(self, text: str) -> None:
        """Send *text* with name and time; wait while too much is to be sent.

        Raise HelloError where it is too long, or the server is gone for good.
        """
        line = message(self._settings.name, text, datetime.now())  # noqa: DTZ005  # wall clock
        # A datagram needs no end mark.
        line = line.removesuffix(b"\n")
        check_size(line)
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._awaited < MOST_AWAITED)
            self._said += 1
        self._mailbox.put(lambda: self._conversation.say(line, time.monotonic()), END_TIMEOUT)
        self.raise_error()

    def finish(self, seconds: float | None = None) -> int:
        """Wait until all that was said has come back or is given up; return how many have not.

        For *seconds* at the most; without them, for as long as there is a server.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._awaited == 0, seconds)
            return self._said - self._conversation.returned

    @property
    def said(self) -> int:
        """How many messages were to be sent."""
        return self._said

    @property
    def _awaited(self) -> int:
        return self._said - self._conversation.settled

    def raise_error(self) -> None:
        """Raise what ended the conversation, if something did: HelloError, OSError."""
        if self._error:
            raise self._error

    def close(self) -> None:
        """Leave, and end the thread; more than once does no harm."""
        self._closing = True
        self._mailbox.wake()
        if self._thread.ident is not None:
            self._thread.join(END_TIMEOUT)
        self._mailbox.close()
        self._socket.close()

    # --- in the thread ----------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(self._socket, selectors.EVENT_READ)
                selector.register(self._mailbox, selectors.EVENT_READ)
                while not self._closing:
                    self._turn(selector)
            self._take_in(self._conversation.leave())
            self._send()
        except BaseException as error:  # noqa: BLE001  # raised again in the thread that asks
            self._error = error
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        self._ended()

    def _turn(self, selector: selectors.BaseSelector) -> None:
        conversation = self._conversation
        while action := self._mailbox.take():
            action()
        if self._closing:
            return  # that may have been what the mailbox woke us for
        self._send()
        seconds = conversation.next_time(time.monotonic()) - time.monotonic()
        ready = selector.select(max(seconds, 0.0))
        # What has come before what has not: after Ctrl-Z all is late, but it is there.
        if any(key.fileobj is self._socket for key, _ in ready):
            self._read()
        self._take_in(conversation.tick(time.monotonic()))

    def _read(self) -> None:
        for _ in range(AT_A_TIME):
            try:
                datagram = self._socket.recv(LARGEST_DATAGRAM)
            except BlockingIOError:
                return
            except OSError:
                self._take_in(self._conversation.refused(time.monotonic()))
            else:
                self._take_in(self._conversation.receive(datagram, time.monotonic()))

    def _send(self) -> None:
        for datagram in self._conversation.datagrams():
            try:
                self._socket.send(datagram)
            except BlockingIOError:
                continue  # lost before it was sent
            except OSError:
                # The answer to an earlier one: nobody is there. This one was not sent.
                self._take_in(self._conversation.refused(time.monotonic()))

    def _take_in(self, events: list[Event]) -> None:
        for event in events:
            self._note(event)
            self._hear(event)
        with self._changed:
            self._changed.notify_all()

    def _note(self, event: Event) -> None:
        if isinstance(event, Joined | Rejoined):
            self._is_in = True
            self._failures = 0
        elif isinstance(event, Refused) and self._conversation.state is State.JOINING:
            raise HelloError(
                f"the server at {self._where} refuses: {event.reason}",
                next_step="see --token-file" if "token" in event.reason else "try again later",
            )
        elif isinstance(event, Gone):
            self._failures += 1
            if self._failures > self._settings.retries:
                raise HelloError(
                    f"no chat server at UDP {self._where}: {event.reason}",
                    next_step="start hello-udp-server there, or wait for it with --retry 10",
                )


def _connected(host: str, port: int) -> socket.socket:
    """Return a socket that sends to *host* alone, and takes from it alone. Raise HelloError.

    Nothing is sent by this; but so the system reports to it that nobody listens there.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        raise _no_way(host, error) from error
    failure: OSError | None = None
    for family, _, _, _, address in answers:
        sock = socket.socket(family, socket.SOCK_DGRAM)
        try:
            sock.connect(address)
        except OSError as error:
            sock.close()
            failure = failure or error
        else:
            sock.setblocking(False)  # noqa: FBT003  # the socket's signature
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_048_576)
            return sock
    raise _no_way(host, failure) from failure


def _no_way(host: str, error: OSError | UnicodeError | None) -> HelloError:
    reason = getattr(error, "strerror", None) or "no host's name"
    return HelloError(
        f"nothing can be sent to this host: {reason.lower()}", host, next_step="check --host"
    )
