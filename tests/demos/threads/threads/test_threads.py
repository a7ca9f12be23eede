"""hello-threads: what it sees, what it says of it, and what it refuses."""

import json
import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcome_of

from hello.claims import Outcome
from hello.demos.threads import threads
from hello.demos.threads.threads import daemons
from hello.demos.threads.threads.claims import most_at_once
from hello.demos.threads.threads.facts import JoinRun, ThreadFacts
from hello.demos.threads.threads.picture import picture, spans
from hello.errors import WrongUseError

TRUE_THREAD = threading.Thread


@pytest.fixture(scope="module")
def facts() -> ThreadFacts:
    return threads.demonstrate(interval=0.01)


outcome = partial(outcome_of, threads.CLAIMS)


# What it says of what it sees


@pytest.mark.parametrize("claim", threads.CLAIMS, ids=lambda claim: claim.id)
def test_every_claim_holds_here(claim: object, facts: ThreadFacts) -> None:
    slug = claim.id.removeprefix("threads.")  # type: ignore[attr-defined]  # a Claim

    assert outcome(slug, facts) is Outcome.CONFIRMED


# Twins: threads and timers that are broken


class NumberedBefore(TRUE_THREAD):
    ident = 1  # type: ignore[assignment]  # broken on purpose


class AliveForEver(TRUE_THREAD):
    def is_alive(self) -> bool:
        return True


class StartsAgain(TRUE_THREAD):
    def start(self) -> None:
        if self.ident is None:
            super().start()


@pytest.mark.parametrize(
    ("slug", "twin"),
    [
        ("ident-after-start", NumberedBefore),
        ("alive-while-it-runs", AliveForEver),
        ("enumerate-alive", AliveForEver),
        ("starts-once", StartsAgain),
    ],
)
def test_a_broken_thread_is_refuted(
    slug: str, twin: type[TRUE_THREAD], facts: ThreadFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads.threading, "Thread", twin)
    looks, second_start = threads.look_at_a_life()
    monkeypatch.undo()

    broken = replace(facts, looks=looks, second_start=second_start)
    assert outcome(slug, broken) is Outcome.REFUTED


def test_a_loop_without_join_is_refuted(facts: ThreadFacts) -> None:
    after = threads.start_and_join(3, in_the_loop=False, patience=10)
    broken = replace(facts, joins=(after, facts.joins[1]))

    assert outcome("join-in-loop", broken) is Outcome.REFUTED


def test_join_in_the_loop_where_it_should_be_after_is_refuted(facts: ThreadFacts) -> None:
    within = threads.start_and_join(3, in_the_loop=True, patience=0)
    broken = replace(facts, joins=(facts.joins[0], within))

    assert outcome("join-after-loop", broken) is Outcome.REFUTED


def test_a_daemon_that_is_none_is_refuted(
    facts: ThreadFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin's process goes on: it has to be ended."""
    monkeypatch.setattr(daemons, "PATIENCE", 0.5)
    ends = daemons.end_main_thread(daemon=False, more_seconds=60)

    broken = replace(facts, processes=(replace(ends, daemon=True), facts.processes[1]))
    assert not ends.ended
    assert outcome("daemon-dies", broken) is Outcome.REFUTED


def test_a_process_that_does_not_wait_is_refuted(facts: ThreadFacts) -> None:
    ends = daemons.end_main_thread(daemon=True, more_seconds=60)

    broken = replace(facts, processes=(facts.processes[0], replace(ends, daemon=False)))
    assert outcome("process-waits", broken) is Outcome.REFUTED


@pytest.mark.parametrize("always", [True, False])
def test_a_daemon_flag_that_is_not_inherited_is_refuted(
    *, always: bool, facts: ThreadFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemons, "new_is_daemon", lambda: always)
    inherited = {
        "main thread": daemons.new_is_daemon(),
        "daemon thread": daemons.new_in_daemon_is_daemon(),
    }

    assert outcome("daemon-inherited", replace(facts, inherited=inherited)) is Outcome.REFUTED


class RunsInAThread(threading.Timer):
    def run(self) -> None:
        thread = TRUE_THREAD(target=self.function)
        thread.start()
        thread.join()


class StartsInTheCaller(threading.Timer):
    def start(self) -> None:
        self.run()


class IsNotCancelled(threading.Timer):
    def cancel(self) -> None:
        self.function()
        super().cancel()


@pytest.mark.parametrize(
    ("method", "twin"),
    [("run", RunsInAThread), ("start", StartsInTheCaller), ("cancel", IsNotCancelled)],
)
def test_a_broken_timer_is_refuted(
    method: str, twin: type[threading.Timer], facts: ThreadFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads.threading, "Timer", twin)
    call = threads.call_timer(method, 0 if method != "cancel" else 10)

    others = [one for one in facts.timers if one.method != method]
    broken = replace(facts, timers=(*others, call))
    assert outcome(f"timer-{method}", broken) is Outcome.REFUTED


class RaisesInJoin(TRUE_THREAD):
    def run(self) -> None:
        pass

    def join(self, timeout: float | None = None) -> None:
        super().join(timeout)
        raise ValueError


def test_a_join_that_raises_is_refuted(facts: ThreadFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads.threading, "Thread", RaisesInJoin)
    broken = replace(facts, failure=threads.fail_in_a_thread())

    assert outcome("error-stays", broken) is Outcome.REFUTED


def test_one_thread_says_nothing_of_joining() -> None:
    alone = threads.demonstrate(workers=1, interval=0)

    assert outcome("join-in-loop", alone) is Outcome.INCONCLUSIVE
    assert outcome("join-after-loop", alone) is Outcome.INCONCLUSIVE


# What it sees


@pytest.mark.parametrize("workers", [2, 7, 16])
def test_join_in_the_loop_leaves_one_thread_at_a_time(workers: int) -> None:
    run = threads.start_and_join(workers, in_the_loop=True, patience=0.001)

    names = [f"T{number}" for number in range(workers)]
    assert list(run.events) == [(name, event) for name in names for event in ("begins", "ends")]


@pytest.mark.parametrize("workers", [1, 2, 16])
def test_join_after_the_loop_lets_all_go_on(workers: int) -> None:
    run = threads.start_and_join(workers, in_the_loop=False, patience=10)

    assert most_at_once(run) == workers


def test_the_excepthook_is_put_back(facts: ThreadFacts) -> None:
    hook = threading.excepthook
    threads.fail_in_a_thread()

    assert threading.excepthook is hook
    assert facts.failure.to_excepthook == "ValueError"


@pytest.mark.parametrize(
    ("interrupted", "part"),
    [
        ("look", threads.look_at_a_life),
        ("perf_counter", lambda: threads.call_timer("start", 5)),
    ],
)
def test_ctrl_c_leaves_no_thread(
    interrupted: str, part: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes at the second call, when the thread has been started."""
    before = threading.active_count()
    running = []

    def interrupt_the_second(*_: object) -> float:
        running.append(threading.active_count() - before)
        if len(running) == 2:
            raise KeyboardInterrupt
        return 0.0

    monkeypatch.setattr(threads, interrupted, interrupt_the_second)

    with leaves_no_thread():
        part()

    assert running == [0, 1]


# What it shows, and what it refuses


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_picture_fits(width: int) -> None:
    lines = drawn(picture(threads.demonstrate(workers=16, interval=0)), width).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_a_thread_is_drawn_from_its_beginning_to_its_end() -> None:
    events = (("T0", "begins"), ("T1", "begins"), ("T0", "ends"), ("T1", "ends"))

    assert [line.plain for line in spans(JoinRun("", events))] == ["  T0 ===", "  T1  ==="]


def test_the_command_writes_json(facts: ThreadFacts) -> None:
    done = CliRunner().invoke(threads.main, ["--json", "--workers", "2", "--interval", "0"])

    assert json.loads(done.stdout)["result"]["workers"] == 2
    assert json.loads(json.dumps(asdict(facts)))["workers"] == 5


@pytest.mark.parametrize(
    ("name", "value"),
    [("workers", 0), ("workers", 10_000), ("interval", -1), ("interval", float("nan"))],
)
def test_numbers_out_of_bounds_are_refused(name: str, value: float) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range: {value}; take"):
        threads.demonstrate(**{name: value})  # type: ignore[arg-type]  # on purpose
