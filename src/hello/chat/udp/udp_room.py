"""The room of the UDP server: who is in, and what goes to whom. No socket, no thread.

UDP knows no connections, so the room makes its own: who returns a cookie that was sent to its
address is in, and stays as long as its heartbeat comes. Until then it gets no more bytes than
it sent, and the room remembers nothing of it but how fast it sends: a sender with a forged
address can neither make us flood another with our replies nor fill our memory.
"""

import hmac
import secrets
from collections import OrderedDict
from hashlib import sha256
from typing import NamedTuple

from hello.chat.counters import Counters
from hello.chat.entrance.access import Gate
from hello.chat.udp.datagrams import (
    COOKIE_SIZE,
    LARGEST,
    LARGEST_TEXT,
    ONLY_FROM_SERVERS,
    Challenge,
    FromClient,
    Goodbye,
    Heartbeat,
    Join,
    Leave,
    Refusal,
    Relayed,
    Speech,
    Status,
    from_client,
    proof,
)
from hello.chat.udp.rate_limit import MOST_ADDRESSES, Rate, RateLimit
from hello.chat.udp.replay import ReplayWindow

Address = tuple[str, int]
"""Host and port, as ``recvfrom`` has them (and two more items in IPv6, which come along)."""

Outgoing = list[tuple[Address, bytes]]


class UdpLimits(NamedTuple):
    """What a room allows; times are in seconds.

    A member is gone ``expiry`` after the last sign of life. A cookie is good for the time
    slot of ``cookie_slot`` in which it was made, and for the next. A ``strict`` room refuses
    texts that are not UTF-8; another one mends them. ``rate`` is for each address.
    """

    expiry: float = 10.0
    rate: Rate = Rate()
    max_clients: int = 10_000
    strict: bool = False
    cookie_slot: float = 30.0


class Member:
    """Somebody in the room: its cookie, its last sign of life, and what it said lately."""

    __slots__ = ("cookie", "heard_at", "window")

    def __init__(self, cookie: bytes, now: float) -> None:
        self.cookie = cookie
        self.heard_at = now
        self.window = ReplayWindow()


class UdpRoom:
    """A room; ``counters`` counts what goes on in it.

    Give each datagram to ``receive`` and send what it returns; call ``expire`` at the latest
    at ``next_expiry``. All take the time as *now*, of a clock that never goes back.
    """

    def __init__(
        self, limits: UdpLimits, counters: Counters, token: bytes | None = None, *, epoch: int = 0
    ) -> None:
        self.limits = limits
        self.counters = counters
        self.epoch = epoch or 1 + secrets.randbelow(2**32 - 1)
        self.number = 0
        """That of the message sent last."""
        self._token = token
        self._now = 0.0
        self._gate = Gate(token, clock=lambda: self._now)
        self._secret = secrets.token_bytes(32)
        # Who has been silent longest stands first.
        self._members: OrderedDict[Address, Member] = OrderedDict()
        # Apart, so that nobody uses up what a member may send by forging its address.
        self._unproven = RateLimit(limits.rate)
        self._proven = RateLimit(limits.rate, max(MOST_ADDRESSES, limits.max_clients))

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, address: Address) -> bool:
        return address in self._members

    def receive(self, address: Address, datagram: bytes, now: float) -> Outgoing:
        """Return what to send, and to whom, now that *datagram* has come from *address*."""
        self._now = now
        self.counters.bytes_in += len(datagram)
        if not datagram or datagram[:1] in ONLY_FROM_SERVERS:
            return []
        known = from_client(datagram) if len(datagram) <= LARGEST else None
        member = self._members.get(address)
        if member and isinstance(known, Speech | Leave) and _is_same(member.cookie, known.cookie):
            return self._from_member(address, member, known)
        if member and isinstance(known, Heartbeat):
            self._hear(address, member)
        if not self._unproven.allows(address, now):
            return []
        return [(address, self._reply(address, datagram, known))]

    def expire(self, now: float) -> list[Address]:
        """Forget who has been silent for too long; return their addresses."""
        gone = []
        while self._members:
            address, member = next(iter(self._members.items()))
            if now - member.heard_at < self.limits.expiry:
                break
            self._forget(address)
            gone.append(address)
        self.counters.dropped += len(gone)
        return gone

    def next_expiry(self) -> float | None:
        """Return when ``expire`` will have something to do, if nobody is heard until then."""
        first = next(iter(self._members.values()), None)
        return first.heard_at + self.limits.expiry if first else None

    def farewell(self) -> Outgoing:
        """Return what tells everybody that the server stops."""
        goodbye = Goodbye(self.epoch).encode()
        return [(address, goodbye) for address in self._members]

    # --- members ----------------------------------------------------------------------------

    def _from_member(self, address: Address, member: Member, said: Speech | Leave) -> Outgoing:
        if isinstance(said, Leave):
            self._forget(address)
            return []
        if not self._proven.allows(address, self._now):
            return self._tell_once(address)
        self._hear(address, member)
        return self._relay(address, member, said)

    def _hear(self, address: Address, member: Member) -> None:
        member.heard_at = self._now
        self._members.move_to_end(address)

    def _relay(self, address: Address, member: Member, speech: Speech) -> Outgoing:
        text = self._as_utf8(speech.text)
        if isinstance(text, Refusal):
            return [(address, text.encode())]
        if not member.window.is_new(speech.sequence):
            return []
        self.number += 1
        self.counters.lines_in += 1
        for_others = Relayed(self.epoch, self.number, 0, text)
        copy = for_others.encode()
        outgoing = dict.fromkeys(self._members, copy)
        outgoing[address] = for_others._replace(sequence=speech.sequence).encode()
        return list(outgoing.items())

    def _as_utf8(self, text: bytes) -> bytes | Refusal:
        try:
            text.decode()
        except UnicodeDecodeError:
            mended = text.decode(errors="replace").encode()
            if self.limits.strict or len(mended) > LARGEST_TEXT:
                return Refusal("not UTF-8")
            return mended
        return text

    def _tell_once(self, address: Address) -> Outgoing:
        if not self._proven.is_to_be_told(address):
            return []
        per_second = self.limits.rate.per_second
        reason = f"too fast: more than {per_second:g} datagrams a second are not read"
        return [(address, Refusal(reason).encode())]

    def _forget(self, address: Address) -> None:
        del self._members[address]
        self.counters.one_less()

    def _status(self) -> bytes:
        return Status(self.epoch, self.number).encode()

    # --- strangers --------------------------------------------------------------------------

    def _reply(self, address: Address, datagram: bytes, known: FromClient | None) -> bytes:
        """Return the answer to what proves nothing: no longer than the *datagram* itself.

        A member's heartbeat is the exception: datagrams reach it where it says it is.
        """
        match known:
            case Heartbeat() if address in self._members:
                return self._status()
            case Join():
                return self._join(address, known)
            case None:
                return _what_is_wrong(datagram)
        return self._challenge(address, len(datagram))

    def _join(self, address: Address, join: Join) -> bytes:
        if not self._is_cookie_of(address, join.cookie):
            return self._challenge(address, LARGEST)
        refusal = self._why_not(address, join)
        if refusal is not None:
            self.counters.refused += 1
            return Refusal(refusal).encode()
        if address not in self._members:
            self.counters.one_more()
        # It may be in: a Join that came twice, or another program at the same port.
        self._members[address] = Member(join.cookie, self._now)
        self._members.move_to_end(address)
        return self._status()

    def _why_not(self, address: Address, join: Join) -> str | None:
        host = address[0]
        if refusal := self._gate.refuses(host):
            return refusal
        if self._token is not None:
            # The gate compares tokens and counts failures: it gets the one that was proven.
            is_right = _is_same(join.proof, proof(self._token, join.cookie))
            if not self._gate.admits(host, self._token if is_right else b""):
                return "wrong token"
        if address not in self._members and len(self._members) >= self.limits.max_clients:
            return f"full: {len(self._members):,} clients are here"
        return None

    def _challenge(self, address: Address, largest: int) -> bytes:
        """Return a challenge of at most *largest* bytes."""
        cookie = self._cookie(address, int(self._now // self.limits.cookie_slot))
        challenge = Challenge(cookie).encode()
        return challenge if len(challenge) <= largest else Challenge().encode()

    def _is_cookie_of(self, address: Address, cookie: bytes) -> bool:
        slot = int(self._now // self.limits.cookie_slot)
        return any(_is_same(cookie, self._cookie(address, one)) for one in (slot, slot - 1))

    def _cookie(self, address: Address, slot: int) -> bytes:
        """Return the cookie of *address* in a time slot: nothing of it need be remembered."""
        about = f"{slot} {address!r}".encode()
        return hmac.new(self._secret, about, sha256).digest()[:COOKIE_SIZE]


_is_same = hmac.compare_digest
"""In a time that does not depend on how much of it is right."""


def _what_is_wrong(datagram: bytes) -> bytes:
    """Return the refusal of what is no datagram of ours, no longer than itself."""
    reason = "not a datagram of this chat"
    if len(datagram) > LARGEST:
        reason = f"a datagram of {len(datagram):,} bytes; at most {LARGEST:,} are taken"
    return Refusal(reason).encode()[: len(datagram)]
