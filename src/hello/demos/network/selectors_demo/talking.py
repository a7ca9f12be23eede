"""A conversation on the real server: who said what, who heard it, and in how many threads."""

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from time import perf_counter, process_time, thread_time

from hello.demos.network.selectors_demo.clients import Client, running
from hello.demos.network.selectors_demo.facts import Heard, Leaving, Said, Talk
from hello.demos.network.selectors_demo.loops import IDLE, watch_mended, watch_mistaken

NAMES = ("Tom", "Anna", "Li")
WORDS = ("hello", "who is there?", "all of us")


def talk(clients: int) -> tuple[Talk, Leaving]:
    """Let *clients* come, say something each, and leave; then let the server have a rest."""
    before = set(threading.enumerate())
    threads: list[int] = []
    with running() as server, ExitStack() as stack:
        begun = perf_counter()
        members: list[Client] = []
        said = []
        for number in range(clients):
            name = NAMES[number] if number < len(NAMES) else f"client {number + 1}"
            members.append(stack.enter_context(Client(server, name)))
            # Whoever hears its own line is in the room.
            said.append(say(members[-1], "I am here", members, begun))
            threads.append(len(set(threading.enumerate()) - before))
        for number, member in enumerate(members):
            said.append(say(member, WORDS[number % len(WORDS)], members, begun))
        noticed = sum(member.leave() for member in members)
        cpu = cpu_of_others(IDLE)
    leaving = Leaving(clients, noticed, IDLE, cpu, watch_mistaken(), watch_mended())
    return Talk(clients, tuple(said), tuple(threads)), leaving


def say(who: Client, text: str, members: Sequence[Client], begun: float) -> Said:
    """Let *who* say *text*, and all *members* hear it; times are since *begun*."""
    line = f"{who.name}: {text}\n".encode()
    at = perf_counter() - begun
    who.say(line)
    heard = tuple(
        Heard(member.name, perf_counter() - begun)
        for member in members
        if member.hear(len(line)) == line
    )
    return Said(at, who.name, text, heard)


def cpu_of_others(seconds: float) -> float:
    """Wait so long; return the time on a processor of all threads but this one."""
    begin = process_time() - thread_time()
    threading.Event().wait(seconds)
    return process_time() - thread_time() - begin
