"""hello-pool: what it sees, what it says of it, and what it refuses."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pictures import drawn
from rich.cells import cell_len
from verdicts import verdict_on

from hello.claims import Claim, Outcome
from hello.demos.processes import pool
from hello.demos.processes.pool.facts import PoolFacts
from hello.demos.processes.pool.picture import picture
from hello.errors import WrongUseError

THREAD_POOL = """
    bench.pool.terminate()
    from multiprocessing.pool import ThreadPool
    pool = bench.pool = ThreadPool(workers, share, (bench.gate, bench.begun, bench.ended))
"""
NOTE_IN_NEW_THREAD = """lambda value: (
        helper := threading.Thread(target=note, args=("callback", value)),
        helper.start(),
        helper.join(),
    )"""
HOLD_IN_NEW_THREAD = "callback=lambda _: threading.Thread(target=hold, args=(_,)).start()"

DIE = 'os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))'
RAISE = 'raise LookupError("not killed")'

TWINS = {
    "pool.apply-blocks": [("pool.apply, MOMENT", "pool.apply_async, PATIENCE")],
    "pool.apply-async-does-not": [("pool.apply_async, PATIENCE", "pool.apply, MOMENT")],
    "pool.callback-in-parent": [("    pool = bench.pool\n", THREAD_POOL)],
    "pool.callback-in-one-thread": [('lambda value: note("callback", value)', NOTE_IN_NEW_THREAD)],
    "pool.error-callback": [("raise LookupError", "return LookupError")],
    "pool.slow-callback-delays": [
        ("callback=hold", HOLD_IN_NEW_THREAD),
        ("later.wait(MOMENT)", "later.wait(PATIENCE)"),
    ],
    "pool.map-keeps-order": [
        (
            "map_async(first_waits, range(tasks), chunksize=1)",
            "imap_unordered(first_waits, range(tasks))",
        ),
        ("mapped.get(PATIENCE)", "list(mapped)"),
    ],
    "pool.imap-unordered": [
        ("results = bench.pool.imap_unordered(", "results = bench.pool.imap("),
        ("results.next(PATIENCE)", "results.next(MOMENT)"),
    ],
    "pool.close-finishes": [('"close": Pool.close', '"close": Pool.terminate')],
    "pool.terminate-drops": [('"terminate": Pool.terminate', '"terminate": Pool.close')],
    "pool.with-terminates": [('"with": leave_with_block', '"with": Pool.close')],
    "pool.killed-worker-loses-task": [(DIE, RAISE)],
    "pool.executor-tells": [(DIE, RAISE)],
}
"""For each claim, what to exchange in the program to make it false."""


@pytest.fixture(scope="module")
def facts() -> PoolFacts:
    return pool.demonstrate()


@pytest.fixture
def twin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., PoolFacts]:
    """Return a function that demonstrates with some places of the program exchanged."""

    def demonstrate(*exchanges: tuple[str, str]) -> PoolFacts:
        source = files(pool).joinpath("experiments.py").read_text(encoding="utf-8")
        for right, wrong in exchanges:
            assert source.count(right) == 1
            source = source.replace(right, wrong)
        (tmp_path / "experiments.py").write_text(source, encoding="utf-8")
        monkeypatch.setattr(pool, "PROGRAMS", tmp_path)
        return pool.demonstrate()

    return demonstrate


verdict = partial(verdict_on, pool.CLAIMS)


# What it says


def test_either_task_may_be_done_first() -> None:
    facts = pool.demonstrate(workers=2, tasks=2)
    other_way_round = replace(facts, calls=facts.calls[::-1])

    for seen in (facts, other_way_round):
        assert verdict("pool.error-callback", seen).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("method", pool.START_METHODS)
@pytest.mark.parametrize(("workers", "tasks"), [(2, 2), (3, 10)])
def test_all_claims_hold_whatever_starts_the_workers(method: str, workers: int, tasks: int) -> None:
    facts = pool.demonstrate(method=method, workers=workers, tasks=tasks)

    outcomes = {claim.id: verdict(claim.id, facts).outcome for claim in pool.CLAIMS}
    assert outcomes == dict.fromkeys(outcomes, Outcome.CONFIRMED)


def test_each_claim_has_a_twin() -> None:
    assert set(TWINS) == {claim.id for claim in pool.CLAIMS}


@pytest.mark.parametrize("claim", pool.CLAIMS, ids=lambda claim: claim.id)
def test_a_broken_twin_is_found_out(
    claim: Claim[PoolFacts], twin: Callable[..., PoolFacts]
) -> None:
    assert verdict(claim.id, twin(*TWINS[claim.id])).outcome is Outcome.REFUTED


def test_the_thread_of_the_callbacks_is_that_of_the_results(facts: PoolFacts) -> None:
    assert {call.thread.partition("(")[2] for call in facts.calls} == {"_handle_results)"}


def test_what_cannot_be_decided_is_inconclusive(twin: Callable[..., PoolFacts]) -> None:
    facts = twin(
        (
            "later = bench.pool.apply_async(work, (2,))\n        worker_done = bench.ended",
            "later = bench.pool.apply_async(work, (2,))\n        worker_done = not bench.ended",
        )
    )

    assert verdict("pool.slow-callback-delays", facts).outcome is Outcome.INCONCLUSIVE


# What it draws


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_picture_fits(width: int, encoding: str, facts: PoolFacts) -> None:
    lines = drawn(picture(facts), width, encoding).splitlines()

    assert max(cell_len(line.rstrip()) for line in lines) <= width
    assert any("BrokenProcessPool" in line for line in lines)


# What it takes


@pytest.mark.parametrize(
    "parameters",
    [
        {"method": "clone"},
        {"workers": 0},
        {"workers": 1},
        {"workers": 10_000},
        {"tasks": 1},
        {"tasks": -3},
        {"tasks": 101},
    ],
    ids=str,
)
def test_what_is_out_of_bounds_is_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(WrongUseError):
        pool.demonstrate(**parameters)


def test_a_start_method_that_the_platform_lacks_is_one_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        pool.main(["--start-method", "clone"], "hello-pool")

    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_command_writes_json_and_logs(facts: PoolFacts) -> None:
    done = CliRunner().invoke(pool.main, ["--json", "--log"])

    assert done.exit_code == 0
    assert set(json.loads(done.stdout)["result"]) == set(asdict(facts))
    assert "error_callback(LookupError('no item 2'))" in done.stderr
