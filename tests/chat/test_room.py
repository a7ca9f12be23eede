"""room: who is sent what, who holds it up, who has to go. The clock is the test's."""

from collections.abc import Callable

import pytest

from hello.chat.counters import Counters
from hello.chat.limits import Limits
from hello.chat.room import GRACE, Member, Room


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(clock: Clock) -> Callable[..., Room]:
    return lambda **limits: Room(Limits(**limits), Counters(), clock)


def deliver(room: Room, **takes: int) -> dict[str, bytes]:
    """Commit, and send the batch to all in step; who is named takes only so many bytes."""
    batch = room.commit()
    got = {}
    for member in list(room.in_step):
        count = min(takes.get(member.name, len(batch)), len(batch))
        got[member.name] = batch[:count]
        if count < len(batch):
            room.fell_behind(member, count)
    return got


def take(room: Room, member: Member, size: int = 1_000_000) -> bytes:
    """Let *member* take up to *size* bytes of what it has not got yet."""
    got = b""
    while room.is_behind(member) and len(got) < size:
        with room.outgoing(member) as data:
            piece = bytes(data[: size - len(got)])
        room.sent(member, len(piece))
        got += piece
    return got


def test_what_one_says_all_are_sent_in_one_batch(make: Callable[..., Room]) -> None:
    room = make()
    tom, ann = room.join("Tom"), room.join("Ann")
    room.receive(tom, b"one\ntw")
    room.receive(ann, b"hello\n")
    room.receive(tom, b"o\n")

    assert deliver(room) == dict.fromkeys(("Tom", "Ann"), b"one\nhello\ntwo\n")
    assert deliver(room) == dict.fromkeys(("Tom", "Ann"), b"")
    assert (room.counters.lines_in, room.counters.lines_out) == (3, 6)


def test_who_is_behind_gets_the_rest_and_is_in_step_again(make: Callable[..., Room]) -> None:
    room = make()
    tom, ann = room.join("Tom"), room.join("Ann")
    room.receive(tom, b"first\n")
    assert deliver(room, Ann=2) == {"Tom": b"first\n", "Ann": b"fi"}
    room.receive(tom, b"second\n")
    assert deliver(room) == {"Tom": b"second\n"}

    assert take(room, ann, 3) == b"rst"
    assert take(room, ann) == b"\nsecond\n"
    room.receive(tom, b"third\n")
    assert deliver(room) == dict.fromkeys(("Tom", "Ann"), b"third\n")


def test_a_full_outbox_pauses_the_room_until_it_is_empty(make: Callable[..., Room]) -> None:
    room = make(outbox=10)
    tom, ann = room.join("Tom"), room.join("Ann")
    room.receive(tom, b"12345\n")
    deliver(room, Ann=0)
    assert not room.is_paused
    room.receive(tom, b"67890\n")
    deliver(room)

    assert room.is_paused
    assert take(room, ann, 11) == b"12345\n67890"
    assert room.is_paused
    assert take(room, ann) == b"\n"
    assert not room.is_paused
    assert room.expire() == []


def slow(room: Room, clock: Clock) -> tuple[Member, Member]:
    """Return one who talks, and one who took 2 bytes and is out of patience."""
    tom, ann = room.join("Tom"), room.join("Ann")
    room.receive(tom, b"one\ntwo\n")
    deliver(room, Ann=2)
    room.receive(tom, b"three\n")
    deliver(room)
    clock.now += room.limits.patience
    assert room.expire() == [ann]
    return tom, ann


def test_who_is_slow_is_told_at_a_line_border_and_dropped(
    make: Callable[..., Room], clock: Clock
) -> None:
    room = make(outbox=8)
    tom, ann = slow(room, clock)
    assert (ann.closing, room.is_paused) == (True, False)
    room.receive(tom, b"four\n")
    assert deliver(room) == {"Tom": b"four\n"}

    assert take(room, ann) == b"e\n* too slow: dropped\n"
    assert room.finished() == [ann]
    room.leave(ann)
    assert (room.counters.dropped, room.counters.now_clients) == (1, 1)
    assert room.counters.lines_out == 4 + 1


def test_who_is_slow_is_told_how_many_lines_it_misses(
    make: Callable[..., Room], clock: Clock
) -> None:
    room = make(outbox=8, slow="skip")
    tom, ann = slow(room, clock)
    room.receive(tom, b"four\n")
    deliver(room)

    assert take(room, ann) == b"e\n* too slow: 2 lines left out\nfour\n"
    assert (ann.closing, room.counters.skipped_lines) == (False, 2)
    assert room.counters.lines_out == 4 + 2


def test_who_takes_nothing_after_that_holds_nobody_up_again(
    make: Callable[..., Room], clock: Clock
) -> None:
    room = make(outbox=8, slow="skip")
    tom, ann = slow(room, clock)
    room.receive(tom, b"four\nfive\n")
    deliver(room)

    assert not room.is_paused
    assert take(room, ann) == b"e\n* too slow: 4 lines left out\n"


def test_who_takes_nothing_after_that_and_ends_its_input_is_cut(
    make: Callable[..., Room], clock: Clock
) -> None:
    """Found by hypothesis: on its way out, it held the others up once more."""
    room = make(outbox=8, slow="skip")
    tom, ann = slow(room, clock)
    room.receive(tom, b"four\nfive\n")
    room.end_of_input(ann)
    deliver(room)

    assert not room.is_paused
    assert room.finished() == [ann]


def test_who_takes_something_after_that_may_be_waited_for_again(
    make: Callable[..., Room], clock: Clock
) -> None:
    room = make(outbox=8, slow="skip")
    tom, ann = slow(room, clock)
    take(room, ann, 1)
    room.receive(tom, b"four\nfive\n")
    deliver(room)

    assert room.is_paused


def test_who_has_emptied_its_outbox_in_time_is_not_slow(
    make: Callable[..., Room], clock: Clock
) -> None:
    room = make(outbox=4, patience=1.0)
    tom, ann = room.join("Tom"), room.join("Ann")
    for _ in range(3):
        room.receive(tom, b"12345\n")
        deliver(room, Ann=0)
        room.receive(tom, b"6\n")
        deliver(room)
        clock.now += 0.9
        assert room.next_expiry() == pytest.approx(0.1)
        assert room.expire() == []
        assert take(room, ann) == b"12345\n6\n"


def test_a_bad_line_is_its_senders_last(make: Callable[..., Room]) -> None:
    room = make(max_line=8)
    tom, _ = room.join("Tom"), room.join("Ann")
    room.receive(tom, b"good\n123456789\nlater\n")
    room.receive(tom, b"more\n")

    assert deliver(room) == {"Ann": b"good\n"}
    assert take(room, tom) == b"* line longer than 8 bytes\n"
    assert room.finished() == [tom]


def test_who_says_no_more_hears_what_was_said_so_far(make: Callable[..., Room]) -> None:
    room = make()
    tom, ann = room.join("Tom"), room.join("Ann")
    room.receive(tom, b"last words\n")
    room.end_of_input(tom)
    assert room.finished() == []
    assert deliver(room, Tom=4)["Tom"] == b"last"
    room.receive(ann, b"later\n")
    deliver(room)

    assert room.finished() == []
    assert take(room, tom) == b" words\n"
    assert room.finished() == [tom]


def test_who_is_to_go_and_takes_nothing_is_cut(make: Callable[..., Room], clock: Clock) -> None:
    room = make()
    tom = room.join("Tom")
    room.dismiss(tom, "idle for 5 s")

    assert room.finished() == []
    clock.now += GRACE
    assert room.next_expiry() == 0
    assert room.finished() == [tom]


def test_a_private_notice_stands_between_two_lines(make: Callable[..., Room]) -> None:
    room = make()
    tom, ann = room.join("Tom"), room.join("Ann")
    room.receive(tom, b"one\ntwo\n")
    deliver(room, Ann=1)
    room.tell(ann, "welcome")
    room.tell(tom, "hello")

    assert take(room, ann) == b"ne\n* welcome\ntwo\n"
    assert take(room, tom) == b"* hello\n"


def test_the_others_lines_are_not_passed_on_again(make: Callable[..., Room]) -> None:
    room = make()
    tom = room.join("Tom")
    room.receive(tom, b"here\n")
    room.inject(b"there\n")

    assert deliver(room) == {"Tom": b"here\nthere\n"}
    assert room.local_part == b"here\n"


def test_who_is_idle_is_found(make: Callable[..., Room], clock: Clock) -> None:
    room = make()
    tom, ann = room.join("Tom"), room.join("Ann")
    clock.now = 3
    room.receive(tom, b"\n")
    clock.now = 5

    assert room.idle(5) == [ann]


def test_memory_is_bounded_by_the_outbox_and_one_batch(make: Callable[..., Room]) -> None:
    room = make(outbox=1000)
    tom, ann, bob = room.join("Tom"), room.join("Ann"), room.join("Bob")
    for _ in range(100):
        room.receive(tom, b"x" * 99 + b"\n")
        deliver(room, Ann=0, Bob=50)
        take(room, ann)
        take(room, bob, 90)
        if room.is_paused:
            take(room, bob)

    assert room.counters.peak_outbox <= 1000 + 100
