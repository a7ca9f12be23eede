"""What ``hello-lifo-queue`` finds out, as values."""

from dataclasses import dataclass

from hello.demos.threads.queue_demo.pace import Passage


@dataclass(frozen=True)
class EarlyLeaver:
    """A consumer that leaves when ``empty()`` is true: what it *got* of what was *sent*.

    *left* items are in the queue; *producer_waits* for room that nobody will make.
    """

    sent: tuple[int, ...]
    got: tuple[int, ...]
    left: int
    producer_waits: bool


@dataclass(frozen=True)
class LifoFacts:
    """The same items at three paces, and a consumer that left too early."""

    capacity: int
    items: tuple[int, ...]
    all_first: Passage
    slow_consumer: Passage
    fast_consumer: Passage
    early_leaver: EarlyLeaver

    @property
    def passages(self) -> dict[str, Passage]:
        """The three, by what is said of them."""
        return {
            "all put, then all got": self.all_first,
            "slow consumer": self.slow_consumer,
            "fast consumer": self.fast_consumer,
        }
