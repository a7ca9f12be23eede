"""hello-semaphore: each claim with a broken twin, the count, and what is left."""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcomes_of

from hello.claims import Outcome
from hello.demos.threads import semaphore
from hello.demos.threads.semaphore import room
from hello.demos.threads.semaphore.facts import Crowd, SemaphoreFacts
from hello.demos.threads.semaphore.picture import picture, slices
from hello.demos.threads.semaphore.room import Room, crowd
from hello.errors import HelloError, WrongUseError
from hello.interrupts import interrupt_main_thread
from hello.observe import State

outcomes = partial(outcomes_of, semaphore.CLAIMS)


@pytest.fixture(scope="module")
def facts() -> SemaphoreFacts:
    return semaphore.demonstrate()


def one_permit_too_few() -> Crowd:
    return crowd(threading.Semaphore(1), threads=3, rounds=1, hold=0, expected=2)


def one_permit_too_many() -> Crowd:
    return crowd(threading.Semaphore(3), threads=3, rounds=1, hold=0, expected=3)


class StaysClosed(threading.Semaphore):
    """A semaphore whose permits never come back."""

    def release(self, n: int = 1) -> None:
        pass


def test_all_is_confirmed(facts: SemaphoreFacts) -> None:
    assert set(outcomes(facts).values()) == {Outcome.CONFIRMED}


TWINS: dict[str, tuple[str, Callable[[], dict[str, object]]]] = {
    "one permit too many": ("never-more", lambda: {"orderly": one_permit_too_many()}),
    "one permit too few": ("all-permits-used", lambda: {"orderly": one_permit_too_few()}),
    "lets in three": (
        "blocks-at-zero",
        lambda: {"let_in": semaphore.let_in(threading.Semaphore(3))},
    ),
    "never opens again": (
        "blocks-at-zero",
        lambda: {"after_release": semaphore.let_in_after_release(StaysClosed(0))},
    ),
    "two by default": (
        "default-one",
        lambda: {"let_in_by_default": semaphore.let_in(threading.Semaphore(2))},
    ),
    "no extra release": ("extra-release", lambda: {"spoiled": one_permit_too_few()}),
    "not bounded": (
        "bounded-refuses",
        lambda: {"bounded_error": semaphore.error_of_extra_release(threading.Semaphore(2))},
    ),
}


@pytest.mark.parametrize(("claim", "broken"), TWINS.values(), ids=TWINS)
def test_another_semaphore_turns_the_verdict(
    facts: SemaphoreFacts,
    monkeypatch: pytest.MonkeyPatch,
    claim: str,
    broken: Callable[[], dict[str, object]],
) -> None:
    monkeypatch.setattr(room, "MEETING_SECONDS", 0.01)
    with monkeypatch.context() as patient:
        if claim == "never-more":
            patient.setattr(room, "MEETING_SECONDS", 5.0)
        twin = replace(facts, **broken())  # type: ignore[arg-type]  # fields of facts

    assert outcomes(twin)[claim] is Outcome.REFUTED


@pytest.mark.parametrize(
    ("permits", "threads"), [(1, 1), (1, 4), (3, 2), (5, 5), (16, 32)], ids=str
)
def test_as_many_are_inside_as_may_be(permits: int, threads: int) -> None:
    facts = semaphore.demonstrate(permits=permits, threads=threads, rounds=2, hold=0)

    assert facts.orderly.most_inside == min(permits, threads)
    assert len(facts.orderly.stays) == 2 * threads
    assert facts.spoiled.most_inside == permits + 1
    assert facts.let_in == permits


def test_times_and_count_agree(facts: SemaphoreFacts) -> None:
    """A stay's times lie within it, so at no time more than the permits overlap."""
    stays = facts.orderly.stays

    assert all(stay.came <= stay.entered <= stay.left for stay in stays)
    for one in stays:
        overlapping = [o for o in stays if o.entered <= one.entered < o.left]
        assert len(overlapping) <= facts.permits


def test_too_few_threads_decide_nothing() -> None:
    seen = outcomes(semaphore.demonstrate(permits=3, threads=2, hold=0))

    assert seen["never-more"] is Outcome.INCONCLUSIVE
    assert seen["all-permits-used"] is Outcome.INCONCLUSIVE


def test_as_many_threads_as_permits_use_them_all() -> None:
    seen = outcomes(semaphore.demonstrate(permits=2, threads=2, hold=0))

    assert seen["never-more"] is Outcome.INCONCLUSIVE
    assert seen["all-permits-used"] is Outcome.CONFIRMED


@pytest.mark.parametrize(
    "wrong",
    [{"permits": 0}, {"permits": 17}, {"threads": 0}, {"threads": 10_000}, {"rounds": 0},
     {"rounds": 21}, {"hold": -0.1}, {"hold": float("nan")}],
    ids=str,
)  # fmt: skip
def test_out_of_bounds_is_wrong_use(wrong: dict[str, float]) -> None:
    with pytest.raises(WrongUseError, match="out of range"):
        semaphore.demonstrate(**wrong)  # type: ignore[arg-type]  # a wrong value is what is tested


def test_ctrl_c_leaves_no_thread_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    enter = Room.enter

    def interrupted_enter(room: Room) -> None:
        enter(room)
        interrupt_main_thread()

    monkeypatch.setattr(Room, "enter", interrupted_enter)
    with leaves_no_thread():
        crowd(threading.Semaphore(1), threads=1, rounds=sys.maxsize, hold=3600, expected=1)


def test_threads_that_do_not_pass_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "run", lambda _: None)

    with pytest.raises(HelloError, match="some threads did not pass: 0"):
        crowd(threading.Semaphore(1), threads=1, rounds=1, hold=0, expected=1)


def test_each_wait_and_stay_is_drawn(facts: SemaphoreFacts) -> None:
    lanes = list(slices(facts.orderly))

    assert [one.state for one in lanes] == [State.BLOCKED, State.RUNNING] * 9
    assert list(dict.fromkeys(one.lane for one in lanes)) == ["thread 1", "thread 2", "thread 3"]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_picture_fits(facts: SemaphoreFacts, encoding: str, width: int) -> None:
    lines = drawn(picture(facts), width, encoding).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_json_can_write_the_facts(facts: SemaphoreFacts) -> None:
    assert json.loads(json.dumps(asdict(facts)))["permits"] == 2


def test_the_command_tells_who_got_in() -> None:
    ended = CliRunner().invoke(semaphore.main, ["--threads", "1", "--permits", "1", "--hold", "0"])

    assert ended.exit_code == 0
    assert "Threads, as they got in: 1, 1, 1" in ended.stdout
