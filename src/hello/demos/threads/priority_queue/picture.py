"""The picture of ``hello-priority-queue``."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from hello.demos.threads.priority_queue.claims import share_in_order
from hello.demos.threads.priority_queue.facts import PriorityFacts
from hello.demos.threads.priority_queue.trials import Tie
from hello.demos.threads.queue_demo.picture import heading, history_table, in_words, lanes, table


def picture(facts: PriorityFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield Text(f"--seed {facts.seed} repeats this run.")
    yield heading("1. The same pairs twice")
    yield table(
        [
            ("put in this order", in_words(facts.arrived)),
            ("all put, then all got", in_words(facts.all_first.got)),
            ("slow consumer", in_words(facts.slow_consumer.got)),
        ]
    )
    yield heading("2. The slow consumer, which is the tutorial's")
    yield Text("The left one is the smallest and leaves first. The rest is a heap, not sorted.")
    yield history_table(facts.slow_consumer.steps, facts.capacity)
    yield heading("3. Who waited (the main thread is the consumer)")
    yield lanes(facts.slow_consumer.steps)
    yield heading("4. Equal priorities; the tasks are dicts, which have no order")
    yield table([(tie.form, _said_of(tie)) for tie in facts.ties])
    yield heading("5. The tutorial's listing, shuffled again and again")
    share = share_in_order(facts.capacity, len(facts.arrived))
    in_order = f"{facts.listing.in_order} of {facts.listing.rounds} runs"
    yield table([("in order", in_order), ("to be expected", f"{share:.1%}")])


def _said_of(tie: Tie) -> str:
    if tie.error:
        return f"{tie.accepted} accepted, then {tie.error}; yet {tie.held} in the queue"
    return f"{in_words(tie.put)} go in, {in_words(tie.order)} come out"
