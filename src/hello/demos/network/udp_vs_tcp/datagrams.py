"""Messages over UDP: one socket sends each of them to every receiver, and repairs nothing."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

from hello.chat.udp.relay import Address, Relay
from hello.chat.udp.weather import Climate
from hello.demos.network.udp_vs_tcp.facts import ARRIVED, LATE, LOST, TWICE, Delivery

PATIENCE = 5.0
LARGEST = 65_535
AT_A_TIME = 32
"""Messages sent before the receivers have their turn: they have room for so many."""

NO_LIMIT = 600.0
"""Seconds that the relay holds a datagram back, so that no clock decides what is overtaken."""


@dataclass
class Receiver:
    """One who listens, behind a relay or not, and what it got."""

    socket: socket.socket
    relay: Relay | None
    got: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> Address:
        """Where to send what is for it."""
        address: Address = self.socket.getsockname()
        return self.relay.address if self.relay else address

    def read(self, sent: int, *, last: bool) -> None:
        """Read what must have arrived of *sent* messages; the *last* ones wait for no others."""
        if self.relay:
            self.relay.settle(sent)
            if last:
                self.relay.release()
                self.relay.settle(sent)
            sent = self.relay.up.passed
        with suppress(TimeoutError):  # the system itself has lost one
            while len(self.got) < sent:
                self.got.append(self.socket.recv(LARGEST))


def over_udp(
    messages: Sequence[bytes], climate: Climate | None, seeds: Sequence[int]
) -> tuple[Delivery, ...]:
    """Send *messages* to one receiver for each of the *seeds*; through no relay without climate."""
    with ExitStack() as stack:
        sender = stack.enter_context(udp_socket())
        receivers = [stack.enter_context(receiver(climate, seed)) for seed in seeds]
        for start in range(0, len(messages), AT_A_TIME):
            window = messages[start : start + AT_A_TIME]
            for message in window:
                for one in receivers:
                    sender.sendto(message, one.address)
            sent = start + len(window)
            for one in receivers:
                one.read(sent, last=sent == len(messages))
    return tuple(delivery_to(one, messages) for one in receivers)


def delivery_to(one: Receiver, messages: Sequence[bytes]) -> Delivery:
    """Return what *one* got of the *messages*, and what the relay had done to them."""
    done = one.relay.up if one.relay else None
    return Delivery(
        fates=fates(messages, one.got),
        mishaps=done.dropped + done.duplicated + done.reordered + done.overflowed if done else 0,
        reads=len(one.got),
        whole=b"".join(one.got) == b"".join(messages),
    )


@contextmanager
def receiver(climate: Climate | None, seed: int) -> Iterator[Receiver]:
    """Give one who listens on a port that the system picks."""
    with udp_socket() as listening:
        listening.bind(("127.0.0.1", 0))
        if climate is None:
            yield Receiver(listening, None)
            return
        with Relay(listening.getsockname(), climate, seed, hold=NO_LIMIT) as relay:
            yield Receiver(listening, relay)


def udp_socket() -> socket.socket:
    """Return a socket on which no call takes for ever."""
    one = socket.socket(type=socket.SOCK_DGRAM)
    one.settimeout(PATIENCE)
    return one


def fates(sent: Sequence[bytes], got: Sequence[bytes]) -> str:
    r"""Return a character for each message *sent*, no two of which are equal.

    >>> fates([b"a", b"b", b"c", b"d"], [b"b", b"a", b"d", b"d"])
    '<.x2'
    """
    numbers = {message: number for number, message in enumerate(sent)}
    result = [LOST] * len(sent)
    highest = -1
    for message in got:
        number = numbers[message]
        if result[number] != LOST:
            result[number] = TWICE
        else:
            result[number] = LATE if number < highest else ARRIVED
        highest = max(highest, number)
    return "".join(result)
