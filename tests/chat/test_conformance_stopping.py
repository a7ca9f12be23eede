"""Every chat server: how it starts, how it is stopped, and what it says then.

The servers are the installed commands.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from conformance import (
    EACH_SERVER,
    EVERY_SERVER,
    TCP_SERVERS,
    gathered,
    meet,
    numbered_lines,
    sending,
)
from processes import installed, run

from chat import DEADLINE, PROC, Client, Running, running

needs_signals = pytest.mark.skipif(
    sys.platform == "win32", reason="other system: no SIGINT for one process on Windows"
)

WAYS_TO_STOP = ("quit",) if sys.platform == "win32" else ("quit", signal.SIGINT, signal.SIGTERM)

FAREWELL = b"* server stops\n"


@EVERY_SERVER
def test_the_first_line_tells_the_address_and_there_is_no_other(command: str) -> None:
    """``quit`` is there already when it starts."""
    done = subprocess.run(
        [installed(command), "--port", "0"],
        input="quit\n",
        capture_output=True,
        encoding="utf-8",
        timeout=DEADLINE,
        check=False,
    )

    assert re.fullmatch(r"listening on 127\.0\.0\.1:\d+\n", done.stdout)
    assert (done.returncode, done.stderr) == (0, "")


@EACH_SERVER
def test_quit_and_both_signals_stop_it_and_clients_are_told(command: str) -> None:
    """Three servers side by side, each stopped in another way."""
    with ExitStack() as stack:
        servers = [stack.enter_context(running(command)) for _ in WAYS_TO_STOP]
        rooms = [stack.enter_context(gathered(server.address, 2)) for server in servers]
        with ThreadPoolExecutor() as pool:
            ended = list(pool.map(Running.stop, servers, WAYS_TO_STOP))

        assert [(one.code, one.stderr) for one in ended] == [(0, "")] * len(WAYS_TO_STOP)
        assert {client.rest() for clients in rooms for client in clients} == {FAREWELL}


@EACH_SERVER
def test_what_still_waits_for_a_client_is_sent_before_it_stops(command: str) -> None:
    lines = numbered_lines("line", 8_000, 1000)
    with running(command, "--outbox", "16777216", "--patience", "30") as server:
        with (
            gathered(server.address, 1) as (sender,),
            Client(server.address, receive_buffer=16_384) as late,
        ):
            meet(sender, late)
            with sending(sender, b"".join(lines)):
                assert sender.lines(len(lines)) == lines
            server.say("quit\n")

            assert late.rest() == b"".join(lines) + FAREWELL
        assert server.wait().code == 0


def test_who_never_reads_does_not_keep_it_from_stopping() -> None:
    """All servers side by side: each gives such a client two seconds."""
    lines = numbered_lines("line", 8_000, 1000)
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(command, "--outbox", "16777216", "--patience", "30"))
            for command in TCP_SERVERS
        ]
        room = [stack.enter_context(a_sender_and_a_stuck_one(server)) for server in servers]
        for sender, _ in room:
            with sending(sender, b"".join(lines)):
                assert sender.lines(len(lines)) == lines
        with ThreadPoolExecutor() as pool:
            ended = list(pool.map(Running.stop, servers))

        assert [(one.code, one.stderr) for one in ended] == [(0, "")] * 3
        for _, stuck in room:
            assert (b"".join(lines) + FAREWELL).startswith(stuck.rest())


@contextmanager
def a_sender_and_a_stuck_one(server: Running) -> Iterator[tuple[Client, Client]]:
    with Client(server.address) as sender, Client(server.address, receive_buffer=16_384) as stuck:
        meet(sender, stuck)
        yield sender, stuck


@EACH_SERVER
def test_a_sender_in_full_flow_does_not_keep_it_from_stopping(command: str) -> None:
    with running(command) as server:
        endless = [sys.executable, "-c", ENDLESS, str(server.address.port)]
        with (
            gathered(server.address, 1) as (reader,),
            subprocess.Popen(endless, stderr=subprocess.DEVNULL) as process,
        ):
            assert reader.line() == b"endless\n"
            server.say("quit\n")

            got = reader.rest().removesuffix(FAREWELL)
            process.kill()
            assert set(got.split(b"\n")) == {b"endless", b""}
        ended = server.wait()
    assert (ended.code, ended.stderr) == (0, "")


ENDLESS = """
import socket, sys, threading
server = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
threading.Thread(target=lambda: all(iter(lambda: server.recv(1 << 20), b""))).start()
while True:
    server.sendall(b"endless\\n" * 1000)
"""
"""A client in a process of its own, so that it is as fast as it can be."""


@EVERY_SERVER
@needs_signals
def test_a_second_signal_while_it_stops_is_no_failure_of_ours(command: str) -> None:
    with running(command) as server:
        server.process.send_signal(signal.SIGTERM)
        ended = server.stop(signal.SIGTERM)

    assert (ended.code, ended.stderr) == (0, "")


@EACH_SERVER
def test_neither_other_words_on_stdin_nor_its_end_stop_it(command: str) -> None:
    with running(command) as server:
        server.say("hello\nquit?\n\nnot quit\n" + "x" * 10_000 + "\n")
        assert server.process.stdin is not None
        server.process.stdin.close()
        with gathered(server.address, 2) as (sender, reader):
            sender.send(b"still here\n")
            assert reader.line() == b"still here\n"
        if sys.platform != "win32":
            assert server.stop(signal.SIGTERM).code == 0


@EACH_SERVER
@pytest.mark.skipif(sys.platform == "win32", reason="other system: needs a POSIX shell")
def test_it_runs_without_a_stdin(command: str) -> None:
    """As some supervisors start it: not an empty one, none at all."""
    shell = (Path("/bin/sh"), "-c", 'exec "$0" "$@" <&-', str(installed(command)))
    with running(*shell) as server:
        with gathered(server.address, 2) as (sender, reader):
            sender.send(b"still here\n")
            assert reader.line() == b"still here\n"
        ended = server.stop(signal.SIGTERM)
    assert (ended.code, ended.stderr) == (0, "")


@EACH_SERVER
def test_it_can_be_started_again_on_the_same_port_at_once(command: str) -> None:
    """Its connections were closed from its side, so the port is in TIME_WAIT (RFC 9293)."""
    with running(command) as server, gathered(server.address, 3):
        assert server.stop().code == 0
        with running(command, port=server.address.port) as again:
            with gathered(again.address, 2) as (sender, reader):
                sender.send(b"here again\n")
                assert reader.line() == b"here again\n"
            assert again.address == server.address
            assert again.stop().code == 0


@EVERY_SERVER
def test_a_port_that_is_taken_is_said_in_one_line(command: str) -> None:
    """Also by whom, where the system tells that."""
    with running(command) as owner:
        ended = run(installed(command), "--port", str(owner.address.port))

        assert (ended.code, ended.stdout) == (1, "")
        assert re.fullmatch(rf"{command}: .*\b{owner.address.port}\b.*; .*\n", ended.stderr)
        if PROC.exists():
            assert str(owner.process.pid) in ended.stderr
            assert command in ended.stderr.removeprefix(command)


@EACH_SERVER
def test_the_counters_are_written_as_json_at_the_end(command: str) -> None:
    with running(command) as server:
        with gathered(server.address, 2) as (sender, reader):
            sender.send("你好\n".encode() * 10)
            assert len(reader.lines(10)) == 10
        assert server.stop().code == 0

    stats = server.stats
    assert stats["accepted"] == stats["peak_clients"] == stats["left"] == 2
    assert stats["lines_in"] == 10 + MEETING_LINES
    assert stats["lines_in"] <= stats["lines_out"] <= 2 * stats["lines_in"] + 2
    assert stats["bytes_in"] >= 10 * len("你好\n".encode())
    assert stats["bytes_out"] >= 2 * 10 * len("你好\n".encode())
    assert [stats[name] for name in ("refused", "dropped", "skipped_lines", "now_clients")] == [
        0
    ] * 4


MEETING_LINES = 3
"""What two clients say until both are in."""
