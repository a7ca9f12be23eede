r"""The datagrams of the UDP chat: their formats, to bytes and back. No socket, no thread.

A datagram is one message, whole or not at all (tutorial: UDP programming), so none needs an
end mark. The first byte is an ASCII control character that says what it is; all numbers are
unsigned and in network order. A cookie has 12 bytes, a proof 32.

From a client:

====================  ======  ==========================================================
Join                  SYN 16  cookie (zeros at first), proof (zeros without a token)
Heartbeat             SOH 01  nothing: the tutorial's ``b"\x01"``
Speech                STX 02  cookie, sequence (4 bytes, from 1), text in UTF-8
Leave                 EOT 04  cookie
====================  ======  ==========================================================

From the server:

====================  ======  ==========================================================
Challenge             ENQ 05  a cookie; nothing where the request has less than 13 bytes
Status                ACK 06  epoch (4), number (8) of the message sent last
Relayed               STX 02  epoch (4), number (8), sequence (4, 0: not yours), text
Refusal               NAK 15  the reason in UTF-8
Goodbye               ETX 03  epoch (4): the server stops
====================  ======  ==========================================================

A client sends Join until it gets a Status; each Challenge gives it the cookie to send next.
The proof is ``HMAC-SHA256(token, cookie)``: the token itself is never sent. The epoch is drawn
when a server starts; within one epoch the numbers have no gaps. A Status also answers each
Heartbeat, so that the loss of the last message is noticed too. A stranger's Heartbeat gets
an empty Challenge: "who are you?", which is what ENQ means (RFC 20, 5.2).

Nothing here is encrypted: DTLS is not in the standard library. Who can read the datagrams on
their way can read the chat and speak as one of its members.
"""

import hmac
import struct
from hashlib import sha256
from typing import NamedTuple

LARGEST = 1_400
"""Bytes of a datagram. More may not fit into one packet on its way: IPv4 would cut it into
fragments, and the loss of one is the loss of all (RFC 8085, 3.2)."""

HEADER = 17
"""Bytes of a Speech and of a Relayed before the text: what was taken can be passed on."""

LARGEST_TEXT = LARGEST - HEADER

COOKIE_SIZE = 12
PROOF_SIZE = 32
NO_COOKIE = bytes(COOKIE_SIZE)
NO_PROOF = bytes(PROOF_SIZE)

HEARTBEAT = b"\x01"
SPEECH = RELAYED = b"\x02"
GOODBYE = b"\x03"
LEAVE = b"\x04"
CHALLENGE = b"\x05"
STATUS = b"\x06"
REFUSAL = b"\x15"
JOIN = b"\x16"

_NUMBERS = struct.Struct("!IQ")
_RELAYED = struct.Struct("!IQI")
_EPOCH = struct.Struct("!I")


class Heartbeat(NamedTuple):
    """I am still here."""

    def encode(self) -> bytes:
        """Return the datagram."""
        return HEARTBEAT


class Join(NamedTuple):
    """Let me in; the cookie shows that datagrams reach me at my address."""

    cookie: bytes = NO_COOKIE
    proof: bytes = NO_PROOF

    def encode(self) -> bytes:
        """Return the datagram."""
        return JOIN + self.cookie + self.proof


class Speech(NamedTuple):
    """A member's message; *sequence* counts its own ones."""

    cookie: bytes
    sequence: int
    text: bytes

    def encode(self) -> bytes:
        """Return the datagram."""
        return SPEECH + self.cookie + _EPOCH.pack(self.sequence) + self.text


class Leave(NamedTuple):
    """I go."""

    cookie: bytes

    def encode(self) -> bytes:
        """Return the datagram."""
        return LEAVE + self.cookie


class Challenge(NamedTuple):
    """Who are you? Say it with this cookie."""

    cookie: bytes = b""

    def encode(self) -> bytes:
        """Return the datagram."""
        return CHALLENGE + self.cookie


class Status(NamedTuple):
    """You are in; *number* is that of the last message."""

    epoch: int
    number: int

    def encode(self) -> bytes:
        """Return the datagram."""
        return STATUS + _NUMBERS.pack(self.epoch, self.number)


class Relayed(NamedTuple):
    """A message to all; its sender, and only it, finds its own *sequence* here."""

    epoch: int
    number: int
    sequence: int
    text: bytes

    def encode(self) -> bytes:
        """Return the datagram."""
        return RELAYED + _RELAYED.pack(self.epoch, self.number, self.sequence) + self.text


class Refusal(NamedTuple):
    """No, because."""

    reason: str

    def encode(self) -> bytes:
        """Return the datagram."""
        return REFUSAL + self.reason.encode()


class Goodbye(NamedTuple):
    """The server stops."""

    epoch: int

    def encode(self) -> bytes:
        """Return the datagram."""
        return GOODBYE + _EPOCH.pack(self.epoch)


FromClient = Heartbeat | Join | Speech | Leave
FromServer = Challenge | Status | Relayed | Refusal | Goodbye

ONLY_FROM_SERVERS = (GOODBYE, CHALLENGE, STATUS, REFUSAL)
"""What a server never answers: else two of them could be made to talk for ever."""


def from_client(datagram: bytes) -> FromClient | None:
    """Return what a client sent; None where it is none of the formats above."""
    kind, body = datagram[:1], datagram[1:]
    if datagram == HEARTBEAT:
        return Heartbeat()
    if kind == SPEECH and len(datagram) >= HEADER:
        (sequence,) = _EPOCH.unpack_from(body, COOKIE_SIZE)
        return Speech(body[:COOKIE_SIZE], sequence, datagram[HEADER:]) if sequence else None
    if kind == JOIN and len(body) == COOKIE_SIZE + PROOF_SIZE:
        return Join(body[:COOKIE_SIZE], body[COOKIE_SIZE:])
    if kind == LEAVE and len(body) == COOKIE_SIZE:
        return Leave(body)
    return None


def from_server(datagram: bytes) -> FromServer | None:
    """Return what the server sent; None where it is none of the formats above."""
    kind, body = datagram[:1], datagram[1:]
    if kind == RELAYED and len(datagram) >= HEADER:
        epoch, number, sequence = _RELAYED.unpack_from(body)
        return Relayed(epoch, number, sequence, datagram[HEADER:])
    if kind == STATUS and len(body) == _NUMBERS.size:
        return Status(*_NUMBERS.unpack(body))
    if kind == CHALLENGE and len(body) in {0, COOKIE_SIZE}:
        return Challenge(body)
    if kind == GOODBYE and len(body) == _EPOCH.size:
        return Goodbye(*_EPOCH.unpack(body))
    if kind == REFUSAL:
        return Refusal(body.decode(errors="replace"))
    return None


def proof(token: bytes | None, cookie: bytes) -> bytes:
    """Return what shows that its sender knows *token*; zeros where there is none."""
    return NO_PROOF if token is None else hmac.new(token, cookie, sha256).digest()
