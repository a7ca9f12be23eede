"""The room of the UDP server: admission, expiry, relaying, limits, and what strangers get."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hello.chat.counters import Counters
from hello.chat.udp.datagrams import (
    LARGEST,
    LARGEST_TEXT,
    ONLY_FROM_SERVERS,
    Challenge,
    Goodbye,
    Heartbeat,
    Join,
    Leave,
    Refusal,
    Relayed,
    Speech,
    Status,
    from_server,
    proof,
)
from hello.chat.udp.rate_limit import MOST_ADDRESSES, Rate
from hello.chat.udp.udp_room import Address, UdpLimits, UdpRoom

ALICE, BOB, EVE = ("192.0.2.1", 1111), ("192.0.2.2", 2222), ("192.0.2.66", 6666)
BEAT = Heartbeat().encode()


def room_with(*members: Address, token: bytes | None = None, **limits: object) -> UdpRoom:
    room = UdpRoom(UdpLimits()._replace(**limits), Counters(), token)
    for member in members:
        join(room, member, token)
    return room


def join(room: UdpRoom, address: Address, token: bytes | None = None, now: float = 0.0) -> bytes:
    """Join as a client does; return the cookie."""
    cookie = cookie_for(room, address, now)
    room.receive(address, Join(cookie, proof(token, cookie)).encode(), now)
    return cookie


def cookie_for(room: UdpRoom, address: Address, now: float = 0.0) -> bytes:
    answer = only_answer(room, address, Join().encode(), now)
    assert isinstance(answer, Challenge)
    return answer.cookie


def only_answer(room: UdpRoom, address: Address, datagram: bytes, now: float = 0.0) -> object:
    ((to, answer),) = room.receive(address, datagram, now)
    assert to == address
    return from_server(answer)


def heard(outgoing: list[tuple[Address, bytes]]) -> dict[Address, Relayed]:
    contents = {address: from_server(datagram) for address, datagram in outgoing}
    return {who: one for who, one in contents.items() if isinstance(one, Relayed)}


# --- admission -------------------------------------------------------------------------------


def test_who_returns_its_cookie_is_in() -> None:
    room = room_with()
    cookie = cookie_for(room, ALICE)

    assert ALICE not in room
    assert only_answer(room, ALICE, Join(cookie).encode()) == Status(room.epoch, 0)
    assert ALICE in room
    assert room.counters.accepted == 1


def test_the_cookie_of_another_address_lets_nobody_in() -> None:
    room = room_with()
    cookie = cookie_for(room, ALICE)

    for other in (EVE, (ALICE[0], 9)):
        assert isinstance(only_answer(room, other, Join(cookie).encode()), Challenge)
        assert other not in room


@pytest.mark.parametrize(("age", "is_good"), [(0, True), (30, True), (60, False), (3600, False)])
def test_a_cookie_grows_old(age: float, *, is_good: bool) -> None:
    room = room_with()
    cookie = cookie_for(room, ALICE, now=15.0)
    room.receive(ALICE, Join(cookie).encode(), 15.0 + age)

    assert (ALICE in room) == is_good


def test_another_server_knows_none_of_the_cookies() -> None:
    cookie = cookie_for(room_with(), ALICE)
    room = room_with()
    room.receive(ALICE, Join(cookie).encode(), 0.0)

    assert ALICE not in room


def test_nothing_is_remembered_of_who_asks_for_cookies() -> None:
    room = room_with()
    for number in range(2 * MOST_ADDRESSES):
        room.receive((f"10.0.{number // 256}.{number % 256}", 1), Join().encode(), 0.0)

    assert len(room) == 0
    assert len(room._unproven) == MOST_ADDRESSES  # noqa: SLF001  # its size is the point


def test_a_join_that_came_twice_is_one_member() -> None:
    room = room_with()
    cookie = join(room, ALICE)

    assert only_answer(room, ALICE, Join(cookie).encode()) == Status(room.epoch, 0)
    assert (len(room), room.counters.accepted, room.counters.now_clients) == (1, 1, 1)


def test_a_full_room_says_so_and_lets_members_join_again() -> None:
    room = room_with(ALICE, max_clients=1)
    cookie = cookie_for(room, BOB)

    refusal = only_answer(room, BOB, Join(cookie).encode())
    assert refusal == Refusal("full: 1 clients are here")
    assert isinstance(only_answer(room, ALICE, Join(cookie_for(room, ALICE)).encode()), Status)
    assert room.counters.refused == 1


def test_who_knows_the_token_is_in() -> None:
    assert ALICE in room_with(ALICE, token=b"secret")


@pytest.mark.parametrize("wrong", [None, b"guess"], ids=["none", "another"])
def test_the_third_wrong_token_is_the_last(wrong: bytes | None) -> None:
    room = room_with(token=b"secret")
    cookie = cookie_for(room, EVE)
    tries = [
        only_answer(room, EVE, Join(cookie, proof(token, cookie)).encode())
        for token in (wrong, wrong, wrong, b"secret")
    ]

    assert tries == [Refusal("wrong token")] * 3 + [Refusal("too many wrong tokens")]
    assert EVE not in room
    join(room, ALICE, b"secret")
    assert ALICE in room


def test_wrong_tokens_are_forgiven_after_a_minute() -> None:
    room = room_with(token=b"secret")
    cookie = cookie_for(room, EVE)
    for _ in range(3):
        room.receive(EVE, Join(cookie).encode(), 1.0)
    join(room, EVE, b"secret", now=62.0)

    assert EVE in room


def test_a_proof_is_good_for_its_cookie_only() -> None:
    room = room_with(token=b"secret")
    old = proof(b"secret", cookie_for(room, ALICE, now=0.0))
    cookie = cookie_for(room, ALICE, now=40.0)

    assert only_answer(room, ALICE, Join(cookie, old).encode(), 40.0) == Refusal("wrong token")


# --- strangers -------------------------------------------------------------------------------


@given(st.binary(max_size=60) | st.integers(0, 9_000).map(bytes))
def test_who_has_no_cookie_gets_no_more_than_it_sent(datagram: bytes) -> None:
    outgoing = room_with(ALICE).receive(EVE, datagram, 0.0)

    assert all(address == EVE for address, _ in outgoing)
    assert sum(len(answer) for _, answer in outgoing) <= len(datagram)


@pytest.mark.parametrize("datagram", [b"", *(kind + bytes(20) for kind in ONLY_FROM_SERVERS)])
def test_a_server_answers_no_server_and_no_silence(datagram: bytes) -> None:
    """Else a forged datagram would make two servers talk with each other for ever."""
    assert room_with().receive(EVE, datagram, 0.0) == []


@given(st.binary(max_size=60))
def test_two_rooms_do_not_talk_with_each_other_for_ever(datagram: bytes) -> None:
    here, there = room_with(), room_with()
    answers = [answer for _, answer in here.receive(EVE, datagram, 0.0)]

    assert [there.receive(BOB, answer, 0.0) for answer in answers] == [[]] * len(answers)


def test_a_strangers_message_is_not_relayed() -> None:
    room = room_with(ALICE)
    outgoing = room.receive(EVE, Speech(bytes(12), 1, b"let me in").encode(), 0.0)

    assert [address for address, _ in outgoing] == [EVE]
    assert isinstance(from_server(outgoing[0][1]), Challenge)


def test_who_forges_the_address_of_a_member_cannot_speak_or_leave_for_it() -> None:
    room = room_with(ALICE, BOB)

    for forged in (Speech(bytes(12), 1, b"I am alice"), Leave(bytes(12))):
        assert isinstance(only_answer(room, ALICE, forged.encode()), Challenge)
    assert ALICE in room


def test_who_forges_the_address_of_a_member_uses_up_nothing_of_it() -> None:
    room = room_with(BOB)
    cookie = join(room, ALICE)
    while room.receive(ALICE, b"garbage", 1.0):
        pass

    assert set(heard(room.receive(ALICE, Speech(cookie, 1, b"hi").encode(), 1.0))) == {ALICE, BOB}
    room.receive(ALICE, BEAT, 1.0)
    room.expire(10.5)
    assert ALICE in room


def test_a_stranger_who_is_too_fast_is_not_answered() -> None:
    room = room_with(rate=Rate(1.0, 5.0))

    answers = [len(room.receive(EVE, BEAT, 0.0)) for _ in range(8)]
    assert answers == [1] * 5 + [0] * 3
    assert room.receive(ALICE, BEAT, 0.0)
    assert room.receive(EVE, BEAT, 1.0)


# --- heartbeats ------------------------------------------------------------------------------


def test_a_members_heartbeat_is_answered_with_the_last_number() -> None:
    room = room_with(BOB)
    cookie = join(room, ALICE)
    room.receive(ALICE, Speech(cookie, 1, b"hi").encode(), 0.0)

    assert only_answer(room, BOB, BEAT) == Status(room.epoch, 1)


def test_a_strangers_heartbeat_is_answered_with_one_byte() -> None:
    assert room_with().receive(EVE, BEAT, 0.0) == [(EVE, b"\x05")]


def test_who_is_silent_expires_and_who_is_not_stays() -> None:
    room = room_with(ALICE, BOB)
    room.receive(ALICE, BEAT, 4.0)

    assert room.next_expiry() == 10.0
    assert room.expire(9.99) == []
    assert room.expire(10.0) == [BOB]
    assert room.next_expiry() == 14.0
    assert room.expire(14.0) == [ALICE]
    assert room.next_expiry() is None
    assert room.counters.now_clients == 0
    assert room.counters.dropped == 2


def test_who_speaks_is_alive() -> None:
    room = room_with(BOB)
    cookie = join(room, ALICE)
    room.receive(ALICE, Speech(cookie, 1, b"hi").encode(), 8.0)

    assert room.expire(10.0) == [BOB]


def test_who_leaves_is_gone_and_hears_nothing_more() -> None:
    room = room_with(BOB)
    cookie = join(room, ALICE)

    assert room.receive(ALICE, Leave(cookie).encode(), 0.0) == []
    assert ALICE not in room
    assert room.counters.left == 1


def test_all_members_are_told_when_the_server_stops() -> None:
    room = room_with(ALICE, BOB)

    assert room.farewell() == [(who, Goodbye(room.epoch).encode()) for who in (ALICE, BOB)]


# --- messages --------------------------------------------------------------------------------


def test_everybody_hears_it_and_the_sender_knows_it_as_its_own() -> None:
    room = room_with(BOB)
    cookie = join(room, ALICE)
    outgoing = room.receive(ALICE, Speech(cookie, 7, b"hi\nyou").encode(), 0.0)

    assert heard(outgoing) == {
        ALICE: Relayed(room.epoch, 1, 7, b"hi\nyou"),
        BOB: Relayed(room.epoch, 1, 0, b"hi\nyou"),
    }


def test_numbers_have_no_gaps_whoever_speaks() -> None:
    room = room_with()
    cookies = {who: join(room, who) for who in (ALICE, BOB)}
    numbers = [
        heard(room.receive(who, Speech(cookies[who], n, b"").encode(), 0.0))[BOB].number
        for n in range(1, 5)
        for who in (ALICE, BOB)
    ]

    assert numbers == list(range(1, 9))


def test_a_datagram_that_came_twice_is_one_message() -> None:
    room = room_with()
    cookie = join(room, ALICE)
    speech = Speech(cookie, 1, b"hi").encode()

    assert [len(room.receive(ALICE, speech, 0.0)) for _ in range(3)] == [1, 0, 0]
    assert room.number == 1


def test_the_longest_message_is_relayed_and_no_longer_one() -> None:
    room = room_with(BOB)
    cookie = join(room, ALICE)
    fits = Speech(cookie, 1, b"x" * LARGEST_TEXT).encode()
    outgoing = room.receive(ALICE, fits, 0.0)

    assert {len(datagram) for _, datagram in outgoing} == {LARGEST}
    assert only_answer(room, ALICE, fits + b"x") == Refusal(
        "a datagram of 1,401 bytes; at most 1,400 are taken"
    )


def test_what_is_not_utf8_is_mended() -> None:
    room = room_with()
    cookie = join(room, ALICE)
    outgoing = room.receive(ALICE, Speech(cookie, 1, b"a\xffb").encode(), 0.0)

    assert heard(outgoing)[ALICE].text == "a\N{REPLACEMENT CHARACTER}b".encode()


@pytest.mark.parametrize(
    ("text", "strict"),
    [(b"a\xffb", True), (b"\xff" * LARGEST_TEXT, False)],
    ids=["strict", "too long when mended"],
)
def test_what_is_not_utf8_is_refused(text: bytes, *, strict: bool) -> None:
    room = room_with(strict=strict)
    cookie = join(room, ALICE)

    assert only_answer(room, ALICE, Speech(cookie, 1, text).encode()) == Refusal("not UTF-8")
    assert room.number == 0


def test_a_member_who_is_too_fast_is_told_once() -> None:
    room = room_with(BOB, rate=Rate(1.0, 5.0))
    cookie = join(room, ALICE)
    outgoing = [room.receive(ALICE, Speech(cookie, n, b"hi").encode(), 0.0) for n in range(1, 10)]

    assert [len(heard(one)) for one in outgoing] == [2] * 5 + [0] * 4
    told = [from_server(one[0][1]) for one in outgoing[5:] if one]
    assert told == [Refusal("too fast: more than 1 datagrams a second are not read")]
    assert room.number == 5


class Room(RuleBasedStateMachine):
    """Anything in any order: who is in is known, counted, and alone in hearing the chat."""

    def __init__(self) -> None:
        super().__init__()
        self.room = room_with(max_clients=3)
        self.now = 0.0
        self.cookies: dict[Address, bytes] = {}
        self.heard_at: dict[Address, float] = {}
        self.said = 0

    addresses = st.sampled_from([("192.0.2.9", port) for port in range(1, 6)])

    def live(self) -> set[Address]:
        return {who for who, at in self.heard_at.items() if self.now - at < 10.0}

    def tick(self) -> None:
        gone = self.room.expire(self.now)
        assert set(gone) == set(self.heard_at) - self.live()
        for who in gone:
            del self.heard_at[who]

    @rule(seconds=st.floats(0, 12))
    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.tick()

    @rule(who=addresses)
    def join(self, who: Address) -> None:
        was_in, was_full = who in self.heard_at, len(self.heard_at) >= 3
        self.cookies[who] = join(self.room, who, now=self.now)
        if was_in or not was_full:
            self.heard_at[who] = self.now

    @rule(who=addresses)
    def beat(self, who: Address) -> None:
        answer = only_answer(self.room, who, BEAT, self.now)
        assert isinstance(answer, Status) == (who in self.heard_at)
        if who in self.heard_at:
            self.heard_at[who] = self.now

    @rule(who=addresses, text=st.binary(max_size=20))
    def speak(self, who: Address, text: bytes) -> None:
        self.said += 1
        speech = Speech(self.cookies.get(who, bytes(12)), self.said, text)
        outgoing = self.room.receive(who, speech.encode(), self.now)
        if who in self.heard_at:
            self.heard_at[who] = self.now
            assert set(heard(outgoing)) == set(self.heard_at)
        else:
            assert [to for to, _ in outgoing] == [who]

    @rule(who=addresses)
    def leave(self, who: Address) -> None:
        self.room.receive(who, Leave(self.cookies.get(who, bytes(12))).encode(), self.now)
        self.heard_at.pop(who, None)

    @rule(who=addresses, data=st.binary(max_size=60))
    def garble(self, who: Address, data: bytes) -> None:
        outgoing = self.room.receive(who, data, self.now)
        assert not heard(outgoing)
        if data == BEAT and who in self.heard_at:
            self.heard_at[who] = self.now

    @invariant()
    def counts_are_right(self) -> None:
        counters = self.room.counters
        assert len(self.room) == len(self.heard_at) == counters.now_clients <= 3
        assert counters.accepted - counters.left == counters.now_clients


TestRoom = Room.TestCase
TestRoom.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
