"""The executors' one body: its claims, a broken twin of each, and the commands."""

import dataclasses
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    ALL_COMPLETED,
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

import hello.engines
from hello.claims import Outcome
from hello.demos.processes import process_executor, thread_executor
from hello.demos.processes.thread_executor import body
from hello.demos.processes.thread_executor.facts import ExecutorFacts
from hello.engines import Engine, opened, tasks

DEMOS = {"thread-executor": thread_executor, "process-executor": process_executor}
EACH_DEMO = pytest.mark.parametrize("demo", DEMOS.values(), ids=DEMOS)

Break = Callable[[pytest.MonkeyPatch], None]


def outcome_of(claim: str, facts: ExecutorFacts) -> Outcome:
    """Return what the claim called *claim* says; where both demos have it, both say the same."""
    claims = (*thread_executor.CLAIMS, *process_executor.CLAIMS)
    (outcome,) = {one.check(facts).outcome for one in claims if one.id.partition(".")[2] == claim}
    return outcome


@EACH_DEMO
@pytest.mark.parametrize("workers", [2, 5])
def test_every_claim_holds(demo: Any, workers: int) -> None:
    facts = demo.demonstrate(workers=workers)

    assert {claim.id: claim.check(facts).outcome for claim in demo.CLAIMS} == {
        claim.id: Outcome.CONFIRMED for claim in demo.CLAIMS
    }
    assert facts.workers == workers


# Broken implementations, one a claim. Each takes the place of what it breaks.


def broken_pool(pool: Callable[[int], Executor]) -> Break:
    """Return what puts *pool* in the place of the thread pool."""

    @contextmanager
    def engine(workers: int) -> Iterator[Engine]:
        yield Engine("thread", workers, partial(pool, workers), threading.Event)

    return lambda patch: patch.setitem(hello.engines.LOCAL, "thread", engine)  # type: ignore[arg-type]  # a dict


def broken_call(name: str, function: Callable[..., object]) -> Break:
    """Return what puts *function* in the place of one of ``concurrent.futures``."""
    return lambda patch: patch.setattr(body, name, function)


def wait_for_all(futures: Iterable[Future[int]], _timeout: float, return_when: str) -> object:
    assert return_when
    return wait(futures, return_when=ALL_COMPLETED)


def wait_for_one(futures: Iterable[Future[int]], _timeout: float, return_when: str) -> object:
    assert return_when
    return wait(futures, return_when=FIRST_COMPLETED)


class Live:
    """A set of the futures that are done now, or not."""

    def __init__(self, futures: Iterable[Future[int]], *, done: bool) -> None:
        self.futures = list(futures)
        self.done = done

    def __contains__(self, future: Future[int]) -> bool:
        return future.done() is self.done

    def __len__(self) -> int:
        return sum(future in self for future in self.futures)


def wait_for_live_sets(futures: Iterable[Future[int]], _timeout: float, return_when: str) -> object:
    wait(futures, return_when=return_when)
    return SimpleNamespace(done=Live(futures, done=True), not_done=Live(futures, done=False))


def as_submitted(futures: Iterable[Future[int]], _timeout: float) -> Iterator[Future[int]]:
    for future in futures:
        wait([future])
        yield future


class LastFirst(ThreadPoolExecutor):
    """Its map gives what was let go first, first."""

    def map(self, *arguments: Any) -> Iterator[Any]:  # type: ignore[override]  # no options
        return reversed(list(super().map(*arguments)))


class Patient(ThreadPoolExecutor):
    """Its futures have no timeout."""

    def submit(self, fn: Any, /, *arguments: Any) -> Future[Any]:  # type: ignore[override]  # no keywords
        future = super().submit(fn, *arguments)
        future.result = lambda timeout=None: Future.result(future)  # type: ignore[method-assign]  # noqa: ARG005  # that is the fault
        return future


class Forgiving(ThreadPoolExecutor):
    """It swallows what a task raises."""

    def submit(self, fn: Any, /, *arguments: Any) -> Future[Any]:  # type: ignore[override]  # no keywords
        def run() -> Any:
            try:
                return fn(*arguments)
            except ZeroDivisionError:
                return None

        return super().submit(run)


class Agreeable(ThreadPoolExecutor):
    """Its cancel says yes and does nothing."""

    def submit(self, fn: Any, /, *arguments: Any) -> Future[Any]:  # type: ignore[override]  # no keywords
        future = super().submit(fn, *arguments)
        future.cancel = lambda: True  # type: ignore[method-assign]  # that is the fault
        return future


class Hasty(ThreadPoolExecutor):
    """It does not wait at the end of the block."""

    def __exit__(self, *error: object) -> None:
        self.shutdown(wait=False)


class Open(ThreadPoolExecutor):
    """It waits at the end of the block, but takes tasks behind it."""

    def __exit__(self, *error: object) -> None:
        self.submit(int).result()

    def __del__(self) -> None:
        self.shutdown()


TWINS = {
    "first-completed": broken_call("wait", wait_for_all),
    "first-exception": broken_call("wait", wait_for_all),
    "all-completed": broken_call("wait", wait_for_one),
    "wait-is-a-snapshot": broken_call("wait", wait_for_live_sets),
    "as-completed-order": broken_call("as_completed", as_submitted),
    "map-order": broken_pool(LastFirst),
    "result-timeout": broken_pool(Patient),
    "exception-is-kept": broken_pool(Forgiving),
    "cancel-queued": broken_pool(Agreeable),
    "cancel-running": broken_pool(Agreeable),
    "with-waits": broken_pool(Hasty),
    "with-closes": broken_pool(Open),
}


@pytest.mark.parametrize("claim", TWINS)
def test_a_broken_twin_refutes_the_claim(claim: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gates open late, and tasks give up soon, so that the fault has its time."""
    monkeypatch.setattr(body, "LATER", 0.2)
    monkeypatch.setattr(tasks, "PATIENCE", 0.5)
    TWINS[claim](monkeypatch)

    assert outcome_of(claim, thread_executor.demonstrate()) is Outcome.REFUTED
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join(10)


class Mending(Executor):
    """A process pool that replaces itself and does the task again when a worker died."""

    def submit(self, fn: Any, /, *arguments: Any) -> Future[Any]:  # type: ignore[override]  # no keywords
        while True:
            with ProcessPoolExecutor(1) as pool:
                future = pool.submit(fn, *arguments)
                if "Broken" not in type(future.exception()).__name__:
                    return future


def test_a_pool_that_mends_itself_refutes_that_a_death_breaks_it() -> None:
    facts = process_executor.demonstrate()
    with opened("process", 2) as engine:
        mending = dataclasses.replace(engine, executor=Mending)
        twin = dataclasses.replace(facts, death=body.kill_a_worker(mending))

    assert outcome_of("death-breaks-pool", facts) is Outcome.CONFIRMED
    assert outcome_of("death-breaks-pool", twin) is Outcome.REFUTED
    assert twin.death is not None
    assert twin.death.result == 3


@pytest.mark.parametrize(
    ("claim", "engine", "outcome"),
    [
        ("one-process", "process", Outcome.REFUTED),
        ("other-processes", "thread", Outcome.REFUTED),
        ("no-lambda", "thread", Outcome.REFUTED),
        ("death-breaks-pool", "thread", Outcome.INCONCLUSIVE),
    ],
)
def test_the_other_engine_turns_what_is_not_common(
    claim: str, engine: str, outcome: Outcome
) -> None:
    assert outcome_of(claim, thread_executor.demonstrate(engine=engine)) is outcome


def test_tasks_that_were_done_too_early_decide_nothing() -> None:
    facts = thread_executor.demonstrate()
    early = dataclasses.replace(facts.ending, done_before=(True, True))
    sets = dataclasses.replace(facts.waits[0], not_done=())

    ended = dataclasses.replace(facts, ending=early)
    assert outcome_of("with-waits", ended) is Outcome.INCONCLUSIVE
    emptied = dataclasses.replace(facts, waits=(sets, *facts.waits[1:]))
    assert outcome_of("wait-is-a-snapshot", emptied) is Outcome.INCONCLUSIVE


def test_the_calls_are_the_same_on_both_engines() -> None:
    """All but where the tasks ran, what can be sent there, and what can die."""
    threads, processes = (
        dataclasses.asdict(demo.demonstrate()) for demo in (thread_executor, process_executor)
    )
    own = {"engine", "places", "lambda_error", "death"}

    assert {name for name in threads if threads[name] != processes[name]} == own


def test_a_worker_is_killed_only_where_it_is_a_process_of_ours() -> None:
    assert thread_executor.demonstrate().death is None
    assert process_executor.demonstrate(kill_worker=False).death is None
    assert process_executor.demonstrate().death is not None


@EACH_DEMO
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--workers", "0"], "'--workers': 0 is not in the range 2<=x<=8"),
        (["--workers", "10000"], "'--workers': 10000 is not in the range"),
        (["--engine", "quantum"], "'quantum' is not one of"),
        (["--engine", "thread", "--scheduler", "tcp://x:1"], "only dask has a scheduler"),
        (["--engine", "thread", "--kill-worker"], "a worker of this engine cannot die alone"),
    ],
    ids=["no worker", "many workers", "engine", "scheduler", "kill"],
)
def test_wrong_use_is_one_line(demo: Any, options: list[str], words: str) -> None:
    done = CliRunner().invoke(demo.main, options)

    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@EACH_DEMO
def test_the_picture_tells_each_call(demo: Any) -> None:
    text = CliRunner().invoke(demo.main, ["--lang", "en"]).stdout

    calls = ("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED", "as_completed", "map", "cancel")
    assert [call for call in calls if call not in text] == []
    assert "done 0, not done 1, 2" in text
    assert ("a worker is killed" in text) is (demo is process_executor)


@EACH_DEMO
def test_the_log_follows_the_calls(demo: Any) -> None:
    done = CliRunner().invoke(demo.main, ["--log", "--json"])

    assert json.loads(done.stdout)["result"]["workers"] == 2
    assert "wait FIRST_COMPLETED returned 1 done, 2 not" in done.stderr
