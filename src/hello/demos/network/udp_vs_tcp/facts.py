"""What ``hello-udp-vs-tcp`` finds out, as values."""

from dataclasses import dataclass

ARRIVED, LOST, TWICE, LATE = ".x2<"
"""The fates of a message: it arrived; it did not; it came twice; a later one came before it."""


@dataclass(frozen=True)
class Delivery:
    """What one receiver got of the messages that it was sent.

    ``fates`` has one character a message; one that came twice and late counts as twice.
    ``mishaps`` is what the relay did to them: dropped, doubled, swapped. ``reads`` is how many
    pieces the receiver read; ``whole`` says whether it has exactly the bytes that were sent.
    """

    fates: str
    mishaps: int
    reads: int
    whole: bool

    @property
    def lost(self) -> int:
        """How many messages never came."""
        return self.fates.count(LOST)

    @property
    def twice(self) -> int:
        """How many messages came more than once."""
        return self.fates.count(TWICE)

    @property
    def late(self) -> int:
        """How many messages came after one that was sent later."""
        return self.fates.count(LATE)


@dataclass(frozen=True)
class Ways:
    """The same messages to the same receivers: over UDP directly, and both through a relay."""

    bytes: int
    udp_directly: tuple[Delivery, ...]
    udp: tuple[Delivery, ...]
    tcp: tuple[Delivery, ...]


@dataclass(frozen=True)
class LateReader:
    """What became of messages that were sent while nobody read; no relay in between.

    ``tcp_stopped_after`` is how many bytes TCP took before it made the sender wait, None if it
    took all.
    """

    sent: int
    udp_error: str | None
    udp_arrived: int
    tcp_bytes: int
    tcp_stopped_after: int | None
    tcp_whole: bool


@dataclass(frozen=True)
class Connections:
    """Who needs a connection: errors by their names, and how many sockets serve the clients."""

    clients: int
    udp_sockets: int
    udp_heard: int
    udp_to_nobody: str | None
    tcp_sockets: int
    tcp_heard: int
    tcp_to_nobody: str | None
    tcp_unconnected: str | None


@dataclass(frozen=True)
class Race:
    """The seconds that a job took, round by round, both ways in each round."""

    job: str
    udp: tuple[float, ...]
    tcp: tuple[float, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        """How many times as long TCP took, from the least to the most."""
        return tuple(sorted(tcp / udp for udp, tcp in zip(self.udp, self.tcp, strict=True)))

    @property
    def faster(self) -> str | None:
        """Which one is faster; None where the middle half of the rounds does not agree."""
        quarter = len(self.udp) // 4
        middle = self.ratios[quarter : len(self.udp) - quarter]
        if min(middle) > 1:
            return "UDP"
        return "TCP" if max(middle) < 1 else None


@dataclass(frozen=True)
class Comparison:
    """All that was found out with this ``seed``; ``delay`` is in milliseconds."""

    messages: int
    size: int
    drop: float
    duplicate: float
    reorder: float
    delay: int
    seed: int
    file: Ways
    chat: Ways
    late_reader: LateReader
    connections: Connections
    races: tuple[Race, ...]
