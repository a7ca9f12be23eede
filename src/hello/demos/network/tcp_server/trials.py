"""What a server is put through: torn lines, a client that leaves, one that never reads."""

import socket
import threading
import time
from contextlib import ExitStack

from hello.chat.limits import Limits
from hello.chat.servers.threaded_server import ThreadedServer
from hello.chat.settings import ServerSettings
from hello.demos.network.tcp_server.facts import Leaving, Stalled, Tearing
from hello.demos.network.tcp_server.mistakes import recv_relay
from hello.demos.network.tcp_server.scene import PATIENCE, Guest, gathered, running

FIRST, SECOND, OTHER = "Now is the", "time", "ATTENTION"

LINE_SIZE, LINES_A_TURN = 1_000, 100
MOST_TURNS = 200
"""20 MB: more than any system keeps for a client that does not read."""

IMPATIENT = Limits(outbox=65_536, patience=0.1)


def torn_lines() -> Tearing:
    """Let somebody say a line in two sends, and somebody else one in between."""
    return Tearing((f"{FIRST} {SECOND}", OTHER), _through_recv_relay(), _through_server())


def _through_recv_relay() -> tuple[str, ...]:
    with ExitStack() as stack:
        pairs = [socket.socketpair() for _ in range(3)]
        for end in (end for pair in pairs for end in pair):
            stack.enter_context(end)
            end.settimeout(PATIENCE)
        (first, _), (second, _), (listener, to_listener) = pairs
        relays = [
            threading.Thread(target=recv_relay, args=([to_listener], server), name="relay")
            for _, server in pairs[:2]
        ]
        for relay in relays:
            relay.start()
        heard = b""
        for client, piece in ((first, FIRST), (second, f"{OTHER}\n"), (first, f" {SECOND}\n")):
            client.sendall(piece.encode())
            heard += listener.recv(1024)
        for client in (first, second):
            client.shutdown(socket.SHUT_WR)
        for relay in relays:
            relay.join(2 * PATIENCE)
    return tuple(heard.decode().splitlines())


def _through_server() -> tuple[str, ...]:
    server = ThreadedServer(ServerSettings(port=0))
    with running(server), gathered(server.address, 3) as (first, second, listener):
        first.socket.sendall(FIRST.encode())
        second.say(OTHER)
        heard = [listener.hear()]
        first.say(f" {SECOND}")
        return (*heard, listener.hear())


def one_leaves(guests: int) -> Leaving:
    """Count clients and threads before and after one has left; nobody says a word meanwhile."""
    server = ThreadedServer(ServerSettings(port=0))
    threads = []
    with running(server), gathered(server.address, guests) as all_guests:
        threads.append(threading.active_count())
        all_guests[-1].leave()
        until = time.monotonic() + PATIENCE
        while threading.active_count() == threads[0] and time.monotonic() < until:
            time.sleep(0.001)
        threads.append(threading.active_count())
        left = server.counters.now_clients
    return Leaving((guests, left), (threads[0], threads[1]))


def one_never_reads() -> Stalled:
    """Let one client say lines and hear them, while another one reads nothing."""
    server = ThreadedServer(ServerSettings(port=0, limits=IMPATIENT))
    with running(server), gathered(server.address, 2) as (stalled, talker):
        said, heard, longest = 0, 0, 0.0
        while said == heard and said < MOST_TURNS * LINES_A_TURN and not server.counters.dropped:
            start = time.perf_counter()
            said += LINES_A_TURN
            heard += _say_and_hear(talker)
            longest = max(longest, time.perf_counter() - start)
        told = _last_words(stalled) if server.counters.dropped else None
    return Stalled(said, heard, said * LINE_SIZE, longest, told)


def _say_and_hear(guest: Guest) -> int:
    """Let *guest* say some lines; return how many of them it hears."""
    line = "x" * (LINE_SIZE - 1)
    try:
        guest.say("\n".join([line] * LINES_A_TURN))
        return sum(guest.hear() == line for _ in range(LINES_A_TURN))
    except TimeoutError:
        return 0


def _last_words(guest: Guest) -> str:
    """Return the last line that *guest* is sent."""
    *_, last = guest.file
    return last.decode().rstrip("\n")
