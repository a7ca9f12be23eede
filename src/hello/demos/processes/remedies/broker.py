"""The broker: which one, how to reach it, and how to leave it as it was.

kombu (extra ``broker``) speaks to all of them; it is imported when it is needed,
by ``import_module``, so that this type-checks with kombu and without.
"""

import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from hello import brokers
from hello.errors import WrongUseError
from hello.interrupts import temporary_folder

EMBEDDED = "filesystem://"
SCHEMES = ("filesystem", "redis", "rediss", "amqp", "amqps")
ANSWER_WITHIN = 3.0
"""Seconds in which a broker has to answer, or it is taken for dead."""

VISIBILITY_TIMEOUT = 1
"""Seconds after which Redis takes a message back that was not acknowledged."""

PATIENCE = {"filesystem": 0.2, "redis": 2.0, "rediss": 2.0, "amqp": 1.0, "amqps": 1.0}
"""Seconds of silence after which the sender sends again, once the broker had its chance."""

UNACKED_KEYS = ("unacked_key", "unacked_index_key", "unacked_mutex_key")
"""kombu's options for where it keeps in Redis what was not acknowledged."""

HALF_WRITTEN = json.JSONDecodeError
"""What kombu's filesystem:// raises when it takes a file that its writer has not filled yet.

That message is gone, as one that was lost on the way: who misses it sends it again.
See kombu's issue 1551.
"""


@dataclass(frozen=True)
class Broker:
    """An address, with kombu's options for it, and names that nobody else there uses."""

    url: str = field(repr=False)
    options: dict[str, Any] = field(repr=False)
    run: str

    @property
    def scheme(self) -> str:
        """What stands before ``://``."""
        return self.url.partition(":")[0]

    @property
    def requests(self) -> str:
        """The name of the queue to the workers."""
        return f"{self.run}-requests"

    @property
    def confirmations(self) -> str:
        """The name of the queue back from them."""
        return f"{self.run}-confirmations"


def check_url(url: str) -> None:
    """Raise WrongUseError unless *url* names a broker that this demo can use."""
    scheme = brokers.scheme_of(url)
    if scheme == "memory":
        raise WrongUseError(
            "memory:// is for one process only", next_step=f"take {EMBEDDED}, which needs no server"
        )
    if scheme != "filesystem":
        brokers.check_url(url, SCHEMES)


@contextmanager
def opened(url: str) -> Iterator[tuple[Broker, Any]]:
    """Yield the broker at *url* and a ``kombu.Connection`` to it; clear up afterwards.

    Raise WrongUseError where none answers within ANSWER_WITHIN.
    """
    run = f"hello-remedies-{secrets.token_hex(8)}"
    with temporary_folder("hello-remedies-") as folder:
        broker = Broker(url, _options(url, run, Path(folder)), run)
        _knock(broker)
        with connected(broker) as connection:
            try:
                yield broker, connection
            finally:
                with suppress(*faults(connection)):
                    _clear(broker, connection)


def _options(url: str, run: str, folder: Path) -> dict[str, Any]:
    once = {"max_retries": 1, "interval_start": 0, "interval_step": 0}
    if url.startswith("redis"):
        return once | {
            "visibility_timeout": VISIBILITY_TIMEOUT,
            # As often as nothing comes, not at every tenth time.
            "unacked_restore_throttle": 1,
            "socket_timeout": ANSWER_WITHIN,
            "socket_connect_timeout": ANSWER_WITHIN,
            # The usual names are shared: with them, and this timeout, we would take
            # the unfinished tasks of a Celery on the same server back.
            **{key: f"{run}-{key}" for key in UNACKED_KEYS},
        }
    if url.startswith("amqp"):
        return once | {"confirm_publish": True}
    for name in ("queue", "taken", "control"):
        (folder / name).mkdir()
    return once | {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
        # Otherwise each message goes through the system's folder for temporary files.
        "store_processed": True,
        "processed_folder": str(folder / "taken"),
        "polling_interval": 0.01,
    }


def connected(broker: Broker) -> Any:
    """Return a ``kombu.Connection``, which connects when it is used."""
    return import_module("kombu").Connection(
        broker.url, connect_timeout=ANSWER_WITHIN, transport_options=broker.options
    )


def mailbox(connection: Any, name: str, *, no_ack: bool = False) -> Any:
    """Return the ``kombu.simple.SimpleQueue`` called *name*; no exchange to declare."""
    # A RabbitMQ deletes it after a minute without us, should we not come to it.
    queue = import_module("kombu").Queue(name, routing_key=name, expires=60)
    return connection.SimpleQueue(queue, no_ack=no_ack)


def taken(box: Any) -> Any | None:
    """Return a message out of *box*, at once, or None; nobody will acknowledge it."""
    try:
        return box.queue.get(no_ack=True)
    except HALF_WRITTEN:
        return None


def faults(connection: Any) -> tuple[type[BaseException], ...]:
    """Return what kombu raises when a broker cannot be reached or refuses."""
    return (
        OSError,
        import_module("kombu.exceptions").KombuError,
        *connection.connection_errors,
        *connection.channel_errors,
    )


def _knock(broker: Broker) -> None:
    """Connect once, in a thread: some steps, such as finding the address, know no timeout."""
    failures: list[BaseException] = []

    def connect() -> None:
        try:
            with connected(broker) as connection:
                connection.default_channel.close()
        except Exception as error:  # noqa: BLE001  # who waits for this thread judges it
            failures.append(error)

    # Should it hang, nobody has to wait for it at the end.
    thread = threading.Thread(target=connect, daemon=True)
    thread.start()
    thread.join(ANSWER_WITHIN)
    if isinstance(failures[0] if failures else None, ImportError):
        raise WrongUseError(f"no client for {broker.scheme}://", next_step=brokers.INSTALL)
    if failures or thread.is_alive():
        why = brokers.reason(failures[0]) if failures else f"silent for {ANSWER_WITHIN:g} s"
        raise WrongUseError(
            f"no broker to work with ({why})",
            brokers.shown(broker.url),
            next_step="start it, check the address, or leave out --broker",
        )


def _clear(broker: Broker, connection: Any) -> None:
    """Delete all that this run has in the broker; a folder goes as a whole."""
    channel = connection.default_channel
    queues = (broker.requests, broker.confirmations)
    if broker.scheme.startswith("redis"):
        channel.client.delete(*queues, *(broker.options[key] for key in UNACKED_KEYS))
    elif broker.scheme.startswith("amqp"):
        for name in queues:
            channel.queue_delete(name)
