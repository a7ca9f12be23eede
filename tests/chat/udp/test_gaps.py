"""Which numbers were missed: late ones, double ones, and never both heard and missed."""

from hypothesis import given
from hypothesis import strategies as st

from hello.chat.udp.gaps import MOST_GAPS, Gap, Gaps


def ranges(gaps: list[Gap]) -> list[tuple[int, int]]:
    return [(gap.first, gap.last) for gap in gaps]


def following(number: int) -> Gaps:
    gaps = Gaps(grace=1.0)
    gaps.start(number)
    return gaps


def test_in_order_nothing_is_missed() -> None:
    gaps = following(4)

    assert all(gaps.arrives(number, 0.0) for number in range(5, 50))
    assert gaps.next_due() is None
    assert gaps.missed(99.0) == []


def test_a_gap_is_missed_when_its_time_is_over() -> None:
    gaps = following(16)
    gaps.arrives(20, 5.0)

    assert gaps.next_due() == 6.0
    assert gaps.missed(5.9) == []
    assert ranges(gaps.missed(6.0)) == [(17, 19)]
    assert gaps.missed(99.0) == []


def test_a_late_one_is_shown_and_leaves_the_rest_missing() -> None:
    gaps = following(0)
    gaps.arrives(9, 0.0)

    assert gaps.arrives(4, 0.5)
    assert ranges(gaps.missed(1.0)) == [(1, 3), (5, 8)]


def test_twice_is_shown_once() -> None:
    gaps = following(0)

    assert [gaps.arrives(number, 0.0) for number in (1, 1, 3, 2, 2, 3)] == [
        True, False, True, True, False, False,
    ]  # fmt: skip


def test_what_was_called_missed_is_not_shown_afterwards() -> None:
    gaps = following(0)
    gaps.arrives(2, 0.0)
    gaps.missed(1.0)

    assert not gaps.arrives(1, 1.0)


def test_the_loss_of_the_last_shows_by_the_servers_word() -> None:
    gaps = following(0)
    gaps.reaches(3, 0.0)
    gaps.reaches(2, 0.5)

    assert ranges(gaps.missed(1.0)) == [(1, 3)]
    assert gaps.arrives(4, 1.0)


def test_what_is_remembered_stays_small() -> None:
    """The oldest gaps are given up; a far jump is one gap."""
    gaps = following(0)
    for number in range(2, 10 * MOST_GAPS, 2):
        gaps.arrives(number, 0.0)
    given_up = gaps.missed(0.0)

    assert given_up[0] == Gap(1, 1, 1.0)
    assert len(gaps.give_up()) == MOST_GAPS
    gaps.reaches(2**64 - 1, 0.0)
    assert len(gaps.give_up()) == 1


@given(
    st.lists(
        st.tuples(st.sampled_from(["arrives", "reaches", "time"]), st.integers(1, 30)),
        max_size=60,
    )
)
def test_each_number_up_to_the_highest_is_shown_once_or_missed_once(
    steps: list[tuple[str, int]],
) -> None:
    gaps = following(0)
    now, highest = 0.0, 0
    shown: list[int] = []
    missed: list[Gap] = []
    for what, number in steps:
        if what == "time":
            now += number / 20
        else:
            highest = max(highest, number)
            if what == "reaches":
                gaps.reaches(number, now)
            elif gaps.arrives(number, now):
                shown.append(number)
        missed += gaps.missed(now)
    missed += gaps.give_up()

    numbers = [number for gap in missed for number in range(gap.first, gap.last + 1)]
    assert sorted(shown + numbers) == list(range(1, highest + 1))
