"""hello-queue: what it sees, what it says of it, and what it refuses."""

import json
import queue
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as some
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcome_of

from hello.claims import Outcome, check
from hello.demos.threads import queue_demo
from hello.demos.threads.queue_demo import calls
from hello.demos.threads.queue_demo.facts import Closed, QueueFacts
from hello.demos.threads.queue_demo.history import GET, PUT, History
from hello.demos.threads.queue_demo.picture import picture
from hello.errors import WrongUseError

HAS_SHUTDOWN = hasattr(queue.Queue, "shutdown")
SHUT = Closed(held=(0, 1), put_error="ShutDown", got=(0, 1), get_error="ShutDown")


@pytest.fixture(scope="module")
def facts() -> QueueFacts:
    return queue_demo.demonstrate(pause=1)


outcome = partial(outcome_of, queue_demo.CLAIMS)


# What it sees


@settings(max_examples=40, deadline=None)
@given(
    capacity=some.integers(0, 5),
    items=some.integers(1, 6),
    producers=some.integers(1, 8),
    consumers=some.integers(1, 8),
)
def test_whatever_the_numbers_no_claim_is_wrong(
    capacity: int, items: int, producers: int, consumers: int
) -> None:
    facts = queue_demo.demonstrate(
        capacity=capacity, items=items, producers=producers, consumers=consumers, pause=0
    )

    assert Counter(facts.received) == Counter(facts.sent)
    assert len(facts.sent) == items * producers
    for claim, verdict in zip(queue_demo.CLAIMS, check(queue_demo.CLAIMS, facts), strict=True):
        wrong = claim.id == "queue.listing-ends-well"
        assert verdict.outcome in {
            Outcome.INCONCLUSIVE,
            Outcome.REFUTED if wrong else Outcome.CONFIRMED,
        }


def test_a_queue_that_becomes_full_is_always_seen_full() -> None:
    facts = queue_demo.demonstrate(capacity=1, items=2, producers=1, consumers=8, pause=0)

    assert outcome("queue.full-blocks-put", facts) == Outcome.CONFIRMED


def test_the_calls_and_how_they_end(facts: QueueFacts) -> None:
    assert [(call.call, call.on, call.error, call.waits) for call in facts.calls] == [
        ("get(block=False)", "empty queue", "Empty", 0),
        ("get(block=False, timeout=60.0)", "empty queue", "Empty", 0),
        ("get(timeout=0.01)", "empty queue", "Empty", 1),
        ("put(1, block=False)", "full queue", "Full", 0),
        ("put(1, block=False, timeout=60.0)", "full queue", "Full", 0),
        ("put(1, timeout=0.01)", "full queue", "Full", 1),
    ]


def test_the_listing_gets_all_and_dies(facts: QueueFacts) -> None:
    assert (facts.listing.got, facts.listing.error) == ((0, 1, 2, 3, 4), "Empty")


# What it says of it


def test_what_is_confirmed_by_default(facts: QueueFacts) -> None:
    outcomes = {claim.id: outcome(claim.id, facts) for claim in queue_demo.CLAIMS}

    assert outcomes.pop("queue.listing-ends-well") == Outcome.REFUTED
    shut = outcomes.pop("queue.shutdown")
    assert shut == (Outcome.CONFIRMED if HAS_SHUTDOWN else Outcome.INCONCLUSIVE)
    assert set(outcomes.values()) == {Outcome.CONFIRMED}


class Unlimited(queue.Queue[Any]):
    """Forgets its capacity."""

    def __init__(self, maxsize: int = 0) -> None:
        super().__init__(maxsize and 0)


class Patient(queue.Queue[Any]):
    """Waits also where it is told not to."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: FBT001, FBT002  # the queue's signature
        return super().get(timeout=timeout if block else 0.001)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002  # the queue's signature
        super().put(item, timeout=timeout if block else 0.001)


class Hasty(queue.Queue[Any]):
    """Never waits for a timeout."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:  # noqa: FBT001, FBT002  # the queue's signature
        return super().get(block=block and timeout is None)

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002  # the queue's signature
        super().put(item, block=block and timeout is None)


class Careless(queue.Queue[Any]):
    """Thinks that all is done, whatever it is told."""

    def join(self) -> None:
        pass

    def task_done(self) -> None:
        if self.unfinished_tasks:
            super().task_done()


def lossy(copies: int) -> "type[queue.Queue[Any]]":
    class Lossy(queue.Queue[Any]):
        """Takes the item B1 another number of times than once."""

        def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:  # noqa: FBT001, FBT002  # the queue's signature
            for _ in range(copies if item == "B1" else 1):
                super().put(item, block, timeout)

    return Lossy


@pytest.mark.parametrize(
    ("claim_id", "twin"),
    [
        ("queue.first-in-first-out", queue.LifoQueue),
        ("queue.full-blocks-put", Unlimited),
        ("queue.every-item-once", lossy(0)),
        ("queue.every-item-once", lossy(2)),
    ],
    ids=["last in, first out", "no limit", "an item lost", "an item twice"],
)
def test_a_broken_queue_refutes(
    claim_id: str, twin: "type[queue.Queue[Any]]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "Queue", twin)

    assert outcome(claim_id, queue_demo.demonstrate(pause=0)) == Outcome.REFUTED


@pytest.mark.parametrize(
    ("claim_id", "twin"),
    [
        ("queue.block-false", Patient),
        ("queue.block-false", Unlimited),
        ("queue.timeout", Hasty),
        ("queue.timeout", Unlimited),
        ("queue.join", Careless),
        ("queue.task-done-too-often", Careless),
    ],
)
def test_a_queue_with_broken_calls_refutes(
    claim_id: str,
    twin: "type[queue.Queue[Any]]",
    facts: QueueFacts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "Queue", twin)
    broken = replace(facts, calls=tuple(calls.make_calls()), tasks=calls.finish_tasks())

    assert outcome(claim_id, broken) == Outcome.REFUTED


def test_a_wait_that_ends_without_a_get_refutes(facts: QueueFacts) -> None:
    steps = tuple(step for step in facts.steps if step.action != GET)

    assert outcome("queue.full-blocks-put", replace(facts, steps=steps)) == Outcome.REFUTED


def test_a_full_queue_for_which_nobody_waits_refutes(facts: QueueFacts) -> None:
    """Such as one that drops the oldest item."""
    steps = tuple(step for step in facts.steps if step.action in {PUT, GET})

    assert outcome("queue.full-blocks-put", replace(facts, steps=steps)) == Outcome.REFUTED


def test_a_mended_listing_confirms(facts: QueueFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    def mended(line: "queue.Queue[int | None]", got: list[int]) -> None:
        line.put(None)
        while (item := line.get()) is not None:
            got.append(item)

    monkeypatch.setattr(calls, "_consume", mended)
    better = replace(facts, listing=calls.consume_as_the_listing())

    assert outcome("queue.listing-ends-well", better) == Outcome.CONFIRMED


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        (SHUT, Outcome.CONFIRMED),
        (replace(SHUT, put_error=None), Outcome.REFUTED),
        (replace(SHUT, got=()), Outcome.REFUTED),
        (replace(SHUT, get_error="Empty"), Outcome.REFUTED),
        (None, Outcome.INCONCLUSIVE),
    ],
    ids=["shut", "still takes", "drops the rest", "only empty", "before 3.13"],
)
def test_what_shutdown_has_to_do(
    closed: Closed | None, expected: Outcome, facts: QueueFacts
) -> None:
    assert outcome("queue.shutdown", replace(facts, closed=closed)) == expected


def test_a_shutdown_that_does_nothing_refutes(
    facts: QueueFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also before Python 3.13, where there is none."""
    monkeypatch.setattr(queue.Queue, "shutdown", lambda _: None, raising=False)
    monkeypatch.setattr(queue, "ShutDown", KeyError, raising=False)

    assert outcome("queue.shutdown", replace(facts, closed=calls.close())) == Outcome.REFUTED


@pytest.mark.parametrize(
    ("claim_id", "parameters"),
    [
        ("queue.first-in-first-out", {"capacity": 1}),
        ("queue.full-blocks-put", {"capacity": 0}),
        ("queue.full-blocks-put", {"capacity": 8}),
        ("queue.every-item-once", {"producers": 1}),
        ("queue.every-item-once", {"consumers": 1}),
    ],
    ids=str,
)
def test_what_cannot_be_decided(claim_id: str, parameters: dict[str, int]) -> None:
    facts = queue_demo.demonstrate(pause=0, **parameters)

    assert outcome(claim_id, facts) == Outcome.INCONCLUSIVE


# What it refuses, and what it leaves


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("capacity", -1),
        ("capacity", 101),
        ("items", 0),
        ("items", 51),
        ("producers", 0),
        ("producers", 9),
        ("consumers", 0),
        ("consumers", 10_000),
        ("pause", -1),
        ("pause", 51),
    ],
)
def test_out_of_bounds(name: str, value: int) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range: {value}; take "):
        queue_demo.demonstrate(**{name: value})
    done = CliRunner().invoke(queue_demo.main, [f"--{name}", str(value)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("place", ["until_blocked", "join"])
def test_ctrl_c_leaves_no_thread(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the first case the producers wait, in the second the consumers work."""
    monkeypatch.setattr(History if place == "until_blocked" else queue.Queue, place, interrupt)
    with leaves_no_thread():
        queue_demo.demonstrate(items=50, pause=50)


def test_ctrl_c_in_the_trial_of_join_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(History, "until_blocked", interrupt)
    with leaves_no_thread():
        calls.finish_tasks()


# What it shows


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("size", [{}, {"capacity": 100, "items": 50, "producers": 8}], ids=str)
def test_the_picture_fits(width: int, encoding: str, size: dict[str, int]) -> None:
    text = drawn(picture(queue_demo.demonstrate(pause=0, **size)), width, encoding)

    assert max(map(cell_len, text.splitlines())) <= width


def test_a_long_history_is_cut(facts: QueueFacts) -> None:
    text = drawn(picture(replace(facts, steps=facts.steps * 5)))

    assert f"{len(facts.steps) * 5 - 34} steps" in text


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (lambda facts: facts, "producer A put A0       [A0 . .]"),
        (lambda facts: facts, "producer A waits: full  [A0 A1 A2]"),
        (lambda facts: replace(facts, closed=None), "came with Python 3.13"),
        (lambda facts: replace(facts, closed=SHUT), "0 1, then ShutDown"),
        (lambda facts: facts, "at once: Empty"),
        (lambda facts: facts, "waits, then Full"),
    ],
)
def test_what_is_seen_follows_the_facts(
    change: Callable[[QueueFacts], QueueFacts], shown: str
) -> None:
    facts = queue_demo.demonstrate(producers=1, pause=0)

    assert shown in drawn(picture(change(facts)))


@pytest.mark.parametrize("arguments", [[], ["--capacity", "0"], ["--lang", "zh"]], ids=" ".join)
def test_the_command_shows_picture_and_claims(arguments: Sequence[str]) -> None:
    done = CliRunner().invoke(queue_demo.main, ["--pause", "0", *arguments])

    assert done.exit_code == 0
    assert "1. What the queue holds" in done.output
    assert done.output.count("queue.") >= len(queue_demo.CLAIMS)


def test_the_facts_survive_json(facts: QueueFacts) -> None:
    again = json.loads(json.dumps(asdict(facts)))

    assert again["steps"][0]["action"] == "put"
