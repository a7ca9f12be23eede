"""A client's side of the UDP chat: what it sends when, and what it makes of what comes.

No socket, no thread, no terminal: datagrams and the time go in, events and datagrams come out.
Joining is tried again until it works, since a datagram may get lost; a message is not, since
it may have arrived: the client says which did not come back, and which of the others' it
missed.
"""

from collections import OrderedDict, deque
from enum import Enum, auto
from typing import NamedTuple

from hello.chat.udp.datagrams import (
    LARGEST_TEXT,
    NO_COOKIE,
    Challenge,
    Goodbye,
    Heartbeat,
    Join,
    Leave,
    Refusal,
    Relayed,
    Speech,
    Status,
    from_server,
    proof,
)
from hello.chat.udp.gaps import Gap, Gaps
from hello.chat.udp.rate_limit import Rate, TokenBucket
from hello.errors import HelloError

IN_FLIGHT = 64
"""Messages that are under way at a time: with more of them, sockets' buffers overflow."""

QUICK_JOINS = 3
"""Challenges that are answered at once; then the next Join waits for its time."""

LONGEST_PAUSE = 4.0
"""Seconds between two tries to join."""


class Times(NamedTuple):
    """All in seconds. The heartbeat is the tutorial's.

    A server that answers no heartbeat for ``silence`` is gone; one that answers no Join, after
    ``patience``. A message that is not there ``grace`` after the next one is missed, an own
    one ``own_grace`` after it was sent. ``first_pause`` is what the second try to join waits.
    """

    heartbeat: float = 3.0
    silence: float = 10.0
    patience: float = 5.0
    grace: float = 1.0
    own_grace: float = 2.0
    first_pause: float = 0.5


TIMES = Times()

OWN_RATE = Rate(160.0, 200.0)
"""Less than servers allow."""


class Joined(NamedTuple):
    """We are in."""


class Rejoined(NamedTuple):
    """We are in again. If the server ``is_new``, nobody knows what was said in between."""

    is_new: bool


class Heard(NamedTuple):
    """Somebody said something; ``is_own`` if that was us."""

    number: int
    text: str
    is_own: bool


class Missed(NamedTuple):
    """The messages from ``first`` to ``last`` have not come."""

    first: int
    last: int


class Unreturned(NamedTuple):
    """What we said has not come back to us: it was lost, or its copy for us was."""

    text: str


class Refused(NamedTuple):
    """The server said no."""

    reason: str


class Gone(NamedTuple):
    """The server is gone, or another try has failed; the next is ``pause`` seconds later."""

    reason: str
    pause: float


Event = Joined | Rejoined | Heard | Missed | Unreturned | Refused | Gone


def check_size(text: bytes) -> None:
    """Raise HelloError where *text* is too long for one datagram."""
    if len(text) > LARGEST_TEXT:
        raise HelloError(
            f"too long for a datagram: {len(text):,} bytes",
            next_step=f"say it in parts of at most {LARGEST_TEXT:,}",
        )


class State(Enum):
    """Where a conversation stands."""

    JOINING = auto()
    IN = auto()
    OVER = auto()


class UdpConversation:
    """A conversation that begins at *now*.

    After each call send what ``datagrams`` returns; call ``tick`` at the latest at
    ``next_time``. ``said``, ``returned`` and ``settled`` count our own messages: sent,
    back, and back or given up.
    """

    def __init__(self, now: float, times: Times = TIMES, token: bytes | None = None) -> None:
        self.state = State.JOINING
        self.said = 0
        self.returned = 0
        self.settled = 0
        self._times = times
        self._token = token
        self._cookie = NO_COOKIE
        self._asked_at: float | None = None
        """When the first heartbeat was sent that has not been answered."""
        self._epoch: int | None = None
        self._gaps = Gaps(times.grace)
        self._queue: deque[bytes] = deque()
        self._in_flight: OrderedDict[int, tuple[bytes, float]] = OrderedDict()
        self._pace = TokenBucket(OWN_RATE, now)
        self._outgoing: list[bytes] = []
        self._beat_at = now + times.heartbeat
        self._begin_to_join(now)
        self._send_join()

    # --- what the program calls -------------------------------------------------------------

    def say(self, text: bytes, now: float) -> None:
        """Send *text*, UTF-8, as soon as may be. Raise HelloError where it is too long."""
        check_size(text)
        self._queue.append(text)
        self._flush(now)

    def receive(self, datagram: bytes, now: float) -> list[Event]:
        """Return what follows from *datagram*."""
        match from_server(datagram):
            case Challenge() as challenge:
                return self._answer(challenge, now)
            case Status() as status:
                return self._note(status, now)
            case Relayed() as relayed if relayed.epoch == self._epoch:
                return self._hear(relayed, now)
            case Refusal() as refusal:
                self._asked_at = None
                return [Refused(refusal.reason)]
            case Goodbye() as goodbye if goodbye.epoch == self._epoch:
                return self._lose(now, "it has stopped")
        return []

    def tick(self, now: float) -> list[Event]:
        """Return what follows from the time being *now*."""
        events: list[Event] = [Missed(gap.first, gap.last) for gap in self._gaps.missed(now)]
        events += self._unreturned(now)
        if self.state is State.JOINING:
            events += self._try_to_join(now)
        elif self.state is State.IN:
            events += self._keep_alive(now)
        self._flush(now)
        return events

    def refused(self, now: float) -> list[Event]:
        """Return what follows from the system's word that nobody listens there."""
        return self._lose(now, "nobody listens there")

    def leave(self) -> list[Event]:
        """End the conversation; return what is not waited for any more."""
        if self.state is State.IN:
            self._outgoing.append(Leave(self._key).encode())
        self.state = State.OVER
        return _as_missed(self._gaps.give_up())

    def datagrams(self) -> list[bytes]:
        """Return what is to be sent now, and forget it."""
        outgoing, self._outgoing = self._outgoing, []
        return outgoing

    def next_time(self, now: float) -> float:
        """Return when ``tick`` will have something to do."""
        times = [self._gaps.next_due()]
        times += [due for _, due in list(self._in_flight.values())[:1]]
        if self.state is State.JOINING:
            times += [self._join_at, None if self._is_lost else self._give_up_at]
        else:
            times += [self._beat_at]
            times += [self._asked_at + self._times.silence if self._asked_at is not None else None]
            if self._queue and len(self._in_flight) < IN_FLIGHT:
                times.append(now + self._pace.seconds_left(now))
        return min(time for time in times if time is not None)

    @property
    def is_all_back(self) -> bool:
        """Whether all that was said has come back or was given up."""
        return not self._queue and not self._in_flight

    @property
    def waiting(self) -> int:
        """How many messages have not been sent yet."""
        return len(self._queue)

    # --- joining ----------------------------------------------------------------------------

    def _begin_to_join(self, now: float) -> None:
        self.state = State.JOINING
        self._asked_at = None
        self._pause = self._times.first_pause
        self._join_at = now + self._pause
        self._give_up_at = now + self._times.patience
        self._is_lost = False
        """Whether it was told that the server is gone."""
        self._is_tried = False
        """Whether it was tried since then, with an outcome that was not told yet."""
        self._quick_joins = QUICK_JOINS

    def _send_join(self) -> None:
        self._key = self._cookie
        self._outgoing.append(Join(self._key, proof(self._token, self._key)).encode())

    def _answer(self, challenge: Challenge, now: float) -> list[Event]:
        self._cookie = challenge.cookie or self._cookie
        if self.state is State.IN:
            self._begin_to_join(now)
        if self.state is State.JOINING and self._quick_joins:
            self._quick_joins -= 1
            self._send_join()
        return []

    def _try_to_join(self, now: float) -> list[Event]:
        if not self._is_lost and now >= self._give_up_at:
            return self._lose(now, "no answer")
        if now < self._join_at:
            return []
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        self._join_at = now + self._pause
        self._quick_joins = QUICK_JOINS
        self._send_join()
        is_unanswered, self._is_tried = self._is_tried, self._is_lost
        return [Gone("no answer", 0.0)] if is_unanswered else []

    def _note(self, status: Status, now: float) -> list[Event]:
        if self.state is State.OVER or (self.state is State.IN and status.epoch != self._epoch):
            return []
        self._asked_at = None
        events: list[Event] = []
        if status.epoch == self._epoch:
            self._gaps.reaches(status.number, now)
            if self.state is State.JOINING and self._is_lost:
                events.append(Rejoined(is_new=False))
        else:
            events += _as_missed(self._gaps.give_up())
            events.append(Joined() if self._epoch is None else Rejoined(is_new=True))
            self._epoch = status.epoch
            self._gaps.start(status.number)
        if self.state is State.JOINING:
            self.state = State.IN
            self._beat_at = now + self._times.heartbeat
            self._flush(now)
        return events

    def _lose(self, now: float, reason: str) -> list[Event]:
        """Go back to joining; return the event, once for each try."""
        if self.state is State.OVER:
            return []
        if self.state is State.IN:
            self._begin_to_join(now)
        if self._is_lost and not self._is_tried:
            return []
        self._is_lost, self._is_tried = True, False
        return [Gone(reason, max(self._join_at - now, 0.0))]

    # --- while in ---------------------------------------------------------------------------

    def _keep_alive(self, now: float) -> list[Event]:
        # Silence alone says nothing: we may have been stopped ourselves (Ctrl-Z).
        if self._asked_at is not None and now >= self._asked_at + self._times.silence:
            return self._lose(now, f"no answer for {self._times.silence:g} s")
        if now >= self._beat_at:
            # From the time it was due: late once is not late for ever.
            self._beat_at += self._times.heartbeat
            if self._beat_at <= now:
                self._beat_at = now + self._times.heartbeat
            if self._asked_at is None:
                self._asked_at = now
            self._outgoing.append(Heartbeat().encode())
        return []

    def _hear(self, relayed: Relayed, now: float) -> list[Event]:
        self._asked_at = None
        if not self._gaps.arrives(relayed.number, now):
            return []
        is_own = relayed.sequence != 0
        if is_own:
            # It may have been given up: late, but back.
            self.settled += self._in_flight.pop(relayed.sequence, None) is not None
            self.returned += 1
            self._flush(now)
        text = relayed.text.decode(errors="replace").removesuffix("\n")
        return [Heard(relayed.number, text, is_own)]

    def _flush(self, now: float) -> None:
        """Send what waits, as fast as the server takes it."""
        while (
            self.state is State.IN
            and self._queue
            and len(self._in_flight) < IN_FLIGHT
            and self._pace.takes(now)
        ):
            text = self._queue.popleft()
            self.said += 1
            self._in_flight[self.said] = text, now + self._times.own_grace
            self._outgoing.append(Speech(self._key, self.said, text).encode())

    def _unreturned(self, now: float) -> list[Event]:
        events: list[Event] = []
        while self._in_flight:
            sequence, (text, due) = next(iter(self._in_flight.items()))
            if due > now:
                break
            del self._in_flight[sequence]
            self.settled += 1
            events.append(Unreturned(text.decode(errors="replace")))
        return events


def _as_missed(gaps: list[Gap]) -> list[Event]:
    return [Missed(gap.first, gap.last) for gap in gaps]
