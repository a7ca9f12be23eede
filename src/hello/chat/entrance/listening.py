"""Where a server listens, and what stands in its way."""

import errno
import socket
import sys
from contextlib import suppress
from typing import NamedTuple

from hello.chat.entrance.accepting import (
    SpareDescriptor,
    accept,
    keep_alive,
    raise_descriptor_limit,
    refuse,
    send_at_once,
)
from hello.errors import HelloError, WrongUseError

__all__ = [
    "SpareDescriptor",
    "accept",
    "address_text",
    "keep_alive",
    "listen",
    "listen_for_datagrams",
    "raise_descriptor_limit",
    "refuse",
    "resolve",
    "send_at_once",
]

BACKLOG = 1024
"""Connections that wait to be accepted. With socketserver's 5, 300 clients took 46 s."""


NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


class Found(NamedTuple):
    """An address that a name stands for: ``host`` is numeric, ``address`` is for ``bind``."""

    family: socket.AddressFamily
    host: str
    address: tuple[str, int] | tuple[str, int, int, int]


def resolve(host: str, port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> list[Found]:
    """Return the addresses of *host* to listen on; an empty one means every address.

    Raise WrongUseError where there are none.
    """
    try:
        answers = socket.getaddrinfo(host or None, port, type=kind, flags=socket.AI_PASSIVE)
    except (OSError, ValueError) as error:
        # ValueError: not even a name, such as "a..b" (IDNA).
        reason = getattr(error, "strerror", None) or "not a host's name"
        raise WrongUseError(
            f"cannot listen on this host: {reason.lower()}",
            host,
            next_step="take --host 127.0.0.1, or ::1",
        ) from error
    # The other shape of an address is that of IPv6 in a Python without it (typeshed).
    return [
        Found(family, address[0], address)
        for family, _, _, _, address in answers
        if isinstance(address[0], str) and isinstance(address[1], int)
    ]


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens for TCP connections on *host*; port 0 picks a free one.

    Raise HelloError if that is not possible; it says who has the port, as far as can be known.
    """
    return _first_that_works(host, port, socket.SOCK_STREAM)


def listen_for_datagrams(host: str, port: int) -> socket.socket:
    """Return a socket that takes UDP datagrams on *host*; as ``listen`` does it for TCP."""
    return _first_that_works(host, port, socket.SOCK_DGRAM)


def _first_that_works(host: str, port: int, kind: socket.SocketKind) -> socket.socket:
    *others, last = resolve(host, port, kind)
    for found in (*others, last):
        try:
            return _bound(found, kind)
        except OSError as error:
            # "localhost" may stand for ::1 first, on a machine without IPv6.
            if found is last or error.errno not in NOT_HERE:
                raise _explained(error, found, kind) from error
    raise AssertionError("resolve() finds one address at least")


def _bound(found: Found, kind: socket.SocketKind) -> socket.socket:
    sock = socket.socket(found.family, kind)
    try:
        if found.family == socket.AF_INET6:
            # "::" takes IPv4 too, whatever the system's default is; but OpenBSD never lets it.
            with suppress(OSError):
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        if sys.platform == "win32":
            # SO_REUSEADDR there lets another program steal the port.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif kind == socket.SOCK_STREAM:
            # A restart finds connections of the last run in TIME_WAIT.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(found.address)
        if kind == socket.SOCK_STREAM:
            # Two may bind the same port with SO_REUSEADDR; then this is what fails.
            sock.listen(BACKLOG)
    except BaseException:
        sock.close()
        raise
    return sock


def _explained(error: OSError, found: Found, kind: socket.SocketKind) -> HelloError:
    where = address_text(found.address)
    if error.errno == errno.EADDRINUSE:
        from hello.chat.entrance.port_owner import owner_of  # only a mistake should cost it

        protocol = "tcp" if kind == socket.SOCK_STREAM else "udp"
        owner = owner_of(found.host, found.address[1], protocol)
        return HelloError(
            f"{where} is taken by {owner}",
            owner.command,
            next_step="end it, or take another port: --port 0 picks a free one",
        )
    if error.errno == errno.EACCES:
        return HelloError(
            f"the system does not let you listen on {where}",
            next_step="take a port from 1024 on, or --port 0 for a free one",
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return WrongUseError(
            "this machine has no such address", found.host, next_step="take --host 127.0.0.1"
        )
    return HelloError(
        f"cannot listen on {where}: {(error.strerror or str(error)).lower()}",
        next_step="take another --host or --port",
    )


def address_text(address: tuple[str, int] | tuple[str, int, int, int]) -> str:
    """Return HOST:PORT of a socket's *address*; an IPv6 host is in brackets (RFC 3986, 3.2.2)."""
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
