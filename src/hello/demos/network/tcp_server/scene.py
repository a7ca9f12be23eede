"""A server that runs in a thread, and guests who say and hear lines."""

import logging
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Protocol, Self

from hello.demos.network.tcp_server.facts import Spoken
from hello.joining import join_started

PATIENCE = 10.0
"""Seconds. Who waits for what is sure to come gives up after these: then it is broken."""

NAMES = ("Tom", "Ann", "Bob", "Eve", "Max", "Zoe", "Ben", "Ida", "Leo", "Mia")

logger = logging.getLogger(__name__)


class Server(Protocol):
    """A server of ``hello.chat``."""

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""

    def run(self) -> None:
        """Serve until it is stopped."""

    def stop(self) -> None:
        """Let ``run`` end."""


class Guest:
    """A client as a reader would write it: a socket, and a file to read lines from."""

    def __init__(self, name: str, address: tuple[str, int]) -> None:
        self.name = name
        self.socket = socket.create_connection(address, PATIENCE)
        self.file = self.socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.leave()

    def say(self, text: str) -> None:
        """Send a line."""
        self.socket.sendall(f"{text}\n".encode())

    def hear(self) -> str:
        """Wait for a line, and return it; empty at the end."""
        return self.file.readline().decode().rstrip("\n")

    def enter(self) -> None:
        """Return when the server has let it in: when it hears itself."""
        hello = f"{self.name} is here"
        self.say(hello)
        while self.hear() not in {hello, ""}:
            pass

    def leave(self) -> None:
        """Close the connection."""
        self.file.close()
        self.socket.close()


@contextmanager
def running(server: Server) -> Iterator[None]:
    """Run *server* in a thread during the body."""
    thread = threading.Thread(target=server.run, name="server")
    try:
        thread.start()
        yield
    finally:
        server.stop()
        join_started([thread], PATIENCE)


@contextmanager
def gathered(address: tuple[str, int], count: int) -> Iterator[list[Guest]]:
    """Let guests enter one after the other, until all have heard all of that."""
    with ExitStack() as stack:
        guests: list[Guest] = []
        for number in range(count):
            name = NAMES[number % len(NAMES)] + (str(number // len(NAMES)).strip("0"))
            guests.append(stack.enter_context(Guest(name, address)))
            guests[-1].enter()
            for guest in guests[:-1]:
                guest.hear()
        yield guests


def converse(guests: Sequence[Guest], lines: int) -> tuple[Spoken, ...]:
    """Let every guest say so many *lines*, in turn; each time all hear before the next speaks."""
    start = time.perf_counter()
    spoken = []
    for number in range(1, lines + 1):
        for speaker in guests:
            text = f"{speaker.name} says line {number}"
            said = time.perf_counter() - start
            speaker.say(text)
            heard = {
                guest.name: time.perf_counter() - start for guest in guests if guest.hear() == text
            }
            logger.info("%r was heard by %d of %d", text, len(heard), len(guests))
            spoken.append(Spoken(speaker.name, text, said, heard))
    return tuple(spoken)
