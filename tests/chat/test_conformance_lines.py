"""Every TCP chat server: lines arrive whole, in order, at everyone, and bad ones at nobody.

The servers are the installed commands. One of each serves this whole module, so that a test
also shows that the server stood the tests before it.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

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

LINE_LIMIT = 65_536

MEGABYTE = 1 << 20


@pytest.fixture(scope="module", params=TCP_SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    """Return a server that has time for readers on a busy machine, and says no unasked word."""
    with running(request.param, "--patience", "30") as server:
        yield server
        ended = server.stop()
    assert (ended.code, ended.stderr) == (0, "")
    assert (server.stats["dropped"], server.stats["skipped_lines"]) == (0, 0)


def test_a_line_reaches_everyone_as_it_was_sent(server: Running) -> None:
    with gathered(server.address, 3) as clients:
        clients[1].send("王\t2020-08-20 15:04:00\t你好, hello é\n".encode())

        assert [client.line() for client in clients] == [
            "王\t2020-08-20 15:04:00\t你好, hello é\n".encode()
        ] * 3


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\n\n\n", id="empty-lines"),
        pytest.param(b"windows\r\n\r\n", id="crlf"),
        pytest.param(b" \t spaces \t \n", id="spaces"),
        pytest.param(b"nul \x00 bell \x07 escape \x1b[31m\n", id="control-characters"),
        pytest.param(b"x" * (LINE_LIMIT - 1) + b"\n", id="the-longest"),
        pytest.param(b"one\ntwo\nthree\n", id="several-in-one-send"),
    ],
)
def test_bytes_are_relayed_as_they_came(server: Running, data: bytes) -> None:
    with gathered(server.address, 2) as (sender, reader):
        sender.send(data)

        expected = (
            data.splitlines(keepends=True) if b"\r" not in data else [b"windows\r\n", b"\r\n"]
        )
        assert sender.lines(len(expected)) == reader.lines(len(expected)) == expected


def test_a_line_may_be_cut_anywhere_on_its_way(server: Running) -> None:
    """Also within a character; what another says meanwhile comes before it, not into it."""
    heard = []
    with gathered(server.address, 2) as (slow, quick):
        for piece in "你好é\n".encode():
            slow.send(bytes([piece]))
            quick.send(b"meanwhile\n")
            heard += read_to(b"meanwhile\n", quick)
        slow.send(b"end\n")
        heard += read_to(b"end\n", quick)

        assert heard == ["你好é\n".encode()]
        assert set(read_to(b"end\n", slow)) == {b"meanwhile\n", *heard}


def test_lines_of_bulk_senders_are_never_torn_nor_lost_nor_reordered(server: Running) -> None:
    lines = {name: numbered_lines(name, 20_000) for name in ("first", "second")}
    with gathered(server.address, 4) as clients:
        first, second, *_ = clients
        with (
            sending(first, b"".join(lines["first"])),
            sending(second, b"".join(lines["second"])),
        ):
            heard = all_read(clients, 40_000)

    for got in heard:
        assert [line for line in got if line.startswith(b"first")] == lines["first"]
        assert [line for line in got if line.startswith(b"second")] == lines["second"]


def test_who_ends_its_input_still_hears_what_was_said_so_far(server: Running) -> None:
    """As ``nc -N`` does with a file."""
    lines = numbered_lines("file", 2_000)
    with gathered(server.address, 2) as (sender, reader):
        sender.send(b"".join(lines))
        sender.end_input()

        assert sender.rest() == b"".join(lines)
        assert reader.lines(2_000) == lines


def test_a_last_line_without_its_end_is_not_glued_to_the_next(server: Running) -> None:
    with gathered(server.address, 3) as (leaver, reader, other):
        leaver.send(b"whole\npart")
        leaver.end_input()
        assert leaver.rest().startswith(b"whole\n")
        other.send(b"next\n")

        lines = read_to(b"next\n", reader)
        assert lines[:1] == [b"whole\n"]
        assert lines[1:] in ([], [b"part\n"])


def test_a_line_that_is_too_long_is_refused_and_what_stood_before_it_is_not(
    server: Running,
) -> None:
    with gathered(server.address, 2) as (offender, other):
        offender.send(b"before\n" + b"x" * LINE_LIMIT + b"\nafter\n")

        assert offender.rest().endswith(b"* line longer than 65,536 bytes\n")
        other.send(b"still here\n")
        assert other.lines(2) == [b"before\n", b"still here\n"]


def test_what_is_not_utf8_is_mended(server: Running) -> None:
    with gathered(server.address, 2) as (sender, reader):
        sender.send(b"caf\xe9 \xff \xe4\xbd\nfine\n")

        mended = ["caf\ufffd \ufffd \ufffd\n".encode(), b"fine\n"]
        assert sender.lines(2) == reader.lines(2) == mended


@needs_proc
def test_64_megabytes_without_a_newline_take_no_memory(server: Running) -> None:
    with gathered(server.address, 2) as (flood, other):
        before = peak_memory(server)
        with ThreadPoolExecutor(1) as pool:
            flooding = pool.submit(flood_until_refused, flood, 64 * MEGABYTE)
            other.send(b"still here\n")
            assert other.line() == b"still here\n"
            flooding.result(DEADLINE)

        assert peak_memory(server) - before < 4 * MEGABYTE
        other.send(b"still here\n")
        assert other.line() == b"still here\n"


def peak_memory(server: Running) -> int:
    """Return the most memory that *server* ever had, in bytes."""
    status = (PROC / str(server.process.pid) / "status").read_text()
    return int(re.search(r"VmHWM:\s*(\d+) kB", status)[1]) * 1024


def flood_until_refused(client: Client, size: int) -> None:
    """Send *size* bytes of one line, or as many as the server takes before it hangs up."""
    piece = b"x" * MEGABYTE
    try:
        for _ in range(size // len(piece)):
            client.send(piece)
    except ConnectionError:
        pass


@pytest.mark.parametrize(
    "garbage",
    [
        pytest.param(bytes(range(256)) * 64, id="all-bytes"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), id="tls"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", id="http"),
        pytest.param(b"\xff\xfb\x1f\xff\xfd\x03", id="telnet"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_garbage_harms_nobody(server: Running, garbage: bytes) -> None:
    with gathered(server.address, 2) as (sender, reader):
        with Client(server.address) as stranger:
            stranger.send(garbage)
        sender.send(b"\nstill here\n")

        read_to(b"still here\n", reader)


def test_who_comes_later_hears_what_is_said_from_then_on(server: Running) -> None:
    with gathered(server.address, 1) as (early,), Client(server.address) as late:
        early.send(b"early\n")
        read_to(b"early\n", early)
        meet(early, late)
        early.send(b"late\n")

        assert late.line() == b"late\n"


@EACH_SERVER
def test_a_strict_server_refuses_what_is_not_utf8(command: str) -> None:
    with running(command, "--strict") as server:
        with gathered(server.address, 2) as (offender, other):
            offender.send(b"fine\ncaf\xe9\nafter\n")

            assert offender.rest().endswith(b"* not UTF-8\n")
            other.send("café\n".encode())
            assert other.lines(2) == [b"fine\n", "café\n".encode()]
        assert server.stop().code == 0


@EACH_SERVER
def test_the_line_limit_can_be_chosen(command: str) -> None:
    with running(command, "--max-line", "16") as server:
        with gathered(server.address, 2) as (sender, reader):
            sender.send(b"fifteen bytes..\n" + b"sixteen bytes...\n")

            assert sender.rest().endswith(b"* line longer than 16 bytes\n")
            assert reader.line() == b"fifteen bytes..\n"
        assert server.stop().code == 0
