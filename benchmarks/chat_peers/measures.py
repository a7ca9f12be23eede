"""What is measured of a server, each by one run of the crowd (crowd.c) or a few."""

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from chat_peers.servers import Peer, Server, running

Figures = Mapping[str, float | None]

PILOT = 100_000
"""Deliveries of the first burst, which tells how long the second may be."""

FAST, SLOW = 3_000_000, 500_000
"""Deliveries a second: one gets the long burst, for the other the first burst is enough."""

DEADLINE = 120
"""Seconds for one run of the crowd."""

LONGEST = 9_999_999
"""Microseconds: the latency of a line that did not come."""

MANY, MOST = 1_000, 10_000
"""Clients that hold still."""

FIRST = 100
"""Clients after which no more is set up once and for all."""


class Sizes(NamedTuple):
    """How much is sent: bursts in deliveries, the rest in lines; and for how long at a pace."""

    burst: int = 40_000_000
    looked_at: int = 4_000_000
    seconds: float = 3.0
    turns: int = 3_000
    stall_lines: int = 400_000
    short_stall_lines: int = 120_000


FULL = Sizes()
QUICK = Sizes(10_000_000, 1_000_000, 1.0, 500, 150_000, 80_000)


class Load(NamedTuple):
    """How many clients, how many of them send, how many lines in all, and a second (0: at once)."""

    clients: int
    senders: int = 1
    lines: int = 1
    rate: int = 0


class CrowdError(Exception):
    """The crowd could not do its part; the text says why."""


class Crowd(NamedTuple):
    """The compiled crowd."""

    program: Path
    sizes: Sizes

    def command(self, mode: str, peer: Peer, server: Server, load: Load) -> list[str]:
        """Return the command line of one run."""
        words = (mode, server.port, *load, int(peer.echoes))
        return [str(self.program), *map(str, words)]

    def run(self, mode: str, peer: Peer, server: Server, load: Load) -> dict[str, Any]:
        """Return what one run found; raise CrowdError."""
        command = self.command(mode, peer, server, load)
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, timeout=DEADLINE
            )
        except subprocess.TimeoutExpired:
            raise CrowdError(f"not done after {DEADLINE} s") from None
        if done.returncode:
            raise CrowdError(done.stderr.strip())
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    @contextmanager
    def holding(self, peer: Peer, server: Server, clients: int) -> Iterator[dict[str, Any]]:
        """Let *clients* stay connected; yields how long they took to join."""
        command = self.command("hold", peer, server, Load(clients))
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None  # noqa: S101  # it is a pipe
            line = process.stdout.readline()
            if not line:
                raise CrowdError(process.communicate()[1].strip())
            yield json.loads(line)
        finally:
            process.communicate(timeout=DEADLINE)


Measure = Callable[[Crowd, Peer], Figures]


def burst(clients: int, senders: int) -> Measure:
    """Return a measure of how many lines a second reach their readers, all sent at once."""

    def measure(crowd: Crowd, peer: Peer) -> Figures:
        with running(peer) as server:
            before = server.cpu_seconds()
            done = crowd.run("burst", peer, server, Load(clients, senders, PILOT // clients))
            rate = _rate(done)
            if rate > SLOW:
                size = crowd.sizes.burst if rate > FAST else int(rate)
                before = server.cpu_seconds()
                done = crowd.run("burst", peer, server, Load(clients, senders, size // clients))
            cpu = server.cpu_seconds() - before
            size = crowd.sizes.looked_at if rate > FAST else PILOT
            seen = crowd.run("check", peer, server, Load(clients, senders, size // clients))
        return {
            "deliveries_per_s": _rate(done),
            "cpu_s_per_million": cpu / done["deliveries"] * 1e6,
            "lost": done["lost"] + seen["lost"],
            "torn": seen["torn"],
            "reordered": seen["reordered"],
        }

    return measure


def _rate(done: Mapping[str, float]) -> float:
    return done["deliveries"] / done["seconds"]


def paced(clients: int, rate: int) -> Measure:
    """Return a measure of how long a line takes from its send to each receipt."""

    def measure(crowd: Crowd, peer: Peer) -> Figures:
        with running(peer) as server:
            lines = int(rate * crowd.sizes.seconds)
            done = crowd.run("paced", peer, server, Load(clients, 10, lines, rate))
        return {
            **{f"{p}_ms": _milliseconds(done[f"{p}_us"]) for p in ("p50", "p99")},
            "missing": done["missing"],
            "torn": done["torn"],
            "reordered": done["reordered"],
        }

    return measure


def _milliseconds(microseconds: int) -> float | None:
    return None if microseconds >= LONGEST else microseconds / 1000


def turns(clients: int) -> Measure:
    """Return a measure of one line at a time: how long until all have it."""

    def measure(crowd: Crowd, peer: Peer) -> Figures:
        with running(peer) as server:
            done = crowd.run("turns", peer, server, Load(clients, 2, crowd.sizes.turns))
        return {"p50_us": done["p50_us"], "p99_us": done["p99_us"]}

    return measure


def idle(crowd: Crowd, peer: Peer) -> Figures:
    """Measure what clients cost that say nothing, and how fast they come in."""
    with running(peer) as server, crowd.holding(peer, server, FIRST):
        before = server.status("VmRSS")
        with crowd.holding(peer, server, MANY):
            more = server.status("VmRSS") - before
    with running(peer) as server, crowd.holding(peer, server, MANY) as done:
        resident = server.status("VmRSS")
    return {
        "bytes_a_connection": more / MANY,
        "resident_bytes": resident,
        "connect_s": done["joined"],
        "first_line_s": done["reached"],
    }


def stalled(crowd: Crowd, peer: Peer) -> Figures:
    """Measure what one client that never reads costs ten others, against the same without it."""
    clients = 10
    with running(peer) as server:
        pilot = crowd.run("burst", peer, server, Load(clients, lines=PILOT // clients))
    lines = crowd.sizes.stall_lines if _rate(pilot) > FAST else crowd.sizes.short_stall_lines
    with running(peer) as server:
        crowd.run("check", peer, server, Load(clients, lines=lines))
        without = server.status("VmHWM")
    with running(peer) as server:
        done = crowd.run("stall", peer, server, Load(clients, lines=lines))
        peak = server.status("VmHWM")
    return {
        "longest_gap_s": done["longest_gap"],
        "lost": done["lost"],
        "torn": done["torn"],
        "reordered": done["reordered"],
        "more_bytes": peak - without,
        "was_told": int(done["stalled_told"].startswith("* ")),
    }


def crowded(crowd: Crowd, peer: Peer) -> Figures:
    """Measure 10,000 clients that hold still; the system's own share counts both ends."""
    before = _slab()
    with running(peer) as server, crowd.holding(peer, server, MOST) as done:
        slab = _slab() - before
        resident = server.status("VmRSS")
    return {
        "held": done["clients"],
        "resident_bytes": resident,
        "kernel_bytes_a_connection": slab / MOST,
        "connect_s": done["joined"],
        "first_line_s": done["reached"],
    }


def _slab() -> int:
    """Return the bytes that the system uses for its own small objects, sockets among them."""
    text = Path("/proc/meminfo").read_text(encoding="utf-8")
    return 1024 * next(
        int(line.split()[1]) for line in text.splitlines() if line.startswith("Slab")
    )


MEASURES: dict[str, Measure] = {
    **{
        f"burst, {clients} clients, {senders} senders": burst(clients, senders)
        for clients in (10, 100, 500, 1000)
        for senders in (1, 10)
    },
    "paced, 500 clients, 1000 lines/s": paced(500, 1_000),
    "paced, 100 clients, 20000 lines/s": paced(100, 20_000),
    "one line at a time, 2 clients": turns(2),
    "one line at a time, 10 clients": turns(10),
    "1000 idle clients": idle,
    "one stalled client": stalled,
    "10000 idle clients": crowded,
}
