"""The six remedies, each whole and with its essential taken away."""

import json
import multiprocessing
import os
import queue
import sys
import threading
from dataclasses import asdict, replace

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len

from hello.claims import Outcome, Verdict
from hello.claims import check as check_all
from hello.demos.processes.remedies import CLAIMS, ESSENTIALS, demonstrate, locking, main
from hello.demos.processes.remedies.caching import from_a_cache
from hello.demos.processes.remedies.facts import Remedies
from hello.demos.processes.remedies.hardware import projected, serial_share
from hello.demos.processes.remedies.locking import under_a_lock
from hello.demos.processes.remedies.parallel import in_processes
from hello.demos.processes.remedies.picture import picture
from hello.demos.processes.remedies.queueing import through_a_queue
from hello.demos.processes.remedies.workload import (
    Workload,
    one_by_one,
    price,
    requested_items,
)
from hello.errors import WrongUseError

SMALL = {"requests": 12, "steps": 50}
WORK = Workload(requested_items(12), 50)
DEADLINE = 30.0

TWINS = {
    "remedies.queue-is-bounded": "bound",
    "remedies.lock-loses-nothing": "lock",
    "remedies.cache-computes-once": "cache",
    "remedies.processes-overlap": "overlap",
    "remedies.hardware-has-a-limit": "amdahl",
    "remedies.lost-message-comes-again": "ack",
    "remedies.killed-worker-loses-nothing": "ack",
    "remedies.repeated-message-counts-once": "numbers",
}


def verdicts(result: Remedies) -> dict[str, Verdict]:
    return {
        claim.id: verdict for claim, verdict in zip(CLAIMS, check_all(CLAIMS, result), strict=True)
    }


@pytest.fixture(scope="session")
def broken() -> dict[str, Remedies]:
    """Return a run without each of the essentials."""
    return {name: demonstrate(without=(name,), **SMALL) for name in ESSENTIALS}  # type: ignore[arg-type]  # keywords


def test_every_claim_holds_here(result: Remedies) -> None:
    outcomes = {name: verdict.outcome for name, verdict in verdicts(result).items()}

    assert outcomes == dict.fromkeys(TWINS, Outcome.CONFIRMED)


@pytest.mark.parametrize(("claim", "essential"), TWINS.items())
def test_a_claim_falls_without_its_essential(
    claim: str, essential: str, broken: dict[str, Remedies]
) -> None:
    """And the claims about the other remedies stand."""
    found = verdicts(broken[essential])

    assert found[claim].outcome is Outcome.REFUTED, found[claim].evidence
    others = {name for name, taken in TWINS.items() if taken != essential}
    if essential == "ack":
        others.remove("remedies.repeated-message-counts-once")
    assert {found[name].outcome for name in others} == {Outcome.CONFIRMED}


@pytest.mark.parametrize(
    ("settings", "undecided"),
    [
        ({"capacity": 12}, {"remedies.queue-is-bounded"}),
        ({"workers": 1}, {"remedies.lock-loses-nothing", "remedies.processes-overlap"}),
    ],
    ids=["a place for each request", "one worker"],
)
def test_what_cannot_be_decided_is_inconclusive(
    settings: dict[str, int], undecided: set[str]
) -> None:
    found = verdicts(demonstrate(**{**SMALL, **settings}))  # type: ignore[arg-type]  # keywords

    unsure = {name for name, one in found.items() if one.outcome is Outcome.INCONCLUSIVE}
    assert unsure == undecided
    assert {one.outcome for one in found.values()} == {Outcome.INCONCLUSIVE, Outcome.CONFIRMED}


def test_a_clock_too_coarse_for_the_entries_is_inconclusive(result: Remedies) -> None:
    plain = replace(result.plain, in_turn=0.0)

    found = verdicts(replace(result, plain=plain))["remedies.hardware-has-a-limit"]
    assert found.outcome is Outcome.INCONCLUSIVE


def test_more_workers_than_requests_leave_nobody_without() -> None:
    result = demonstrate(requests=4, steps=10, capacity=1, workers=8)

    assert result.parallel.shares == (1, 1, 1, 1)
    assert result.messages
    assert (result.messages.lost, result.messages.total) == (0, result.plain.total)


def test_half_of_the_requests_are_for_the_same_item() -> None:
    assert requested_items(8) == (0, 1, 0, 2, 0, 1, 0, 3)
    assert [requested_items(64).count(item) for item in range(4)] == [32, 16, 8, 4]


def test_prices_are_the_same_every_time_and_depend_on_the_work() -> None:
    assert price(0, 1) == 48271 % 1000 + 1
    assert price(3, 20) == price(3, 20) != price(3, 21)
    assert all(1 <= price(item, 7) <= 1000 for item in range(500))


def test_the_plain_loop_adds_up_all_prices() -> None:
    plain = one_by_one(WORK)

    assert plain.total == sum(price(item, 50) for item in WORK.items)
    assert plain.shared_out > 0


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("capacity", [1, 3, 500])
def test_the_queue_holds_no_more_than_it_may(capacity: int, workers: int) -> None:
    queued = through_a_queue(WORK, capacity, workers, bounded=True)

    assert queued.peak == min(capacity, len(WORK.items))
    assert (queued.held_back > 0) == (capacity < len(WORK.items))
    assert (queued.handled, queued.total) == (12, one_by_one(WORK).total)


def test_without_a_bound_the_queue_takes_the_whole_burst() -> None:
    queued = through_a_queue(WORK, 3, 2, bounded=False)

    assert (queued.peak, queued.held_back, queued.handled) == (12, 0, 12)


def test_the_lock_counts_every_update() -> None:
    locked = under_a_lock(WORK, 4, locked=True)

    assert (locked.threads, locked.updates, locked.lost) == (4, 12, 0)
    assert under_a_lock(WORK, 4, locked=False).lost > 0


@pytest.mark.parametrize("workers", [1, 2, 4, 20])
def test_without_a_lock_something_is_lost_however_short_the_moment(
    workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The threads meet in it once: all but one of their first entries are overwritten."""
    monkeypatch.setattr(locking, "PAUSE", 0.0)

    assert under_a_lock(WORK, workers, locked=False).lost >= min(workers, len(WORK.items)) - 1


def test_the_cache_prepares_what_is_popular() -> None:
    """Items 0, 1 and 2 of 12 requests come more than once, item 3 once."""
    cached = from_a_cache(WORK, cached=True)

    assert (cached.beforehand, cached.on_demand, cached.looked_up) == (3, 1, 11)
    assert from_a_cache(WORK, cached=False).on_demand == 12


def test_processes_are_others_than_this_one() -> None:
    parallel = in_processes(WORK, 3, together=True)

    assert len(parallel.processes) == 3
    assert os.getpid() not in parallel.processes
    assert (parallel.shares, parallel.at_once) == ((4, 4, 4), 3)
    assert in_processes(WORK, 3, together=False).at_once == 1


def test_amdahl_with_figures_worked_out_by_hand(result: Remedies) -> None:
    """A quarter stays: twice the hardware brings 1 / (1/4 + 3/8) = 1.6."""
    plain = replace(result.plain, shared_out=3.0, in_turn=1.0)

    assert serial_share(plain) == 0.25
    assert [round(one.speed_up, 3) for one in projected(plain, amdahl=True)] == [
        1.6, 2.286, 3.368, 3.988,
    ]  # fmt: skip
    assert projected(plain, amdahl=False)[0].speed_up == 2


class Interrupted(queue.Queue[object]):
    """A queue at whose third item Ctrl-C is typed."""

    def put_nowait(self, item: object) -> None:
        if self.qsize() == 2:
            raise KeyboardInterrupt
        super().put_nowait(item)


def test_ctrl_c_leaves_no_server_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "Queue", Interrupted)

    with leaves_no_thread():
        through_a_queue(WORK, 4, 3, bounded=True)


def test_ctrl_c_leaves_no_clerk_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes when one thread has started and waits, for ever if need be, for the second."""
    before = set(threading.enumerate())
    start = threading.Thread.start

    def interrupted(thread: threading.Thread) -> None:
        if thread.name == "clerk-2":
            raise KeyboardInterrupt
        start(thread)

    def run() -> None:
        with pytest.raises(KeyboardInterrupt):
            under_a_lock(WORK, 2, locked=True)

    monkeypatch.setattr(locking, "PATIENCE", None)
    monkeypatch.setattr(threading.Thread, "start", interrupted)
    runner = threading.Thread(target=run, daemon=True)
    runner.start()
    runner.join(DEADLINE)

    assert set(threading.enumerate()) == before


@pytest.mark.parametrize(
    "settings",
    [
        {"requests": 3},
        {"requests": 501},
        {"steps": 0},
        {"capacity": 0},
        {"workers": 0},
        {"workers": 10_000},
        {"without": ("luck",)},
        {"without": ("locks",)},
    ],
    ids=str,
)
def test_out_of_bounds_is_wrong_use(settings: dict[str, object]) -> None:
    with pytest.raises(WrongUseError):
        demonstrate(**settings)  # type: ignore[arg-type]  # wrong on purpose


def test_nothing_is_left_behind() -> None:
    before = left_behind()

    demonstrate(**SMALL)  # type: ignore[arg-type]  # keywords

    assert left_behind() == before


def left_behind() -> dict[str, object]:
    return {
        "threads": set(threading.enumerate()),
        "processes": multiprocessing.active_children(),
        "environment": dict(os.environ),
    }


def test_the_result_can_be_written_as_json(result: Remedies) -> None:
    assert json.loads(json.dumps(asdict(result)))


@pytest.fixture
def without_kombu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look as an installation without the extra "broker" does."""
    monkeypatch.setitem(sys.modules, "kombu", None)


@pytest.mark.usefixtures("without_kombu")
def test_without_kombu_the_rest_works_and_says_what_is_missing() -> None:
    done = CliRunner().invoke(main, ["--lang", "en"], env={"COLUMNS": "100"})

    text = " ".join(done.output.split())
    assert done.exit_code == 0
    assert text.count("CONFIRMED") == 5
    assert text.count("INCONCLUSIVE") == 3
    assert "kombu is not installed: pip install 'HelloWorld[broker]'" in text.replace("│ ", "")


@pytest.mark.usefixtures("without_kombu")
def test_a_broker_without_kombu_is_wrong_use() -> None:
    with pytest.raises(WrongUseError, match=r"kombu.*pip install 'HelloWorld\[broker\]'"):
        demonstrate(broker="redis://localhost/")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_picture_fits(width: int, encoding: str, result: Remedies) -> None:
    text = drawn(picture(result), width, encoding)

    assert max(cell_len(line.rstrip()) for line in text.splitlines()) <= width
    assert all(word in text for word in ("6 messages", "killed with", "projection"))


def test_the_picture_tells_what_is_wrong(broken: dict[str, Remedies]) -> None:
    lost = drawn(picture(broken["ack"]), 100)

    assert "Taken away on purpose: ack" in lost
    assert lost.count("never handled: LOST") == 2
    assert "WRONG" in drawn(picture(broken["lock"]), 100)


def test_the_command_says_what_was_taken_away() -> None:
    done = CliRunner().invoke(main, ["--json", "--requests", "8", "--without", "lock"])

    report = json.loads(done.stdout)
    assert report["result"]["without"] == ["lock"]
    assert report["result"]["items"] == [0, 1, 0, 2, 0, 1, 0, 3]
