"""hello-concurrency: what it sees, what it says of it, and what it refuses."""

import json
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial
from time import perf_counter, sleep

import pytest
from click.testing import CliRunner
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcome_of

from hello.claims import Outcome, check
from hello.demos.processes import concurrency
from hello.demos.processes.concurrency import work, workers
from hello.demos.processes.concurrency.facts import ConcurrencyFacts, Run, Step
from hello.demos.processes.concurrency.overlap import overlapping, run_of
from hello.demos.processes.concurrency.picture import picture, slices
from hello.demos.processes.concurrency.work import Stamp, take_turns, task
from hello.errors import HelloError, WrongUseError

NAMES = ["A", "B", "C", "D"]


@pytest.fixture(scope="module")
def facts() -> ConcurrencyFacts:
    return concurrency.demonstrate()


outcome = partial(outcome_of, concurrency.CLAIMS)


def with_run(facts: ConcurrencyFacts, way: str, run: Run, **others: object) -> ConcurrencyFacts:
    return replace(facts, runs={**facts.runs, way: run}, **others)  # type: ignore[arg-type]  # its fields


def steps_of(*spans: tuple[str, float, float, float]) -> Run:
    return run_of(2, 0.0, 100.0, [Step(*span) for span in spans])


AT_ONCE = steps_of(("A", 0, 1, 1), ("B", 0, 1, 1), ("A", 1, 2, 1), ("B", 1, 2, 1))
IN_TURNS = steps_of(("A", 0, 1, 1), ("B", 1, 2, 1), ("A", 2, 3, 1), ("B", 3, 4, 1))
SHARING_A_CORE = steps_of(("A", 0, 2, 1), ("B", 0, 2, 1), ("A", 2, 4, 1), ("B", 2, 4, 1))


# What it sees


def test_every_step_of_every_task_is_stamped(facts: ConcurrencyFacts) -> None:
    for way in ("one worker", "processes", "threads"):
        tasks = [step.task for step in facts.runs[way].steps]
        assert {name: tasks.count(name) for name in NAMES} == dict.fromkeys(NAMES, 24)


def test_one_worker_takes_the_tasks_in_turns() -> None:
    stamps: list[Stamp] = []
    take_turns([task("A", 2, stamps), task("B", 1, stamps), task("C", 2, stamps)])

    order = [stamp[0] for stamp in stamps]
    assert order[::4] == ["A", "B", "C", "A", "C"]


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        pytest.param((0, 2, 2), (1, 3, 2), (1, 1), id="both ran all the time"),
        pytest.param((0, 2, 1.5), (1, 3, 1.8), (1, 0.3), id="idle for a part of it"),
        pytest.param((0, 2, 1), (0, 2, 1), (2, 0), id="may have taken turns"),
        pytest.param((0, 4, 4), (1, 2, 1), (1, 1), id="one within the other"),
    ],
)
def test_an_overlap_is_proved_for_what_idle_time_cannot_explain(
    one: tuple[float, float, float], other: tuple[float, float, float], found: tuple[float, float]
) -> None:
    (pair,) = overlapping([Step("A", *one), Step("B", *other)])

    assert pair == pytest.approx(found)


@pytest.mark.parametrize("other", ["A", "B"], ids=["same task", "one after the other"])
def test_no_overlap_is_seen_where_there_is_none(other: str) -> None:
    start = 1.0 if other == "B" else 0.0

    assert list(overlapping([Step("A", 0, 1, 1), Step(other, start, 2, 1)])) == []


def test_the_result_is_made_of_facts_that_json_can_write(facts: ConcurrencyFacts) -> None:
    assert json.loads(json.dumps(asdict(facts)))["tasks"] == 4


# What it says of it


@pytest.mark.parametrize("slug", ["all-get-on", "never-two", "waits-overlap"])
def test_what_holds_on_every_machine(slug: str, facts: ConcurrencyFacts) -> None:
    assert outcome(slug, facts) is Outcome.CONFIRMED


def test_processes_are_never_wrongly_denied(facts: ConcurrencyFacts) -> None:
    """One core, or busy ones, leave it open."""
    assert outcome("processes-parallel", facts) is not Outcome.REFUTED


def test_threads_that_compute_depend_on_the_gil(facts: ConcurrencyFacts) -> None:
    assert (outcome("threads-parallel", facts) is Outcome.REFUTED) is facts.gil


def test_a_worker_that_finishes_each_task_first_is_refuted(facts: ConcurrencyFacts) -> None:
    """The twin gives no turns: it goes on with a task until that is finished."""
    stamps: list[Stamp] = []
    for one in [task(name, 3, stamps) for name in NAMES]:
        list(one)
    twin = run_of(1, 0.0, perf_counter(), [Step(*stamp) for stamp in stamps])

    assert outcome("all-get-on", with_run(facts, "one worker", twin)) is Outcome.REFUTED


def test_one_worker_that_is_many_is_refuted(facts: ConcurrencyFacts) -> None:
    """The twin lets threads wait at once where one worker should take turns."""
    twin = with_run(facts, "one worker", workers.in_waiting_threads(NAMES))

    assert outcome("never-two", twin) is Outcome.REFUTED


def test_processes_of_which_only_one_works_are_refuted(facts: ConcurrencyFacts) -> None:
    """The twin gives all tasks to one process, which takes turns."""
    twin = with_run(facts, "processes", workers.in_processes([NAMES], 6), cores=2)

    assert outcome("processes-parallel", twin) is Outcome.REFUTED


def test_threads_that_hold_no_gil_are_confirmed(
    facts: ConcurrencyFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mended twin lets each thread do its step without the GIL, here: sleep.

    Its processor clock goes on meanwhile, as it would if the step were computed.
    """
    monkeypatch.setattr(work, "sum", lambda _: sleep(0.001), raising=False)
    monkeypatch.setattr(work, "thread_time", perf_counter)
    twin = with_run(facts, "threads", workers.in_threads(NAMES, 6))

    assert outcome("threads-parallel", twin) is Outcome.CONFIRMED


def test_threads_that_run_at_once_are_confirmed(facts: ConcurrencyFacts) -> None:
    """What threads would do without the GIL, made up."""
    assert outcome("threads-parallel", with_run(facts, "threads", AT_ONCE)) is Outcome.CONFIRMED


def test_waits_one_after_the_other_are_refuted(facts: ConcurrencyFacts) -> None:
    """The twin waits with a lock in its hand."""
    lock = threading.Lock()

    def wait(name: str, stamps: list[Stamp], stop: threading.Event) -> None:
        with lock:
            began = perf_counter()
            stop.wait(0.001)
            stamps.append((name, began, perf_counter(), 0.0))

    twin = with_run(facts, "waiting threads", workers.run_threads(NAMES, wait))

    assert outcome("waits-overlap", twin) is Outcome.REFUTED


@pytest.mark.parametrize(
    ("slug", "run", "machine", "expected"),
    [
        ("processes-parallel", AT_ONCE, {"cores": 2, "gil": True}, Outcome.CONFIRMED),
        ("processes-parallel", SHARING_A_CORE, {"cores": 1, "gil": True}, Outcome.DEPENDS),
        ("processes-parallel", IN_TURNS, {"cores": 1, "gil": True}, Outcome.DEPENDS),
        ("processes-parallel", SHARING_A_CORE, {"cores": 2, "gil": True}, Outcome.INCONCLUSIVE),
        ("processes-parallel", IN_TURNS, {"cores": 2, "gil": True}, Outcome.REFUTED),
        ("threads-parallel", AT_ONCE, {"cores": 2, "gil": False}, Outcome.CONFIRMED),
        ("threads-parallel", SHARING_A_CORE, {"cores": 2, "gil": True}, Outcome.REFUTED),
        ("threads-parallel", SHARING_A_CORE, {"cores": 1, "gil": False}, Outcome.DEPENDS),
        ("threads-parallel", SHARING_A_CORE, {"cores": 2, "gil": False}, Outcome.INCONCLUSIVE),
    ],
)
def test_the_verdict_knows_cores_and_gil(
    facts: ConcurrencyFacts, slug: str, run: Run, machine: dict[str, object], expected: Outcome
) -> None:
    way = slug.removesuffix("-parallel")

    assert outcome(slug, with_run(facts, way, run, **machine)) is expected


def test_clocks_that_disagree_decide_nothing(facts: ConcurrencyFacts) -> None:
    early = replace(AT_ONCE, until=1.0)

    result = outcome("processes-parallel", with_run(facts, "processes", early))
    assert result is Outcome.INCONCLUSIVE


def test_one_task_decides_nothing() -> None:
    alone = concurrency.demonstrate(tasks=1, turns=1)

    outcomes = {result.outcome for result in check(concurrency.CLAIMS, alone)}
    assert outcomes == {Outcome.INCONCLUSIVE}


# What it shows


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_picture_fits(width: int, facts: ConcurrencyFacts) -> None:
    lines = drawn(picture(facts), width).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_lanes_stand_in_the_order_of_the_tasks(facts: ConcurrencyFacts) -> None:
    lanes = [one.lane for one in slices(facts.runs["processes"], waiting=False)]

    assert list(dict.fromkeys(lanes)) == NAMES


def test_the_command_writes_json() -> None:
    done = CliRunner().invoke(concurrency.main, ["--json", "--tasks", "2", "--turns", "2"])

    report = json.loads(done.stdout)
    assert (done.exit_code, report["result"]["tasks"], len(report["claims"])) == (0, 2, 5)


# What it refuses, and what is left


@pytest.mark.parametrize("value", [0, -1, 10_000])
@pytest.mark.parametrize("name", ["tasks", "turns"])
def test_numbers_out_of_bounds_are_refused(name: str, value: int) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range: {value}; take 1 to"):
        concurrency.demonstrate(**{name: value})


def test_a_worker_that_cannot_work_is_an_error() -> None:
    """The number of turns is no number: the process fails when it reads it."""
    with pytest.raises(HelloError, match="a worker process failed, with code: 1"):
        workers.in_processes([["A"]], "no number")  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize("stage", ["hear", "let_go", "answer"])
def test_ctrl_c_leaves_no_process(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[str]] = []

    def new_process(command: Sequence[str]) -> subprocess.Popen[str]:
        started.append(original(command))
        return started[-1]

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    original = workers.new_process
    monkeypatch.setattr(workers, "new_process", new_process)
    monkeypatch.setattr(workers, stage, interrupt)
    threads = threading.enumerate()

    with pytest.raises(KeyboardInterrupt):
        workers.in_processes([["A"], ["B"]], 50)

    assert len(started) == 2
    assert None not in [process.returncode for process in started]
    assert threading.enumerate() == threads


def test_an_interrupt_stops_the_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """They stop at their next turn; 50 turns of 8 tasks would go on for a second."""
    threads = threading.enumerate()
    monkeypatch.setattr(workers, "perf_counter", raise_interrupt)

    with pytest.raises(KeyboardInterrupt):
        workers.in_threads("ABCDEFGH", 50)

    assert threading.enumerate() == threads


def raise_interrupt() -> float:
    raise KeyboardInterrupt
