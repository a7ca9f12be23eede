"""What ``hello-tcp-client --play`` finds out, as values."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class SentLine:
    """What our client made of one ``text``: the bytes, as a plain server received them.

    ``shown`` are the lines that the client showed when the server sent them back.
    """

    name: str
    text: str
    received: str
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """What one ``recv`` returned, in hexadecimal, and what two decoders make of it.

    ``alone`` is what ``bytes.decode`` says to this piece, or None where it raises.
    ``in_order`` is what an incremental decoder adds that had the pieces before.
    """

    data: str
    alone: str | None
    in_order: str


class Fate(StrEnum):
    """What became of a recv that waits; the values are what the picture calls it."""

    ENDED = "returned b'': it ended at once"
    WENT_ON = "went on, and returned what was sent later"
    WAITS = "still waits"
    RAISED = "raised"


@dataclass(frozen=True)
class Ending:
    """One thread was within ``recv`` when another one made the ``call``.

    Where recv begins after the call, it raises: ``tries`` is how often we had to
    begin again until it did not.
    """

    call: str
    fate: Fate
    tries: int


@dataclass(frozen=True)
class TcpClientFacts:
    """All that the demo saw.

    ``client_left_thread`` says whether a thread of our client was there after its
    ``quit``; ``server_saw_end`` whether the server then got the end of the connection.
    """

    line: SentLine
    pieces: tuple[Piece, ...]
    endings: tuple[Ending, ...]
    client_left_thread: bool
    server_saw_end: bool
    platform: str
