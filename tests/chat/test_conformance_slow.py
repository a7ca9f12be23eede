"""Every TCP chat server: what slow, dead and hostile clients cost the others, which is nothing.

The servers are the installed commands.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from threading import Event
from time import monotonic, sleep

import pytest
from conformance import (
    EACH_SERVER,
    TCP_SERVERS,
    all_read,
    gathered,
    meet,
    numbered_lines,
    read_to,
    sending,
)

from chat import DEADLINE, PROC, Client, Running, needs_proc, running

IMPATIENT = ("--outbox", "65536", "--patience", "0.3")

WITH_ROOM = ("--outbox", "4194304", "--patience", "0.3")

SMALL = 16_384
"""Bytes of a receive buffer: the server feels soon that its owner does not read."""

MORE_THAN_BUFFERS = 10_000
"""Lines of 1,000 bytes: more than the kernel and an outbox hold for one client."""

ESTABLISHED, RETRANSMIT, KEEPALIVE = "01", "01", "02"
"""As /proc/net/tcp writes them."""

QUIET = 3.0
"""Seconds in which a server that has nothing to do has to take no CPU time."""


@EACH_SERVER
def test_who_never_reads_is_told_and_dropped_and_the_others_lose_nothing(command: str) -> None:
    lines = numbered_lines("line", MORE_THAN_BUFFERS, 1000)
    with running(command, *IMPATIENT) as server:
        with ExitStack() as stack:
            stuck = [
                stack.enter_context(Client(server.address, receive_buffer=SMALL)) for _ in range(3)
            ]
            sender, reader = (stack.enter_context(Client(server.address)) for _ in range(2))
            meet(*stuck, sender, reader)
            with sending(sender, b"".join(lines)):
                assert all_read([sender, reader], len(lines)) == [lines, lines]

            for client in stuck:
                got = client.rest().splitlines(keepends=True)
                assert got == [*lines[: len(got) - 1], b"* too slow: dropped\n"]
        assert server.stop().code == 0
    assert server.stats["dropped"] == 3
    assert server.stats["lines_in"] == len(lines) + 6


@EACH_SERVER
def test_who_never_reads_may_be_told_how_much_it_misses_instead(command: str) -> None:
    lines = numbered_lines("line", MORE_THAN_BUFFERS, 1000)
    with running(command, *WITH_ROOM, "--slow", "skip") as server:
        with (
            gathered(server.address, 2) as (sender, reader),
            Client(server.address, receive_buffer=SMALL) as stuck,
        ):
            meet(sender, reader, stuck)
            with sending(sender, b"".join(lines)):
                assert all_read([sender, reader], len(lines)) == [lines, lines]
            sender.send(b"end\n")

            got = read_to(b"end\n", stuck)
            assert lines_with_gaps(got) == len(lines)
            heard = [line for line in got if not line.startswith(b"*")]
            assert heard == [line for line in lines if line in set(heard)]
        assert server.stop().code == 0
    assert server.stats["dropped"] == 0
    assert server.stats["skipped_lines"] == len(lines) - len(heard) > 0


def lines_with_gaps(got: list[bytes]) -> int:
    """Return how many lines *got* stands for: those that are there, and those left out."""
    gaps = [re.fullmatch(rb"\* too slow: ([\d,]+) lines left out\n", line) for line in got]
    assert any(gaps)
    return sum(int(gap[1].replace(b",", b"")) if gap else 1 for gap in gaps)


@EACH_SERVER
def test_a_burst_through_a_tiny_outbox_loses_nothing(command: str) -> None:
    """Senders are read no further until those who read have caught up."""
    lines = numbered_lines("burst", 30_000)
    with running(command, "--outbox", "1024", "--max-line", "1024", "--patience", "30") as server:
        with ExitStack() as stack:
            sender = stack.enter_context(Client(server.address))
            readers = [
                stack.enter_context(Client(server.address, receive_buffer=SMALL)) for _ in range(3)
            ]
            meet(sender, *readers)
            with sending(sender, b"".join(lines)):
                assert all_read([sender, *readers], len(lines)) == [lines] * 4
        assert server.stop().code == 0
    assert server.stats["dropped"] == 0


@EACH_SERVER
def test_what_waits_for_a_client_is_bounded(command: str) -> None:
    """An outbox that is full, and what had been read when it filled up."""
    lines = numbered_lines("line", MORE_THAN_BUFFERS, 1000)
    with running(command, *IMPATIENT) as server:
        with (
            gathered(server.address, 1) as (sender,),
            Client(server.address, receive_buffer=SMALL) as stuck,
        ):
            meet(sender, stuck)
            with sending(sender, b"".join(lines)):
                assert sender.lines(len(lines)) == lines
        assert server.stop().code == 0
    assert 65_536 <= server.stats["peak_outbox"] <= 65_536 + (1 << 20)


@EACH_SERVER
def test_who_only_talks_and_never_listens_is_dropped(command: str) -> None:
    lines = numbered_lines("monologue", 3 * MORE_THAN_BUFFERS, 1000)
    with running(command, *IMPATIENT) as server:
        with (
            gathered(server.address, 2) as listeners,
            Client(server.address, receive_buffer=SMALL) as talker,
            ThreadPoolExecutor(len(listeners)) as pool,
        ):
            meet(*listeners, talker)
            reading = [pool.submit(read_to, b"end\n", client) for client in listeners]
            with suppress(ConnectionError):
                talker.send(b"".join(lines))
            talker.reset()
            listeners[0].send(b"end\n")
            for heard in [one.result() for one in reading]:
                assert heard == lines[: len(heard)]
        assert server.stop().code == 0
    assert server.stats["dropped"] == 1


@EACH_SERVER
def test_resets_in_the_middle_of_it_harm_nobody(command: str) -> None:
    lines = numbered_lines("line", 3_000)
    with running(command) as server:
        with (
            gathered(server.address, 2) as (sender, reader),
            sending(sender, b"".join(lines)),
        ):
            for _ in range(30):
                stranger = Client(server.address)
                stranger.send(b"half a li")
                stranger.reset()
            assert all_read([sender, reader], len(lines)) == [lines, lines]
        ended = server.stop()
    assert (ended.code, ended.stderr) == (0, "")


@EACH_SERVER
def test_who_is_idle_too_long_is_told_and_dropped(command: str) -> None:
    with running(command, "--idle-timeout", "0.5") as server:
        with gathered(server.address, 2) as (idle, lively), ThreadPoolExecutor(1) as pool:
            reading = pool.submit(idle.rest)
            while not reading.done():
                lively.send(b"I am here\n")
                assert lively.line() == b"I am here\n"
                sleep(0.01)

            assert reading.result().endswith(b"* idle for 0.5 s\n")
        assert server.stop().code == 0


@EACH_SERVER
def test_who_is_not_read_because_of_somebody_slow_is_not_idle(command: str) -> None:
    """The slow one talks too, so that it is not idle either, and the server waits its patience."""
    lines = numbered_lines("line", MORE_THAN_BUFFERS, 1000)
    options = ("--outbox", "65536", "--patience", "1.5", "--idle-timeout", "0.5")
    with running(command, *options) as server:
        with (
            gathered(server.address, 1) as (sender,),
            Client(server.address, receive_buffer=SMALL) as stuck,
            chattering(stuck, b"still here\n"),
            sending(sender, b"".join([*lines, b"end\n"])),
        ):
            heard = read_to(b"end\n", sender)
        assert server.stop().code == 0
    assert [line for line in heard if line != b"still here\n"] == lines
    assert server.stats["dropped"] == 1


@contextmanager
def chattering(client: Client, line: bytes) -> Iterator[None]:
    """Send *line* again and again while the body runs, for as long as the server takes it."""
    over = Event()

    def chatter() -> None:
        with suppress(OSError):
            while not over.wait(0.05):
                client.send(line)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(chatter)
        try:
            yield
        finally:
            over.set()


@needs_proc
@EACH_SERVER
def test_the_kernel_looks_after_connections_that_say_nothing(command: str) -> None:
    """Keepalive finds a client whose machine is gone; /proc/net/tcp shows that it is on."""
    with running(command) as server, gathered(server.address, 1):
        while (timer := kernel_timer(server.address.port)) == RETRANSMIT:
            sleep(0.01)

        assert timer == KEEPALIVE


def kernel_timer(port: int) -> str:
    """Return what the kernel waits for on the one connection to *port* (proc_net_tcp.txt)."""
    rows = [row.split() for row in (PROC / "net" / "tcp").read_text().splitlines()[1:]]
    [timer] = [row[5] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == ESTABLISHED]
    return timer[:2]


@EACH_SERVER
def test_one_client_too_many_is_told_so_and_the_next_finds_the_place_that_got_free(
    command: str,
) -> None:
    with running(command, "--max-clients", "2") as server:
        with gathered(server.address, 2) as (first, second):
            with Client(server.address) as third:
                assert third.rest() == b"* full: 2 clients are here\n"
            second.end_input()
            second.rest()

            with joined_at_last(server) as newcomer:
                meet(first, newcomer)
        assert server.stop().code == 0
    assert server.stats["refused"] >= 1
    assert server.stats["peak_clients"] == 2


@contextmanager
def joined_at_last(server: Running) -> Iterator[Client]:
    """Try to get in until the server has noticed that somebody left; yield the client."""
    until = monotonic() + DEADLINE
    while monotonic() < until:
        with Client(server.address) as client:
            client.send(b"am I in?\n")
            if client.line() == b"am I in?\n":
                yield client
                return
    pytest.fail("no place got free")


@needs_proc
@EACH_SERVER
def test_running_out_of_descriptors_harms_only_who_comes_then(command: str) -> None:
    """It neither dies nor spins, and lets clients in again as soon as it can."""
    import resource

    with running(command) as server:
        with gathered(server.address, 3) as inside:
            few = server.descriptors() + 10
            resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (few, few))
            with ExitStack() as stack:
                crowd = [stack.enter_context(Client(server.address)) for _ in range(40)]
                inside[0].send(b"nobody is hurt\n")
                for client in inside:
                    assert client.line() == b"nobody is hurt\n"
                refused = [client for client in crowd if is_refused(client)]
                assert 0 < len(crowd) - len(refused) <= 10
                with Client(server.address) as late:
                    assert re.fullmatch(rb"\* full: \d+ clients are here\n", late.rest())

            with joined_at_last(server) as newcomer:
                inside[0].send(b"welcome\n")
                read_to(b"welcome\n", newcomer)
        ended = server.stop()
    assert (ended.code, ended.stderr) == (0, "")
    assert server.stats["refused"] >= len(refused)


def is_refused(client: Client) -> bool:
    """Say a line; return whether it is refused instead of coming back."""
    try:
        client.send(b"am I in?\n")
    except ConnectionError:
        return True
    return next(line for line in iter(client.line, None) if line != b"nobody is hurt\n") != (
        b"am I in?\n"
    )


@needs_proc
def test_without_clients_a_server_takes_no_time_and_keeps_nothing() -> None:
    """Not before the first, and not after 300 came and went.

    All of them side by side, for a window that is there to measure in, not to wait for
    anything.
    """
    with ExitStack() as stack:
        fresh, visited = (
            {command: stack.enter_context(running(command)) for command in TCP_SERVERS}
            for _ in range(2)
        )
        for server in visited.values():
            come_and_go(server, 300)
        wait_until(lambda: all_in_use(visited) == all_in_use(fresh))
        datagrams = stack.enter_context(running("hello-udp-server"))
        servers = [*fresh.values(), *visited.values(), datagrams]
        seconds = [server.cpu_seconds() for server in servers]
        sleep(QUIET)

        taken = [now.cpu_seconds() - then for now, then in zip(servers, seconds, strict=True)]
        assert [round(one, 1) for one in taken] == [0.0] * 7, taken
        assert all_in_use(visited) == all_in_use(fresh)
        for server in servers:
            assert server.stop().code == 0
        assert [server.stats["left"] for server in visited.values()] == [300] * 3


def all_in_use(servers: Mapping[str, Running]) -> dict[str, tuple[int, int]]:
    """Return how many threads and descriptors each has."""
    return {name: (one.threads(), one.descriptors()) for name, one in servers.items()}


def come_and_go(server: Running, count: int) -> None:
    """Let *count* clients in, fifty at a time; half of them leave by a reset."""
    for _ in range(count // 50):
        with gathered(server.address, 50) as clients:
            clients[0].send(b"good bye\n")
            for client in clients:
                assert client.line() == b"good bye\n"
            for client in clients[::2]:
                client.reset()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for it a while; who needs it finds out by itself that it did not come."""
    until = monotonic() + 10
    while not condition() and monotonic() < until:
        sleep(0.01)
