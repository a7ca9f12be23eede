"""What ``hello-priority-queue`` finds out, as values."""

from dataclasses import dataclass

from hello.demos.threads.priority_queue.trials import Listing, Pair, Tie
from hello.demos.threads.queue_demo.pace import Passage


@dataclass(frozen=True)
class PriorityFacts:
    """The pairs as they *arrived*, two ways through the queue, and the trials.

    *seed* repeats the shuffles; *capacity* 0 stands for no limit.
    """

    seed: int
    capacity: int
    arrived: tuple[Pair, ...]
    all_first: Passage
    slow_consumer: Passage
    ties: tuple[Tie, ...]
    listing: Listing

    def tie(self, form: str) -> Tie:
        """Return the trial with items of that *form*; raise LookupError where there was none."""
        for tie in self.ties:
            if tie.form == form:
                return tie
        raise LookupError(form)
