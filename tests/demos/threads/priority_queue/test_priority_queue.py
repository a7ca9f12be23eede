"""hello-priority-queue: what it sees, what it says of it, and what it refuses."""

import itertools
import json
import math
import queue
from dataclasses import asdict, dataclass, replace
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as some
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcome_of

from hello.chance import LARGEST_SEED
from hello.claims import Outcome, check
from hello.demos.threads import priority_queue
from hello.demos.threads.priority_queue import trials
from hello.demos.threads.priority_queue.claims import share_in_order
from hello.demos.threads.priority_queue.facts import PriorityFacts
from hello.demos.threads.priority_queue.picture import picture
from hello.demos.threads.priority_queue.trials import BARE, COUNTED, NUMBERED, UNCOMPARED
from hello.demos.threads.queue_demo import pace
from hello.errors import WrongUseError


@pytest.fixture(scope="module")
def facts() -> PriorityFacts:
    return priority_queue.demonstrate(seed=2)


outcome = partial(outcome_of, priority_queue.CLAIMS)


# What it sees


@settings(max_examples=30, deadline=None)
@given(
    capacity=some.integers(0, 12),
    items=some.integers(1, 12),
    seed=some.integers(0, LARGEST_SEED),
)
def test_whatever_the_numbers_no_claim_is_wrong(capacity: int, items: int, seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "PAUSE", 0)
        facts = priority_queue.demonstrate(capacity=capacity, items=items, seed=seed)

    assert list(facts.all_first.got) == sorted(facts.arrived)
    assert sorted(facts.slow_consumer.got) == sorted(facts.arrived)
    for claim, verdict in zip(
        priority_queue.CLAIMS, check(priority_queue.CLAIMS, facts), strict=True
    ):
        wrong = claim.id == "priority-queue.listing-in-order" and 0 < capacity < items
        assert verdict.outcome in {
            Outcome.INCONCLUSIVE,
            Outcome.REFUTED if wrong else Outcome.CONFIRMED,
        }


def test_the_same_seed_repeats_the_run(facts: PriorityFacts) -> None:
    again = priority_queue.demonstrate(seed=2)

    assert again.arrived == facts.arrived
    assert again.slow_consumer.got == facts.slow_consumer.got
    assert again.listing == facts.listing


def test_without_a_seed_each_run_has_its_own() -> None:
    assert len({priority_queue.demonstrate(items=1).seed for _ in range(3)}) > 1


def test_the_tutorials_pairs(facts: PriorityFacts) -> None:
    """Two of each letter, with the numbers 0 to 9."""
    assert sorted(facts.arrived) == [
        (letter, number)
        for letter in "abcde"
        for number in ("abcde".index(letter) + n for n in (0, 5))
    ]


@pytest.mark.parametrize("capacity", [1, 2, 3, 6, 0, 7])
def test_the_share_of_shuffles_in_order(capacity: int) -> None:
    """All orders of six pairs are tried."""
    pairs = [("a", number) for number in range(6)]
    in_order = sum(
        trials.take_when_full(queue.PriorityQueue(capacity), order) == pairs
        for order in itertools.permutations(pairs)
    )

    assert in_order / math.factorial(6) == pytest.approx(share_in_order(capacity, 6))


def test_the_tutorials_share() -> None:
    assert share_in_order(5, 10) * math.factorial(10) == pytest.approx(375_000)


def test_the_ties(facts: PriorityFacts) -> None:
    assert facts.tie(NUMBERED).order == (0, 1, 2, 3, 4, 5)
    assert (facts.tie(BARE).accepted, facts.tie(BARE).held) == (1, 2)
    assert "'dict' and 'dict'" in (facts.tie(BARE).error or "")
    assert facts.tie(UNCOMPARED).order == (0, 2, 5, 4, 1, 3)
    assert facts.tie(COUNTED).order == (0, 1, 2, 3, 4, 5)
    with pytest.raises(LookupError):
        facts.tie("another form")


# What it says of it


def test_what_is_said_by_default(facts: PriorityFacts) -> None:
    outcomes = {claim.id: outcome(claim.id, facts) for claim in priority_queue.CLAIMS}

    assert outcomes.pop("priority-queue.listing-in-order") == Outcome.REFUTED
    assert set(outcomes.values()) == {Outcome.CONFIRMED}


class FirstField(queue.PriorityQueue[Any]):
    """Looks at the first field only; those that tie leave as they came."""

    def _put(self, item: Any) -> None:
        self.queue.append(item)

    def _get(self) -> Any:
        smallest = min(self.queue, key=lambda item: item[0])
        self.queue.remove(smallest)
        return smallest


class Careful(queue.PriorityQueue[Any]):
    """Compares an item with all others before it takes it in."""

    def _put(self, item: Any) -> None:
        for other in self.queue:
            _ = item < other
        super()._put(item)


@pytest.mark.parametrize(
    ("claim_id", "twin"),
    [
        ("priority-queue.smallest-first", queue.LifoQueue),
        ("priority-queue.smallest-first", queue.Queue),
        ("priority-queue.next-field-decides", FirstField),
        ("priority-queue.ties-without-order-fail", FirstField),
        ("priority-queue.refused-item-stays", Careful),
    ],
)
def test_a_broken_queue_refutes(
    claim_id: str, twin: "type[queue.Queue[Any]]", monkeypatch: pytest.MonkeyPatch
) -> None:
    class Compared(trials.Job):
        """Has a first field, for the twin that looks for one."""

        def __getitem__(self, index: int) -> int:
            return self.priority

    monkeypatch.setattr(trials, "Job", Compared)
    monkeypatch.setattr(queue, "PriorityQueue", twin)

    assert outcome(claim_id, priority_queue.demonstrate(seed=2)) == Outcome.REFUTED


def test_a_job_whose_task_is_compared_refutes(
    facts: PriorityFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dataclass(order=True)
    class Job:
        priority: int
        task: dict[str, int]

    monkeypatch.setattr(trials, "Job", Job)
    broken = replace(facts, ties=tuple(trials.try_ties()))

    assert outcome("priority-queue.compare-false", broken) == Outcome.REFUTED


@pytest.mark.parametrize(
    "counter", [itertools.count(0, -1), itertools.repeat(0)], ids=["down", "not at all"]
)
def test_a_counter_that_does_not_count_up_refutes(
    counter: object, facts: PriorityFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trials, "itertools", SimpleNamespace(count=lambda: counter))
    broken = replace(facts, ties=tuple(trials.try_ties()))

    assert outcome("priority-queue.counter-keeps-order", broken) == Outcome.REFUTED


@pytest.mark.parametrize("capacity", [10, 0])
def test_the_listing_is_in_order_where_all_pairs_fit(capacity: int) -> None:
    facts = priority_queue.demonstrate(capacity=capacity)

    assert outcome("priority-queue.listing-in-order", facts) == Outcome.CONFIRMED


def test_what_cannot_be_decided(facts: PriorityFacts) -> None:
    one = priority_queue.demonstrate(items=1)
    lucky = replace(facts, listing=replace(facts.listing, in_order=facts.listing.rounds))
    ties = tuple(replace(tie, error=None) for tie in facts.ties)

    assert outcome("priority-queue.smallest-first", one) == Outcome.INCONCLUSIVE
    assert outcome("priority-queue.listing-in-order", one) == Outcome.INCONCLUSIVE
    assert outcome("priority-queue.listing-in-order", lucky) == Outcome.INCONCLUSIVE
    refused = outcome("priority-queue.refused-item-stays", replace(facts, ties=ties))
    assert refused == Outcome.INCONCLUSIVE


# What it refuses


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("capacity", -1),
        ("capacity", 51),
        ("items", 0),
        ("items", 51),
        ("seed", -1),
        ("seed", LARGEST_SEED + 1),
    ],
)
def test_out_of_bounds(name: str, value: int) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range: {value}; take "):
        priority_queue.demonstrate(**{name: value})
    done = CliRunner().invoke(priority_queue.main, [f"--{name}", str(value)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


# What it shows


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("size", [{}, {"capacity": 50, "items": 50}], ids=str)
def test_the_picture_fits(width: int, encoding: str, size: dict[str, int]) -> None:
    text = drawn(picture(priority_queue.demonstrate(**size)), width, encoding)

    assert max(map(cell_len, text.splitlines())) <= width


def test_the_picture_says_the_seed_and_the_ties(facts: PriorityFacts) -> None:
    text = drawn(picture(facts))

    assert "--seed 2 repeats this run." in text
    assert "yet 2 in the queue" in " ".join(text.split())
    assert "10.3%" in text


def test_the_command_shows_picture_and_claims() -> None:
    done = CliRunner().invoke(priority_queue.main, ["--seed", "2"])

    assert done.exit_code == 0
    assert done.output.count("priority-queue.") == len(priority_queue.CLAIMS)


def test_the_facts_survive_json(facts: PriorityFacts) -> None:
    again = json.loads(json.dumps(asdict(facts)))

    assert again["all_first"]["got"][0] == ["a", 0]
