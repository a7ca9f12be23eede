"""Who a selector waits for, and what for."""

import selectors
from collections.abc import Callable, Iterator
from typing import Any

from hello.chat.room import Member

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Peer:
    """Something with a descriptor: ``on_read`` is called with it when there is something to read.

    ``member`` is who it is in the room; None before it is let in, and on its way out.
    """

    __slots__ = ("at_end", "connection", "events", "is_parked", "member", "on_read")

    def __init__(self, connection: Any, on_read: "Callable[[Peer], None]") -> None:
        self.connection = connection
        self.on_read = on_read
        self.events = 0
        """What the selector waits for."""
        self.member: Member | None = None
        self.at_end = False  # it will say no more
        self.is_parked = False  # it is not read while the room is paused


class Watch:
    """A selector of peers. It asks for no events where there is nothing to do with them."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def ready(self, seconds: float | None) -> Iterator[tuple[Peer, int]]:
        """Wait at most so long; return the peers that are ready, and for what.

        Serving one may change what is wanted of the next, or end it: that is left out.
        """
        for key, events in self._selector.select(seconds):
            if wanted := events & key.data.events:
                yield key.data, wanted

    def set(self, peer: Peer, events: int) -> None:
        """Wait for these *events* on *peer* from now on; 0 is none."""
        if events == peer.events:
            return
        if not peer.events:
            self._selector.register(peer.connection, events, peer)
        elif events:
            self._selector.modify(peer.connection, events, peer)
        else:
            self._selector.unregister(peer.connection)
        peer.events = events

    def close(self) -> None:
        """Give the selector back."""
        self._selector.close()
