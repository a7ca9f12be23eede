"""A client's side of the UDP chat, without a socket: joining, beating, missing, losing."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hello.chat.counters import Counters
from hello.chat.udp.datagrams import (
    HEADER,
    LARGEST_TEXT,
    Challenge,
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
from hello.chat.udp.udp_conversation import (
    IN_FLIGHT,
    QUICK_JOINS,
    Event,
    Gone,
    Heard,
    Joined,
    Missed,
    Refused,
    Rejoined,
    State,
    UdpConversation,
    Unreturned,
)
from hello.chat.udp.udp_room import UdpLimits, UdpRoom
from hello.errors import HelloError

COOKIE = b"0123456789ab"
OTHER_COOKIE = b"ba9876543210"
EPOCH = 77
US = ("192.0.2.1", 1111)


def sent(conversation: UdpConversation) -> list[object]:
    return [from_client(datagram) for datagram in conversation.datagrams()]


def joined(now: float = 0.0, number: int = 0) -> UdpConversation:
    """Return a conversation that is in; the last message was *number*."""
    conversation = UdpConversation(now)
    conversation.receive(Challenge(COOKIE).encode(), now)
    conversation.receive(Status(EPOCH, number).encode(), now)
    conversation.datagrams()
    return conversation


def relayed(number: int, text: bytes = b"hi", sequence: int = 0, epoch: int = EPOCH) -> bytes:
    return Relayed(epoch, number, sequence, text).encode()


def run(conversation: UdpConversation, start: float, end: float) -> list[tuple[float, Event]]:
    """Let time pass, waking up when the conversation says so; return what it said when."""
    events = []
    now = start
    while (then := conversation.next_time(now)) <= end:
        now = max(now, then)
        events += [(now, event) for event in conversation.tick(now)]
    return events


# --- joining ---------------------------------------------------------------------------------


def test_it_asks_gets_a_cookie_and_shows_it() -> None:
    conversation = UdpConversation(0.0)

    assert sent(conversation) == [Join()]
    assert conversation.receive(Challenge(COOKIE).encode(), 0.0) == []
    assert sent(conversation) == [Join(COOKIE)]
    assert conversation.receive(Status(EPOCH, 3).encode(), 0.0) == [Joined()]
    assert conversation.state is State.IN


def test_it_proves_its_token() -> None:
    conversation = UdpConversation(0.0, token=b"secret")
    conversation.datagrams()
    conversation.receive(Challenge(COOKIE).encode(), 0.0)

    assert sent(conversation) == [Join(COOKIE, proof(b"secret", COOKIE))]


def test_a_lost_join_is_sent_again_with_longer_and_longer_pauses() -> None:
    conversation = UdpConversation(0.0)
    events = run(conversation, 0.0, 16.0)

    assert sent(conversation) == [Join()] * 7
    assert events == [
        (5.0, Gone("no answer", 2.5)),
        (11.5, Gone("no answer", 0.0)),
        (15.5, Gone("no answer", 0.0)),
    ]


def test_challenges_without_end_are_not_answered_without_end() -> None:
    conversation = UdpConversation(0.0)
    for _ in range(50):
        conversation.receive(Challenge(COOKIE).encode(), 0.0)

    assert len(sent(conversation)) == 1 + QUICK_JOINS


def test_a_refusal_is_told() -> None:
    assert UdpConversation(0.0).receive(Refusal("wrong token").encode(), 0.0) == [
        Refused("wrong token")
    ]


def test_what_is_said_before_it_is_in_is_sent_when_it_is() -> None:
    conversation = UdpConversation(0.0)
    conversation.receive(Challenge(COOKIE).encode(), 0.0)
    conversation.say(b"early", 0.0)
    conversation.datagrams()
    conversation.receive(Status(EPOCH, 0).encode(), 0.0)

    assert sent(conversation) == [Speech(COOKIE, 1, b"early")]


# --- heartbeats ------------------------------------------------------------------------------


def test_its_heart_beats_every_three_seconds() -> None:
    conversation = joined()
    times = []
    for step in range(1, 121):
        conversation.tick(step / 10)
        beats = sent(conversation)
        conversation.receive(Status(EPOCH, 0).encode(), step / 10)
        times += [step / 10] * beats.count(Heartbeat())

    assert times == [3.0, 6.0, 9.0, 12.0]


def test_late_once_is_not_late_for_ever() -> None:
    conversation = joined()
    for now in (3.5, 6.0, 30.0):
        conversation.tick(now)
        assert sent(conversation) == [Heartbeat()]
        conversation.receive(Status(EPOCH, 0).encode(), now)

    assert conversation.next_time(30.0) == 33.0


def test_without_an_answer_for_ten_seconds_the_server_is_gone() -> None:
    conversation = joined()

    assert run(conversation, 0.0, 13.0) == [(13.0, Gone("no answer for 10 s", 0.5))]
    assert conversation.state is State.JOINING


def test_who_was_stopped_itself_asks_before_it_says_that_the_server_is_gone() -> None:
    conversation = joined()

    assert conversation.tick(1_000.0) == []
    assert sent(conversation) == [Heartbeat()]


@pytest.mark.parametrize(
    "sign", [Status(EPOCH, 0).encode(), relayed(1), Refusal("too fast").encode()],
    ids=["status", "message", "refusal"],
)  # fmt: skip
def test_whatever_the_server_says_is_a_sign_of_life(sign: bytes) -> None:
    conversation = joined()
    conversation.tick(3.0)
    conversation.receive(sign, 12.0)

    assert run(conversation, 12.0, 20.0) == []


# --- the server goes, and comes back ---------------------------------------------------------


def test_a_restart_is_noticed_by_the_answer_to_a_heartbeat() -> None:
    conversation = joined(number=40)
    conversation.tick(3.0)
    conversation.datagrams()
    conversation.receive(Challenge().encode(), 3.0)

    assert sent(conversation) == [Join(COOKIE)]
    conversation.receive(Challenge(OTHER_COOKIE).encode(), 3.0)
    assert sent(conversation) == [Join(OTHER_COOKIE)]
    assert conversation.receive(Status(78, 5).encode(), 3.0) == [Rejoined(is_new=True)]
    assert conversation.receive(relayed(6, epoch=78), 3.0) == [Heard(6, "hi", is_own=False)]
    assert conversation.receive(relayed(41), 3.0) == []


def test_who_was_forgotten_joins_again_and_knows_what_it_missed() -> None:
    conversation = joined(number=40)
    conversation.receive(Challenge(OTHER_COOKIE).encode(), 20.0)

    assert conversation.receive(Status(EPOCH, 43).encode(), 20.0) == []
    assert run(conversation, 20.0, 21.0) == [(21.0, Missed(41, 43))]


def test_a_restart_ends_the_wait_for_late_ones() -> None:
    conversation = joined()
    conversation.receive(relayed(3), 1.0)
    conversation.receive(Challenge(COOKIE).encode(), 1.0)

    assert conversation.receive(Status(78, 0).encode(), 1.0) == [
        Missed(1, 2), Rejoined(is_new=True),
    ]  # fmt: skip


def test_a_farewell_is_told_once_and_then_each_try() -> None:
    conversation = joined()

    assert conversation.receive(Goodbye(EPOCH).encode(), 1.0) == [Gone("it has stopped", 0.5)]
    assert conversation.receive(Goodbye(EPOCH).encode(), 1.0) == []
    assert conversation.tick(1.5) == []
    assert conversation.refused(1.5) == [Gone("nobody listens there", 1.0)]
    assert conversation.refused(1.5) == []
    conversation.receive(Challenge(COOKIE).encode(), 2.0)
    assert conversation.receive(Status(EPOCH, 0).encode(), 2.0) == [Rejoined(is_new=False)]


def test_the_farewell_of_another_server_counts_for_nothing() -> None:
    conversation = joined()

    assert conversation.receive(Goodbye(EPOCH + 1).encode(), 1.0) == []
    assert conversation.state is State.IN


def test_a_late_status_of_the_old_server_counts_for_nothing() -> None:
    conversation = joined()

    assert conversation.receive(Status(EPOCH - 1, 500).encode(), 1.0) == []
    assert run(conversation, 1.0, 2.9) == []


# --- messages --------------------------------------------------------------------------------


def test_a_gap_in_the_numbers_is_told_after_a_second() -> None:
    conversation = joined(number=16)

    assert conversation.receive(relayed(20), 1.0) == [Heard(20, "hi", is_own=False)]
    assert run(conversation, 1.0, 2.5) == [(2.0, Missed(17, 19))]


def test_the_loss_of_the_last_message_shows_at_the_next_heartbeat() -> None:
    conversation = joined()
    conversation.receive(Status(EPOCH, 1).encode(), 3.0)

    assert run(conversation, 3.0, 4.0)[-1] == (4.0, Missed(1, 1))


def test_what_was_said_before_it_was_in_is_not_missed() -> None:
    conversation = joined(number=1_000_000)
    conversation.receive(relayed(1_000_001), 0.0)

    assert run(conversation, 0.0, 2.0) == []


def test_an_own_message_that_comes_back_is_known_as_such() -> None:
    conversation = joined()
    conversation.say(b"hi", 0.0)

    assert sent(conversation) == [Speech(COOKIE, 1, b"hi")]
    assert not conversation.is_all_back
    assert conversation.receive(relayed(1, sequence=1), 0.1) == [Heard(1, "hi", is_own=True)]
    assert conversation.is_all_back
    assert (conversation.said, conversation.returned) == (1, 1)


def test_an_own_message_that_does_not_come_back_is_given_up_and_not_sent_again() -> None:
    conversation = joined()
    conversation.say("hi \u4f60".encode(), 0.0)
    conversation.datagrams()

    assert run(conversation, 0.0, 2.5) == [(2.0, Unreturned("hi \u4f60"))]
    assert conversation.datagrams() == []
    assert conversation.is_all_back
    assert conversation.returned == 0


def test_an_own_message_that_comes_back_late_is_back_but_settled_once() -> None:
    conversation = joined()
    conversation.say(b"hi", 0.0)
    run(conversation, 0.0, 2.5)
    conversation.receive(relayed(1, sequence=1), 2.6)

    assert (conversation.said, conversation.settled, conversation.returned) == (1, 1, 1)


def test_only_so_many_messages_are_under_way() -> None:
    conversation = joined()
    for number in range(IN_FLIGHT + 5):
        conversation.say(str(number).encode(), 0.0)

    assert len(sent(conversation)) == IN_FLIGHT
    assert conversation.waiting == 5
    conversation.receive(relayed(1, sequence=1), 0.0)
    assert sent(conversation) == [Speech(COOKIE, IN_FLIGHT + 1, b"64")]


def test_it_is_no_faster_than_a_server_allows() -> None:
    """1,000 messages at once, each of which comes back at once: none is refused."""
    now = 0.0
    room = UdpRoom(UdpLimits(), Counters())
    conversation = UdpConversation(now)
    for number in range(1_000):
        conversation.say(str(number).encode(), now)
    events: list[Event] = []
    while conversation.returned < 1_000:
        while datagrams := conversation.datagrams():
            for datagram in datagrams:
                for _, answer in room.receive(US, datagram, now):
                    events += conversation.receive(answer, now)
        now = max(now, conversation.next_time(now))
        room.expire(now)
        events += conversation.tick(now)
        assert now < 10.0

    assert [event for event in events if not isinstance(event, Joined | Heard)] == []


def test_a_message_that_is_too_long_is_not_sent() -> None:
    conversation = joined()
    conversation.say(b"x" * LARGEST_TEXT, 0.0)

    with pytest.raises(HelloError, match="1,384 bytes; say it in parts of at most 1,383"):
        conversation.say(b"x" * (LARGEST_TEXT + 1), 0.0)
    assert [len(datagram) for datagram in conversation.datagrams()] == [HEADER + LARGEST_TEXT]


def test_it_takes_its_leave() -> None:
    conversation = joined()
    conversation.receive(relayed(3), 0.0)

    assert conversation.leave() == [Missed(1, 2)]
    assert sent(conversation) == [Leave(COOKIE)]
    assert conversation.receive(Challenge(COOKIE).encode(), 0.0) == []
    assert conversation.refused(0.0) == []
    assert conversation.datagrams() == []


@given(st.lists(st.binary(max_size=40) | st.binary(max_size=30).map(lambda rest: b"\x02" + rest)))
def test_no_bytes_from_anywhere_break_it(datagrams: list[bytes]) -> None:
    conversation = joined()
    for place, datagram in enumerate(datagrams):
        conversation.receive(datagram, float(place))
        conversation.tick(float(place))
        assert len(conversation.datagrams()) <= 4


# --- both sides, and bad weather --------------------------------------------------------------


class Network:
    """A conversation and a room, and a network that does what *fate* says to each datagram."""

    def __init__(self, fate: Callable[[], str]) -> None:
        self.fate = fate
        self.now = 0.0
        self.room = UdpRoom(UdpLimits(), Counters(), epoch=EPOCH)
        self.conversation = UdpConversation(0.0)
        self.events: list[Event] = []
        self.held: list[tuple[bool, bytes]] = []

    def carry(self) -> None:
        """Take up what waits, then deliver it, some of it twice, later or never."""
        waiting, self.held = self.held, []
        waiting += [(True, datagram) for datagram in self.conversation.datagrams()]
        for up, datagram in waiting:
            match self.fate():
                case "lose":
                    pass
                case "hold":
                    self.held.append((up, datagram))
                case "double":
                    self.deliver(up, datagram)
                    self.deliver(up, datagram)
                case _:
                    self.deliver(up, datagram)

    def deliver(self, up: bool, datagram: bytes) -> None:  # noqa: FBT001  # which way it goes
        if up:
            for _, answer in self.room.receive(US, datagram, self.now):
                self.held.append((False, answer))
        else:
            self.events += self.conversation.receive(datagram, self.now)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += 0.05
            self.room.expire(self.now)
            self.events += self.conversation.tick(self.now)
            self.carry()


@settings(deadline=None, max_examples=60)
@given(st.data(), st.lists(st.floats(0, 4), max_size=8))
def test_in_any_weather_each_message_is_heard_once_or_missed_once(
    data: st.DataObject, pauses: list[float]
) -> None:
    """Joining survives any loss, and when the weather clears the accounts are right."""
    fates = st.sampled_from(["lose", "hold", "double", "pass", "pass"])
    network = Network(lambda: data.draw(fates))
    for number, pause in enumerate(pauses):
        network.conversation.say(str(number).encode(), network.now)
        network.wait(pause / 4)
    network.fate = lambda: "pass"
    network.wait(12.0)

    assert [type(event) for event in network.events].count(Joined) == 1
    assert network.conversation.state is State.IN
    assert network.conversation.is_all_back
    heard = [event for event in network.events if isinstance(event, Heard)]
    missed = [event for event in network.events if isinstance(event, Missed)]
    numbers = [one.number for one in heard]
    numbers += [number for one in missed for number in range(one.first, one.last + 1)]
    assert len(numbers) == len(set(numbers))
    assert max(numbers, default=0) in {0, network.room.number}
    assert sum(one.is_own for one in heard) == network.conversation.returned <= len(pauses)
