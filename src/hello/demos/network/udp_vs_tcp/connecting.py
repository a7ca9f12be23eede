"""Who needs a connection before the first byte, and who can send to nobody."""

import socket
from contextlib import ExitStack, suppress

from hello.chat.udp.relay import Address
from hello.demos.network.udp_vs_tcp.datagrams import LARGEST, udp_socket
from hello.demos.network.udp_vs_tcp.facts import Connections
from hello.demos.network.udp_vs_tcp.streams import PATIENCE, receive

CLIENTS = 3
HELLO = b"hello"


def connect() -> Connections:
    """Serve some clients over UDP and over TCP; and try to reach nobody."""
    udp_heard = serve_udp()
    tcp_heard, tcp_sockets = serve_tcp()
    to_nobody, unconnected = reach_nobody_over_tcp()
    return Connections(
        clients=CLIENTS,
        udp_sockets=1,
        udp_heard=udp_heard,
        udp_to_nobody=reach_nobody_over_udp(),
        tcp_sockets=tcp_sockets,
        tcp_heard=tcp_heard,
        tcp_to_nobody=to_nobody,
        tcp_unconnected=unconnected,
    )


def serve_udp() -> int:
    """Return how many clients were heard whose first datagram was already the data."""
    with ExitStack() as stack:
        server = stack.enter_context(udp_socket())
        server.bind(("127.0.0.1", 0))
        for _ in range(CLIENTS):
            client = stack.enter_context(udp_socket())
            client.sendto(HELLO, server.getsockname())
        heard: set[Address] = set()
        with suppress(TimeoutError):
            while len(heard) < CLIENTS:
                data, address = server.recvfrom(LARGEST)
                heard |= {address} if data == HELLO else set()
    return len(heard)


def serve_tcp() -> tuple[int, int]:
    """Return how many clients were heard, and on how many sockets of the server."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        server.settimeout(PATIENCE)
        served = []
        for _ in range(CLIENTS):
            client = stack.enter_context(socket.create_connection(server.getsockname(), PATIENCE))
            client.sendall(HELLO)
            connected, _ = server.accept()
            served.append(stack.enter_context(connected))
        heard = sum(receive(one, len(HELLO)) == HELLO for one in served)
        return heard, 1 + len(served)


def reach_nobody_over_udp() -> str | None:
    """Return the name of the error of a send to a port without a socket, if there is one."""
    with udp_socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = nobody.getsockname()
    with udp_socket() as sender:
        try:
            sender.sendto(HELLO, address)
        except OSError as error:
            return type(error).__name__
    return None


def reach_nobody_over_tcp() -> tuple[str | None, str | None]:
    """Return the errors of a connect where nobody listens, and of a send before any connect."""
    # Bound, so that nobody else is there; but it does not listen.
    with socket.socket() as nobody, socket.socket() as client, socket.socket() as hasty:
        nobody.bind(("127.0.0.1", 0))
        client.settimeout(PATIENCE)
        refused = unconnected = None
        try:
            client.connect(nobody.getsockname())
        except OSError as error:
            refused = type(error).__name__
        try:
            hasty.send(HELLO)
        except OSError as error:
            unconnected = type(error).__name__
    return refused, unconnected
