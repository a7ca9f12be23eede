"""What ``hello-udp-server --play`` finds out, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """A datagram of somebody who is not in, and the answer: sizes in bytes."""

    what: str
    sent: int
    received: int
    answer: str


@dataclass(frozen=True)
class Beat:
    """A heartbeat at a second of the demo's own clock, and the answer."""

    second: float
    client: str
    answer: str


@dataclass(frozen=True)
class UdpServerFacts:
    """All that the demo saw.

    ``said`` and ``heard`` are messages as they were sent and as another client received them,
    a datagram each; a text of ``too_long`` bytes got the ``refusal``. The stranger's datagrams
    got ``replies``; it heard ``stranger_heard`` messages of the room. ``other_cookie`` is the
    answer to a client that showed the cookie of another. The silent client heard what was said
    at ``heard_by_silent`` of the seconds ``spoken_at``. Of a ``burst`` of messages, numbered
    from ``burst_first``, a client with a small buffer heard ``burst_heard``; then its heartbeat
    was answered with ``last_number``.
    """

    said: tuple[str, ...]
    heard: tuple[str, ...]
    too_long: int
    refusal: str
    replies: tuple[Reply, ...]
    stranger_heard: int
    other_cookie: str
    expiry: float
    beats: tuple[Beat, ...]
    spoken_at: tuple[float, ...]
    heard_by_silent: tuple[float, ...]
    burst: int
    burst_first: int
    burst_heard: tuple[int, ...]
    last_number: int

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers that the client with the small buffer knows it has missed."""
        known = range(self.burst_first, self.last_number + 1)
        return tuple(number for number in known if number not in self.burst_heard)
