"""A client on its way in, on a connection that never waits: the TLS handshake, the token."""

from __future__ import annotations

import socket
from time import monotonic
from typing import TYPE_CHECKING, Any

from hello.chat.entrance.access import LONGEST_TOKEN, Gate
from hello.chat.protocol import NEWLINE

# Importing ssl costs 5 MB, which an idle server without TLS does not have.
if TYPE_CHECKING:
    import ssl

PATIENCE = 10.0
"""Seconds that a client has for the handshake and the token."""

WHOLE_RECORD = 16_384
"""Bytes: all that one TLS record has. What would stay of it in TLS, no selector reports."""


class Arrival:
    """One client that is not in yet; ``until`` is when it has to be.

    ``rest`` is what it sent after the token, and ``refusal`` what it is told if it may not in.
    """

    __slots__ = ("_gate", "_host", "_is_secure", "connection", "refusal", "rest", "until")

    def __init__(
        self, connection: socket.socket, host: str, tls: ssl.SSLContext | None, gate: Gate
    ) -> None:
        self.connection: Any = connection
        self.until = monotonic() + PATIENCE
        self.rest = b""
        self.refusal = "wrong token"
        self._host = host
        self._gate = gate
        self._is_secure = tls is None
        if tls is not None:
            from hello.chat.entrance.tls_connection import TlsConnection

            self.connection = TlsConnection(connection, tls)

    def go_on(self) -> bool | None:
        """Return whether it may in; None if that is not known yet.

        Raise BlockingIOError where it has sent too little so far, OSError where it is gone or
        does not speak TLS.
        """
        if not self._is_secure:
            self.connection.shake_hands()
            self._is_secure = True
        if self._gate.is_open:
            return True
        data = self.connection.recv(WHOLE_RECORD)
        if not data:
            raise ConnectionResetError("gone before it sent the token")
        self.rest += data
        token, newline, rest = self.rest.partition(NEWLINE)
        if not newline and len(token) <= LONGEST_TOKEN:
            return None
        self.rest = rest
        return self._is_the_token(token)

    def _is_the_token(self, token: bytes) -> bool:
        if self._gate.admits(self._host, token):
            return True
        self.refusal = self._gate.refuses(self._host) or self.refusal
        return False
