"""Who may in: a token, tries that are counted, and TLS.

The token is compared in a time that does not depend on how much of it is right
(``hmac.compare_digest``). An address has three tries; then it is refused for a minute.
"""

import socket
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from hello.chat.entrance.credentials import (
    LONGEST_TOKEN,
    client_context,
    read_token,
    server_context,
)
from hello.chat.entrance.listening import resolve
from hello.errors import WrongUseError

__all__ = [
    "LONGEST_TOKEN",
    "Gate",
    "check_exposure",
    "client_context",
    "is_loopback",
    "read_token",
    "server_context",
]

FORGIVEN_AFTER = 60.0
"""Seconds after its last wrong token for which an address is remembered."""

MOST_ADDRESSES = 10_000
"""How many addresses are remembered at a time: at most 2 MB, however many there are."""


IPV4_BYTES = 4
IPV4_LOOPBACK = 127
IPV6_LOOPBACK = b"\0" * 15 + b"\x01"


class _Failures(NamedTuple):
    tries: int
    last: float


class Gate:
    """Decides who may in, by a *token* or, if that is None, everybody.

    Safe to use from several threads.
    """

    def __init__(
        self, token: bytes | None, tries: int = 3, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._token = token
        self._tries = tries
        self._clock = clock
        self._lock = threading.Lock()
        # In the order of their last failure: who is forgiven first stands first.
        self._failures: dict[bytes, _Failures] = {}

    @property
    def is_open(self) -> bool:
        """Whether everybody may in."""
        return self._token is None

    def refuses(self, address: str) -> str | None:
        """Return why the host *address* may not even try now, or None if it may."""
        with self._lock:
            return self._refuses(_who(address))

    def admits(self, address: str, line: bytes) -> bool:
        """Return whether *line*, the first from *address*, is the token; count it if not.

        An address that is refused is not admitted with the right token either: else who
        opens many connections at once has a try with each.
        """
        if self._token is None:
            return True
        import hmac  # it loads OpenSSL: 4 MB that a server without a token does not need

        given = line.removesuffix(b"\n").removesuffix(b"\r")
        is_right = hmac.compare_digest(given, self._token)
        who = _who(address)
        with self._lock:
            if self._refuses(who):
                return False
            if not is_right:
                self._note_failure(who)
            return is_right

    def _refuses(self, who: bytes) -> str | None:
        self._forgive()
        failures = self._failures.get(who)
        if failures is None or failures.tries < self._tries:
            return None
        return "too many wrong tokens"

    def _note_failure(self, who: bytes) -> None:
        before = self._failures.pop(who, None)
        if len(self._failures) >= MOST_ADDRESSES:
            del self._failures[next(iter(self._failures))]
        self._failures[who] = _Failures(before.tries + 1 if before else 1, self._clock())

    def _forgive(self) -> None:
        since = self._clock() - FORGIVEN_AFTER
        while self._failures:
            who = next(iter(self._failures))
            if self._failures[who].last > since:
                return
            del self._failures[who]


def _who(address: str) -> bytes:
    """Return whom *address* stands for: an IPv4 host, or an IPv6 network.

    A customer has 2**64 IPv6 addresses at least (RFC 6177): counting each alone would not
    count.
    """
    packed = _packed(address)
    return packed if len(packed) == IPV4_BYTES else packed[:8]


def _packed(address: str) -> bytes:
    """Return the bytes of a numeric *address*: 4, also if IPv6 wraps it (RFC 4291, 2.5.5.2)."""
    if ":" not in address:
        return socket.inet_pton(socket.AF_INET, address)
    packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    return packed[12:] if packed.startswith(b"\0" * 10 + b"\xff\xff") else packed


def is_loopback(address: str) -> bool:
    """Return whether only this machine reaches the numeric *address*."""
    packed = _packed(address)
    return packed == IPV6_LOOPBACK or (len(packed) == IPV4_BYTES and packed[0] == IPV4_LOOPBACK)


def check_exposure(host: str, *, has_token: bool, open_: bool) -> bool:
    """Return whether others than this machine reach *host*; an empty one is every address.

    Raise WrongUseError if they do and nothing says that they may, or *host* does not resolve.
    """
    exposed = not all(is_loopback(found.host) for found in resolve(host, 0))
    if exposed and not has_token and not open_:
        raise WrongUseError(
            "other machines reach this address",
            host,
            next_step="take --token-file FILE, or --open to let everybody in",
        )
    return exposed
