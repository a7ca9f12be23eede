"""The client's half minute: its conversation and a server's room, on a clock of their own.

Neither has a socket, so the network between them is this module: it loses what it is told to,
and a second takes no time.
"""

from hello.chat.counters import Counters
from hello.chat.udp.datagrams import (
    Challenge,
    Heartbeat,
    Join,
    Relayed,
    Speech,
    Status,
    from_client,
    from_server,
)
from hello.chat.udp.udp_client import as_text
from hello.chat.udp.udp_conversation import Event, Heard, Rejoined, Times, UdpConversation
from hello.chat.udp.udp_room import Outgoing, UdpLimits, UdpRoom
from hello.demos.network.udp_client.facts import Passed, Said

CLIENT = ("127.0.0.1", 40_001)
OTHER = ("127.0.0.1", 40_002)
TICK = 1e-3
BEGINNING = 8
"""Bytes of a datagram that are noted."""

NAMES = {
    Heartbeat: "heartbeat",
    Join: "join",
    Speech: "message",
    Challenge: "who are you?",
    Status: "you are in",
    Relayed: "message",
}


class Story:
    """Runs both sides, and notes every datagram between them and what the client says."""

    def __init__(self, interval: float, lost: tuple[int, ...]) -> None:
        self.now = 0.0
        self.passed: list[Passed] = []
        self.said: list[Said] = []
        self.heard: list[int] = []
        self.rejoined_at: float | None = None
        self._interval = interval
        self._lost = lost
        self._start_server()
        self._conversation = UdpConversation(0.0, Times(heartbeat=interval))
        self._pass_on()

    def run_until(self, second: float) -> None:
        """Let time pass."""
        # A client that has something to do at once for ever does not stop the clock.
        while (then := max(self._conversation.next_time(self.now), self.now + TICK)) <= second:
            self.now = then
            self._note(self._conversation.tick(self.now))
            self._pass_on()
        self.now = second

    def restart_server(self) -> None:
        """End the server without a word, and start another."""
        self._start_server()

    def others_say(self, count: int) -> None:
        """Let somebody else join and say *count* messages."""
        other = UdpConversation(self.now)
        for number in range(count + 3):
            if number >= 3:  # noqa: PLR2004  # the first rounds are for joining
                other.say(f"message {number - 2}".encode(), self.now)
            for datagram in other.datagrams():
                for address, answer in self._deliver(self._room.receive(OTHER, datagram, self.now)):
                    if address == OTHER:
                        other.receive(answer, self.now)
        self._pass_on()

    def _start_server(self) -> None:
        # Its members live long enough for the slowest heartbeat.
        limits = UdpLimits(expiry=3 * self._interval + 1)
        self._room = UdpRoom(limits, Counters())

    def _pass_on(self) -> None:
        """Carry datagrams to and fro until nobody has any."""
        while datagrams := self._conversation.datagrams():
            for datagram in datagrams:
                self._pass(datagram, from_client(datagram), by_client=True)
                self._room.expire(self.now)
                self._deliver(self._room.receive(CLIENT, datagram, self.now))

    def _deliver(self, outgoing: Outgoing) -> Outgoing:
        for address, datagram in outgoing:
            if address == CLIENT:
                content = from_server(datagram)
                is_lost = isinstance(content, Relayed) and content.number in self._lost
                self._pass(datagram, content, by_client=False, is_lost=is_lost)
                if not is_lost:
                    self._note(self._conversation.receive(datagram, self.now))
        return outgoing

    def _pass(
        self, datagram: bytes, content: object, *, by_client: bool, is_lost: bool = False
    ) -> None:
        what = NAMES.get(type(content), "?")
        if isinstance(content, Relayed):
            what += f" {content.number}"
        data = datagram[:BEGINNING].hex()
        self.passed.append(Passed(self.now, by_client, what, data, is_lost))

    def _note(self, events: list[Event]) -> None:
        for event in events:
            if isinstance(event, Heard):
                self.heard.append(event.number)
            if isinstance(event, Rejoined):
                self.rejoined_at = self.now
            if text := as_text(event, is_typed=True):
                self.said.append(Said(self.now, text))
