"""Token buckets, and a table of them that cannot grow."""

from hypothesis import given
from hypothesis import strategies as st

from hello.chat.udp.rate_limit import Rate, RateLimit, TokenBucket

FIVE = Rate(per_second=2.0, burst=5.0)


def taken(bucket: TokenBucket, now: float, tries: int = 100) -> int:
    return sum(bucket.takes(now) for _ in range(tries))


def test_a_burst_then_so_many_a_second() -> None:
    bucket = TokenBucket(FIVE, 0.0)

    assert [taken(bucket, now) for now in (0.0, 1.0, 3.0, 100.0)] == [5, 2, 4, 5]


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = TokenBucket(FIVE, 10.0)
    taken(bucket, 10.0)

    assert taken(bucket, 5.0) == 0
    assert taken(bucket, 6.0) == 2


@given(st.lists(st.floats(0, 50), max_size=50))
def test_there_is_a_token_when_it_says_so(pauses: list[float]) -> None:
    bucket = TokenBucket(FIVE, 0.0)
    now = 0.0
    for pause in pauses:
        now += pause
        while bucket.takes(now):
            pass
        now += bucket.seconds_left(now)

        assert bucket.takes(now)


def test_each_address_has_a_bucket_of_its_own() -> None:
    limit = RateLimit(FIVE)

    assert sum(limit.allows("a", 0.0) for _ in range(9)) == 5
    assert limit.allows("b", 0.0)


def test_who_is_too_fast_is_told_once_until_the_bucket_is_full_again() -> None:
    limit = RateLimit(FIVE)
    while limit.allows("a", 0.0):
        pass

    assert [limit.is_to_be_told("a") for _ in range(3)] == [True, False, False]
    limit.allows("a", 1.0)
    assert not limit.is_to_be_told("a")
    limit.allows("a", 60.0)
    assert limit.is_to_be_told("a")


def test_the_table_does_not_grow_and_keeps_who_was_heard_last() -> None:
    limit = RateLimit(FIVE, most=3)
    for address in "abcd":
        while limit.allows(address, 0.0):
            pass

    assert len(limit) == 3
    assert not limit.allows("d", 0.0)
    assert limit.allows("a", 0.0)


def test_nobody_is_told_who_is_not_known() -> None:
    assert not RateLimit(FIVE).is_to_be_told("a")
