"""Who has a port: asked of /proc, which Linux alone has.

``/proc/net/tcp`` lists sockets with their inodes; each process lists its descriptors in
``/proc/PID/fd``, where a socket is a link to ``socket:[INODE]`` (proc(5)).
"""

import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
LISTENING = "0A"
"""TCP_LISTEN in the kernel's include/net/tcp_states.h."""

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  # it is only read
LONGEST_COMMAND = 100
"""Characters: what fits into a line beside the rest."""


class Owner(NamedTuple):
    """A process that has a port; what may not be known is None."""

    pid: int | None
    command: str | None
    user: str | None

    def __str__(self) -> str:
        """Return as much of it as is known, in words."""
        if self.pid is not None:
            return f"process {self.pid}"
        if self.user is not None:
            return f"a process of {self.user} that you may not look into"
        return "a process that this system does not name"


NOBODY_KNOWN = Owner(None, None, None)


class _Socket(NamedTuple):
    address: str
    port: int
    state: str
    user: int
    inode: str


def owner_of(host: str, port: int, protocol: str = "tcp") -> Owner:
    """Return who has *port* on the numeric address *host*, as far as can be known.

    *protocol* is ``tcp`` or ``udp``.
    """
    taken = [one for one in _sockets(protocol) if one.port == port and one.inode != "0"]
    # Who listens, here or on every address, stands in the way for sure.
    taken.sort(key=lambda one: (one.address not in {host, *EVERYWHERE}, one.state != LISTENING))
    for one in taken:
        pid = _process_with(one.inode)
        return Owner(pid, None if pid is None else _command(pid), _name_of(one.user))
    return NOBODY_KNOWN


def _sockets(protocol: str) -> Iterator[_Socket]:
    for name in (protocol, f"{protocol}6"):
        try:
            lines = (PROC / "net" / name).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            address, _, port = fields[1].partition(":")
            yield _Socket(_address(address), int(port, 16), fields[3], int(fields[7]), fields[9])


def _address(text: str) -> str:
    """Return the address that the kernel writes as 32-bit words in the machine's byte order."""
    words = [int(text[start : start + 8], 16) for start in range(0, len(text), 8)]
    packed = struct.pack(f"={len(words)}I", *words)
    return socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, packed)


def _process_with(inode: str) -> int | None:
    """Return the process that has the socket open, if it is one that we may look into."""
    wanted = Path(f"socket:[{inode}]")
    for descriptor in PROC.glob("[0-9]*/fd/*"):
        try:
            if descriptor.readlink() == wanted:
                return int(descriptor.parts[-3])
        except OSError:  # closed since, or its process is gone
            continue
    return None


def _command(pid: int) -> str | None:
    try:
        words = (PROC / str(pid) / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except OSError:
        return None
    command = b" ".join(words).decode(errors="replace")
    return command if len(command) <= LONGEST_COMMAND else f"{command[:LONGEST_COMMAND]}..."


def _name_of(user: int) -> str:
    import pwd

    try:
        return f"user {pwd.getpwuid(user).pw_name}"
    except KeyError:
        return f"user {user}"
