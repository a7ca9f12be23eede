"""What the picture of a trace shows."""

from typing import Any

import pytest
from logs import MAIN, Writing
from pictures import drawn
from rich.cells import cell_len

from hello.errors import WrongUseError
from hello.observe.building import build
from hello.observe.events import UNKNOWN, Deadlock, Kind, ThreadInfo
from hello.observe.gantt import Gantt
from hello.observe.model import Trace

MS = 1_000_000


def bank() -> Trace:
    """Return what two tellers did with one lock in 80 ms."""
    writing = Writing()
    lock = writing.thing("Lock", "accounts", line=3)
    ann, bob = writing.thread("ann", 0), writing.thread("bob", 0)
    writing.waits(bob, lock, 20 * MS, 60 * MS, holder=ann, line=12, taken=9, freed_by=ann)
    writing.held(ann, lock, 10 * MS, 60 * MS, line=9)
    writing.held(bob, lock, 60 * MS, 70 * MS, line=12)
    writing.ends(ann, 80 * MS)
    writing.ends(bob, 80 * MS)
    return build([writing.done(80 * MS)])


def rows(trace: Trace, width: int = 40, **more: Any) -> dict[str, str]:
    """Return the cells of each row, by its letter or digit; ten columns have 20 ms of the bank."""
    lines = drawn([Gantt(trace, **more)], width, "ascii").splitlines()
    margin = lines[1].index("|")
    keyed = (line for line in lines[2 : lines.index("")] if line[1:2] == " " != line[0])
    return {line[0]: line[margin:] for line in keyed}


def wide_enough(trace: Trace, columns: int) -> int:
    """Return the width at which the lanes have that many columns."""
    for width in range(columns, 200):
        lines = drawn([Gantt(trace)], width, "ascii").splitlines()
        if width - lines[1].find("|") == columns:
            return width
    raise AssertionError


def test_a_wait_names_who_holds_what() -> None:
    trace = bank()

    assert rows(trace, wide_enough(trace, 40)) == {
        "A": "#" * 40,
        "B": "#" * 40,
        "C": "#" * 10 + "B1" + "." * 18 + "#" * 10,
        "1": " " * 5 + "B" + "=" * 24 + "C====",
    }


def test_a_column_is_of_its_longest_wait() -> None:
    writing = Writing()
    first, second = (writing.thing("Event", name) for name in ("first", "second"))
    writing.waits(MAIN, first, 0, 70)
    writing.waits(MAIN, second, 70, 100)
    trace = build([writing.done(2000)])

    assert rows(trace, wide_enough(trace, 20))["A"] == "1" + "#" * 19


def test_holds_of_a_lock() -> None:
    """Less than half of a column is free, but no hold is lost."""
    writing = Writing()
    lock = writing.thing("Lock", "accounts")
    for start, end in ((0, 130), (710, 720), (1020, 1040), (1100, 1400)):
        writing.held(MAIN, lock, start, end)
    trace = build([writing.done(2000)])

    assert rows(trace, wide_enough(trace, 20))["1"] == "A      A  AA=="


def test_a_wait_goes_on_being_named_after_a_moment_of_running() -> None:
    writing = Writing()
    event = writing.thing("Event", "ready")
    writing.waits(MAIN, event, 0, 499_000)
    writing.waits(MAIN, event, 500_000, 1_000_000)
    trace = build([writing.done(1_000_000)])

    assert rows(trace, wide_enough(trace, 21))["A"] == "1" + "." * 9 + "+1" + "." * 9


def moments(owner: str = "") -> Trace:
    """Return a wait of one column of 20 for a lock, or for the end of a thread."""
    writing = Writing()
    worker = writing.thread("worker")
    what = writing.thing("Lock", owner) if owner else writing.thing("Thread", "worker")
    writing.waits(MAIN, what, 100, 150, holder=worker)
    if owner:
        writing.held(worker, what, 90, 900)
    writing.ends(worker, 1_000)
    return build([writing.done(1_000)])


@pytest.mark.parametrize("owner", ["accounts", ""])
def test_a_label_that_does_not_fit_is_not_shown(owner: str) -> None:
    """Its first letter alone would say that it waits for that thread to end."""
    trace = moments(owner)

    assert rows(trace, wide_enough(trace, 20))["A"] == "##" + "." + "#" * 17
    assert "waits for" not in drawn([Gantt(trace)], wide_enough(trace, 20))
    assert "waits for" in drawn([Gantt(trace)], wide_enough(trace, 60))


def test_a_lock_that_is_not_drawn_is_no_join() -> None:
    writing = Writing()
    worker = writing.thread("worker")
    for number, end in enumerate((100, 900)):
        writing.waits(MAIN, writing.thing("Lock", f"l{number}"), end - 90, end, holder=worker)
    writing.ends(worker, 1_000)
    trace = build([writing.done(1_000)])

    text = drawn([Gantt(trace, objects=1)])
    assert "B?" in text
    assert "B1· waits for 1, held by B" in text
    assert "to end" not in text
    assert "? a thread or object not shown" in text


def test_a_lock_that_was_taken_later_has_nobody_to_name() -> None:
    writing = Writing()
    lock, worker = writing.thing("Lock", "accounts"), writing.thread("worker")
    writing.waits(MAIN, lock, 0, 50)
    writing.held(worker, lock, 60, 100)
    trace = build([writing.done(100)])

    assert rows(trace, wide_enough(trace, 20))["A"] == "1" + "." * 9 + "#" * 10


def test_states_have_shapes_of_their_own() -> None:
    writing = Writing()
    sleep, socket = writing.thing("sleep"), writing.thing("socket")
    writing.waits(MAIN, sleep, 0, 10 * MS, cpu=0)
    writing.waits(MAIN, socket, 10 * MS, 20 * MS, cpu=0)
    writing.note(30 * MS, MAIN, Kind.SAMPLE, cpu=10 * MS)
    writing.note(40 * MS, MAIN, Kind.SAMPLE, cpu=10 * MS)
    trace = build([writing.done(40 * MS)])

    assert rows(trace, wide_enough(trace, 20))["A"] == "zzzzz~~~~~#####-----"
    text = drawn([Gantt(trace)], 60, "ascii")
    for word in ("z sleeping", "~ in I/O", "# running", "- ready"):
        assert word in text


def test_a_moment_of_running_is_marked() -> None:
    writing = Writing()
    sleep = writing.thing("sleep")
    writing.waits(MAIN, sleep, 0, 499_000)
    writing.waits(MAIN, sleep, 500_000, 1_000_000)
    trace = build([writing.done(1_000_000)])

    assert rows(trace, wide_enough(trace, 21))["A"] == "z" * 10 + "+" + "z" * 10


@pytest.mark.parametrize(("length", "shown"), [(5_000, "z"), (500, "~")])
def test_no_state_is_lost_but_what_is_negligible_in_its_column(length: int, shown: str) -> None:
    writing = Writing()
    socket, sleep = writing.thing("socket"), writing.thing("sleep")
    writing.waits(MAIN, socket, 0, 1_000_000)
    writing.waits(MAIN, sleep, 500_000, 500_000 + length)
    trace = build([writing.done(1_000_000)])

    assert rows(trace, wide_enough(trace, 21))["A"] == "~" * 10 + shown + "~" * 10


def test_a_moment_of_being_ready_takes_no_column_from_what_lasts() -> None:
    writing = Writing()
    sleep = writing.thing("sleep")
    writing.note(2_000, MAIN, Kind.SAMPLE, cpu=1_000)
    writing.waits(MAIN, sleep, 3_000, 1_000_000, cpu=1_000)
    writing.note(1_000_000, MAIN, Kind.SAMPLE, cpu=1_000)
    trace = build([writing.done(1_000_000)])

    assert rows(trace, wide_enough(trace, 20))["A"] == "+" + "z" * 19


@pytest.mark.parametrize(
    ("kind", "start", "shown"), [("sleep", 1, "z"), ("sleep", 99, "+"), ("Event", 2, ".")]
)
def test_a_short_life_is_one_column_of_what_it_was_most(kind: str, start: int, shown: str) -> None:
    writing = Writing()
    worker = writing.thread("worker", 1_000)
    writing.waits(worker, writing.thing(kind), 1_000 + start, 1_100)
    writing.ends(worker, 1_100)
    trace = build([writing.done(20_000)])

    assert rows(trace, wide_enough(trace, 20))["B"].replace("1", ".") == " " + shown


def test_an_edge_is_where_most_of_its_column_is() -> None:
    """What was rounded away far before it does not move it."""
    writing = Writing()
    sleep = writing.thing("sleep")
    writing.waits(MAIN, sleep, 0, 40)
    writing.waits(MAIN, sleep, 1060, 2000)
    trace = build([writing.done(2000)])

    assert rows(trace, wide_enough(trace, 20))["A"] == "#" * 11 + "z" * 9


def test_fast_changes_are_drawn_in_proportion() -> None:
    """A quarter of each column is blocked: a quarter of the columns is."""
    writing = Writing()
    event = writing.thing("Event", "ready")
    for begin in range(0, 4000, 4):
        writing.waits(MAIN, event, begin, begin + 1)
    trace = build([writing.done(4000)])

    row = rows(trace, wide_enough(trace, 40))["A"]
    assert 9 <= row.count("1") <= 11
    assert row.count("1") + row.count("#") == 40


def test_who_sets_an_event_is_in_its_row() -> None:
    writing = Writing()
    event = writing.thing("Event", "ready")
    worker = writing.thread("worker")
    writing.waits(MAIN, event, 0, 50, freed_by=worker)
    writing.ends(worker, 100)
    trace = build([writing.done(100)])

    assert rows(trace, wide_enough(trace, 20))["1"] == " " * 10 + "B"
    assert "B -> A 1 time through 1" in drawn([Gantt(trace)])


@pytest.mark.parametrize(
    ("encoding", "expected"), [("ascii", "00000222224444444444"), ("utf-8", "     ▄▄▄▄▄██████████")]
)
def test_the_items_of_a_queue(encoding: str, expected: str) -> None:
    writing = Writing()
    queue = writing.thing("Queue", "jobs", bound=4)
    for at, items in ((0, 0), (50, 2), (100, 4)):
        writing.note(at, MAIN, Kind.DEPTH, queue, value=items)
    trace = build([writing.done(200)])

    text = drawn([Gantt(trace)], wide_enough(trace, 40), encoding)
    (row,) = (line for line in text.splitlines() if line.startswith("1 "))
    assert row.split(" ", 1)[1].startswith("'jobs' 0-4 ")
    assert row.endswith("".join(each * 2 for each in expected))


def test_the_same_number_of_items_for_a_long_time() -> None:
    """Also where their shares of a column do not add up exactly."""
    writing = Writing()
    queue = writing.thing("Queue", "jobs")
    for at in range(0, 1000, 7):
        writing.note(at, MAIN, Kind.DEPTH, queue, value=3)
    trace = build([writing.done(1000)])

    assert set(rows(trace, wide_enough(trace, 33))["1"]) == {"3"}
    assert set(rows(trace, 60, start=403, end=405)["1"]) == {"3"}


def test_labels_of_the_time() -> None:
    for width in range(40, 200, 7):
        for end in (30 * MS, MS + 50_000):
            lines = drawn([Gantt(bank(), start=MS, end=end)], width, "ascii").splitlines()
            axis = next(line for line in lines if "|" in line)
            labels = axis.replace(" ms", "").replace("|", "").split()
            assert len(set(labels)) == len(labels)
            assert axis.count("|") == axis.count(" ms") == len(labels)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [30, 40, 60, 80, 200])
def test_the_time_has_two_labels_or_more(width: int, language: str) -> None:
    for end in (999, 30 * MS, 80 * MS, 1_999 * MS, 3_060_000 * MS):
        writing = Writing()
        writing.thread("a name that is long")
        trace = build([writing.done(end)])
        axis = drawn([Gantt(trace, language)], width).splitlines()[1]

        assert axis.count("│") >= 2
        assert cell_len(axis) <= width
        assert all(each.strip() for each in axis.split("│")[1:])


@pytest.mark.parametrize(("end", "column"), [(48, 10), (47, 9), (50, 10), (100, 19)])
def test_an_exception_is_marked_after_the_last_column(end: int, column: int) -> None:
    writing = Writing()
    worker = writing.thread("worker")
    writing.ends(worker, end, value=-1)
    trace = build([writing.done(100)])

    assert rows(trace, wide_enough(trace, 20))["B"] == "#" * column + "x"
    assert "exception" not in drawn([Gantt(trace, end=40)])


def test_the_end_of_a_thread_and_an_exception() -> None:
    writing = Writing()
    worker = writing.thread("worker", 25)
    writing.ends(worker, 50, value=-1)
    trace = build([writing.done(100)])

    assert rows(trace, wide_enough(trace, 20))["B"] == " " * 5 + "#" * 5 + "x"
    assert "x ended by an exception" in drawn([Gantt(trace)])


def test_a_deadlock_is_marked_and_told() -> None:
    writing = Writing()
    left, right = writing.thing("Lock", "left"), writing.thing("Lock", "right")
    ann, bob = writing.thread("ann"), writing.thread("bob")
    writing.waits(ann, right, 10, None, holder=bob)
    writing.waits(bob, left, 10, None, holder=ann)
    writing.deadlocks.append(Deadlock(writing.log.began + 50, (ann, bob), (right, left), ((), ())))
    trace = build([writing.done(100)])

    found = rows(trace, wide_enough(trace, 20))
    assert (found["B"][10], found["C"][10]) == ("!", "!")
    assert found["B"][2:4] == "C2"
    assert "! deadlock of B C, seen at 0.05 us" in drawn([Gantt(trace)])


@pytest.mark.parametrize(("at", "late"), [(10, 0), (14, 0), (19, 0), (24, 0), (25, 1)])
def test_the_mark_of_a_deadlock_is_beside_the_label(at: int, late: int) -> None:
    """Also where both belong to the same column: the label says for what, and whose that is."""
    writing = Writing()
    left, right = writing.thing("Lock", "left"), writing.thing("Lock", "right")
    ann, bob = writing.thread("ann"), writing.thread("bob")
    writing.waits(ann, right, 10, None, holder=bob)
    writing.waits(bob, left, 10, None, holder=ann)
    writing.deadlocks.append(Deadlock(writing.log.began + at, (ann, bob), (right, left), ((), ())))
    trace = build([writing.done(100)])

    found = rows(trace, wide_enough(trace, 20))
    assert found["B"][:6].startswith("##C2" + "." * late + "!")
    assert found["C"][:6].startswith("##B1" + "." * late + "!")
    assert "waits for B to end" not in drawn([Gantt(trace)])


def test_the_mark_of_an_exception_is_beside_the_label() -> None:
    writing = Writing()
    lock, worker = writing.thing("Lock", "accounts"), writing.thread("worker")
    writing.waits(worker, lock, 90, 100, holder=MAIN)
    writing.ends(worker, 100, value=-1)
    trace = build([writing.done(100)])

    assert rows(trace, wide_enough(trace, 20))["B"] == "#" * 17 + "xA1"


def crowd(threads: int = 500) -> Trace:
    """Return threads of which the last ones do most, and wait for each other."""
    writing = Writing()
    lock = writing.thing("Lock", "lock")
    for number in range(threads):
        worker = writing.thread(f"worker-{number}", 1000 - number)
        writing.waits(worker, lock, 1001, 1002, holder=worker - 1)
        writing.ends(worker, 1010)
    return build([writing.done(2000)])


def test_of_many_threads_the_busiest_are_drawn() -> None:
    text = drawn([Gantt(crowd(), threads=4)])

    names = [line.split()[1] for line in text.splitlines() if line[:2] in {"A ", "B ", "C ", "D "}]
    assert names == ["MainThread", "worker-499", "worker-498", "worker-497"]
    assert "and 497 more threads, less busy" in text
    assert "? a thread or object not shown" in text


def test_who_is_waited_for_is_drawn_before_who_is_busy() -> None:
    writing = Writing()
    lock = writing.thing("Lock", "lock")
    holder = writing.thread("holder")
    for number in range(30):
        worker = writing.thread(f"worker-{number}")
        writing.waits(worker, lock, 10, 500, holder=holder)
        writing.ends(worker, 1000)
    writing.ends(holder, 500)

    text = drawn([Gantt(build([writing.done(1000)]), threads=3)])
    assert "B holder" in text
    assert "C worker-0" in text


def test_main_and_who_is_in_a_deadlock_are_drawn_of_any_number() -> None:
    writing = Writing()
    left, right = writing.thing("Lock", "left"), writing.thing("Lock", "right")
    for number in range(10):
        writing.ends(writing.thread(f"worker-{number}"), 100)
    ann, bob = writing.thread("ann", 98), writing.thread("bob", 98)
    writing.deadlocks.append(Deadlock(writing.log.began + 99, (ann, bob), (right, left), ((), ())))
    writing.ends(MAIN, 1)
    text = drawn([Gantt(build([writing.done(100)]), threads=3)])

    for row in ("A MainThread", "B ann", "C bob"):
        assert row in text


def test_the_legend_prefers_a_thread_that_is_drawn() -> None:
    writing = Writing()
    lock = writing.thing("Lock", "accounts")
    ann, bob = writing.thread("ann"), writing.thread("bob")
    hidden = writing.thread("hidden", 100)
    writing.waits(ann, lock, 100, 300, holder=hidden)
    writing.waits(bob, lock, 400, 700, holder=ann)
    writing.ends(hidden, 200)
    text = drawn([Gantt(build([writing.done(1000)]), threads=3)])

    assert "B1· waits for 1, held by B" in text
    assert "? a thread or object not shown" in text


def test_of_many_objects_those_waited_for_longest_are_drawn() -> None:
    writing = Writing()
    for number in range(20):
        event = writing.thing("Event", f"event{number}")
        writing.waits(MAIN, event, 1000 * number, 1000 * number + 50 * number)
    text = drawn([Gantt(build([writing.done(20_000)]), objects=2)])

    assert "1 Event 'event18'" in text
    assert "2 Event 'event19'" in text
    assert "and 17 more objects, less waited for" in text
    assert "3 Event" not in text


def test_what_only_input_is_waited_for_has_no_row() -> None:
    writing = Writing()
    writing.waits(MAIN, writing.thing("socket", "client"), 10, 90)
    text = drawn([Gantt(build([writing.done(100)]))])

    assert "in I/O" in text
    assert "client" not in text


def test_a_part_of_the_time() -> None:
    trace = bank()
    text = drawn([Gantt(trace, start=20 * MS, end=60 * MS)], encoding="ascii")

    assert "shown from 20.0 ms to 60.0 ms" in text
    assert "|20 ms" in text
    assert rows(trace, 80, start=20 * MS, end=60 * MS)["C"].lstrip("B1").strip(".") == ""
    assert "|0 ms" not in text


def test_of_what_was_before_nothing_is_told() -> None:
    writing = Writing()
    lock, event = writing.thing("Lock", "accounts"), writing.thing("Event", "ready")
    ann, bob = writing.thread("ann"), writing.thread("bob")
    writing.waits(MAIN, event, 0, 40, freed_by=bob)
    writing.deadlocks.append(Deadlock(writing.log.began + 30, (MAIN, bob), (lock,), ((), ())))
    writing.ends(ann, 50, value=-1)
    writing.ends(bob, 100)
    trace = build([writing.done(100)])

    text = drawn([Gantt(trace, start=60)], encoding="ascii")
    assert "bob" in text
    for word in ("ann", "'ready'", "!", "->", "deadlock", "exception"):
        assert word not in text


@pytest.mark.parametrize(("start", "end"), [(50, 40), (2000, None), (None, 0), (7, 7)])
def test_no_such_part_of_the_time(start: int | None, end: int | None) -> None:
    writing = Writing()
    with pytest.raises(WrongUseError, match="no such time"):
        Gantt(build([writing.done(1000)]), start=start, end=end)


@pytest.mark.parametrize("wrong", [{"threads": 0}, {"threads": 27}, {"objects": 10}])
def test_more_than_has_letters(wrong: dict[str, Any]) -> None:
    with pytest.raises(WrongUseError, match="out of range"):
        Gantt(bank(), **wrong)


def test_nothing_was_recorded() -> None:
    assert "nothing was recorded" in drawn([Gantt(build([Writing().done(0)]))])


def test_processes_have_headings() -> None:
    other = Writing(process=200, parent=100)
    other.threads[MAIN] = ThreadInfo("MainThread")
    trace = build([Writing().done(100), other.done(100)])

    lines = drawn([Gantt(trace)], encoding="ascii").splitlines()
    assert [line.strip().rstrip("#") for line in lines[2:6]] == [
        "process 100",
        "A MainThread ",
        "process 200",
        "B MainThread ",
    ]


def test_threads_without_a_clock_are_named() -> None:
    assert "running, for A B C running or ready" in drawn([Gantt(bank())])


def test_chinese() -> None:
    text = drawn([Gantt(bank(), "zh")])

    for words in (
        "80.0 毫秒，3 个线程",
        "· 阻塞",
        "B1· 等待 1，由 B 持有",
        "B -> C 1 次（通过 1）",
    ):
        assert words in text


def test_a_terminal_without_chinese_is_told_in_english() -> None:
    assert "waits for 1, held by B" in drawn([Gantt(bank(), "zh")], encoding="ascii")
    assert "等待 1，由 B 持有" in drawn([Gantt(bank(), "zh")], encoding="gbk")


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_fills_the_terminal(width: int, encoding: str, language: str) -> None:
    lines = drawn([Gantt(bank(), language)], width, encoding).splitlines()

    assert max(map(cell_len, lines)) == cell_len(lines[2]) == width


def test_a_holder_that_was_not_noted_is_found_in_the_lane() -> None:
    writing = Writing()
    lock = writing.thing("Lock", "accounts")
    worker = writing.thread("worker")
    writing.waits(MAIN, lock, 20, 60, holder=UNKNOWN)
    writing.held(worker, lock, 10, 60)
    writing.ends(worker, 100)
    trace = build([writing.done(100)])

    assert rows(trace, wide_enough(trace, 20))["A"][4:6] == "B1"
