"""The weather: what becomes of datagrams is decided by the seed alone."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hello.chat.udp.weather import Climate, Weather
from hello.errors import WrongUseError

LIKELIHOODS = some.floats(0, 1)
CLIMATES = some.builds(Climate, drop=LIKELIHOODS, duplicate=LIKELIHOODS, reorder=LIKELIHOODS)


def what_leaves(weather: Weather[int], items: Sequence[int]) -> list[int]:
    return [item for one in items for _, item in weather.meet(one)]


def test_fair_weather_changes_nothing() -> None:
    assert what_leaves(Weather(Climate(), 1), range(100)) == list(range(100))


def test_what_is_dropped_never_leaves() -> None:
    weather = Weather[int](Climate(drop=1), 1)

    assert what_leaves(weather, range(9)) == []
    assert (weather.counts.received, weather.counts.dropped) == (9, 9)


def test_what_is_doubled_leaves_twice_in_its_place() -> None:
    assert what_leaves(Weather(Climate(duplicate=1), 1), range(3)) == [0, 0, 1, 1, 2, 2]


def test_the_next_one_overtakes_what_is_held_back() -> None:
    weather = Weather[int](Climate(reorder=1), 1)

    assert what_leaves(weather, range(5)) == [1, 0, 3, 2]
    assert weather.holds_back
    assert weather.release() == [(0.0, 4)]
    assert (weather.holds_back, weather.counts.reordered) == (False, 2)


def test_a_delay_is_at_most_the_longest() -> None:
    weather = Weather[int](Climate(delay=0.5), 7)
    delays = [delay for item in range(100) for delay, _ in weather.meet(item)]

    assert 0 <= min(delays) < 0.1
    assert 0.4 < max(delays) <= 0.5


@given(climate=CLIMATES, seed=some.integers(0, 99), number=some.integers(0, 60))
def test_the_counts_are_what_was_seen(climate: Climate, seed: int, number: int) -> None:
    weather = Weather[int](climate, seed)
    left = what_leaves(weather, range(number)) + [item for _, item in weather.release()]
    copies, counts = Counter(left), weather.counts
    # Whoever leaves behind a greater one was overtaken; both copies of it are.
    late = {item for place, item in enumerate(left) if item < max(left[:place], default=-1)}

    assert counts.received == number
    assert counts.dropped == number - len(copies)
    assert counts.duplicated == sum(times == 2 for times in copies.values())
    assert counts.reordered == len(late)
    assert set(copies.values()) <= {1, 2}


@given(climate=CLIMATES, seed=some.integers(0, 99))
def test_a_seed_decides_the_same_again(climate: Climate, seed: int) -> None:
    first, again = Weather[int](climate, seed), Weather[int](climate, seed)

    assert what_leaves(first, range(50)) == what_leaves(again, range(50))
    assert first.counts == again.counts


def test_another_seed_decides_otherwise() -> None:
    climate = Climate(drop=0.5)

    assert what_leaves(Weather(climate, 1), range(99)) != what_leaves(
        Weather(climate, 2), range(99)
    )


def test_fewer_drops_leave_the_other_decisions_as_they_are() -> None:
    bad, fair = (
        what_leaves(Weather(Climate(drop=d, duplicate=0.3), 5), range(99)) for d in (0.4, 0)
    )

    assert bad == [item for item in fair if item in bad]


@pytest.mark.parametrize("name", ["drop", "duplicate", "reorder", "delay"])
@pytest.mark.parametrize("value", [-0.1, float("nan"), 60.1], ids=["negative", "nan", "large"])
def test_a_climate_has_bounds(name: str, value: float) -> None:
    with pytest.raises(WrongUseError, match=name):
        Climate(**{name: value})
