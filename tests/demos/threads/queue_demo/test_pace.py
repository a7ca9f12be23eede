"""Three paces at which items go through a queue."""

import queue
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from interrupts import leaves_no_thread

from hello.demos.threads.priority_queue.trials import take_when_full
from hello.demos.threads.queue_demo import pace
from hello.demos.threads.queue_demo.pace import all_first, fast_consumer, slow_consumer

EACH_KIND = pytest.mark.parametrize(
    "kind", [queue.Queue, queue.LifoQueue, queue.PriorityQueue], ids=lambda kind: kind.__name__
)


@pytest.mark.parametrize(
    ("kind", "capacity", "expected"),
    [
        (queue.Queue, 3, (0, 1, 2, 3, 4)),
        (queue.LifoQueue, 1, (0, 1, 2, 3, 4)),
        (queue.LifoQueue, 2, (1, 2, 3, 4, 0)),
        (queue.LifoQueue, 3, (2, 3, 4, 1, 0)),
        (queue.LifoQueue, 5, (4, 3, 2, 1, 0)),
        (queue.LifoQueue, 0, (4, 3, 2, 1, 0)),
    ],
)
def test_what_a_slow_consumer_gets(
    kind: "type[queue.Queue[int]]", capacity: int, expected: tuple[int, ...]
) -> None:
    assert slow_consumer(kind(capacity), range(5)).got == expected


@EACH_KIND
@settings(max_examples=25, deadline=None)
@given(
    numbers=some.lists(some.integers(), unique=True, max_size=8),
    capacity=some.integers(0, 9),
)
def test_a_slow_consumer_takes_when_the_queue_is_full(
    kind: "type[queue.Queue[Any]]", numbers: list[int], capacity: int
) -> None:
    """With threads and without, the order is the same."""
    pairs = [("a", number) for number in numbers]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pace, "PAUSE", 0)
        got = slow_consumer(kind(capacity), pairs).got

    assert list(got) == take_when_full(kind(capacity), pairs)


@EACH_KIND
def test_a_fast_consumer_gets_what_was_just_put(kind: "type[queue.Queue[int]]") -> None:
    assert fast_consumer(kind(3), [3, 1, 2]).got == (3, 1, 2)


def test_with_room_for_all_it_is_the_kind_that_decides() -> None:
    items = [3, 1, 2]

    assert all_first(queue.Queue(), items).got == (3, 1, 2)
    assert all_first(queue.LifoQueue(), items).got == (2, 1, 3)
    assert all_first(queue.PriorityQueue(), items).got == (1, 2, 3)


@pytest.mark.parametrize("passage", [slow_consumer, fast_consumer])
def test_ctrl_c_leaves_no_thread(passage: Any) -> None:
    class Interrupted(queue.Queue[int]):
        gets = 0

        def get(self, block: bool = True, timeout: float | None = None) -> int:  # noqa: FBT001, FBT002  # the queue's signature
            self.gets += 1
            if self.gets == 2:
                raise KeyboardInterrupt
            return super().get(block, timeout)

    with leaves_no_thread():
        passage(Interrupted(2), range(9))
