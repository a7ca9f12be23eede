"""hello-process: what it sees, what it says of it, and what it refuses."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pictures import drawn
from rich.cells import cell_len
from verdicts import verdict_on

from hello.claims import Outcome
from hello.demos.processes import process
from hello.demos.processes.process import costs
from hello.demos.processes.process.facts import ProcessFacts
from hello.demos.processes.process.own_process import run_program
from hello.demos.processes.process.picture import picture
from hello.errors import WrongUseError

MEASURED = {"process.starts-slower", "process.computes-faster"}
"""On a busy machine they may be INCONCLUSIVE; wrong they may never be."""

START = {"thread": 0.0001, "fork": 0.002, "forkserver": 0.01, "spawn": 0.05}
STEP = 3e-8


class Machine:
    """A machine made up for a test: its clock is arithmetic, so its verdicts are sure."""

    def __init__(
        self,
        *,
        cores: int = 2,
        gil: bool = True,
        noise: float = 0.0,
        busy: float = 0.0,
        others: int = 0,
    ) -> None:
        self.cores, self.gil, self.noise, self.busy, self.others = cores, gil, noise, busy, others
        self.calls = 0

    def seconds_to_start(self, kind: str) -> float:
        return self.shaken(START[kind])

    def seconds_to_count(self, kind: str, workers: int, size: int) -> tuple[float, float]:
        together = 1 if kind == "thread" and self.gil else self.cores - self.others
        turns = -(-workers // together)
        cpu = workers * (START[kind] + size * STEP) * (1 - self.busy)
        return self.shaken(workers * START[kind] + turns * size * STEP), cpu

    def shaken(self, seconds: float) -> float:
        self.calls += 1
        return seconds * (1 + self.noise * (self.calls % 3))


@pytest.fixture
def on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., ProcessFacts]:
    """Return a function that demonstrates on a machine made up for it."""

    def demonstrate(machine: Machine, **parameters: Any) -> ProcessFacts:
        def run(program: Path, request: dict[str, Any], *progress: Any) -> Any:
            if program.name != "costs.py":
                return run_program(program, request, *progress)
            answer = json.loads(json.dumps(costs.measure(request)))
            capsys.readouterr()
            return answer

        monkeypatch.setattr(process, "run_program", run)
        monkeypatch.setattr(process, "START_METHODS", ("fork", "spawn"))
        monkeypatch.setattr(costs, "makers", lambda methods: {k: k for k in ("thread", *methods)})
        monkeypatch.setattr(process, "usable_cores", lambda: machine.cores)
        monkeypatch.setattr(process, "gil_is_enabled", lambda: machine.gil)
        monkeypatch.setattr(costs, "seconds_to_start", machine.seconds_to_start)
        monkeypatch.setattr(costs, "seconds_to_count", machine.seconds_to_count)
        return process.demonstrate(**parameters)

    return demonstrate


@pytest.fixture
def twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ProcessFacts]:
    """Return a function that demonstrates with one place of a program exchanged."""

    def demonstrate(program: str, right: str, wrong: str) -> ProcessFacts:
        for name in ("costs.py", "life.py"):
            source = files(process).joinpath(name).read_text(encoding="utf-8")
            if name == program:
                assert source.count(right) == 1
                source = source.replace(right, wrong)
            (tmp_path / name).write_text(source, encoding="utf-8")
        monkeypatch.setattr(process, "PROGRAMS", tmp_path)
        return process.demonstrate(rounds=5, size=1000)

    return demonstrate


@pytest.fixture(scope="module")
def facts() -> ProcessFacts:
    return process.demonstrate()


verdict = partial(verdict_on, process.CLAIMS)


# What it says of a real run


@pytest.mark.parametrize("claim", process.CLAIMS, ids=lambda claim: claim.id)
def test_no_claim_is_judged_wrongly(claim: Any, facts: ProcessFacts) -> None:
    outcome = verdict(claim.id, facts).outcome

    if claim.id == "process.computes-faster":
        right = {Outcome.DEPENDS} if facts.gil and facts.cores > 1 else {Outcome.REFUTED}
    else:
        right = {Outcome.CONFIRMED}
    unsure = {Outcome.INCONCLUSIVE} if claim.id in MEASURED else set()
    assert outcome in right | unsure


@pytest.mark.parametrize("method", process.START_METHODS)
def test_a_process_lives_alike_whatever_started_it(method: str) -> None:
    facts = process.demonstrate(methods=[method], rounds=5, size=1000)

    outcomes = {claim.id: verdict(claim.id, facts).outcome for claim in process.CLAIMS}
    assert set(outcomes.values()) <= {Outcome.CONFIRMED, Outcome.INCONCLUSIVE}
    assert outcomes["process.daemon-is-ended"] is Outcome.CONFIRMED
    assert outcomes["process.fork-copies"] is Outcome.INCONCLUSIVE
    assert [start.kind for start in facts.starts] == ["thread", method]


def test_the_spread_of_all_rounds_is_kept(facts: ProcessFacts) -> None:
    for start in facts.starts:
        times = start.times
        assert times.lowest <= times.median <= times.highest
        assert {times.lowest, times.highest} <= set(times.rounds)
        assert 5 <= len(times.rounds) <= 7


# Broken twins

LIFE_TWINS = {
    "process.memory-not-shared": (
        "child = context.Process(target=conquer",
        "child = __import__('threading').Thread(target=conquer",
    ),
    "process.fork-copies": (
        '    kingdom = "changed by the parent"\n    receiver',
        "    receiver",
    ),
    "process.exit-code-tells": (
        "codes[way] = child.exitcode",
        "codes[way] = None if child.is_alive() else 0",
    ),
    "process.join-does-not-tell": (
        "returned = child.join(MOMENT)",
        "returned = opener.send('go') or child.join()",
    ),
    "process.terminate-skips-finally": ("child.terminate()", "opener.send('end')"),
    "process.daemon-is-ended": ("daemon=daemon).start()", "daemon=True).start()"),
}


@pytest.mark.parametrize("claim_id", LIFE_TWINS)
def test_a_broken_twin_is_found_out(claim_id: str, twin: Callable[..., ProcessFacts]) -> None:
    facts = twin("life.py", *LIFE_TWINS[claim_id])

    if claim_id == "process.fork-copies" and len(facts.memories) == 1:
        pytest.skip("other system: no fork")
    assert verdict(claim_id, facts).outcome is Outcome.REFUTED


def test_threads_that_start_as_processes_do_refute(twin: Callable[..., ProcessFacts]) -> None:
    """Kinds exchanged: what is called a thread is a process, and the other way round."""
    process_for_thread = "multiprocessing.get_context('spawn').Process"
    swapped = f"{process_for_thread}, **dict.fromkeys(methods, threading.Thread)"
    facts = twin("costs.py", "threading.Thread, **processes", swapped)

    assert verdict("process.starts-slower", facts).outcome is Outcome.REFUTED


def test_joining_in_the_loop_never_makes_processes_win(
    twin: Callable[..., ProcessFacts],
) -> None:
    facts = twin(
        "costs.py", "        worker.start()\n    for worker in crew:\n", "        worker.start()\n"
    )

    assert facts.searches[0].processes_win is None


# Verdicts on machines made up for them


def test_two_cores_with_a_gil_depend_on_the_size(on: Callable[..., ProcessFacts]) -> None:
    facts = on(Machine(), methods=["fork"])

    (search,) = facts.searches
    break_even = 2 * (START["fork"] - START["thread"]) / STEP
    assert verdict("process.computes-faster", facts).outcome is Outcome.DEPENDS
    assert search.threads_win is not None
    assert search.processes_win is not None
    assert search.threads_win <= break_even <= search.processes_win


@pytest.mark.parametrize(
    "machine", [Machine(cores=1), Machine(gil=False)], ids=["one core", "no GIL"]
)
def test_processes_that_gain_nothing_refute(
    machine: Machine, on: Callable[..., ProcessFacts]
) -> None:
    """The twin of the claim: all work in turns, or threads need not take turns."""
    facts = on(machine, methods=["fork"])

    found = verdict("process.computes-faster", facts)
    assert found.outcome is Outcome.REFUTED
    assert found.evidence["never_faster"] == ["fork"]


def test_noise_is_inconclusive(on: Callable[..., ProcessFacts]) -> None:
    facts = on(Machine(noise=50), methods=["fork"])

    assert verdict("process.computes-faster", facts).outcome is Outcome.INCONCLUSIVE
    assert verdict("process.starts-slower", facts).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    "machine",
    [Machine(cores=1, busy=0.3), Machine(others=1)],
    ids=["others take turns with us", "the second core is somebody else's"],
)
def test_a_busy_machine_refutes_nothing(machine: Machine, on: Callable[..., ProcessFacts]) -> None:
    facts = on(machine, methods=["fork"])

    assert verdict("process.computes-faster", facts).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    "parameters", [{"size": 512_000}, {"workers": 1}], ids=["one size", "one worker"]
)
def test_what_cannot_be_decided_is_inconclusive(
    parameters: dict[str, int], on: Callable[..., ProcessFacts]
) -> None:
    facts = on(Machine(), methods=["fork"], **parameters)

    assert verdict("process.computes-faster", facts).outcome is Outcome.INCONCLUSIVE


def test_the_full_search_narrows_the_bracket_of_each_method(
    on: Callable[..., ProcessFacts],
) -> None:
    facts = on(Machine(), full=True)

    assert [search.method for search in facts.searches] == ["fork", "spawn"]
    for search in facts.searches:
        assert search.threads_win is not None
        assert search.processes_win is not None
        assert search.processes_win <= 1.25 * search.threads_win


# What it draws


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_picture_fits(width: int, encoding: str, on: Callable[..., ProcessFacts]) -> None:
    text = drawn(picture(on(Machine(), full=True)), width, encoding)

    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width
    assert "break-even: between" in " ".join(text.split())


def test_the_bars_lean_to_the_faster_side(on: Callable[..., ProcessFacts]) -> None:
    facts = on(Machine(), methods=["fork"])
    lines = drawn(picture(facts), encoding="ascii").splitlines()

    small = next(line for line in lines if line.lstrip().startswith("1,000 "))
    large = next(line for line in lines if line.lstrip().startswith("512,000 "))
    assert "#|" in small
    assert "|#" in large


# What it takes


@pytest.mark.parametrize(
    "parameters",
    [
        {"methods": ["clone"]},
        {"rounds": 4},
        {"rounds": 51},
        {"workers": 0},
        {"workers": 10_000},
        {"size": 0},
        {"size": -5},
        {"size": 10**9},
    ],
    ids=str,
)
def test_what_is_out_of_bounds_is_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(WrongUseError):
        process.demonstrate(**parameters)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--start-method", "clone"], "'clone' is not one of"),
        (["--workers", "10000"], "10000 is not in the range"),
        (["--size", "-1"], "-1 is not in the range"),
    ],
    ids=["start method", "workers", "size"],
)
def test_wrong_use_is_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        process.main(arguments, "hello-process")

    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_start_method_that_the_platform_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START_METHODS", ("spawn",))

    with pytest.raises(WrongUseError, match="'fork'; this platform has spawn"):
        process.demonstrate(methods=["fork"])


def test_the_command_writes_json_and_logs(facts: ProcessFacts) -> None:
    done = CliRunner().invoke(process.main, ["--size", "1000", "--rounds", "5", "--json", "--log"])

    assert done.exit_code == 0
    assert set(json.loads(done.stdout)["result"]) == set(asdict(facts))
    assert "1,000 steps, round 5 of 5" in done.stderr
