"""One connection to the broker, from its beginning to its end; kombu is spoken here only.

A fan-out exchange hands what one server sends to every server's own queue (AMQP 0-9-1,
section 3.1.3.2; with Redis, PUBLISH and PSUBSCRIBE). One thread sends and one receives, each
by a connection of its own, since kombu's are not for two threads.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from time import monotonic
from typing import Any, Literal, NamedTuple, cast, get_args

from hello.brokers import reason
from hello.chat.protocol import NEWLINE

EXCHANGE = "hello-chat.1"
"""Its name; the number is the format's, so that servers of another one do not meet here."""

OPERATION = 0.8
"""Seconds for which the broker may let one operation wait."""

HEARTBEAT = 10
"""Seconds: an AMQP broker ends a connection on which it has heard nothing for two of them."""

LONGEST_ID = 64

Kind = Literal["lines", "probe", "beat", "bye"]
"""A probe is for its sender alone; a beat also tells the others that its sender hears them."""


class Message(NamedTuple):
    """What *server* sent: its batch *number*, or that all up to it have left."""

    server: str
    kind: Kind
    number: int
    lines: bytes


class _EnoughError(Exception):
    """Takes us out of kombu's loop, for good: what came after may stay in its buffers."""


class BrokerLostError(Exception):
    """The broker cannot be reached, or refuses; the text is the name of what kombu raised."""


class Link:
    """A connection to the broker at *url*: opened here, or BrokerLostError is raised.

    *name* is that of its queue; no two queues of a broker may have the same.
    """

    def __init__(self, url: str, name: str, connect_within: float) -> None:
        kombu = import_module("kombu")
        self._connections: list[Any] = []
        self._queue: Any = None
        self._handle: Callable[[Message], bool] = lambda _message: True
        self._bug: Exception | None = None
        self.failure: BrokerLostError | None = None
        self.is_heard = False
        """Whether anything came back: only then does the broker hand us what the others send."""
        self.unanswered_since: float | None = None
        """When the first message was sent whose echo has not come back."""
        exchange = kombu.Exchange(
            EXCHANGE, "fanout", durable=False, auto_delete=True, delivery_mode="transient"
        )
        try:
            with self._watched():
                self._subscribe(kombu, url, name, exchange, connect_within)
                sender = self._connected(kombu, url, connect_within)
                exchange(sender.default_channel).declare()
                # On its own it would declare the exchange again with each message, and wait.
                self._producer = kombu.Producer(
                    sender.default_channel, exchange, auto_declare=False
                )
        except BrokerLostError:
            self.close()
            raise

    def _connected(self, kombu: Any, url: str, connect_within: float) -> Any:
        connection = kombu.Connection(
            url,
            connect_timeout=connect_within,
            heartbeat=HEARTBEAT,
            transport_options=_options(url, connect_within),
        )
        self._connections.append(connection)
        connection.ensure_connection(errback=_give_up)
        return connection

    def _subscribe(
        self, kombu: Any, url: str, name: str, exchange: Any, connect_within: float
    ) -> None:
        connection = self._connected(kombu, url, connect_within)
        # Redis has no queue behind a subscription, only a note of its name, which a killed
        # server would leave there: so they all use one.
        name = EXCHANGE if url.startswith("redis") else name
        self._queue = kombu.Queue(name, exchange, exclusive=True, auto_delete=True)
        consumer = connection.Consumer(self._queue, no_ack=True, on_message=self._on_message)
        consumer.consume()
        self._receiver = connection

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Make BrokerLostError of what kombu raises, and note it for the other thread."""
        try:
            yield
        except Exception as error:
            # Not only its connection_errors: with a broker that dies, kombu and its clients
            # also raise AttributeError, KeyError and others.
            self.failure = BrokerLostError(reason(error))
            raise self.failure from error

    def publish(self, kind: Kind, server: str, number: int, lines: bytes) -> None:
        """Send to all servers, this one included."""
        with self._watched():
            self._producer.publish(
                lines,
                headers={"server": server, "kind": kind, "number": number},
                content_type="application/octet-stream",
                content_encoding="binary",
                timeout=OPERATION,
                confirm_timeout=OPERATION,
            )
            self._connections[-1].heartbeat_check()
        self.unanswered_since = self.unanswered_since or monotonic()

    def receive(self, timeout: float, handle: Callable[[Message], bool]) -> None:
        """Hand to *handle* what comes within *timeout* seconds, and all that comes with it.

        Once it returns False, the link is at its end. What it raises goes through to the caller.
        """
        self._handle = handle
        with self._watched():
            self._receiver.heartbeat_check()
            with suppress(socket.timeout, _EnoughError):
                self._receiver.drain_events(timeout=timeout)
        if self._bug:
            raise self._bug

    def _on_message(self, message: Any) -> None:
        """Deal with *message*, here in kombu's loop, which goes on as long as more come."""
        parsed = parse(message.headers, message.body)
        if parsed and not self._goes_on_after(parsed):
            raise _EnoughError

    def _goes_on_after(self, message: Message) -> bool:
        try:
            return self._handle(message)
        except Exception as error:  # noqa: BLE001  # raised again, out of kombu's reach
            self._bug = error
            return False

    def close(self) -> None:
        """Close the connections; take leave of the broker only if nothing has failed."""
        for connection in self._connections:
            with suppress(Exception):
                if self.failure:
                    _drop(connection)
                else:
                    connection.release()


def _give_up(error: Exception, _interval: float) -> None:
    """Keep kombu from trying again after two seconds, as it would: that is up to us."""
    raise error


def _options(url: str, connect_within: float) -> dict[str, Any]:
    if url.startswith("redis"):
        return {"socket_timeout": OPERATION, "socket_connect_timeout": connect_within}
    return {"confirm_publish": True, "read_timeout": OPERATION, "write_timeout": OPERATION}


def _drop(connection: Any) -> None:
    """Close the sockets of *connection*, and wait for nothing that the broker would have to do."""
    transport = connection.transport
    if hasattr(transport, "_collect"):
        connection.collect()
        return
    for channel in transport.channels:
        channel.auto_delete_queues.clear()
    connection.release()


def parse(headers: Any, body: Any) -> Message | None:
    """Return the message, or None for what none of our servers sends."""
    if not isinstance(headers, dict):
        return None
    server, kind, number = (headers.get(key) for key in ("server", "kind", "number"))
    lines = body.encode() if isinstance(body, str) else bytes(body)
    if (
        not isinstance(server, str)
        or not 0 < len(server) <= LONGEST_ID
        or kind not in get_args(Kind)
        or not isinstance(number, int)
        or number < 0
        or (kind == "lines") != lines.endswith(NEWLINE)
    ):
        return None
    return Message(server, cast("Kind", kind), number, lines)
