"""What ``hello-socketserver --play`` finds out, as values."""

from dataclasses import dataclass

from hello.demos.network.tcp_server.facts import Spoken


@dataclass(frozen=True)
class Step:
    """A method of the handler of *client* was called; seconds from the start.

    ``thread`` says in which thread, and ``inside`` how many handlers were in ``handle`` then.
    """

    client: str
    method: str
    seconds: float
    thread: str
    inside: int


@dataclass(frozen=True)
class Served:
    """What a kind of server did with clients that were all there at the same time."""

    kind: str
    clients: tuple[str, ...]
    steps: tuple[Step, ...]
    answered: int

    def methods_of(self, client: str) -> list[str]:
        """Return the methods that were called for *client*, in order."""
        return [step.method for step in self.steps if step.client == client]

    @property
    def most_at_once(self) -> int:
        """How many handlers were in ``handle`` at the same time."""
        return max((step.inside for step in self.steps), default=0)


@dataclass(frozen=True)
class Failing:
    """A handler's method raised; what was called for its client, and whether others followed."""

    method: str
    called: tuple[str, ...]
    next_answered: bool


@dataclass(frozen=True)
class SocketserverFacts:
    """All that the demo saw."""

    clients: int
    lines: int
    one_at_a_time: Served
    threading: Served
    in_setup: Failing
    in_handle: Failing
    conversation: tuple[Spoken, ...]
