"""hello-rlock: each claim with a broken twin."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

import pytest
from click.testing import CliRunner
from verdicts import outcomes_of

from hello.claims import Outcome
from hello.demos.threads import rlock
from hello.demos.threads.rlock.facts import RlockFacts, Step
from hello.demos.threads.rlock.tries import (
    AnyLock,
    error_of,
    gets_in,
    gets_in_again,
    in_another_thread,
    released_by_another,
)
from hello.errors import WrongUseError


class OpenLock:
    """A broken lock: everybody gets in, and nothing is refused."""

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: ARG002, FBT001, FBT002  # a lock's
        return True

    def release(self) -> None:
        pass


class ForgetfulLock:
    """A broken lock: its first release opens it, however often it was acquired."""

    def __init__(self) -> None:
        self.owner: int | None = None

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: ARG002, FBT001, FBT002  # a lock's
        if self.owner is None:
            self.owner = threading.get_ident()
        return self.owner == threading.get_ident()

    def release(self) -> None:
        self.owner = None


def steps_with(lock: AnyLock) -> tuple[Step, ...]:
    steps: list[Step] = []
    rlock.descend(lock, 1, 3, steps)
    return tuple(steps)


outcomes = partial(outcomes_of, rlock.CLAIMS)


@pytest.fixture(scope="module")
def facts() -> RlockFacts:
    return rlock.demonstrate()


def test_all_is_confirmed_but_the_listing(facts: RlockFacts) -> None:
    seen = outcomes(facts)

    assert seen.pop("listing-balances") is Outcome.REFUTED
    assert set(seen.values()) == {Outcome.CONFIRMED}


TWINS: dict[str, tuple[str, Callable[[], dict[str, object]]]] = {
    "a plain lock": ("re-entrant", lambda: {"steps": steps_with(threading.Lock())}),
    "open to all": ("others-wait", lambda: {"steps": steps_with(OpenLock())}),
    "opened too early": ("others-wait", lambda: {"steps": steps_with(ForgetfulLock())}),
    "the waiter first": (
        "others-wait",
        lambda: {"waited": rlock.waited(threading.RLock(), 2)[::-1]},
    ),
    "no count": ("one-too-many", lambda: {"one_too_many": error_of(OpenLock().release)}),
    "no owner": ("owner-releases", lambda: {"by_another": released_by_another(threading.Lock())}),
    "re-entrant": ("plain-lock-twice", lambda: {"plain_twice": gets_in_again(threading.RLock())}),
    "owned": (
        "plain-lock-any-thread",
        lambda: {"plain_by_another": released_by_another(threading.RLock())},
    ),
}


@pytest.mark.parametrize(("claim", "broken"), TWINS.values(), ids=TWINS)
def test_another_lock_turns_the_verdict(
    facts: RlockFacts, claim: str, broken: Callable[[], dict[str, object]]
) -> None:
    twin = replace(facts, **broken())  # type: ignore[arg-type]  # fields of facts

    assert outcomes(twin)[claim] is Outcome.REFUTED


def test_a_listing_with_as_many_releases_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rlock, "LISTING_RELEASES", 3)

    assert outcomes(rlock.demonstrate())["listing-balances"] is Outcome.CONFIRMED


def test_the_listing_fails_at_its_fourth_release(facts: RlockFacts) -> None:
    assert (facts.listing.acquires, facts.listing.releases) == (3, 3)
    assert facts.listing.error == "RuntimeError: cannot release un-acquired lock"


@pytest.mark.parametrize("depth", [1, 2, 10])
def test_others_get_in_at_the_last_release_only(depth: int) -> None:
    facts = rlock.demonstrate(depth=depth)

    assert [step.depth for step in facts.steps] == [
        *range(1, depth + 1),
        *reversed(range(depth)),
    ]
    assert [step.other_gets_in for step in facts.steps] == [False] * (2 * depth - 1) + [True]
    assert facts.waited == (*(f"release {n + 1}" for n in range(depth)), "waiter gets in")


def test_depth_one_says_nothing_about_re_entry() -> None:
    assert outcomes(rlock.demonstrate(depth=1))["re-entrant"] is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("depth", [0, 11, -1])
def test_out_of_bounds_is_wrong_use(depth: int) -> None:
    with pytest.raises(WrongUseError, match="depth out of range"):
        rlock.demonstrate(depth=depth)


@pytest.mark.parametrize("new_lock", [threading.Lock, threading.RLock], ids=["Lock", "RLock"])
def test_each_try_leaves_the_lock_free(new_lock: Callable[[], AnyLock]) -> None:
    lock = new_lock()

    for attempt in (gets_in, gets_in_again, released_by_another):
        attempt(lock)
        assert in_another_thread(lambda: gets_in(lock))


def test_json_can_write_the_facts(facts: RlockFacts) -> None:
    assert json.loads(json.dumps(asdict(facts)))["plain_twice"] is False


def test_the_command_shows_each_step() -> None:
    ended = CliRunner().invoke(rlock.main, ["--depth", "2"])

    assert ended.exit_code == 0
    assert "release 1, release 2, waiter gets in" in ended.stdout
    assert ended.stdout.count("is kept out") == 3
