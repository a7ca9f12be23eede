"""A client of the UDP server by hand: a socket, and the bytes as they are on the wire."""

import hmac
import socket
from typing import Self

PATIENCE = 5.0
"""Seconds. What does not come within these does not come: then something is broken."""

HEARTBEAT = b"\x01"
WHO_ARE_YOU = b"\x05"
YOU_ARE_IN = b"\x06"
NO = b"\x15"
NO_COOKIE = bytes(12)
NO_PROOF = bytes(32)
HEADER = 17


class Client:
    """Joins, speaks and listens. What it is told goes through ``answer``."""

    def __init__(
        self, server: tuple[str, int], family: socket.AddressFamily = socket.AF_INET
    ) -> None:
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(server)
        self.cookie = NO_COOKIE
        self.said = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def ask(self, datagram: bytes) -> bytes:
        """Send *datagram*; return the next that comes."""
        self.socket.send(datagram)
        return self.socket.recv(65_535)

    def join(self, token: bytes = b"") -> None:
        """Ask to be let in, get a cookie, ask again with it, and with the proof of a *token*."""
        challenge = self.ask(b"\x16" + NO_COOKIE + NO_PROOF)
        self.cookie = challenge[1:]
        proof = hmac.digest(token, self.cookie, "sha256") if token else NO_PROOF
        self.ask(b"\x16" + self.cookie + proof)

    def say(self, text: str) -> None:
        """Send a message."""
        self.said += 1
        self.socket.send(b"\x02" + self.cookie + self.said.to_bytes(4, "big") + text.encode())

    def hear(self) -> tuple[int, str]:
        """Return the number and the text of the next message."""
        datagram = self.socket.recv(65_535)
        return int.from_bytes(datagram[5:13], "big"), datagram[HEADER:].decode()


def in_words(datagram: bytes) -> str:
    """Return what the server answered."""
    if datagram[:1] == WHO_ARE_YOU:
        return "who are you?" + (" (and a cookie)" if datagram[1:] else "")
    if datagram[:1] == YOU_ARE_IN:
        return "you are in"
    if datagram[:1] == NO:
        return "no: " + datagram[1:].decode()
    return "a message"
