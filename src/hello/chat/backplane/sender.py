"""The sending thread: from the outbox to the broker, with a beat now and then."""

import threading
from time import monotonic
from typing import Literal

from hello.chat.backplane.link import BrokerLostError, Link
from hello.chat.backplane.outbox import Outbox

BEAT_EVERY = 2.0
"""Seconds after which a server says its number again, also where nobody talks."""

PROBE_EVERY = 0.1
"""The same until a first message has come back: so soon are we in."""

HOLD = 10.0
"""Seconds for which, after an outage, we wait for the others to be back before we pass on.

One that tries again every two seconds on a busy machine has to come back within them.
"""

LAST_WORDS = 0.4
"""Seconds for what is still to be passed on when we leave."""


class Sender:
    """Sends what is in *outbox* by *link*, as *server*, until the link fails or ``leave``."""

    def __init__(self, link: Link, outbox: Outbox, server: str) -> None:
        self._link, self._outbox, self._server = link, outbox, server
        self._next_beat = 0.0
        self._leave_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="backplane-sender", daemon=True)
        self._thread.start()

    def beat(self) -> None:
        """Send a beat now: somebody waits for it."""
        self._next_beat = 0.0
        self._outbox.wake()

    def leave(self) -> None:
        """Send what is left, within LAST_WORDS, and end."""
        self._leave_at = monotonic() + LAST_WORDS
        self._outbox.release()
        self._outbox.wake()

    def join(self) -> None:
        """Wait for the end, which comes soon after ``leave`` or after the link has failed."""
        self._outbox.wake()
        self._thread.join()

    def _run(self) -> None:
        release_at = monotonic() + HOLD
        try:
            while not self._link.failure:
                now = monotonic()
                if now >= release_at:
                    self._outbox.release()
                if self._leave_at and (now >= self._leave_at or self._outbox.is_empty):
                    self._send_mark("bye")
                    return
                if now >= self._next_beat:
                    self._send_beat(now)
                self._send_batch(self._next_beat - now)
        except BrokerLostError:
            self._outbox.give_back()

    def _send_beat(self, now: float) -> None:
        """Do not call it a beat before we hear: the others would pass on what we would miss.

        Redis is asked to subscribe by the receiving thread, and may hear of it after this.
        """
        is_heard = self._link.is_heard
        self._next_beat = now + (BEAT_EVERY if is_heard else PROBE_EVERY)
        self._send_mark("beat" if is_heard else "probe")

    def _send_mark(self, kind: Literal["probe", "beat", "bye"]) -> None:
        self._link.publish(kind, self._server, self._outbox.left_with, b"")

    def _send_batch(self, timeout: float) -> None:
        batch = self._outbox.take(timeout)
        if batch:
            self._link.publish("lines", self._server, batch.number, bytes(batch.lines))
            self._outbox.done()
