"""hello-lock: each claim with a broken twin, the switch interval, and what is left."""

import json
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, replace
from functools import partial
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcomes_of

from hello.claims import Outcome
from hello.claims.environment import gil_is_enabled
from hello.demos.threads import lock
from hello.demos.threads.lock import exhibits
from hello.demos.threads.lock.bytecode import loop_body
from hello.demos.threads.lock.exhibits import Pair
from hello.demos.threads.lock.facts import LockFacts
from hello.demos.threads.lock.picture import aligned, picture, reasons
from hello.errors import HelloError, WrongUseError
from hello.interrupts import interrupt_main_thread

NEEDS_GIL = pytest.mark.skipif(
    not gil_is_enabled(), reason="other Python: without the GIL every exhibit may lose updates"
)
EACH_PAIR = pytest.mark.parametrize(
    "new_pair", [exhibits.bare, exhibits.call, exhibits.forced], ids=["bare", "call", "forced"]
)


outcomes = partial(outcomes_of, lock.CLAIMS)


@pytest.fixture(scope="module")
def facts() -> LockFacts:
    return lock.demonstrate()


def call_before_read() -> Pair:
    """The mended twin of ``n += one()``: nothing comes after the read but the addition."""
    n = 0

    def add(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            m = exhibits.one()
            n += m

    return Pair(add, add, lambda: n)


def write_alone() -> Pair:
    """A twin that does not read n."""
    n = 0

    def add(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            n = updates

    return Pair(add, add, lambda: n)


def write_what_was_read() -> Pair:
    """A twin that adds nothing: its write follows its read at once."""
    n = 0

    def add(updates: int) -> None:
        nonlocal n
        for _ in range(updates):
            n = n  # noqa: PLW0127  # two instructions, nothing between them

    return Pair(add, add, lambda: n)


def test_the_sure_claims_are_confirmed(facts: LockFacts) -> None:
    seen = outcomes(facts)

    sure = ("lost-update", "lock-protects", "several-steps")
    assert {seen[claim] for claim in sure} == {Outcome.CONFIRMED}


@NEEDS_GIL
def test_the_bare_increment_loses_nothing_under_the_gil(facts: LockFacts) -> None:
    assert facts.exhibit("bare").without_lock.lost == 0
    assert outcomes(facts)["bare-increment"] is Outcome.REFUTED


def test_a_call_in_between_is_never_judged_wrongly(facts: LockFacts) -> None:
    assert outcomes(facts)["call-between"] in {Outcome.CONFIRMED, Outcome.INCONCLUSIVE}


@NEEDS_GIL
@pytest.mark.parametrize(
    ("exhibit", "twin", "claim", "outcome"),
    [
        pytest.param("forced", exhibits.bare, "lost-update", Outcome.REFUTED, id="no pause"),
        pytest.param("call", call_before_read, "call-between", Outcome.REFUTED, id="call before"),
        pytest.param("bare", exhibits.forced, "bare-increment", Outcome.CONFIRMED, id="pause"),
        pytest.param("bare", write_alone, "several-steps", Outcome.REFUTED, id="no read"),
        pytest.param(
            "bare", write_what_was_read, "several-steps", Outcome.REFUTED, id="no addition"
        ),
    ],
)
def test_another_exhibit_turns_the_verdict(
    monkeypatch: pytest.MonkeyPatch,
    exhibit: str,
    twin: Callable[[], Pair],
    claim: str,
    outcome: Outcome,
) -> None:
    monkeypatch.setattr(lock, exhibit, twin)

    assert outcomes(lock.demonstrate(updates=200))[claim] is outcome


def test_a_lock_that_does_not_lock_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exhibits, "threading", SimpleNamespace(Lock=nullcontext))

    assert outcomes(lock.demonstrate())["lock-protects"] is Outcome.REFUTED


@pytest.mark.parametrize("name", ["bare", "call", "forced"])
@pytest.mark.parametrize(
    ("lost", "outcome"), [(0, Outcome.INCONCLUSIVE), (1, Outcome.CONFIRMED)], ids=["none", "one"]
)
def test_without_the_gil_only_what_was_seen_counts(
    facts: LockFacts, name: str, lost: int, outcome: Outcome
) -> None:
    old = facts.exhibit(name)
    seen = replace(old, without_lock=replace(old.without_lock, lost=lost))
    free = replace(facts, gil=False, exhibits=(seen,))

    claims = {"bare": "bare-increment", "call": "call-between", "forced": "lost-update"}
    check_of = {claim.id: claim.check for claim in lock.CLAIMS}
    assert check_of[f"lock.{claims[name]}"](free).outcome is outcome


def test_one_thread_alone_decides_nothing() -> None:
    seen = outcomes(lock.demonstrate(threads=1, updates=1))

    assert seen.pop("several-steps") is Outcome.CONFIRMED
    assert set(seen.values()) == {Outcome.INCONCLUSIVE}


def test_json_can_write_the_facts(facts: LockFacts) -> None:
    assert json.loads(json.dumps(asdict(facts)))["threads"] == 4


@pytest.mark.parametrize(
    "wrong",
    [
        {"threads": 0},
        {"threads": 17},
        {"updates": 0},
        {"updates": 1_000_001},
        {"switch_interval": 0.0},
        {"switch_interval": float("nan")},
    ],
    ids=str,
)
def test_out_of_bounds_is_wrong_use(wrong: dict[str, float]) -> None:
    with pytest.raises(WrongUseError, match="out of range"):
        lock.demonstrate(**wrong)  # type: ignore[arg-type]  # a wrong value is what is tested


def test_the_switch_interval_is_set_for_the_run_only(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sys.getswitchinterval()
    during: list[float] = []

    def fail(*_: object) -> None:
        during.append(sys.getswitchinterval())
        raise KeyboardInterrupt

    monkeypatch.setattr(lock, "run_together", fail)
    with pytest.raises(KeyboardInterrupt):
        lock.demonstrate(switch_interval=0.25)

    assert during == [pytest.approx(0.25)]
    assert sys.getswitchinterval() == before


def test_ctrl_c_leaves_no_thread_behind() -> None:
    interrupted = threading.Event()

    def update(_: int) -> None:
        if not interrupted.is_set():
            interrupted.set()
            interrupt_main_thread()

    with leaves_no_thread():
        lock.run_together(update, 4, sys.maxsize)


def test_threads_that_cannot_meet_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise threading.BrokenBarrierError

    monkeypatch.setattr(threading.Barrier, "wait", refuse)

    with pytest.raises(HelloError, match="did not start in time: 0"):
        lock.run_together(lambda _: None, 2, 1)


@EACH_PAIR
def test_all_updates_are_made(new_pair: Callable[[], Pair]) -> None:
    pair = new_pair()
    lock.run_together(pair.with_lock, 3, 2 * lock.BATCH + 1)

    assert pair.total() == 3 * (2 * lock.BATCH + 1)


@NEEDS_GIL
def test_only_what_loses_nothing_runs_again() -> None:
    facts = lock.demonstrate(threads=2, updates=2_000)
    made = {one.name: [seen.updates for seen in one.runs()] for one in facts.exhibits}

    assert made["bare"] == [4_000 * lock.ROUNDS, 4_000]
    assert made["forced"][1] == 2 * 2_000 // lock.PAUSES
    assert facts.exhibit("forced").without_lock.lost
    assert made["forced"][0] < made["forced"][1] * lock.ROUNDS


@EACH_PAIR
def test_a_body_without_a_lock_begins_with_the_read(new_pair: Callable[[], Pair]) -> None:
    assert loop_body(new_pair().without_lock)[0].reads


@EACH_PAIR
@pytest.mark.parametrize("which", [0, 1], ids=["without lock", "with lock"])
def test_a_body_reads_then_writes_and_jumps_back(new_pair: Callable[[], Pair], which: int) -> None:
    body = loop_body(new_pair()[which])

    assert [one.reads for one in body].count(True) == 1
    assert [one.writes for one in body].count(True) == 1
    assert [one.reads for one in body].index(True) < [one.writes for one in body].index(True)
    assert body[-1].name == "JUMP_BACKWARD"
    assert "NULL" not in "".join(one.argument for one in body)


@pytest.mark.parametrize(("name", "places"), [("bare", 0), ("call", 1), ("forced", 1)])
def test_threads_may_switch_in_a_call_only(facts: LockFacts, name: str, places: int) -> None:
    for seen in facts.exhibit(name).runs():
        assert seen.switches_between() == places


def test_the_source_shown_is_the_source_that_ran(facts: LockFacts) -> None:
    names = {one.name: {i.argument for i in one.without_lock.body} for one in facts.exhibits}

    assert {"+=", "n"} <= names["bare"]
    assert {"+=", "n", "one"} <= names["call"]
    assert {"+", "n", "v", "time", "sleep"} <= names["forced"]


def test_reads_stand_beside_reads_and_writes_beside_writes(facts: LockFacts) -> None:
    columns = aligned([one.with_lock for one in facts.exhibits])

    for role in ("read", "write"):
        places = [[line.startswith(role) for line in column].index(True) for column in columns]
        assert len(set(places)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("locked", [False, True], ids=["without lock", "with lock"])
def test_the_picture_fits(facts: LockFacts, encoding: str, width: int, *, locked: bool) -> None:
    lines = drawn(picture(facts, locked=locked), width, encoding).splitlines()

    bars = [line for line in lines if line.startswith(("no lock", "lock "))]
    assert [cell_len(line) for line in bars] == [width] * 6
    assert max(map(cell_len, lines)) <= width
    assert sum("STORE_DEREF n" in line for line in lines) == (1 if width >= 80 else 3)


def test_the_reason_is_that_of_the_interpreter(facts: LockFacts) -> None:
    told = {
        name: " ".join(reasons(replace(facts, **change)))  # type: ignore[arg-type]  # fields
        for name, change in {
            "gil": {"gil": True},
            "free": {"gil": False},
            "other": {"implementation": "PyPy"},
        }.items()
    }

    assert "bare: no switch between read and write. Nothing can be lost." in told["gil"]
    assert "runs without the GIL" in told["free"]
    assert "Nothing can be lost" not in told["free"] + told["other"]
    assert "PyPy" in told["other"]


def test_the_command_shows_the_bytecode_with_the_lock() -> None:
    ended = CliRunner().invoke(lock.main, ["--updates", "100", "--locked", "--lang", "zh"])

    assert ended.exit_code == 0
    assert "LOAD_DEREF lock" in ended.stdout
    assert "教程里单独的 n += 1" in ended.stdout
