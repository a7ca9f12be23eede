"""The picture of ``hello-semaphore``: who was inside when."""

from collections.abc import Iterator
from operator import attrgetter

from rich.console import RenderableType
from rich.text import Text

from hello.demos.threads.semaphore.facts import Crowd, SemaphoreFacts
from hello.observe import Lanes, Slice, State


def picture(facts: SemaphoreFacts) -> Iterator[RenderableType]:
    """Yield the parts of the picture, top to bottom."""
    yield heading(f"{_permits(facts)}, {facts.threads} thread{'' if facts.threads == 1 else 's'}")
    yield Text("running: inside, with a permit; blocked: waits for one\n")
    yield Lanes(list(slices(facts.orderly)))
    yield Text(f"Most inside at once: {facts.orderly.most_inside}")
    yield Text(f"Threads, as they got in: {', '.join(entries(facts.orderly))}")
    yield heading("\nAfter one release too many")
    yield Text(
        f"Semaphore: no error. {_permits(facts)}, most inside at once: {facts.spoiled.most_inside}"
    )
    yield Lanes(list(slices(facts.spoiled)))
    yield Text(f"BoundedSemaphore: {facts.bounded_error or 'no error'}")


def heading(text: str) -> Text:
    """Return *text* as the picture's headings look."""
    return Text(text, style="bold underline")


def _permits(facts: SemaphoreFacts) -> str:
    return f"{facts.permits} permit{'' if facts.permits == 1 else 's'}"


def entries(crowd: Crowd) -> Iterator[str]:
    """Yield the number of each thread that got in, as often as it did."""
    for stay in sorted(crowd.stays, key=attrgetter("entered")):
        yield stay.thread.rpartition(" ")[2]


def slices(crowd: Crowd) -> Iterator[Slice]:
    """Yield each thread's waits and stays; the threads in the order of their names."""
    for stay in sorted(crowd.stays, key=attrgetter("came")):
        yield Slice(stay.thread, State.BLOCKED, stay.came, stay.entered)
        yield Slice(stay.thread, State.RUNNING, stay.entered, stay.left)
