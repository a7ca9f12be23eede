"""The picture of ``hello-lifo-queue``."""

from collections.abc import Iterator

from rich.console import RenderableType

from hello.demos.threads.lifo_queue.facts import LifoFacts
from hello.demos.threads.queue_demo.picture import heading, history_table, in_words, lanes, table


def picture(facts: LifoFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading(f"1. {in_words(facts.items)} go in; this comes out")
    yield table([(name, in_words(passage.got)) for name, passage in facts.passages.items()])
    yield heading("2. The slow consumer, which is the tutorial's (the right one leaves first)")
    yield history_table(facts.slow_consumer.steps, facts.capacity)
    yield heading("3. Who waited (the main thread is the consumer)")
    yield lanes(facts.slow_consumer.steps)
    yield heading("4. A consumer that leaves when empty() is true, and a producer that is late")
    seen = facts.early_leaver
    yield table(
        [
            ("the consumer got", in_words(seen.got)),
            ("left in the queue", str(seen.left)),
            ("the producer", "waits for ever" if seen.producer_waits else "has put all"),
        ]
    )
