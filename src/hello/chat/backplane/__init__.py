"""Joins the rooms of several servers into one, through a message broker (extra ``broker``).

Each server passes on what its own members said, and hears what the others' said. No server
knows the others; the broker fans out. A server uses it so::

    if settings.backplane:
        self.backplane = Backplane(settings.backplane, self.inject, self.announce)
        self.backplane.start()                       # before serving: it may raise
    ...
    batch = room.commit()
    if self.backplane and room.local_part:
        self.backplane.publish(room.local_part)      # never waits
    ...
    self.backplane.close()                           # at the end

Nothing comes twice, and what never came is counted and said: batches have numbers. While the
broker is away the room goes on alone; what its members say then is passed on afterwards as far
as the outbox holds it (the oldest is given up first, and that is said too).
"""

import logging
import random
import threading
import uuid
from collections.abc import Callable
from time import monotonic

from hello.brokers import INSTALL, check_url, is_installed, shown
from hello.chat.backplane.link import BrokerLostError, Link, Message
from hello.chat.backplane.outbox import Outbox
from hello.chat.backplane.peers import Peers
from hello.chat.backplane.sender import BEAT_EVERY, Sender
from hello.errors import WrongUseError

__all__ = ["Backplane"]

SCHEMES = ("redis", "rediss", "amqp", "amqps")
ANSWER_WITHIN = 3.0
"""Seconds in which the broker has to answer at the start, or it is taken for dead."""

CONNECT_WITHIN = 0.8
"""The same for each attempt later on."""

FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0
"""Seconds between attempts: each wait is twice the one before, up to the longest."""

DEAF_AFTER = 3 * BEAT_EVERY
"""Seconds without the echo of what we sent after which the connection is given up."""

POLL = 0.25
"""Seconds after which the receiving thread looks around."""

SAY_EVERY = 1.0
"""Seconds between two notices of losses."""

LEAVE_WITHIN = 1.0

logger = logging.getLogger(__name__)


class Backplane:
    """One server's place among those that share the broker at *url*.

    *deliver* gets whole lines that were said elsewhere, *announce* what is to be told to the
    room. Both are called in this object's own thread and may wait: meanwhile the broker keeps
    what comes, as much as it is willing to.
    Raise WrongUseError for a URL that cannot be used, and where kombu is not installed.
    """

    def __init__(
        self, url: str, deliver: Callable[[bytes], None], announce: Callable[[str], None]
    ) -> None:
        check_url(url, SCHEMES)
        if not is_installed():
            raise WrongUseError(
                "a backplane needs kombu, which is not installed", next_step=INSTALL
            )
        self.server = uuid.uuid4().hex
        self.is_joined = False
        """Whether the broker is there, and brings back what we send to it."""
        self._url = url
        self._deliver, self._announce = deliver, announce
        self._outbox = Outbox()
        self._peers = Peers()
        self._awaited: set[str] = set()  # whom we wait for after an outage
        self._failure: BrokerLostError | None = None
        self._was_joined = False
        self._links = 0
        self._said_at = 0.0
        self._settled = threading.Event()  # joined for the first time, or failed to
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="backplane", daemon=True)

    def start(self) -> None:
        """Join the others; raise WrongUseError where no broker answers within ANSWER_WITHIN."""
        self._thread.start()
        self._settled.wait(ANSWER_WITHIN)
        if self.is_joined:
            return
        self.close()
        if self._failure and isinstance(self._failure.__cause__, ImportError):
            raise WrongUseError("no client for this kind of broker", next_step=INSTALL)
        raise WrongUseError(
            f"no broker to work with ({self._failure or f'silent for {ANSWER_WITHIN:g} s'})",
            shown(self._url),
            next_step="start it, check the address, or leave out --backplane",
        )

    def publish(self, lines: bytes) -> None:
        """Pass whole *lines* on to the other servers, soon; never wait."""
        self._outbox.put(lines)

    @property
    def is_full(self) -> bool:
        """Whether the broker is there but slower than the room: read the senders no further.

        Otherwise lines will be given up. It is over soon, without a word: look again.
        """
        return self.is_joined and self._outbox.is_half_full

    def close(self) -> None:
        """Pass on what is left, if the broker takes it at once, and leave within LEAVE_WITHIN.

        Only a thread that tries to reach a silent broker may need some seconds more; it is a
        daemon.
        """
        self._closing.set()
        self._outbox.wake()
        if self._thread.is_alive():
            self._thread.join(LEAVE_WITHIN)

    def _run(self) -> None:
        wait = FIRST_WAIT
        while not self._closing.is_set():
            self._live_through_one_link()
            wait = FIRST_WAIT if self.is_joined else min(2 * wait, LONGEST_WAIT)
            self._note_away()
            # Servers that lost the same broker should not all come back at once.
            self._closing.wait(wait * random.uniform(0.5, 1.0))  # noqa: S311  # no secret

    def _live_through_one_link(self) -> None:
        self._links += 1
        within = CONNECT_WITHIN if self._was_joined else ANSWER_WITHIN
        try:
            link = Link(self._url, f"hello-chat-{self.server}-{self._links}", within)
        except BrokerLostError as failure:
            self._note_failure(failure)
            return
        sender = Sender(link, self._outbox, self.server)
        try:
            self._listen(link, sender)
        except BrokerLostError as failure:
            self._note_failure(failure)
        finally:
            if not link.failure:
                sender.leave()
            sender.join()
            link.close()

    def _listen(self, link: Link, sender: Sender) -> None:
        """Take what comes until we are to leave; raise BrokerLostError."""
        while not self._closing.is_set():
            link.receive(POLL, lambda message: self._take(message, link, sender))
            now = monotonic()
            self._say_losses(now)
            if link.unanswered_since and now - link.unanswered_since > DEAF_AFTER:
                link.failure = BrokerLostError("no echo")
            if link.failure:
                raise link.failure

    def _take(self, message: Message, link: Link, sender: Sender) -> bool:
        """Deal with *message*; return whether to go on."""
        now = monotonic()
        if self._brings_lines(message, now, link, sender):
            self._deliver(message.lines)
        if self.is_joined and not self._awaited:
            self._outbox.release()
        self._say_losses(now)
        return not (link.failure or self._closing.is_set())

    def _brings_lines(self, message: Message, now: float, link: Link, sender: Sender) -> bool:
        """Note what *message* tells; return whether it has lines that are new to us."""
        if message.server == self.server:
            link.unanswered_since = None
            if message.kind != "probe":
                # So the others, too, have our beat by now: they know of us.
                self._note_joined()
            elif not link.is_heard:
                link.is_heard = True
                sender.beat()
            return False
        if message.kind == "probe":
            return False
        if message.kind == "bye":
            self._peers.caught_up(message.server, message.number, now)
            self._peers.forget(message.server)
            self._awaited.discard(message.server)
            return False
        if message.server in self._awaited or not self._peers.knows(message.server):
            self._awaited.discard(message.server)
            sender.beat()  # it has to know of us too
        if message.kind == "beat":
            self._peers.caught_up(message.server, message.number, now)
            return False
        return self._peers.accept(message.server, message.number, now)

    def _say_losses(self, now: float) -> None:
        """Tell the room what it misses, and what the others miss of it."""
        if not self.is_joined or now - self._said_at < SAY_EVERY:
            return
        lost, self._peers.lost = self._peers.lost, 0
        given_up = 0 if self._outbox.is_held else self._outbox.given_up()
        if lost:
            batches = "1 batch" if lost == 1 else f"{lost:,} batches"
            verb = "was" if lost == 1 else "were"
            self._announce(f"backplane: {batches} from another server {verb} lost")
        if given_up:
            lines = "1 line" if given_up == 1 else f"{given_up:,} lines"
            self._announce(f"backplane: {lines} of this room could not be passed on")
        if lost or given_up:
            self._said_at = now

    def _note_joined(self) -> None:
        if self.is_joined:
            return
        self.is_joined = True
        logger.info("joined by %s", shown(self._url))
        if self._was_joined:
            self._announce("backplane: joined again")
        self._was_joined = True
        self._settled.set()

    def _note_failure(self, failure: BrokerLostError) -> None:
        logger.info("broker lost: %s", failure)
        self._failure = failure
        if not self._was_joined:
            self._settled.set()

    def _note_away(self) -> None:
        if not self.is_joined or self._closing.is_set():
            return
        self.is_joined = False
        self._outbox.hold()
        self._awaited = self._peers.since(monotonic() - DEAF_AFTER)
        self._announce("backplane: broker is away, this room is alone")
