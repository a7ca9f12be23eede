"""The UDP server's demo: its claims and a broken twin of each, its bounds, its picture."""

import json
import socket
import threading
from dataclasses import asdict

import pytest
from click.testing import CliRunner
from pictures import drawn
from rich.cells import cell_len

from hello.chat.counters import Counters
from hello.chat.udp import udp_server
from hello.chat.udp.udp_room import Address, Outgoing, UdpLimits, UdpRoom
from hello.claims import Outcome, Verdict
from hello.demos.network.udp_server import CLAIMS, demonstrate, main
from hello.demos.network.udp_server import clients as by_hand
from hello.demos.network.udp_server.facts import UdpServerFacts
from hello.demos.network.udp_server.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("udp-server.") for claim in CLAIMS]


def verdict_on(claim: str, facts: UdpServerFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"udp-server.{claim}")


class NeverExpires(UdpRoom):
    def expire(self, now: float) -> list[Address]:  # noqa: ARG002  # the room's signature
        return []


class ForgetsAll(UdpRoom):
    """A room in which a heartbeat is no sign of life."""

    def _hear(self, address: Address, member: object) -> None:
        pass


class Talkative(UdpRoom):
    """A room that answers a stranger with more than it sent."""

    def _challenge(self, address: Address, largest: int) -> bytes:
        return super()._challenge(address, max(largest, 1_400))


class TellsStrangers(UdpRoom):
    """A room that lets in whoever says anything."""

    def receive(self, address: Address, datagram: bytes, now: float) -> Outgoing:
        outgoing = super().receive(address, datagram, now)
        messages = [one for _, one in outgoing if one[:1] == b"\x02"]
        self.known = getattr(self, "known", set()) | {address}
        extra = [(who, messages[-1]) for who in self.known if messages and who not in self]
        return outgoing + extra


class OneCookieForAll(UdpRoom):
    def _cookie(self, address: Address, slot: int) -> bytes:  # noqa: ARG002  # the room's
        return super()._cookie(("anybody", 0), slot)


class WithoutNumbers(UdpRoom):
    """A room that gives all messages the same number."""

    @property  # type: ignore[override]  # what is broken
    def number(self) -> int:
        return 7

    @number.setter
    def number(self, value: int) -> None:
        pass


ROOMS = [
    ("heartbeat", NeverExpires),
    ("heartbeat", ForgetsAll),
    ("no-amplification", Talkative),
    ("no-amplification", TellsStrangers),
    ("cookie", OneCookieForAll),
    ("numbers", WithoutNumbers),
]


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str) -> None:
    assert verdict_on(claim, demonstrate()).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(("claim", "room"), ROOMS, ids=lambda one: getattr(one, "__name__", one))
def test_claim_is_refuted_by_a_broken_room(
    claim: str, room: type[UdpRoom], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(udp_server, "UdpRoom", room)

    assert verdict_on(claim, demonstrate()).outcome is Outcome.REFUTED


def test_borders_are_refuted_by_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that takes what comes as a stream, a piece at a time."""

    class AsStream(by_hand.Client):
        stream = ""

        def hear(self) -> tuple[int, str]:
            number, text = super().hear()
            self.stream += text
            piece, self.stream = self.stream[:5], self.stream[5:]
            return number, piece

    monkeypatch.setattr("hello.demos.network.udp_server.Client", AsStream)

    assert verdict_on("borders", demonstrate()).outcome is Outcome.REFUTED


def test_loss_is_refuted_by_a_buffer_that_is_large_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    class Roomy(socket.socket):
        def setsockopt(self, *_: object) -> None:
            pass

    monkeypatch.setattr(by_hand.socket, "socket", Roomy)

    assert verdict_on("loses", demonstrate()).outcome is Outcome.REFUTED


@pytest.mark.parametrize("burst", [10, 60])
def test_no_claim_is_refuted_at_the_bounds(burst: int) -> None:
    facts = demonstrate(burst=burst)

    assert {claim.check(facts).outcome for claim in CLAIMS} == {Outcome.CONFIRMED}


@pytest.mark.parametrize("burst", [9, 61])
def test_out_of_bounds_is_wrong_use(burst: int) -> None:
    with pytest.raises(WrongUseError, match="burst"):
        demonstrate(burst=burst)


def test_the_silent_one_hears_what_is_said_before_its_time_is_over() -> None:
    facts = demonstrate()

    assert facts.spoken_at == (9.0, 12.0)
    assert facts.heard_by_silent == (9.0,)


def test_nothing_is_left_when_the_demo_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(by_hand.Client, "join", interrupt)
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        demonstrate()

    assert threading.active_count() == before


def test_the_room_of_the_demo_has_the_defaults() -> None:
    """What the demo shows is what a user's server does."""
    assert demonstrate().expiry == UdpRoom(UdpLimits(), Counters()).limits.expiry == 10.0


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_picture_fits(width: int, encoding: str) -> None:
    text = drawn(picture(demonstrate(burst=60)), width, encoding)

    assert all(cell_len(line.rstrip()) <= width for line in text.splitlines())
    assert "alice" in text


def test_the_command_plays() -> None:
    done = CliRunner().invoke(main, ["--play", "--burst", "10", "--json"])
    report = json.loads(done.stdout)

    assert done.exit_code == 0
    assert report["result"]["burst"] == 10
    assert {one["verdict"] for one in report["claims"]} == {"CONFIRMED"}


def test_the_result_is_json() -> None:
    assert json.loads(json.dumps(asdict(demonstrate())))
