"""Which servers were heard: nothing twice, no gap unseen. Without a broker."""

from hypothesis import given
from hypothesis import strategies as st

from hello.chat.backplane.peers import Peers


def test_a_number_counts_once() -> None:
    peers = Peers()

    assert [peers.accept("a", number, 0) for number in (1, 2, 2, 1, 3)] == [
        True, True, False, False, True,
    ]  # fmt: skip
    assert peers.lost == 0


def test_servers_have_numbers_of_their_own() -> None:
    peers = Peers()

    assert peers.accept("a", 1, 0)
    assert peers.accept("b", 1, 0)


def test_whoever_is_new_to_us_may_have_said_much_before() -> None:
    peers = Peers()
    assert peers.accept("a", 700, 0)
    peers.caught_up("b", 700, 0)

    assert peers.lost == 0


def test_a_gap_is_counted() -> None:
    peers = Peers()
    peers.accept("a", 1, 0)

    assert peers.accept("a", 5, 0)
    assert peers.lost == 3


def test_a_beat_tells_what_was_lost_at_the_end() -> None:
    peers = Peers()
    peers.caught_up("a", 0, 0)
    peers.accept("a", 1, 0)
    peers.caught_up("a", 3, 0)
    peers.caught_up("a", 3, 0)

    assert peers.lost == 2
    assert not peers.accept("a", 3, 0)


def test_an_old_beat_takes_nothing_back() -> None:
    peers = Peers()
    peers.accept("a", 7, 0)
    peers.caught_up("a", 5, 0)

    assert not peers.accept("a", 7, 0)
    assert peers.lost == 0


def test_who_was_heard_since_when() -> None:
    peers = Peers()
    for time, server in enumerate("abc"):
        peers.caught_up(server, 0, time)
    peers.accept("a", 1, 3)
    peers.forget("c")

    assert peers.since(1) == {"a", "b"}
    assert peers.since(2) == {"a"}


def test_the_memory_is_bounded() -> None:
    """Who has been silent longest is forgotten, and may then say anything."""
    peers = Peers(most=2)
    peers.accept("a", 5, 0)
    peers.accept("b", 5, 0)
    peers.accept("a", 6, 0)
    peers.accept("c", 5, 0)

    assert peers.since(0) == {"a", "c"}
    assert peers.accept("b", 5, 0)


@given(st.lists(st.integers(1, 20)))
def test_new_and_lost_add_up(numbers: list[int]) -> None:
    peers = Peers()
    peers.caught_up("a", 0, 0)
    accepted = [number for number in numbers if peers.accept("a", number, 0)]

    assert accepted == sorted(set(accepted))
    assert len(accepted) + peers.lost == max(numbers, default=0)
