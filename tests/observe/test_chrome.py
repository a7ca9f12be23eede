"""The file for Perfetto follows the Trace Event Format."""

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from any_traces import traces
from hypothesis import given
from hypothesis import strategies as some
from logs import BEGAN, MAIN, Writing

from hello.observe.building import build
from hello.observe.chrome import entries, text, write
from hello.observe.chrome.tracks import in_rows
from hello.observe.events import Deadlock, Kind, Place
from hello.observe.model import Hold, Trace

Entry = dict[str, Any]
US = 1000


def bank() -> Writing:
    """A worker waits for a lock and a queue, ends and is joined."""
    writing = Writing()
    lock, jobs = writing.thing("Lock", "accounts", line=3), writing.thing("Queue", "jobs", line=4)
    worker = writing.thread("工人", 10 * US, line=8)
    writing.held(MAIN, lock, 5 * US, 70 * US, line=30)
    writing.waits(worker, lock, 20 * US, 70 * US + 1, holder=MAIN, line=12, taken=30, freed_by=MAIN)
    writing.held(worker, lock, 70 * US + 1, 80 * US, line=12)
    for at, items in ((90, 1), (95, 2), (99, 0)):
        writing.note(at * US, MAIN, Kind.DEPTH, jobs, value=items)
    ended = writing.thing("Thread")
    writing.waits(MAIN, ended, 100 * US, 150 * US, holder=worker, freed_by=worker)
    writing.ends(worker, 149 * US)
    return writing


@pytest.fixture
def trace() -> Trace:
    return build([bank().done(200 * US)])


def of(kind: str, trace: Trace) -> list[Entry]:
    return [entry for entry in entries(trace) if entry["ph"] == kind]


def write_to(path: Path, trace: Trace) -> None:
    with path.open("w", encoding="utf-8") as stream:
        write(trace, stream)


def check_format(found: list[Entry]) -> None:
    """Assert what the format's description, and Perfetto's reader, ask of every file."""
    rows = defaultdict(list)
    for entry in found:
        assert {"ph", "name", "pid"} <= entry.keys()
        assert entry["ph"] == "M" or entry["ts"] >= 0
        if entry["ph"] == "X":
            assert entry["dur"] >= 0
            rows[entry["pid"], entry["tid"]].append((entry["ts"], entry["ts"] + entry["dur"]))
    named = {(entry["pid"], entry["tid"]) for entry in found if entry["name"] == "thread_name"}
    assert rows.keys() <= named
    for spans in rows.values():
        for (_, end), (start, _) in pairwise(sorted(spans)):
            assert end <= start + 1e-6
    check_arrows(found, rows)


def check_arrows(found: list[Entry], rows: dict[Any, list[tuple[float, float]]]) -> None:
    """Assert that each arrow has two ends, each within a slice."""
    ends = defaultdict(list)
    for entry in found:
        if entry["ph"] in {"s", "f"}:
            ends[entry["id"]].append(entry)
            spans = rows[entry["pid"], entry["tid"]]
            assert any(start <= entry["ts"] < end for start, end in spans)
    for start, finish in ends.values():
        assert (start["ph"], finish["ph"], finish["bp"]) == ("s", "f", "e")
        assert start["ts"] <= finish["ts"]


def test_a_slice_has_its_state_and_what_for_in_its_name(trace: Trace) -> None:
    (wait,) = [one for one in of("X", trace) if one["name"].startswith("blocked: Lock")]

    assert wait["name"] == "blocked: Lock 'accounts' (bank.py:3)"
    assert (wait["ts"], wait["dur"]) == (20.0, 50.001)
    assert wait["args"] == {
        "waits at": "/home/ann/bank.py:12 in pay",
        "held by": "MainThread",
        "taken at": "/home/ann/bank.py:30 in pay",
        "let go on by": "MainThread",
        "outcome": "got it",
    }


def test_who_had_just_got_it_is_the_holder() -> None:
    """It goes on a moment after the lock was its own, and only then says so."""
    writing = Writing()
    lock = writing.thing("Lock", "accounts", line=3)
    first, second = writing.thread("first", 1), writing.thread("second", 2)
    writing.waits(first, lock, 10 * US, 50 * US, line=12)
    writing.held(second, lock, 11 * US, 50 * US, line=40)
    (wait,) = [one for one in of("X", build([writing.done(90 * US)])) if "outcome" in str(one)]

    assert wait["args"]["held by"] == "second"
    assert wait["args"]["taken at"] == "/home/ann/bank.py:40 in pay"


def test_a_join_is_for_a_threads_end(trace: Trace) -> None:
    (wait,) = [one for one in of("X", trace) if one["name"].startswith("blocked: Thread")]

    assert wait["args"]["for the end of"] == "工人"
    assert "held by" not in wait["args"]


def test_a_lock_is_a_row_of_owners(trace: Trace) -> None:
    (row,) = {
        one["tid"] for one in of("M", trace) if one["args"].get("name", "").startswith("Lock")
    }

    owners = [one for one in of("X", trace) if one["tid"] == row]
    assert [one["name"] for one in owners] == ["MainThread", "工人"]
    assert owners[0]["args"]["taken at"] == "/home/ann/bank.py:30 in pay"


def test_a_queue_is_a_counter(trace: Trace) -> None:
    counts = of("C", trace)

    assert {one["name"] for one in counts} == {"Queue 'jobs' (bank.py:4)"}
    assert [(one["ts"], one["args"]["items"]) for one in counts] == [(90, 1), (95, 2), (99, 0)]


def test_arrows_say_who_let_whom_go_on(trace: Trace) -> None:
    assert [one["name"] for one in of("s", trace)] == [
        "started",
        "let go on: Lock 'accounts' (bank.py:3)",
        "ended: Thread '工人'",
    ]
    check_format(list(entries(trace)))


def test_names_come_first_and_in_order(trace: Trace) -> None:
    found = list(entries(trace))

    kinds = [one["ph"] for one in found]
    assert kinds[: kinds.count("M")] == ["M"] * kinds.count("M")
    order = {
        one["tid"]: one["args"]["sort_index"] for one in found if one["name"] == "thread_sort_index"
    }
    assert list(order.values()) == [0, 1, 2]
    assert trace.processes[0].number in order


def test_numbers_that_the_system_gave_twice_are_told_apart() -> None:
    writing = bank()
    for name in ("second", "third"):
        number = writing.thread(name, 160 * US)
        writing.threads[number].native_id = writing.threads[MAIN].native_id
    logs = [writing.done(200 * US), bank().done(200 * US)]
    trace = build(logs)
    found = list(entries(trace))

    tracks = [one["tid"] for one in found if one["name"] == "thread_name"]
    assert len(set(tracks)) == len(tracks)
    assert len({one["pid"] for one in found}) == len(trace.processes) == 2
    check_format(found)


def test_what_several_hold_at_once_has_several_rows() -> None:
    writing = Writing()
    gate = writing.thing("Semaphore", "gate", line=3, bound=2)
    other = writing.thread("other", 1)
    writing.held(MAIN, gate, 10 * US, 50 * US)
    writing.held(other, gate, 20 * US, 40 * US)
    found = list(entries(build([writing.done(90 * US)])))

    names = [one["args"]["name"] for one in found if one["name"] == "thread_name"]
    assert names[2:] == ["Semaphore 'gate' (bank.py:3)", "Semaphore 'gate' (bank.py:3), owner 2"]
    check_format(found)


def test_a_deadlock_marks_each_of_its_threads() -> None:
    writing = bank()
    stack = (Place("bank.py", 7, "swap"), Place("bank.py", 9, "<module>"))
    seen = Deadlock(BEGAN + 50 * US, (MAIN, MAIN + 1), (1, 1), (stack, ()))
    writing.deadlocks.append(seen)
    first, second = of("i", build([writing.done(200 * US)]))

    assert (first["name"], first["ts"]) == ("deadlock", 50)
    assert first["tid"] != second["tid"]
    assert first["args"] == {
        "frame 0": "bank.py:7 in swap",
        "frame 1": "bank.py:9 in <module>",
        "waits for": "Lock 'accounts' (bank.py:3)",
    }


def test_the_file_is_json_with_its_text_as_it_is(tmp_path: Path, trace: Trace) -> None:
    path = tmp_path / "trace.json"
    write_to(path, trace)

    assert "工人" in path.read_text("utf-8")
    read = json.loads(path.read_text("utf-8"))
    assert read["traceEvents"] == list(entries(trace))
    assert read["otherData"]["program"] == "bank.py"


def test_names_that_are_no_text_do_not_break_it(tmp_path: Path) -> None:
    writing = bank()
    writing.threads[MAIN].name = "caf\udce9"
    write_to(tmp_path / "trace.json", build([writing.done(200 * US)]))

    read = json.loads((tmp_path / "trace.json").read_text("utf-8"))
    assert r"caf\udce9" in {one["args"].get("name") for one in read["traceEvents"][:4]}


def test_notes_and_losses_are_in_the_file() -> None:
    trace = build([bank().done(200 * US, notes=["gevent is not seen"], dropped=3)])

    facts = json.loads("".join(text(trace)))["otherData"]
    assert facts["dropped events"] == "3"
    assert facts["note 1"] == "gevent is not seen"


def test_an_empty_run_is_a_file_too() -> None:
    read = json.loads("".join(text(build([Writing().done(0)]))))

    assert {one["ph"] for one in read["traceEvents"]} == {"M"}


def test_text_comes_an_entry_at_a_time(trace: Trace) -> None:
    assert max(map(len, text(trace))) < 400


holds = some.builds(
    lambda start, length: Hold(start, start + length, 0),
    some.integers(0, 50),
    some.integers(0, 20),
)


@given(some.lists(holds))
def test_no_row_has_an_overlap_and_no_hold_is_lost(found: list[Hold]) -> None:
    rows = in_rows(found)

    assert sorted(hold for row in rows for hold in row) == sorted(found)
    for row in rows:
        assert all(one.end <= after.start for one, after in pairwise(row))


@given(traces)
def test_any_trace_has_the_format(trace: Trace) -> None:
    read = json.loads("".join(text(trace)))

    check_format(read["traceEvents"])
    assert sum(one["ph"] == "X" for one in read["traceEvents"]) == sum(
        len(lane.stretches) for lane in trace.threads
    ) + sum(len(lane.holds) for lane in trace.objects)
