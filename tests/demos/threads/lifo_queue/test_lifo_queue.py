"""hello-lifo-queue: what it sees, what it says of it, and what it refuses."""

import json
import queue
from dataclasses import asdict, replace
from functools import partial

import pytest
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcome_of

from hello.claims import Outcome
from hello.demos.threads import lifo_queue
from hello.demos.threads.lifo_queue.facts import LifoFacts
from hello.demos.threads.lifo_queue.leaving import leave_when_empty
from hello.demos.threads.lifo_queue.picture import picture
from hello.demos.threads.queue_demo.history import History
from hello.errors import WrongUseError


@pytest.fixture(scope="module")
def facts() -> LifoFacts:
    return lifo_queue.demonstrate()


outcome = partial(outcome_of, lifo_queue.CLAIMS)


def test_the_three_orders(facts: LifoFacts) -> None:
    assert facts.all_first.got == (4, 3, 2, 1, 0)
    assert facts.slow_consumer.got == (2, 3, 4, 1, 0)
    assert facts.fast_consumer.got == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("capacity", "left", "waits"), [(3, 3, True), (5, 5, False), (0, 5, False)]
)
def test_a_consumer_that_leaves_when_the_queue_is_still_empty(
    capacity: int,
    left: int,
    waits: bool,  # noqa: FBT001  # a column of the table
) -> None:
    seen = leave_when_empty(capacity, range(5), producer_is_late=True)

    assert (seen.got, seen.left, seen.producer_waits) == ((), left, waits)


@pytest.mark.parametrize(("capacity", "got"), [(3, (2, 3, 4, 1, 0)), (5, (4, 3, 2, 1, 0))])
def test_a_consumer_whose_producer_is_in_time(capacity: int, got: tuple[int, ...]) -> None:
    seen = leave_when_empty(capacity, range(5), producer_is_late=False)

    assert (seen.got, seen.left, seen.producer_waits) == (got, 0, False)


def test_what_is_said_by_default(facts: LifoFacts) -> None:
    refuted = {c.id for c in lifo_queue.CLAIMS if outcome(c.id, facts) == Outcome.REFUTED}
    confirmed = {c.id for c in lifo_queue.CLAIMS if outcome(c.id, facts) == Outcome.CONFIRMED}

    assert refuted == {"lifo-queue.listing-reverses", "lifo-queue.empty-means-all"}
    assert len(confirmed) == len(lifo_queue.CLAIMS) - 2


@pytest.mark.parametrize(
    "claim_id",
    ["lifo-queue.newest-first", "lifo-queue.all-first-reverses", "lifo-queue.pace-decides"],
)
def test_a_queue_that_gives_the_oldest_refutes(
    claim_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "LifoQueue", queue.Queue)

    assert outcome(claim_id, lifo_queue.demonstrate()) == Outcome.REFUTED


def test_the_listing_reverses_where_all_items_fit() -> None:
    facts = lifo_queue.demonstrate(capacity=5)

    assert outcome("lifo-queue.listing-reverses", facts) == Outcome.CONFIRMED


def test_a_producer_in_time_is_not_left_alone(facts: LifoFacts) -> None:
    seen = leave_when_empty(3, range(5), producer_is_late=False)

    better = replace(facts, early_leaver=seen)
    assert outcome("lifo-queue.empty-means-all", better) == Outcome.CONFIRMED


@pytest.mark.parametrize(
    "claim_id",
    [
        "lifo-queue.newest-first",
        "lifo-queue.all-first-reverses",
        "lifo-queue.listing-reverses",
        "lifo-queue.pace-decides",
    ],
)
def test_one_item_decides_nothing(claim_id: str) -> None:
    assert outcome(claim_id, lifo_queue.demonstrate(items=1)) == Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("name", "value"), [("capacity", -1), ("capacity", 51), ("items", 0), ("items", 51)]
)
def test_out_of_bounds(name: str, value: int) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range: {value}; take "):
        lifo_queue.demonstrate(**{name: value})
    done = CliRunner().invoke(lifo_queue.main, [f"--{name}", str(value)])
    assert (done.exit_code, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(History, "until_blocked", interrupt)
    with leaves_no_thread():
        leave_when_empty(3, range(5), producer_is_late=True)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("size", [{}, {"capacity": 50, "items": 50}], ids=str)
def test_the_picture_fits(width: int, encoding: str, size: dict[str, int]) -> None:
    text = drawn(picture(lifo_queue.demonstrate(**size)), width, encoding)

    assert max(map(cell_len, text.splitlines())) <= width


def test_the_picture_says_who_waits_for_ever(facts: LifoFacts) -> None:
    seen = replace(facts.early_leaver, producer_waits=False)

    assert "waits for ever" in drawn(picture(facts))
    assert "has put all" in drawn(picture(replace(facts, early_leaver=seen)))


def test_the_command_shows_picture_and_claims() -> None:
    done = CliRunner().invoke(lifo_queue.main, ["--items", "4", "--capacity", "2"])

    assert done.exit_code == 0
    assert "1 2 3 0" in done.output
    assert done.output.count("CONFIRMED") + done.output.count("REFUTED") == len(lifo_queue.CLAIMS)


def test_the_facts_survive_json(facts: LifoFacts) -> None:
    again = json.loads(json.dumps(asdict(facts)))

    assert again["slow_consumer"]["got"] == [2, 3, 4, 1, 0]
