"""Which other servers were heard, and up to which number: nothing twice, and no gap unseen.

No broker, no thread. A server's batches come in the order of their numbers or not at all:
so the last number tells both what is a repetition and what is missing.
"""

from collections import OrderedDict
from typing import NamedTuple

MOST = 1_000
"""Servers that are remembered; then who has been silent longest is forgotten."""


class Heard(NamedTuple):
    """The last number of a server, and the time when it was heard."""

    number: int
    at: float


class Peers:
    """The other servers, by their ids. ``lost`` counts batches that never came."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._heard: OrderedDict[str, Heard] = OrderedDict()
        self.lost = 0

    def accept(self, server: str, number: int, now: float) -> bool:
        """Note a batch; return whether it is new. A server's first may have any number."""
        before = self._heard.get(server)
        if before and number <= before.number:
            return False
        self._note(server, number, now, missing=number - before.number - 1 if before else 0)
        return True

    def caught_up(self, server: str, number: int, now: float) -> None:
        """Note that all batches up to *number* have left *server*; any still to come is lost."""
        before = self._heard.get(server)
        last = before.number if before else number
        self._note(server, max(last, number), now, missing=max(0, number - last))

    def _note(self, server: str, number: int, now: float, missing: int) -> None:
        self.lost += missing
        self._heard[server] = Heard(number, now)
        self._heard.move_to_end(server)
        if len(self._heard) > self._most:
            self._heard.popitem(last=False)

    def forget(self, server: str) -> None:
        """Forget a server that has said that it goes."""
        self._heard.pop(server, None)

    def knows(self, server: str) -> bool:
        """Return whether *server* was heard before."""
        return server in self._heard

    def since(self, time: float) -> set[str]:
        """Return the ids of those that were heard at *time* or later."""
        return {server for server, heard in self._heard.items() if heard.at >= time}
