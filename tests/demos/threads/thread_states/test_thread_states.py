"""hello-thread-states: what it sees, what it says of it, and what it refuses."""

import json
import threading
from dataclasses import asdict, replace
from functools import partial
from time import perf_counter

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcome_of, verdict_on

from hello.claims import Outcome
from hello.demos.threads import thread_states
from hello.demos.threads.thread_states import life, memory, observer, ways
from hello.demos.threads.thread_states.facts import Period, StatesFacts, Wait
from hello.demos.threads.thread_states.history import contest, cpu_within, merged, periods
from hello.demos.threads.thread_states.life import Mark
from hello.demos.threads.thread_states.picture import picture, rows
from hello.demos.threads.thread_states.ways import WAYS, Setting
from hello.errors import HelloError, WrongUseError
from hello.observe import State

ALWAYS = ["threads-share", "processes-copy", "whole-life", "blocked-idle", "ready-after-blocked"]
QUICK = {"hold": 0.005, "compute": 0.02}


@pytest.fixture(scope="module")
def facts() -> StatesFacts:
    return thread_states.demonstrate()


verdict = partial(verdict_on, thread_states.CLAIMS)
outcome = partial(outcome_of, thread_states.CLAIMS)


# What it says of what it sees


@pytest.mark.parametrize("slug", ALWAYS)
def test_what_holds_on_every_machine(slug: str, facts: StatesFacts) -> None:
    assert outcome(slug, facts) is Outcome.CONFIRMED, verdict(slug, facts)


@pytest.mark.parametrize("slug", ["preempted", "one-runs", "blocked-on"])
def test_what_depends_on_the_gil_or_on_luck_is_never_wrongly_denied(
    slug: str, facts: StatesFacts
) -> None:
    assert outcome(slug, facts) is not Outcome.REFUTED, verdict(slug, facts)


# Twins


class AliveForEver(threading.Thread):
    def is_alive(self) -> bool:
        return True


def test_a_thread_that_never_begins_and_ends_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observer.threading, "Thread", AliveForEver)
    twin = thread_states.demonstrate(rivals=0, **QUICK)

    assert outcome("whole-life", twin) is Outcome.REFUTED


def broken_way(monkeypatch: pytest.MonkeyPatch, name: str, wait: object) -> None:
    monkeypatch.setitem(WAYS, name, WAYS[name]._replace(wait=wait))  # type: ignore[arg-type]  # a function


def test_a_busy_wait_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin asks for the lock again and again."""

    def wait_for_lock(setting: Setting) -> None:
        while not setting.lock.acquire(blocking=False):
            pass
        setting.lock.release()

    broken_way(monkeypatch, "lock", wait_for_lock)
    monkeypatch.setattr(observer, "DEADLINE", 1.0)
    twin = thread_states.demonstrate(rivals=0, **QUICK)

    assert outcome("blocked-idle", twin) is Outcome.REFUTED


def test_a_wait_that_does_not_wait_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin goes on without the event."""
    broken_way(monkeypatch, "event", lambda _: None)
    twin = thread_states.demonstrate(rivals=0, **QUICK)

    assert outcome("ready-after-blocked", twin) is Outcome.REFUTED


def test_a_wait_for_something_else_is_refuted(
    facts: StatesFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin is blocked on another thread's end where it should wait for the event."""

    def wait_for_event(setting: Setting) -> None:
        setting.helper.join()

    broken_way(monkeypatch, "event", wait_for_event)
    monkeypatch.setattr(observer, "DEADLINE", 0.2)
    diary = life.Diary()
    with ways.new_setting(0.01) as setting:
        thread = threading.Thread(target=WAYS["event"].wait, args=(setting,))
        thread.start()
        stack = observer.waiting_stack(thread, diary, "event")
    thread.join()

    waits = [replace(one, stack=stack) if one.on == "event" else one for one in seen(facts).waits]
    assert outcome("blocked-on", replace(facts, waits=tuple(waits))) is Outcome.REFUTED


def seen(facts: StatesFacts) -> StatesFacts:
    """Return *facts* with no wait that was missed, as it may happen on a busy machine."""
    waits = (replace(one, stack=one.stack or (WAYS[one.on].seen_in,)) for one in facts.waits)
    return replace(facts, waits=tuple(waits))


def test_a_wait_that_was_not_seen_decides_nothing(facts: StatesFacts) -> None:
    waits = [replace(one, stack=()) if one.on == "sleep" else one for one in facts.waits]

    assert outcome("blocked-on", replace(facts, waits=tuple(waits))) is Outcome.INCONCLUSIVE
    assert outcome("blocked-on", seen(facts)) is Outcome.CONFIRMED


def test_threads_that_run_at_once_are_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin's processor clock never stands still: as if no thread were ever ready."""
    monkeypatch.setattr(life, "thread_time", perf_counter)
    twin = replace(thread_states.demonstrate(**QUICK), gil=True)

    assert outcome("one-runs", twin) is Outcome.REFUTED
    assert outcome("preempted", twin) is Outcome.REFUTED
    assert outcome("one-runs", replace(twin, gil=False)) is Outcome.DEPENDS
    assert outcome("preempted", replace(twin, gil=False)) is Outcome.DEPENDS


def test_a_thread_that_gets_a_copy_is_refuted(
    facts: StatesFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = memory.append_in_thread
    monkeypatch.setattr(memory, "append_in_thread", lambda numbers: append(numbers[:]))

    broken = replace(facts, memory=memory.append_twice())
    assert outcome("threads-share", broken) is Outcome.REFUTED


def test_a_process_that_gets_the_list_itself_is_refuted(
    facts: StatesFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def append(numbers: list[int]) -> list[int]:
        numbers.append(5)
        return numbers

    monkeypatch.setattr(memory, "append_in_process", append)

    broken = replace(facts, memory=memory.append_twice())
    assert outcome("processes-copy", broken) is Outcome.REFUTED


@pytest.mark.parametrize("slug", ["preempted", "one-runs", "blocked-idle"])
def test_a_coarse_clock_decides_nothing(slug: str, facts: StatesFacts) -> None:
    assert outcome(slug, replace(facts, clock_step=1 / 64)) is Outcome.INCONCLUSIVE


def test_without_a_rival_nothing_is_said_of_turns() -> None:
    alone = thread_states.demonstrate(rivals=0, **QUICK)

    assert outcome("preempted", alone) is Outcome.INCONCLUSIVE
    assert outcome("one-runs", alone) is Outcome.INCONCLUSIVE


# From marks to states

MARKS = [
    Mark("begins", 1.0, 0.0),
    Mark("computes", 2.0, 1.0),
    Mark("computes", 4.0, 1.5),
    Mark("has computed", 4.0, 1.5),
    Mark("enters lock", 4.0, 1.5),
    Mark("leaves lock", 7.0, 1.5),
    Mark("computes", 8.0, 2.5),
]
WAIT = Wait("lock", 4.0, 6.0, 7.0, 0.0, ("wait_for_lock",))


def test_the_time_in_which_the_processor_clock_stands_still_is_ready() -> None:
    found = merged(periods(0.5, MARKS[:3], ()), 0.5)

    assert found == (
        Period(State.READY, 0.0, 0.5),
        Period(State.RUNNING, 0.5, 1.5),
        Period(State.READY, 1.5, 3.0),
        Period(State.RUNNING, 3.0, 3.5),
    )


def test_a_wait_is_blocked_until_it_is_ended_and_then_ready() -> None:
    wait_on = Mark("enters lock", 4.5, 1.5)
    marks = [*MARKS[:4], wait_on, *MARKS[5:]]
    found = list(periods(0.5, marks, [replace(WAIT, entered=4.5)]))

    assert Period(State.BLOCKED, 4.5, 6.0, "lock") in found
    assert Period(State.READY, 6.0, 7.0) in found


def test_the_contest_ends_with_the_first_wait() -> None:
    rival = [Mark("begins", 0.5, 0.0), Mark("computes", 1.5, 0.1), Mark("computes", 3.5, 1.1)]
    found = contest({"watched": MARKS, "rival": rival}, "watched")

    assert (found.wall, found.turns) == (3.0, 2)
    assert found.cpu == {"watched": 1.5, "rival": pytest.approx(1.0)}


def test_a_thread_without_marks_in_a_time_used_nothing_in_it() -> None:
    assert cpu_within(MARKS, 100, 200) == 0


def test_the_history_has_no_gaps(facts: StatesFacts) -> None:
    history = facts.histories["watched"]

    assert [one.start for one in history[1:]] == pytest.approx([one.end for one in history[:-1]])


def test_it_is_blocked_in_each_way_in_turn(facts: StatesFacts) -> None:
    on = [one.on for one in facts.histories["watched"] if one.state is State.BLOCKED]

    assert on == [*WAYS]


# What is left, shown and refused


@pytest.mark.parametrize("stage", ["observe", "waiting_stack", "wait"])
def test_ctrl_c_leaves_no_thread(stage: str, monkeypatch: pytest.MonkeyPatch) -> None:

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(observer, stage, interrupt)

    with leaves_no_thread():
        observer.watch(2, 0.01, 0.02)


def test_a_thread_that_gets_stuck_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observer, "DEADLINE", 0.01)

    with pytest.raises(HelloError, match="the watched thread got stuck"):
        observer.watch(0, 0.01, 0.5)


def test_a_process_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "APPEND", "raise SystemExit(3)")

    with pytest.raises(HelloError, match="a Python process failed"):
        memory.append_in_process([])


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_picture_fits(width: int, facts: StatesFacts) -> None:
    lines = drawn(picture(facts), width).splitlines()

    assert max(map(cell_len, lines)) <= width


def test_the_words_tell_turns_as_one() -> None:
    history = [
        Period(State.NEW, 0, 1),
        Period(State.READY, 1, 2),
        Period(State.RUNNING, 2, 4),
        Period(State.READY, 4, 5),
        Period(State.RUNNING, 5, 6),
        Period(State.BLOCKED, 6, 7, "lock"),
        Period(State.RUNNING, 7, 8),
        Period(State.TERMINATED, 8, 9),
    ]

    assert list(rows(history, {"lock": "f"})) == [
        ("new", 1, "made, but not started"),
        ("ready", 1, "started; waits for its turn"),
        ("running", 3, "computes, in 2 turns"),
        ("ready", 1, "between its turns; others have theirs"),
        ("blocked", 1, "on: lock, in f"),
        ("running", 1, "computes, in 1 turn"),
        ("terminated", 1, "has done its work"),
    ]


def test_the_command_writes_json(facts: StatesFacts) -> None:
    done = CliRunner().invoke(thread_states.main, ["--json", "--rivals", "0", "--hold", "0.005"])

    assert json.loads(done.stdout)["result"]["rivals"] == 0
    assert json.loads(json.dumps(asdict(facts)))["rivals"] == 1


@pytest.mark.parametrize(
    ("name", "value"), [("rivals", -1), ("rivals", 10_000), ("hold", 0), ("compute", 9.0)]
)
def test_numbers_out_of_bounds_are_refused(name: str, value: float) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range: {value}; take"):
        thread_states.demonstrate(**{name: value})  # type: ignore[arg-type]  # on purpose
