"""What ``hello-queue`` finds out, as values."""

from dataclasses import dataclass

from hello.demos.threads.queue_demo.history import Step


@dataclass(frozen=True)
class Call:
    """A call that might have to wait: the error it raised, and how often it began to wait."""

    call: str
    on: str
    error: str | None
    waits: int

    @property
    def expected(self) -> str:
        """The error that the library reference names for it."""
        return "Empty" if self.call.startswith("get") else "Full"


@dataclass(frozen=True)
class Tasks:
    """``join`` beside ``task_done``.

    *join_waited* says whether ``join`` had to wait when it was called, and
    *done_at_return* how many of the *items* were done when it returned.
    *once_more* is the error of one ``task_done`` too many.
    """

    items: int
    join_waited: bool
    done_at_return: int
    once_more: str | None


@dataclass(frozen=True)
class Listing:
    """The tutorial's consumer: what it was sent, what it got, and the error it died of."""

    sent: tuple[int, ...]
    got: tuple[int, ...]
    error: str | None


@dataclass(frozen=True)
class Closed:
    """A queue that was shut down with items in it: a put, then gets until one fails."""

    held: tuple[int, ...]
    put_error: str | None
    got: tuple[int, ...]
    get_error: str | None


@dataclass(frozen=True)
class QueueFacts:
    """All that the demo saw.

    *capacity* 0 stands for no limit. *steps* is the history of the queue
    between the producers and the consumers. *closed* is None before Python 3.13.
    """

    capacity: int
    producers: int
    consumers: int
    sent: tuple[str, ...]
    received: tuple[str, ...]
    steps: tuple[Step, ...]
    calls: tuple[Call, ...]
    tasks: Tasks
    listing: Listing
    closed: Closed | None
