"""What ``hello-tcp-server --play`` finds out, as values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Spoken:
    """A line, who said it when, and when each client heard it; seconds from the start."""

    who: str
    text: str
    said: float
    heard: Mapping[str, float]


@dataclass(frozen=True)
class Borders:
    """What was sent, a piece a send, and what came of it, a piece a ``recv``."""

    sent: tuple[str, ...]
    received: tuple[str, ...]


@dataclass(frozen=True)
class Tearing:
    """What two clients said at the same time, and the lines that a third one heard."""

    said: tuple[str, ...]
    through_recv_relay: tuple[str, ...]
    through_server: tuple[str, ...]


@dataclass(frozen=True)
class LoopVariable:
    """How many lines each client said, and how many of each were passed on."""

    said: int
    passed_on: Mapping[str, int]


@dataclass(frozen=True)
class Leaving:
    """The clients that the server counts, and its threads, before and after one left."""

    clients: tuple[int, int]
    threads: tuple[int, int]


@dataclass(frozen=True)
class Stalled:
    """What a client that never reads costs another one, which says and hears lines.

    ``told`` is the last line that the server sent to the client that never read, if it
    found it too slow. ``longest_wait`` is in seconds.
    """

    said: int
    heard: int
    size: int
    longest_wait: float
    told: str | None


@dataclass(frozen=True)
class ServerFacts:
    """All that the demo saw."""

    clients: int
    lines: int
    conversation: tuple[Spoken, ...]
    borders: Borders
    tearing: Tearing
    loop_variable: LoopVariable
    leaving: Leaving
    stalled: Stalled
