"""The TCP server demo: its claims and a broken twin of each, its bounds, picture, command."""

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

import pytest
from broken_chat import lose_own_lines
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len

from hello.chat.protocol import LineReader
from hello.chat.servers.connection import Connection
from hello.chat.servers.threaded_server import ThreadedServer
from hello.chat.settings import ServerSettings
from hello.claims import Outcome, Verdict
from hello.demos.network.tcp_server import (
    CLAIMS,
    demonstrate,
    main,
    scene,
    trials,
)
from hello.demos.network.tcp_server.facts import ServerFacts
from hello.demos.network.tcp_server.mistakes import loop_variable, mended_relay, two_sends
from hello.demos.network.tcp_server.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("tcp-server.") for claim in CLAIMS]

SHORT = 0.3
"""Seconds. What a broken twin never does is waited for no longer."""


@pytest.fixture(scope="module")
def facts() -> ServerFacts:
    return demonstrate()


def verdict_on(claim: str, facts: ServerFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"tcp-server.{claim}")


def outcome_of(claim: str, facts: ServerFacts) -> Outcome:
    return verdict_on(claim, facts).outcome


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str, facts: ServerFacts) -> None:
    assert outcome_of(claim, facts) is Outcome.CONFIRMED


def test_messages_with_borders_refute_that_there_are_none(facts: ServerFacts) -> None:
    """Its sockets keep what was sent apart."""

    @contextmanager
    def with_borders() -> Iterator[tuple[socket.socket, socket.socket]]:
        client, server = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with client, server:
            server.settimeout(SHORT)
            yield client, server

    twin = replace(facts, borders=two_sends(with_borders, seconds=SHORT))
    assert outcome_of("no-borders", twin) is Outcome.REFUTED


def test_a_server_that_tears_refutes_that_it_does_not(
    facts: ServerFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its room takes for a line whatever has come; the other one speaks when that was passed on."""
    monkeypatch.setattr(LineReader, "feed", lambda _self, data: data)
    server = ThreadedServer(ServerSettings(port=0))
    with scene.running(server), scene.gathered(server.address, 3) as (first, second, listener):
        first.socket.sendall(b"Now is the")
        listener.socket.recv(1, socket.MSG_PEEK)
        second.say("ATTENTION")
        heard = [listener.hear()]
        first.say(" time")
        heard.append(listener.hear())

    twin = replace(facts, tearing=replace(facts.tearing, through_server=tuple(heard)))
    assert outcome_of("whole-lines", twin) is Outcome.REFUTED


def test_a_server_that_leaves_out_the_sender_refutes_that_all_hear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lose_own_lines(monkeypatch)

    twin = demonstrate()
    assert [set(one.heard) for one in twin.conversation[:2]] == [{"Ann", "Bob"}, {"Tom", "Bob"}]
    assert outcome_of("everyone", twin) is Outcome.REFUTED


def test_a_loop_with_a_name_of_its_own_refutes_the_mistake(facts: ServerFacts) -> None:
    twin = replace(facts, loop_variable=loop_variable(3, 2, mended_relay))

    assert list(twin.loop_variable.passed_on.values()) == [2, 2, 2]
    assert outcome_of("loop-variable", twin) is Outcome.REFUTED


def test_a_server_that_takes_the_end_for_data_refutes_that_leaving_is_noticed(
    facts: ServerFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Like the tutorial's, it goes on reading when recv returns nothing; but it does not spin."""
    receive = Connection.receive

    def receive_for_ever(self: Connection, seconds: float | None = None) -> bytes:
        while not (data := receive(self, seconds)):
            if self.has_left.wait(0.01):
                return b""
        return data

    monkeypatch.setattr(Connection, "receive", receive_for_ever)
    monkeypatch.setattr(trials, "PATIENCE", SHORT)

    twin = replace(facts, leaving=trials.one_leaves(3))
    assert outcome_of("leaving", twin) is Outcome.REFUTED


def test_a_server_that_waits_for_everyone_refutes_that_others_lose_nothing(
    facts: ServerFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is paused while somebody does not read, and has all the patience of the world."""
    patient = replace(trials.IMPATIENT, patience=1_000)
    monkeypatch.setattr(trials, "IMPATIENT", patient)
    monkeypatch.setattr(scene, "PATIENCE", SHORT)

    twin = replace(facts, stalled=trials.one_never_reads())
    assert twin.stalled.heard < twin.stalled.said
    assert outcome_of("stalled-reader", twin) is Outcome.REFUTED


@pytest.mark.parametrize(("clients", "lines"), [(3, 1), (1, 3)])
def test_one_line_each_decides_nothing(facts: ServerFacts, clients: int, lines: int) -> None:
    few = replace(facts, loop_variable=loop_variable(clients, lines))

    assert outcome_of("loop-variable", few) is Outcome.INCONCLUSIVE


def test_a_reader_that_is_never_too_slow_decides_nothing(facts: ServerFacts) -> None:
    stalled = replace(facts.stalled, told=None)

    assert outcome_of("stalled-reader", replace(facts, stalled=stalled)) is Outcome.INCONCLUSIVE


def test_all_speak_in_turn_and_are_heard(facts: ServerFacts) -> None:
    assert [one.text for one in facts.conversation] == [
        f"{name} says line {number}" for number in (1, 2) for name in ("Tom", "Ann", "Bob")
    ]
    assert all(list(one.heard) == ["Tom", "Ann", "Bob"] for one in facts.conversation)


def test_many_guests_have_names_of_their_own() -> None:
    conversation = demonstrate(clients=22, lines=1).conversation

    assert len({one.who for one in conversation}) == 22


def test_the_facts_can_be_written_as_json(facts: ServerFacts) -> None:
    assert json.loads(json.dumps(asdict(facts)))["clients"] == 3


@pytest.mark.parametrize(
    "parameters", [{"clients": 1}, {"clients": 51}, {"lines": 0}, {"lines": 51}], ids=str
)
def test_bounds_hold_for_callers_in_python(parameters: dict[str, int]) -> None:
    with pytest.raises(WrongUseError, match="out of range"):
        demonstrate(**parameters)


@pytest.mark.parametrize("place", ["hear", "enter"])
@pytest.mark.parametrize("call", [0, 4])
def test_an_interrupt_leaves_nothing(
    place: str, call: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    original: Callable[[scene.Guest], Any] = getattr(scene.Guest, place)

    def interrupted(guest: scene.Guest) -> Any:
        calls.append(guest.name)
        if len(calls) == call + 1:
            raise KeyboardInterrupt
        return original(guest)

    monkeypatch.setattr(scene.Guest, place, interrupted)
    with leaves_no_thread():
        demonstrate()


@pytest.mark.parametrize("width", [40, 60, 200])
def test_the_picture_fits(width: int) -> None:
    lines = drawn(picture(demonstrate(clients=11, lines=2)), width).splitlines()

    assert max(map(cell_len, lines)) <= width
    assert sum(line.startswith("client ") for line in lines) == 11


def test_the_command_plays() -> None:
    done = CliRunner().invoke(main, ["--play", "--clients", "2", "--lines", "3", "--json"])

    report = json.loads(done.stdout)["result"]
    assert [report["clients"], len(report["conversation"])] == [2, 6]


def test_the_command_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without --play it is a server, here one that is told to end before it begins."""
    run = ThreadedServer.run

    def stopped(server: ThreadedServer) -> None:
        server.stop()
        run(server)

    monkeypatch.setattr(ThreadedServer, "run", stopped)
    done = CliRunner().invoke(main, ["--port", "0", "--stats"], standalone_mode=False)

    first, _, rest = done.stdout.partition("\n")
    assert first.startswith("listening on 127.0.0.1:")
    assert json.loads(rest)["accepted"] == 0
