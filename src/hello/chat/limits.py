"""What a room allows its members."""

from dataclasses import dataclass
from typing import Literal

Slow = Literal["drop", "skip"]
"""What happens to a member that is too slow: it has to go, or it misses lines."""


@dataclass(frozen=True)
class Limits:
    """The limits of a room.

    ``max_line`` and ``outbox`` are bytes: of one line with its newline, and of what may wait
    for one member. Who has not emptied a full outbox within ``patience`` seconds is ``slow``.
    A ``strict`` room refuses lines that are not UTF-8; another one mends them.
    """

    max_line: int = 65_536
    outbox: int = 1_048_576
    patience: float = 1.0
    slow: Slow = "drop"
    strict: bool = False
