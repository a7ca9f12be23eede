"""What ``hello-udp-client --play`` finds out, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Passed:
    """A datagram between the demo's client and its server, by the demo's own clock.

    ``data`` is its beginning in hexadecimal.
    """

    second: float
    by_client: bool
    what: str
    data: str
    is_lost: bool = False


@dataclass(frozen=True)
class Said:
    """What the client told its user."""

    second: float
    text: str


@dataclass(frozen=True)
class UdpClientFacts:
    """All that the demo saw.

    The client ran for ``seconds`` with a heartbeat each ``interval``, and was sent messages,
    of which those with the numbers ``lost`` did not arrive; ``heard`` did. The server was
    started again ``restarted_at`` that second, and the client was back ``rejoined_at``, if it
    was. To a port where nobody listens ``vanished`` of ``unheard`` datagrams could be sent by
    sendto without an error; with connect, the error was ``connected_error``. Of a datagram of
    ``cut_size`` bytes recv(1024) returned ``cut_received``, and the next recv ``cut_next``.
    """

    interval: float
    seconds: float
    passed: tuple[Passed, ...]
    said: tuple[Said, ...]
    lost: tuple[int, ...]
    heard: tuple[int, ...]
    restarted_at: float
    rejoined_at: float | None
    unheard: int
    vanished: int
    connected_error: str
    cut_size: int
    cut_received: int
    cut_next: str

    @property
    def beats(self) -> tuple[Passed, ...]:
        """The client's heartbeats: what it sends of one byte."""
        return tuple(one for one in self.passed if one.by_client and one.what == "heartbeat")
