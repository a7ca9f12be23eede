"""The thread-local demo: its claims and a broken twin of each, its bounds, picture, command."""

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len

from hello.claims import Outcome, Verdict
from hello.demos.threads import thread_local as demo
from hello.demos.threads.thread_local import CLAIMS, demonstrate, main
from hello.demos.threads.thread_local.facts import Made, ThreadLocalFacts
from hello.demos.threads.thread_local.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("thread-local.") for claim in CLAIMS]


def verdict_on(claim: str, facts: ThreadLocalFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"thread-local.{claim}")


class SameForAll:
    """What stands in for threading.local, and is an object like any other."""


class MadeOnce:
    """The account without threading.local."""

    def __init__(self, balance: int, made: list[Made]) -> None:
        made.append(Made(threading.current_thread().name, balance))
        self.balance = balance


class KeptElsewhere:
    """A belonging of which somebody else has a reference too."""

    kept: list[object] = []  # noqa: RUF012  # shared is what it should be

    def __init__(self) -> None:
        self.kept.append(self)


class ThreadPerTask:
    """A pool that keeps no thread."""

    def map(self, task: Callable[[int], str], numbers: Iterable[int]) -> Iterator[str]:
        for number in numbers:
            with ThreadPoolExecutor(max_workers=1) as one:
                yield one.submit(task, number).result()


def thread_per_task(**_settings: object) -> AbstractContextManager[ThreadPerTask]:
    return nullcontext(ThreadPerTask())


WITHOUT_LOCAL = SimpleNamespace(**vars(threading) | {"local": SameForAll})

TWINS = [
    ("attribute-error", "threading", WITHOUT_LOCAL),
    ("own-value", "threading", WITHOUT_LOCAL),
    ("init-per-thread", "Account", MadeOnce),
    ("dies-with-thread", "Belonging", KeptElsewhere),
    ("dies-with-thread", "threading", WITHOUT_LOCAL),
    ("shared-loop", "Shared", threading.local),
    ("pool-keeps", "ThreadPoolExecutor", thread_per_task),
]


def test_every_claim_has_a_twin() -> None:
    assert {claim for claim, *_ in TWINS} == set(IDS)


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str) -> None:
    assert verdict_on(claim, demonstrate()).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(
    ("claim", "name", "twin"), TWINS, ids=[f"{claim}-{name}" for claim, name, _ in TWINS]
)
def test_claim_is_refuted_by_its_broken_twin(
    claim: str, name: str, twin: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, name, twin)

    assert verdict_on(claim, demonstrate()).outcome is Outcome.REFUTED


@pytest.mark.parametrize("claim", ["shared-loop", "pool-keeps"])
def test_one_thread_decides_nothing(claim: str) -> None:
    facts = demonstrate(threads=1)

    assert verdict_on(claim, facts).outcome is Outcome.INCONCLUSIVE
    assert Outcome.REFUTED not in {each.check(facts).outcome for each in CLAIMS}


def test_the_error_is_the_one_of_the_tutorial() -> None:
    found = {visit.found for visit in demonstrate().visits}

    assert found == {"AttributeError: '_thread._local' object has no attribute 'x'"}


def test_each_thread_is_listed_with_its_own_value() -> None:
    facts = demonstrate(threads=5)

    assert [visit.thread for visit in facts.visits] == [f"thread-{n}" for n in range(1, 6)]
    assert [visit.kept for visit in facts.visits] == ["1", "2", "3", "4", "5"]
    assert facts.main_kept == "1000"
    assert facts.read_from_shared == ("4",) * 5


def test_the_facts_can_be_written_as_json() -> None:
    assert json.loads(json.dumps(asdict(demonstrate())))["threads"] == 3


@pytest.mark.parametrize("threads", [0, 17])
def test_bounds_hold_for_callers_in_python(threads: int) -> None:
    with pytest.raises(WrongUseError, match="threads out of range"):
        demonstrate(threads=threads)


@pytest.mark.parametrize("turn", [1, 2, 3, 5, 8, 9])
def test_an_interrupt_leaves_no_thread(turn: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C comes when one of the demo's nine threads is about to be started."""

    class Interrupted(threading.Thread):
        turns = 0

        def start(self) -> None:
            Interrupted.turns += 1
            if Interrupted.turns == turn:
                raise KeyboardInterrupt
            super().start()

    names = vars(threading) | {"Thread": Interrupted}
    monkeypatch.setattr(demo, "threading", SimpleNamespace(**names))
    with leaves_no_thread():
        demonstrate(threads=3)

    assert Interrupted.turns == turn


@pytest.mark.parametrize("width", [40, 60, 200])
@pytest.mark.parametrize("threads", [1, 16])
def test_the_picture_fits(width: int, threads: int) -> None:
    text = drawn(picture(demonstrate(threads=threads)), width)
    lines = text.splitlines()

    assert max(map(cell_len, lines)) <= width
    assert sum(line.startswith("thread-") for line in lines) == threads
    assert "AttributeError" in text


def test_the_command_takes_its_option() -> None:
    done = CliRunner().invoke(main, ["--threads", "4", "--json", "--log"])

    assert json.loads(done.stdout)["result"]["threads"] == 4
    assert "thread-4" in done.stderr
