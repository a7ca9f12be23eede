"""The event demo: its claims and a broken twin of each, its bounds, its picture, its command."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from interrupts import interrupt_sleep, leaves_no_thread
from pictures import drawn
from rich.cells import cell_len

from hello.claims import Outcome, Verdict
from hello.demos.threads import event as demo
from hello.demos.threads.event import CLAIMS, demonstrate, main
from hello.demos.threads.event.facts import EventFacts, Part
from hello.demos.threads.event.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("event.") for claim in CLAIMS]


def verdict_on(claim: str, facts: EventFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"event.{claim}")


class AnswersNothing(threading.Event):
    """An event as it was in Python 2.6."""

    def wait(self, timeout: float | None = None) -> bool:
        super().wait(timeout)
        return None  # type: ignore[return-value]  # that is what is broken


class WakesOne(threading.Event):
    """An event that wakes only the first in line."""

    def set(self) -> None:
        with self._cond:  # type: ignore[attr-defined]  # not in typeshed
            self._flag = True
            self._cond.notify(1)  # type: ignore[attr-defined]  # not in typeshed


class ResetsItself(threading.Event):
    """An event that lets those through who wait, and is down again."""

    def set(self) -> None:
        super().set()
        self.clear()


class IsNeverCleared(threading.Event):
    def clear(self) -> None:
        pass


class Counts(threading.Event):
    """An event that remembers how often it was set: each wait takes one."""

    def __init__(self) -> None:
        super().__init__()
        self._permits = threading.Semaphore(0)

    def set(self) -> None:
        self._permits.release()

    def wait(self, timeout: float | None = None) -> bool:
        return self._permits.acquire(timeout=timeout)


TWINS = {
    "timeout": AnswersNothing,
    "every-waiter": WakesOne,
    "stays-set": ResetsItself,
    "clear-re-arms": IsNeverCleared,
    "busy-misses": Counts,
}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return what replaces names of the threading module, for the demo alone."""

    def replace(**names: object) -> None:
        monkeypatch.setattr(demo, "threading", SimpleNamespace(**vars(threading) | names))
        monkeypatch.setattr(demo, "PATIENCE", 0.2)

    return replace


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str) -> None:
    assert verdict_on(claim, demonstrate()).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("claim", IDS)
def test_claim_is_refuted_by_its_broken_twin(claim: str, broken: Callable[..., None]) -> None:
    broken(Event=TWINS[claim])

    assert verdict_on(claim, demonstrate()).outcome is Outcome.REFUTED


@pytest.mark.parametrize(
    ("claim", "parameters"),
    [("every-waiter", {"waiters": 1}), ("busy-misses", {"pulses": 1})],
    ids=["one waiter", "one pulse"],
)
def test_one_of_a_kind_decides_nothing(claim: str, parameters: dict[str, int]) -> None:
    facts = demonstrate(timeout=0.01, **parameters)

    assert verdict_on(claim, facts).outcome is Outcome.INCONCLUSIVE
    assert Outcome.REFUTED not in {each.check(facts).outcome for each in CLAIMS}


def test_each_part_has_its_waits_in_order_of_time() -> None:
    facts = demonstrate(waiters=4, timeout=0.01, pulses=50)

    assert [facts.answers(part) for part in Part] == [
        [False], [True] * 4, [True], [False], [True] * 4, [True, False],
    ]  # fmt: skip
    assert [wait.start for wait in facts.waits] == sorted(wait.start for wait in facts.waits)
    assert all(wait.end >= wait.start for wait in facts.waits)
    assert {wait.thread for wait in facts.waits if wait.part == Part.SET_ONCE} == {
        "waiter-1", "waiter-2", "waiter-3", "waiter-4",
    }  # fmt: skip
    assert (facts.pulses, facts.pulses_seen) == (50, 1)


def test_the_facts_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(asdict(demonstrate(timeout=0.01))))["waiters"] == 3


@pytest.mark.parametrize(
    "parameters",
    [{"waiters": 0}, {"waiters": 21}, {"timeout": 0.0}, {"timeout": 2.5}, {"pulses": 0}],
    ids=str,
)
def test_bounds_hold_for_callers_in_python(parameters: dict[str, float]) -> None:
    with pytest.raises(WrongUseError, match="out of range"):
        demonstrate(**parameters)  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize("call", range(3), ids=["first set", "second set", "busy thread"])
def test_an_interrupt_leaves_no_thread(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C comes at each of the three moments at which the main thread sleeps."""
    sleeps = interrupt_sleep(monkeypatch, demo, call)
    with leaves_no_thread():
        demonstrate(timeout=0.01)

    assert len(sleeps) == call + 1


@pytest.mark.parametrize("width", [40, 60, 200])
@pytest.mark.parametrize("waiters", [1, 20])
def test_the_picture_fits(width: int, waiters: int) -> None:
    lines = drawn(picture(demonstrate(waiters=waiters, timeout=0.01)), width).splitlines()

    assert max(map(cell_len, lines)) <= width
    assert sum(line.startswith("waiter-") for line in lines) == waiters


def test_the_command_takes_its_options() -> None:
    arguments = ["--waiters", "2", "--timeout", "0.02", "--pulses", "7", "--json"]
    done = CliRunner().invoke(main, arguments)

    report = json.loads(done.stdout)["result"]
    assert [report[name] for name in ("waiters", "timeout_seconds", "pulses")] == [2, 0.02, 7]


def test_the_log_says_who_waited(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="hello"):
        demonstrate(waiters=2, timeout=0.01)

    said = [record.getMessage() for record in caplog.records if record.threadName == "waiter-2"]
    assert [line.partition(" after")[0] for line in said] == [
        "set once: wait() = True", "set again: wait() = True",
    ]  # fmt: skip
