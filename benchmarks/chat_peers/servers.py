"""The servers that are compared, each a process that listens on a port of its own."""

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from hello.catalogue import DEMOS

HERE = Path(__file__).parent
OURS = ("selectors", "tcp-server", "socketserver")
LIMIT = "C epoll loop"
STREAMS = "asyncio streams"
UVLOOP = "asyncio streams on uvloop"
NCAT = "ncat --broker"
DEADLINE = 10
"""Seconds for a server to start, and to end."""

KIB = 1024


class Peer(NamedTuple):
    """A server by its command line; ``echoes``: who says a line is sent it too."""

    name: str
    command: list[str]
    echoes: bool = True


class Server(NamedTuple):
    """A running server."""

    process: "subprocess.Popen[str]"
    port: int

    def status(self, field: str) -> int:
        """Return a *field* of /proc/PID/status: bytes of memory, or a plain number."""
        text = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"^{field}:\s+(\d+)( kB)?", text, re.MULTILINE)
        if found is None:
            raise LookupError(f"/proc/PID/status has no {field}")
        return int(found[1]) * (KIB if found[2] else 1)

    def cpu_seconds(self) -> float:
        """Return how long it has computed, itself and the system for it, to a hundredth."""
        text = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        user, system = text.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def cpu_seconds_of_threads(self) -> float:
        """Return the same for the threads that it has now, to the nanosecond."""
        total = 0
        for file in Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"):
            with suppress(OSError):  # it has ended meanwhile
                total += int(file.read_text(encoding="utf-8").split()[0])
        return total / 1e9

    def descriptors(self) -> int:
        """Return how many descriptors it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


def raise_descriptor_limit() -> int:
    """Let this process and those it starts open as many files as they may; return how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def compile_c(name: str, folder: Path) -> Path:
    """Return the program made of *name*.c; raise CalledProcessError or FileNotFoundError."""
    program = folder / name
    source = HERE / f"{name}.c"
    command = ["cc", "-O2", "-Wall", "-Wextra", "-o", str(program), str(source), "-lm"]
    subprocess.run(command, check=True)
    return program


def our_command(name: str) -> list[str]:
    """Return the command line of one of our servers, as its console script would run it."""
    demo = next(demo for demo in DEMOS if demo.name == name)
    code = f"from {demo.module} import main; main(prog_name={demo.command!r})"
    return [sys.executable, "-c", code, "--port", "0"]


def find_peers(folder: Path) -> tuple[list[Peer], dict[str, str]]:
    """Return the peers that are here, and of the others why they are left out."""
    known = {demo.name for demo in DEMOS}
    peers = [Peer(f"hello-{name}", our_command(name)) for name in OURS if name in known]
    left_out = {f"hello-{name}": "not in the catalogue" for name in OURS if name not in known}
    streams = [sys.executable, str(HERE / "streams.py")]
    peers.append(Peer(LIMIT, [str(compile_c("fan_out", folder))]))
    peers.append(Peer(STREAMS, streams))
    if find_spec("uvloop"):
        peers.append(Peer(UVLOOP, [*streams, "--uvloop"]))
    else:
        left_out[UVLOOP] = "uvloop is not installed"
    if shutil.which("ncat"):
        command = ["ncat", "--broker", "--listen", "127.0.0.1", "0", "--max-conns", "20000"]
        peers.append(Peer(NCAT, command, echoes=False))
    else:
        left_out[NCAT] = "ncat is not installed (Debian: apt install ncat)"
    return peers, left_out


@contextmanager
def running(peer: Peer, *options: str) -> Iterator[Server]:
    """Run the server of *peer*; raise RuntimeError if it does not listen in time."""
    process = subprocess.Popen(
        [*peer.command, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Server(process, _port_of(peer, process))
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _port_of(peer: Peer, process: "subprocess.Popen[str]") -> int:
    if peer.name == NCAT:
        return _listening_port(process.pid)
    assert process.stdout is not None  # noqa: S101  # it is a pipe
    line = process.stdout.readline()
    found = re.fullmatch(r"listening on .*:(\d+)\n", line)
    if found is None:
        raise RuntimeError(f"{peer.name} does not listen; it says {line!r}")
    return int(found[1])


def _listening_port(pid: int) -> int:
    """Return the port of a server that does not tell it, from /proc."""
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        inodes = {str(entry.readlink()) for entry in Path(f"/proc/{pid}/fd").iterdir()}
        table = Path(f"/proc/{pid}/net/tcp").read_text(encoding="utf-8").splitlines()[1:]
        for columns in map(str.split, table):
            if columns[3] == "0A" and f"socket:[{columns[9]}]" in inodes:  # TCP_LISTEN
                return int(columns[1].rpartition(":")[2], 16)
        time.sleep(0.01)
    raise RuntimeError(f"process {pid} does not listen")
