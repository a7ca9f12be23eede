"""How facts name what a trace has numbers for."""

from hello.observe.events import OTHERS_END
from hello.observe.model import UNKNOWN, Place, Trace

NANO = 1_000_000_000

JOIN = "Thread"
"""The kind of object that stands for a thread's end."""

JOINS = {JOIN, OTHERS_END}


def seconds(duration: int) -> float:
    """Return *duration*, ns, in seconds."""
    return duration / NANO


def place_of(trace: Trace, number: int) -> Place | None:
    """Return the line with this number, or None."""
    return trace.places[number] if number > 0 else None


def thread_of(trace: Trace, number: int) -> str | None:
    """Return the name of the thread with this number, or None."""
    return None if number == UNKNOWN else trace.threads[number].name


def object_of(trace: Trace, number: int) -> str:
    """Return the name of the object with this number."""
    return "?" if number == UNKNOWN else trace.objects[number].name


def kind_of(trace: Trace, number: int) -> str:
    """Return what kind of object has this number."""
    return "" if number == UNKNOWN else trace.objects[number].kind
