"""costs: the search for the break-even, on machines made up for it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hello.demos.processes.process import costs
from hello.demos.processes.process.costs import Compared, bracket, narrowed, search, winner

SECONDS = st.lists(st.floats(0, 10), min_size=1, max_size=9)


def compared(size: int, threads: list[float], processes: list[float]) -> Compared:
    return {
        "size": size, "threads": threads, "processes": processes,
        "threads_cpu": threads, "processes_cpu": processes,
    }  # fmt: skip


def machine(break_even: int) -> Callable[[int], Compared]:
    """Return a comparison in which processes win above *break_even*, and never by chance."""

    def compare_at(size: int) -> Compared:
        return compared(size, [2.0 * size] * 5, [size + break_even + 0.5] * 5)

    return compare_at


@given(SECONDS, SECONDS)
def test_the_shares_of_both_sides_make_a_whole(first: list[float], second: list[float]) -> None:
    shares = costs.share_below(first, second) + costs.share_below(second, first)

    assert shares == pytest.approx(1)


@pytest.mark.parametrize(
    ("threads", "processes", "expected"),
    [
        ([1, 2, 3], [4, 5, 6], "threads"),
        ([4, 5, 6], [1, 2, 3], "processes"),
        ([1, 5, 3], [2, 4, 6], None),
        ([1, 1, 1], [1, 1, 1], None),
        ([1, 1, 1, 1, 1, 1, 9], [2, 2, 2, 2, 2, 2, 2], "threads"),
    ],
    ids=["all below", "all above", "mixed", "all equal", "one outlier"],
)
def test_the_winner_is_the_one_that_nearly_all_pairs_name(
    threads: list[float], processes: list[float], expected: str | None
) -> None:
    assert winner(compared(1, threads, processes)) == expected


@given(st.integers(1_001, 16_000_000))
def test_the_bracket_holds_the_break_even(break_even: int) -> None:
    found = search(machine(break_even), [1_000 * 4**power for power in range(8)])

    low, high = bracket(found)
    assert low is not None
    assert high is not None
    assert low <= break_even <= high <= 4 * low


@given(st.integers(1_001, 16_000_000))
def test_narrowing_leaves_a_quarter_at_most(break_even: int) -> None:
    compare_at = machine(break_even)
    found = narrowed(compare_at, search(compare_at, [1_000 * 4**power for power in range(8)]))

    low, high = bracket(found)
    assert low is not None
    assert high is not None
    assert low <= break_even <= high <= 1.25 * low
    assert [one["size"] for one in found] == sorted({one["size"] for one in found})


def test_the_search_stops_when_the_time_is_up() -> None:
    sizes: list[int] = []

    def compare_at(size: int) -> Compared | None:
        sizes.append(size)
        return machine(10**9)(size) if size < 3 else None

    assert [one["size"] for one in search(compare_at, range(1, 9))] == [1, 2]
    assert sizes == [1, 2, 3]
    assert bracket(search(compare_at, range(1, 9))) == (2, None)


@pytest.mark.usefixtures("capsys")
def test_a_comparison_out_of_time_has_rounds_enough_or_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(costs, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(costs, "seconds_to_count", lambda *_: (next(clock) % 7, 1.0))

    assert costs.compare("spawn", 1, 2, rounds=9, until=6) is None
    enough = costs.compare("spawn", 1, 2, rounds=50, until=60)
    assert enough is not None
    assert 5 <= len(enough["threads"]) == len(enough["processes"]) < 50


def test_workers_count_and_are_joined() -> None:
    taken, spent = costs.seconds_to_count(costs.makers([])["thread"], 3, 10)

    assert taken > 0
    assert spent > 0
    assert costs.seconds_to_start(costs.makers([])["thread"]) > 0
