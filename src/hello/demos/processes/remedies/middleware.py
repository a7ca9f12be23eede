"""Remedy 6, message middleware: the sender and the workers know the broker, not each other.

Three things go wrong on purpose: a message is lost, a worker is killed with a
message in its hands, and a message is sent twice. Delivery is "at least once":
the sender keeps what nobody has confirmed and sends it again, also where the
broker does so by itself; and a message is told by its number, so that one which
comes twice counts once.
"""

import logging
from time import monotonic, perf_counter, sleep
from typing import Any

from hello.brokers import shown
from hello.demos.processes.remedies.broker import (
    PATIENCE,
    Broker,
    faults,
    mailbox,
    opened,
    taken,
)
from hello.demos.processes.remedies.child import Child, hear, kill, leave, running, tell
from hello.demos.processes.remedies.facts import Fault, Messages
from hello.demos.processes.remedies.workload import Workload
from hello.errors import HelloError

WORKER = "hello.demos.processes.remedies.worker"
GIVE_UP = 15.0
"""Seconds without a new confirmation after which what is missing is taken for lost."""

logger = logging.getLogger(__name__)


class Sender:
    """Sends requests, and keeps each until it is confirmed."""

    def __init__(
        self, work: Workload, broker: Broker, connection: Any, *, keep: bool, by_number: bool
    ) -> None:
        self.keep, self.by_number = keep, by_number
        self.requests = mailbox(connection, broker.requests)
        self.confirmations = mailbox(connection, broker.confirmations)
        self.items = work.items
        self.unconfirmed = set(range(len(work.items)))
        self.sent = self.repeats = self.redelivered = self.total = 0
        self.resent: list[int] = []
        self.first: dict[int, dict[str, Any]] = {}

    def send(self, number: int) -> None:
        """Put one request into the queue."""
        self.requests.put({"id": number, "item": self.items[number]})
        self.sent += 1

    def lose_one(self) -> int:
        """Take a message out of the queue and throw it away; return its number."""
        message = taken(self.requests)
        assert message is not None  # noqa: S101  # they have all been sent
        number: int = message.payload["id"]
        return number

    def send_again(self, twice: int) -> None:
        """Send all that nobody has confirmed; *twice* also if it has not come twice yet."""
        for number in sorted(self.unconfirmed) or [twice]:
            logger.info("message %d: not confirmed, sent again", number)
            self.send(number)
            self.resent.append(number)

    def take_confirmation(self) -> bool:
        """Count one confirmation, if there is one; a repeated one only unless ``by_number``."""
        message = taken(self.confirmations)
        if message is None:
            return False
        confirmation = message.payload
        self.redelivered += confirmation["redelivered"]
        number = confirmation["id"]
        if number in self.unconfirmed:
            self.unconfirmed.remove(number)
            self.first[number] = confirmation
        else:
            self.repeats += 1
            logger.info("message %d: confirmed before", number)
            if self.by_number:
                return True
        self.total += confirmation["price"]
        return True


def through_a_broker(
    work: Workload, url: str, workers: int, *, keep: bool, by_number: bool
) -> Messages:
    """Send *work* to processes through the broker at *url*, with three faults on the way.

    Without *keep*, a message is forgotten when it has left: by the sender, and by
    the broker. Without *by_number*, a message that comes twice counts twice.
    Raise WrongUseError where no broker answers, HelloError where it fails later.
    """
    begun = perf_counter()
    with opened(url) as (broker, connection):
        try:
            sender = Sender(work, broker, connection, keep=keep, by_number=by_number)
            order: dict[str, Any] = {
                "url": broker.url,
                "options": broker.options,
                "run": broker.run,
            }
            order |= {"steps": work.steps, "acknowledge": keep}
            orders = [order | {"hold": worker == 0} for worker in range(workers + 1)]
            faults_made = _run(sender, orders, PATIENCE[broker.scheme])
        except faults(connection) as error:
            raise HelloError(
                f"the broker failed in the middle of it ({type(error).__name__})",
                shown(url),
                next_step="see that it runs, and try again",
            ) from error
    return Messages(
        broker=shown(url),
        keeps_unacknowledged=keep,
        workers=workers + 1,
        messages=len(work.items),
        sent=sender.sent,
        resent=len(sender.resent),
        redelivered=sender.redelivered,
        repeats=sender.repeats,
        lost=len(sender.unconfirmed),
        total=sender.total,
        faults=faults_made,
        seconds=perf_counter() - begun,
    )


def _run(sender: Sender, orders: list[dict[str, Any]], patience: float) -> tuple[Fault, ...]:
    """Send everything to workers, the first of which holds on to its message, and make faults."""
    with running(WORKER, orders) as (doomed, *others):
        for number in range(len(sender.items)):
            sender.send(number)
        lost = sender.lose_one()
        logger.info("message %d: lost on the way", lost)
        for child in (doomed, *others):
            hear(child)
        held = _kill_with_a_message(doomed)
        twice = max(sender.unconfirmed - {lost, held})
        sender.send(twice)
        logger.info("message %d: sent twice", twice)
        for child in others:
            tell(child, {"go": True})
        _collect(sender, twice, patience)
        leave(others)
    return (
        _fault(sender, "lost on the way", lost),
        _fault(sender, "worker killed", held, victim=doomed.pid),
        _fault(sender, "sent twice", twice),
    )


def _kill_with_a_message(doomed: Child) -> int:
    """Let a worker take a message, kill it, and return the number of the message."""
    tell(doomed, {"go": True})
    number: int = hear(doomed)["holds"]
    kill(doomed)
    doomed.wait()
    logger.info("message %d: worker %d killed with it in its hands", number, doomed.pid)
    return number


def _collect(sender: Sender, twice: int, patience: float) -> None:
    """Wait until all is confirmed, and *twice* has come twice; send again after *patience*."""
    heard = quiet_since = monotonic()
    while sender.unconfirmed or not sender.repeats:
        if sender.take_confirmation():
            heard = quiet_since = monotonic()
        elif monotonic() - quiet_since < patience:
            sleep(0.002)
        elif sender.keep and monotonic() - heard < GIVE_UP:
            sender.send_again(twice)
            quiet_since = monotonic()
        else:
            return


def _fault(sender: Sender, kind: str, number: int, victim: int | None = None) -> Fault:
    confirmation = sender.first.get(number)
    if confirmation is None:
        return Fault(kind, number, victim, again=None, handled_by=None)
    again = "broker" if confirmation["redelivered"] else "sender"
    return Fault(kind, number, victim, again, confirmation["worker"])
