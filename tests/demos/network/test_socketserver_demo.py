"""The socketserver demo: its claims and a broken twin of each, its bounds, picture, command."""

import json
import socketserver
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from broken_chat import lose_own_lines
from click.testing import CliRunner
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len

from hello.claims import Outcome
from hello.demos.network.socketserver_demo import CLAIMS, demonstrate, main, servers
from hello.demos.network.socketserver_demo.facts import SocketserverFacts
from hello.demos.network.socketserver_demo.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("socketserver.") for claim in CLAIMS]
NAMES = ("Tom", "Ann", "Bob")

SHORT = 0.3
"""Seconds. What a broken twin never does is waited for no longer."""


@pytest.fixture(scope="module")
def facts() -> SocketserverFacts:
    return demonstrate()


def outcome_of(claim: str, facts: SocketserverFacts) -> Outcome:
    check = next(each.check for each in CLAIMS if each.id == f"socketserver.{claim}")
    return check(facts).outcome


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str, facts: SocketserverFacts) -> None:
    assert outcome_of(claim, facts) is Outcome.CONFIRMED


def test_a_handler_that_finishes_first_refutes_the_order(
    facts: SocketserverFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it does in finish is done at the beginning of handle."""
    handle = servers.EchoHandler.handle

    def finish_and_handle(handler: servers.EchoHandler) -> None:
        handler.server.record.note(handler.name, "finish")
        handle(handler)

    monkeypatch.setattr(servers.EchoHandler, "handle", finish_and_handle)
    monkeypatch.setattr(servers.EchoHandler, "finish", lambda _handler: None)

    twin = replace(facts, threading=servers.serve(servers.ThreadingServer, NAMES, SHORT))
    assert outcome_of("in-order", twin) is Outcome.REFUTED


def test_a_server_without_threads_refutes_that_it_serves_several(
    facts: SocketserverFacts,
) -> None:
    twin = replace(facts, threading=servers.serve(servers.Server, NAMES, SHORT))

    assert outcome_of("threading", twin) is Outcome.REFUTED


def test_a_server_with_threads_refutes_that_clients_wait(facts: SocketserverFacts) -> None:
    twin = replace(facts, one_at_a_time=servers.serve(servers.ThreadingServer, NAMES, SHORT))

    assert outcome_of("one-at-a-time", twin) is Outcome.REFUTED


class EndsAtAnError(servers.Server):
    """It stops serving when a handler raises, as a loop of one's own would."""

    def handle_error(self, request: object, client_address: object) -> None:
        super().handle_error(request, client_address)
        vars(self)["_BaseServer__shutdown_request"] = True


def test_a_server_that_an_error_ends_refutes_that_it_goes_on(
    facts: SocketserverFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "PATIENCE", SHORT)

    twin = replace(facts, in_handle=servers.fail(EndsAtAnError, "handle"))
    assert not twin.in_handle.next_answered
    assert outcome_of("goes-on", twin) is Outcome.REFUTED


def test_a_handler_that_always_finishes_refutes_that_it_is_left_out(
    facts: SocketserverFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_setup_in_the_try(handler: Any, *arguments: Any) -> None:
        handler.request, handler.client_address, handler.server = arguments
        try:
            handler.setup()
            handler.handle()
        finally:
            handler.finish()

    monkeypatch.setattr(socketserver.BaseRequestHandler, "__init__", with_setup_in_the_try)

    twin = replace(facts, in_setup=servers.fail(servers.Server, "setup"))
    assert outcome_of("setup-fails", twin) is Outcome.REFUTED


def test_a_chat_that_leaves_out_the_sender_refutes_that_all_hear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lose_own_lines(monkeypatch)

    twin = demonstrate(clients=2)
    assert [set(one.heard) for one in twin.conversation[:2]] == [{"Ann"}, {"Tom"}]
    assert outcome_of("everyone", twin) is Outcome.REFUTED


@pytest.mark.parametrize("clients", [2, 10])
def test_all_are_answered_by_both_kinds(clients: int) -> None:
    facts = demonstrate(clients=clients, lines=1)

    assert facts.one_at_a_time.answered == facts.threading.answered == clients
    assert {outcome_of(claim, facts) for claim in IDS} == {Outcome.CONFIRMED}


def test_the_facts_can_be_written_as_json(facts: SocketserverFacts) -> None:
    assert json.loads(json.dumps(asdict(facts)))["clients"] == 3


@pytest.mark.parametrize(
    "parameters", [{"clients": 1}, {"clients": 11}, {"lines": 0}, {"lines": 51}], ids=str
)
def test_bounds_hold_for_callers_in_python(parameters: dict[str, int]) -> None:
    with pytest.raises(WrongUseError, match="out of range"):
        demonstrate(**parameters)


@pytest.mark.parametrize("call", range(10))
def test_an_interrupt_leaves_nothing(call: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C comes while the main thread waits for one of the ten answers."""
    calls: list[int] = []
    original: Callable[[Any], bool] = servers._is_answered  # noqa: SLF001  # the wait to interrupt

    def interrupted(client: Any) -> bool:
        calls.append(call)
        if len(calls) > call:
            raise KeyboardInterrupt
        return original(client)

    monkeypatch.setattr(servers, "_is_answered", interrupted)
    with leaves_no_thread():
        demonstrate()


@pytest.mark.parametrize("width", [40, 60, 200])
def test_the_picture_fits(width: int) -> None:
    lines = drawn(picture(demonstrate(clients=10, lines=2)), width).splitlines()

    assert max(map(cell_len, lines)) <= width
    assert sum(line.startswith("Tom ") for line in lines) == 2


def test_the_command_plays() -> None:
    done = CliRunner().invoke(main, ["--play", "--clients", "2", "--lines", "3", "--json", "--log"])

    report = json.loads(done.stdout)["result"]
    assert [report["clients"], len(report["conversation"])] == [2, 6]
    assert "handle of Tom" in done.stderr
