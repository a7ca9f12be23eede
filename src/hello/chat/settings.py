"""What a server is told: one frozen object instead of a chain of arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hello.chat.limits import Limits

# Importing ssl costs 5 MB, which an idle server without TLS does not have.
if TYPE_CHECKING:
    from ssl import SSLContext

DEFAULT_PORT = 9999
"""The tutorial's."""


@dataclass(frozen=True)
class ServerSettings:
    """Where a server listens, whom it lets in and what it allows them.

    Port 0 lets the system pick one. ``idle_timeout`` is seconds without a line from a
    client, None for ever; ``token`` is the first line that a client has to send, without
    its end; ``tls`` is a context of ``hello.chat.entrance.access.server_context``; ``backplane`` is
    the URL of the broker that joins servers into one room.
    """

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    limits: Limits = field(default_factory=Limits)
    max_clients: int = 10_000
    idle_timeout: float | None = None
    # Neither is for a log: a URL may have a password in it.
    token: bytes | None = field(default=None, repr=False)
    tls: SSLContext | None = None
    backplane: str | None = field(default=None, repr=False)
