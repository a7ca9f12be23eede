"""Whether a chat server holds for hours what it holds for a second: a soak, as JSON.

Clients come and go by chance (--seed): most are healthy and number what they say; some stop
reading for a while; some send garbage, lines that never end or no UTF-8, half-close, or
vanish in the middle of a line. Now and then there is a flood: 6 MB, the next piece when all
healthy clients have the one before, so that only who stalls falls behind, however slow this
machine is. Healthy clients must get every line once, whole and in order; the server's memory
must stay flat, and when all have left it must have given everything back and compute no more.
Exits with 1 where it does not. Memory is judged from runs of two minutes on.

    python benchmarks/chat_soak.py
    python benchmarks/chat_soak.py --clients 200 --seconds 30 --server tcp-server

It needs Linux, for /proc. The result is the same on each run only as far as time allows.
"""

import argparse
import json
import os
import platform
import random
import selectors
import socket
import sys
import time
from collections import Counter
from contextlib import suppress
from statistics import median
from typing import Any

from chat_peers.numbered import Record
from chat_peers.servers import OURS, Peer, Server, our_command, raise_descriptor_limit, running
from chat_peers.visitors import Nuisance, Staller, Visitor

from hello.chance import chance_of

TICK = 0.1
SHARES = {Visitor: 0.85, Staller: 0.08, Nuisance: 0.07}
STAY = 60.0
"""Seconds that a client stays on average."""

TALKERS = 20
SIZES = (*[100] * 19, 30, 2000)
"""Bytes of what is said outside of floods."""

FLOOD_EVERY = 20.0
PIECES, LINES_OF_A_PIECE, LONG_LINE = 24, 8, 32_768
STALLING, LONGEST_STALL = 0.3, 8.0
"""How many of those who may stall do so in a flood, and for how many seconds at most."""
AT_A_TIME = 50
"""New clients in one tick."""

SETTLING = 30.0
"""Seconds for the last lines to arrive, and for the server to notice that all have left."""

QUIET, NO_CPU = 3.0, 0.005
"""Seconds without any client, and what the server may compute in them: 0.00 when rounded."""

LONG_ENOUGH = 120
"""Seconds of a run from which on its memory can be judged."""

GROWTH, SHARE_OF_GROWTH = 2 << 20, 0.05
"""What memory may grow by within the run: bytes, or a share."""


class Soak:
    """The crowd in front of one server; *chance* decides who comes and what happens."""

    def __init__(self, server: Server, clients: int, rate: float, chance: random.Random) -> None:
        self.server = server
        self.clients = clients
        self.rate = rate
        self.chance = chance
        self.record = Record()
        self.selector = selectors.DefaultSelector()
        self.visitors: dict[Visitor, int] = {}
        """And what the selector waits for; 0: it does not."""
        self.ends: dict[Visitor, float] = {}
        self.stalls: dict[Visitor, float] = {}
        self.came: Counter[str] = Counter()
        self.memory: list[int] = []
        self.pieces = 0
        self.floods = 0

    # Who is there

    def arrive(self) -> None:
        """Let those come who are missing, some at a time."""
        for _ in range(min(AT_A_TIME, self.clients - len(self.visitors))):
            (kind,) = self.chance.choices(list(SHARES), list(SHARES.values()))
            visitor = kind(self.came.total() + 1, self.server.port, self.record, self.chance)
            self.came[kind.__name__] += 1
            stay = 2.0 if kind is Nuisance else self.chance.expovariate(1 / STAY)
            self.ends[visitor] = time.monotonic() + stay
            self.visitors[visitor] = 0
            self.watch(visitor)

    def watch(self, visitor: Visitor) -> None:
        """Let the selector wait for what *visitor* wants."""
        events = visitor.events
        if events == self.visitors[visitor]:
            return
        if not self.visitors[visitor]:
            self.selector.register(visitor.sock, events, visitor)
        elif events:
            self.selector.modify(visitor.sock, events, visitor)
        else:
            self.selector.unregister(visitor.sock)
        self.visitors[visitor] = events

    def remove(self, visitor: Visitor) -> None:
        """Forget *visitor*, whose connection has ended."""
        if self.visitors.pop(visitor):
            self.selector.unregister(visitor.sock)
        self.ends.pop(visitor, None)
        self.stalls.pop(visitor, None)
        visitor.sock.close()

    def serve(self, seconds: float) -> None:
        """Let everybody read and write for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for key, events in self.selector.select(left):
                visitor: Visitor = key.data
                if visitor not in self.visitors:
                    continue
                if events & selectors.EVENT_WRITE:
                    visitor.on_write()
                if events & selectors.EVENT_READ and not visitor.on_read():
                    self.remove(visitor)
                else:
                    self.watch(visitor)

    # What happens

    def talkers(self) -> list[Visitor]:
        """Return who talks: the healthy ones that have been there longest."""
        found = []
        for visitor in self.visitors:
            if visitor.must_get_all and visitor.has_settled and not visitor.is_leaving:
                found.append(visitor)
                if len(found) == TALKERS:
                    break
        return found

    def talk(self, lines: int) -> None:
        """Let some say something, mostly little."""
        talkers = self.talkers()
        for _ in range(lines if talkers else 0):
            visitor = self.chance.choice(talkers)
            size = self.chance.choice(SIZES)
            visitor.say_numbered(size)
            self.watch(visitor)

    def begin_flood(self) -> None:
        """Let somebody begin to say a lot, while some do not listen."""
        self.pieces = PIECES
        self.floods += 1
        for visitor in list(self.visitors):
            if not isinstance(visitor, Staller) or visitor.is_leaving or not visitor.has_settled:
                continue
            if self.chance.random() < STALLING:
                seconds = self.chance.uniform(0.1, LONGEST_STALL)
                visitor.stall(seconds)
                self.stalls[visitor] = time.monotonic() + seconds
                self.watch(visitor)

    def go_on_with_flood(self) -> None:
        """Let the next piece be said, if all healthy clients have the one before."""
        if not self.pieces or any(one.has_settled for one in self.waiting()):
            return
        self.pieces -= 1
        if talkers := self.talkers():
            visitor = self.chance.choice(talkers)
            for _ in range(LINES_OF_A_PIECE):
                visitor.say_numbered(LONG_LINE)
            self.watch(visitor)

    def pass_time(self) -> None:
        """End what has lasted long enough."""
        now = time.monotonic()
        for visitor in [one for one, until in self.stalls.items() if until <= now]:
            del self.stalls[visitor]
            visitor.is_reading = True
            self.watch(visitor)
        for visitor in [one for one, until in self.ends.items() if until <= now]:
            may_leave = visitor.has_settled or isinstance(visitor, Nuisance)
            if may_leave and visitor not in self.stalls:
                del self.ends[visitor]
                visitor.leave()
                self.watch(visitor)

    def run(self, seconds: float) -> None:
        """Let it happen for so long."""
        end = time.monotonic() + seconds
        next_flood = time.monotonic() + FLOOD_EVERY / 4
        told = 0.0
        while (now := time.monotonic()) < end:
            self.arrive()
            self.pass_time()
            self.go_on_with_flood()
            self.talk(round(self.rate * TICK))
            if now >= next_flood:
                self.begin_flood()
                next_flood = now + self.chance.expovariate(1 / FLOOD_EVERY)
            self.serve(TICK)
            if now - told >= 1:
                told = now
                self.memory.append(self.server.status("VmRSS"))
                self.show(end - now)

    def show(self, left: float) -> None:
        """Write how it goes to stderr."""
        print(
            f"{left:.0f} s left: {len(self.visitors)} clients, {self.came.total()} came, "
            f"{self.record.looked_at:,} lines looked at, {self.memory[-1]:,} bytes, "
            f"faults {dict(self.record.faults)}",
            file=sys.stderr,
        )

    # The end

    def settle(self) -> None:
        """Wait until all healthy clients have got everything; who has not has lost lines."""
        for visitor in list(self.stalls):
            self.stalls[visitor] = 0.0
        self.pass_time()
        until = time.monotonic() + SETTLING
        while time.monotonic() < until and self.waiting():
            self.serve(TICK)
        for visitor in self.waiting():
            self.record.fault("lines missing at the end", str(visitor))

    def waiting(self) -> list[Visitor]:
        """Return the healthy clients that have not got everything."""
        return [
            one
            for one in self.visitors
            if one.must_get_all and not (one.ledger.has_all() and not one.pending)
        ]

    def empty(self) -> None:
        """Let all leave."""
        for visitor in list(self.visitors):
            if not visitor.is_leaving:
                visitor.leave()
                self.watch(visitor)
        until = time.monotonic() + SETTLING
        while self.visitors and time.monotonic() < until:
            self.serve(TICK)
        for visitor in list(self.visitors):
            if not isinstance(visitor, Nuisance):
                self.record.fault("not let go", str(visitor))
            self.remove(visitor)


def resources(server: Server) -> dict[str, int]:
    """Return what a server has to give back."""
    return {"descriptors": server.descriptors(), "threads": server.status("Threads")}


def warmed_up(server: Server) -> dict[str, int]:
    """Return the resources of *server* after one client has come, been served, and gone."""
    with socket.create_connection(("127.0.0.1", server.port), SETTLING) as client:
        client.sendall(b"~ hello\n")
        client.recv(100)
    found: dict[str, int] = {}
    while (before := found) != (found := resources(server)):
        time.sleep(5 * TICK)
    return before


def wait_for(server: Server, wanted: dict[str, int]) -> dict[str, int]:
    """Return the resources of *server*, once they are what is *wanted* or it has had its time."""
    until = time.monotonic() + SETTLING
    while (found := resources(server)) != wanted and time.monotonic() < until:
        time.sleep(TICK)
    return found


def growth(memory: list[int]) -> tuple[int, int]:
    """Return the medians of the second quarter of the run and of the last, in bytes."""
    quarter = max(1, len(memory) // 4)
    return int(median(memory[quarter : 2 * quarter] or memory)), int(median(memory[-quarter:]))


def statistics(server: Server) -> Any:
    """Stop *server* with ``quit``; return its counters, None if it writes none."""
    with suppress(OSError, ValueError):
        return json.loads(server.process.communicate("quit\n", timeout=SETTLING)[0])
    return None


def soak(options: argparse.Namespace) -> dict[str, Any]:
    """Return the report of a whole run."""
    descriptors = raise_descriptor_limit()
    peer = Peer(options.server, our_command(options.server))
    with running(peer, "--stats") as server:
        crowd = Soak(server, options.clients, options.rate, chance_of(options.seed))
        at_first = warmed_up(server)
        crowd.run(options.seconds)
        crowd.settle()
        crowd.empty()
        at_last = wait_for(server, at_first)
        cpu = server.cpu_seconds_of_threads()
        time.sleep(QUIET)
        cpu = server.cpu_seconds_of_threads() - cpu
        counters = statistics(server)
    early, late = growth(crowd.memory)
    checks = {
        "every line whole, once, in order": not crowd.record.faults,
        "memory flat": (
            late - early <= max(GROWTH, early * SHARE_OF_GROWTH)
            if options.seconds >= LONG_ENOUGH
            else None
        ),
        "descriptors and threads given back": at_first == at_last,
        "no computing when all have left": cpu < NO_CPU,
        "stopped by quit": counters is not None,
    }
    return {
        "benchmark": "chat soak",
        "server": options.server,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "descriptors": descriptors,
        "clients": options.clients,
        "seconds": options.seconds,
        "seed": options.seed,
        "came": crowd.came,
        "floods": crowd.floods,
        "lines_sent": crowd.record.sent.total(),
        "lines_looked_at": crowd.record.looked_at,
        "told": crowd.record.told,
        "faults": crowd.record.faults,
        "examples": crowd.record.examples,
        "memory": {"early": early, "late": late, "series": crowd.memory},
        "at_first": at_first,
        "at_last": at_last,
        "cpu_seconds_when_empty": round(cpu, 4),
        "counters": counters,
        "checks": checks,
    }


def main() -> int:
    """Run the soak that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--server", choices=OURS, default="selectors")
    parser.add_argument("--clients", type=int, default=1000, help="default: %(default)s")
    parser.add_argument("--seconds", type=float, default=600, help="default: %(default)s")
    parser.add_argument("--rate", type=float, default=50, help="lines a second; default: 50")
    parser.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    report = soak(parser.parse_args())
    print(json.dumps(report, indent=2))
    return 1 if False in report["checks"].values() else 0


if __name__ == "__main__":
    sys.exit(main())
