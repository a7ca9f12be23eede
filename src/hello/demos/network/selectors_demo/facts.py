"""What ``hello-selectors --play`` finds out, as values."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """Who heard a line, and when: in seconds from the start, as all times here."""

    who: str
    at: float


@dataclass(frozen=True)
class Said:
    """A line that somebody said, and all who heard it."""

    at: float
    who: str
    text: str
    heard: tuple[Heard, ...]


@dataclass(frozen=True)
class Talk:
    """A conversation: what was said; and how many threads there were more than before.

    ``threads`` has a number for each client that had just come in.
    """

    clients: int
    said: tuple[Said, ...]
    threads: tuple[int, ...]


@dataclass(frozen=True)
class Lazy:
    """A client that did not read while another one said ``size`` bytes.

    ``outbox`` is the most that waited for it in the server. ``others`` is what a third client
    had received before the lazy one read its first byte; ``then`` what that one got when it
    read, ``in_order`` whether it was what had been said. ``alive``: all hear the last line.
    """

    size: int
    outbox: int
    others: int
    then: int
    in_order: bool
    alive: bool


@dataclass(frozen=True)
class FullSocket:
    """Sending ``size`` bytes on one socket that nobody reads, without blocking.

    ``first`` is what the first send took, ``error`` what one more said then; ``sends`` how
    many there were until all was handed over, ``arrived`` whether that is what came.
    """

    size: int
    first: int
    error: str | None
    sends: int
    arrived: bool


@dataclass(frozen=True)
class Loop:
    """How often a loop was woken after its only client had gone, and its time on a processor."""

    wake_ups: int
    cpu: float


@dataclass(frozen=True)
class Leaving:
    """Clients leave: how many the server let go, and what it did in ``seconds`` after that.

    ``mistaken`` and ``mended`` are small loops that did nothing else, as long each.
    """

    left: int
    noticed: int
    seconds: float
    server_cpu: float
    mistaken: Loop
    mended: Loop


@dataclass(frozen=True)
class SelectorsFacts:
    """All that was found out."""

    talk: Talk
    leaving: Leaving
    lazy: Lazy
    full: FullSocket
