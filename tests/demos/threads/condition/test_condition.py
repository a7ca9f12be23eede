"""The condition demo: its claims and a broken twin of each, its bounds, picture, command."""

import json
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from interrupts import interrupt_sleep, leaves_no_thread
from pictures import drawn
from rich.cells import cell_len

from hello.claims import Outcome, Verdict
from hello.demos.threads import condition as demo
from hello.demos.threads.condition import CLAIMS, demonstrate, line, main
from hello.demos.threads.condition.facts import ConditionFacts
from hello.demos.threads.condition.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("condition.") for claim in CLAIMS]


def verdict_on(claim: str, facts: ConditionFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"condition.{claim}")


class WakesOneMore(threading.Condition):
    def notify(self, n: int = 1) -> None:
        super().notify(n + 1)


class WakesOneOnly(threading.Condition):
    def notify(self, n: int = 1) -> None:  # noqa: ARG002  # that is what is broken
        super().notify(1)


class WakesLastFirst(threading.Condition):
    _waiters: deque[Any]

    def notify(self, n: int = 1) -> None:
        self._waiters.reverse()
        super().notify(n)
        self._waiters.reverse()


class KeepsTheLock(threading.Condition):
    def wait(self, timeout: float | None = None) -> bool:
        return threading.Event().wait(timeout)


class LetsWokenPass(threading.Condition):
    """Its notify gives the lock away until a woken thread has gone on."""

    def __init__(self) -> None:
        super().__init__()
        self._went_on = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        answer = super().wait(timeout)
        self._went_on.set()
        return answer

    def notify(self, n: int = 1) -> None:
        super().notify(n)
        self.release()
        self._went_on.wait(line.PATIENCE)
        self.acquire()


class NeedsNoLock(threading.Condition):
    def wait(self, timeout: float | None = None) -> bool:
        with self:
            return super().wait(timeout)

    def notify(self, n: int = 1) -> None:
        with self:
            super().notify(n)


class Remembers(threading.Condition):
    """Its notify is kept for the next wait where nobody waits yet."""

    _waiters: deque[Any]
    kept = 0

    def notify(self, n: int = 1) -> None:
        self.kept += max(0, n - len(self._waiters))
        super().notify(n)

    def wait(self, timeout: float | None = None) -> bool:
        if self.kept:
            self.kept -= 1
            return True
        return super().wait(timeout)


class WaitsFirst(threading.Condition):
    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
        return self.wait(timeout) and predicate()


TWINS = [
    ("notify-one", WakesOneMore),
    ("notify-n", WakesOneMore),
    ("notify-n", WakesOneOnly),
    ("notify-all", WakesOneOnly),
    ("in-order", WakesLastFirst),
    ("releases-lock", KeepsTheLock),
    ("woken-takes-lock", LetsWokenPass),
    ("needs-lock", NeedsNoLock),
    ("lost-notify", Remembers),
    ("wait-for", WaitsFirst),
]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[threading.Condition]], None]:
    """Return what replaces the condition of the threading module, for the demo alone."""

    def replace(condition: type[threading.Condition]) -> None:
        names = vars(threading) | {"Condition": condition}
        for module in (demo, line):
            monkeypatch.setattr(module, "threading", SimpleNamespace(**names))
            monkeypatch.setattr(module, "PATIENCE", 0.2)

    return replace


def test_every_claim_has_a_twin() -> None:
    assert {claim for claim, _ in TWINS} == set(IDS)


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str) -> None:
    assert verdict_on(claim, demonstrate()).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(("claim", "twin"), TWINS)
def test_claim_is_refuted_by_its_broken_twin(
    claim: str,
    twin: type[threading.Condition],
    broken: Callable[[type[threading.Condition]], None],
) -> None:
    broken(twin)

    assert verdict_on(claim, demonstrate(waiters=4)).outcome is Outcome.REFUTED


@pytest.mark.parametrize("claim", ["notify-one", "notify-n", "notify-all", "in-order"])
def test_one_waiter_leaves_nothing_to_choose(claim: str) -> None:
    facts = demonstrate(waiters=1, notify=1)

    assert verdict_on(claim, facts).outcome is Outcome.INCONCLUSIVE
    assert Outcome.REFUTED not in {each.check(facts).outcome for each in CLAIMS}


def test_notify_n_is_undecided_where_there_are_no_more_than_n() -> None:
    verdict = verdict_on("notify-n", demonstrate(waiters=3, notify=3))

    assert verdict.outcome is Outcome.INCONCLUSIVE


def test_each_round_wakes_all_in_its_way() -> None:
    facts = demonstrate(waiters=7, notify=3)

    woken = [[len(call.woken) for call in one.calls] for one in facts.rounds]
    assert woken == [[1] * 7, [3, 3, 1], [7]]
    names = [f"waiter-{number}" for number in range(1, 8)]
    assert [list(one.inside) for one in facts.rounds] == [names] * 3
    assert [sorted(wait.thread for wait in one.waits) for one in facts.rounds] == [names] * 3


def test_more_than_there_are_wakes_all() -> None:
    (call,) = demonstrate(waiters=2, notify=20).some_at_a_time.calls

    assert (call.due, sorted(call.woken)) == (2, ["waiter-1", "waiter-2"])


def test_the_facts_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(asdict(demonstrate())))["waiters"] == 5


@pytest.mark.parametrize(
    "parameters", [{"waiters": 0}, {"waiters": 21}, {"notify": 0}, {"notify": 21}], ids=str
)
def test_bounds_hold_for_callers_in_python(parameters: dict[str, int]) -> None:
    with pytest.raises(WrongUseError, match="out of range"):
        demonstrate(**parameters)


@pytest.mark.parametrize("call", [0, 3, 5, 8])
def test_an_interrupt_leaves_no_thread(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C comes while the main thread holds the lock, in one of its nine calls."""
    sleeps = interrupt_sleep(monkeypatch, demo, call)
    with leaves_no_thread():
        demonstrate()

    assert len(sleeps) == call + 1


@pytest.mark.parametrize("width", [40, 60, 200])
@pytest.mark.parametrize("waiters", [1, 20])
def test_the_picture_fits(width: int, waiters: int) -> None:
    lines = drawn(picture(demonstrate(waiters=waiters, notify=4)), width).splitlines()

    assert max(map(cell_len, lines)) <= width
    assert sum(line.startswith("waiter-") for line in lines) == 3 * waiters
    assert sum("notify_all()" in line for line in lines) == 2


def test_the_command_takes_its_options() -> None:
    done = CliRunner().invoke(main, ["--waiters", "3", "--notify", "2", "--json", "--log"])

    report = json.loads(done.stdout)["result"]
    assert [report["waiters"], report["notify"]] == [3, 2]
    assert len(report["some_at_a_time"]["calls"]) == 2
    assert "notifies all" in done.stderr
