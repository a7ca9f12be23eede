"""The UDP client's demo: its claims and a broken twin of each, its bounds, its picture."""

import json
import socket
from collections.abc import Callable
from dataclasses import asdict

import pytest
from click.testing import CliRunner
from pictures import drawn
from rich.cells import cell_len

from hello.chat.udp import udp_conversation
from hello.chat.udp.datagrams import Heartbeat
from hello.chat.udp.gaps import Gap, Gaps
from hello.chat.udp.udp_conversation import UdpConversation
from hello.claims import Outcome, Verdict
from hello.demos.network import udp_client as demo
from hello.demos.network.udp_client import CLAIMS, demonstrate, main, story
from hello.demos.network.udp_client.facts import UdpClientFacts
from hello.demos.network.udp_client.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("udp-client.") for claim in CLAIMS]
Patch = pytest.MonkeyPatch


def verdict_on(claim: str, facts: UdpClientFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"udp-client.{claim}")


def another_byte(patch: Patch) -> None:
    class Other(Heartbeat):
        def encode(self) -> bytes:
            return b"\x00"

    patch.setattr(udp_conversation, "Heartbeat", Other)
    patch.setattr(story, "from_client", lambda datagram: Heartbeat() if datagram == b"\0" else None)


def every_other_second(patch: Patch) -> None:
    class Fast(UdpConversation):
        def __init__(self, now: float, times: udp_conversation.Times) -> None:
            super().__init__(now, times._replace(heartbeat=times.heartbeat * 2 / 3))

    def conversation(now: float, *times: udp_conversation.Times) -> UdpConversation:
        return Fast(now, *times) if times else UdpConversation(now)

    patch.setattr(story, "UdpConversation", conversation)


def no_heart(patch: Patch) -> None:
    patch.setattr(UdpConversation, "_keep_alive", lambda *_: [])


def an_error_for_each(patch: Patch) -> None:
    class Honest(socket.socket):
        def sendto(self, *_: object) -> int:  # type: ignore[override]  # what is broken
            raise ConnectionRefusedError

    patch.setattr(demo.socket, "socket", Honest)


def somebody_listens(patch: Patch) -> None:
    def listening() -> socket.socket:
        one = socket.socket(type=socket.SOCK_DGRAM)
        one.bind(("127.0.0.1", 0))
        return one

    patch.setattr(demo, "_nobody", listening)
    patch.setattr(demo, "PATIENCE", 0.05)


def a_stream(patch: Patch) -> None:
    class Stream(socket.socket):
        rest = b""

        def recv(self, size: int) -> bytes:  # type: ignore[override]  # without flags
            data = self.rest or super().recv(65_535)
            self.rest = data[size:]
            return data[:size]

    patch.setattr(demo.socket, "socket", Stream)


def misses_nothing(patch: Patch) -> None:
    patch.setattr(Gaps, "missed", lambda *_: [])
    patch.setattr(Gaps, "give_up", lambda _: [])


def off_by_one(patch: Patch) -> None:
    real = Gaps.missed

    def missed(self: Gaps, now: float) -> list[Gap]:
        return [gap._replace(last=gap.last + 1) for gap in real(self, now)]

    patch.setattr(Gaps, "missed", missed)


def deaf_to_who_are_you(patch: Patch) -> None:
    real = UdpConversation._answer  # noqa: SLF001  # what is broken

    def answer(self: UdpConversation, challenge: object, now: float) -> list[object]:
        is_in = self.state is udp_conversation.State.IN
        return [] if is_in else list(real(self, challenge, now))  # type: ignore[arg-type]  # it is one

    patch.setattr(UdpConversation, "_answer", answer)


TWINS = [
    ("heartbeat", another_byte),
    ("heartbeat", every_other_second),
    ("heartbeat", no_heart),
    ("vanishes", an_error_for_each),
    ("refused", somebody_listens),
    ("cut", a_stream),
    ("missed", misses_nothing),
    ("missed", off_by_one),
    ("rejoins", deaf_to_who_are_you),
    ("rejoins", no_heart),
]


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str) -> None:
    assert verdict_on(claim, demonstrate()).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize(("claim", "broken"), TWINS, ids=lambda one: getattr(one, "__name__", one))
def test_claim_is_refuted_by_its_broken_twin(
    claim: str, broken: Callable[[Patch], None], monkeypatch: Patch
) -> None:
    broken(monkeypatch)

    assert verdict_on(claim, demonstrate()).outcome is Outcome.REFUTED


@pytest.mark.parametrize("interval", [0.5, 1.0, 3.0, 7.7, 10.0])
@pytest.mark.parametrize("lose", [1, 20])
def test_no_claim_is_refuted_whatever_is_asked(interval: float, lose: int) -> None:
    facts = demonstrate(interval=interval, lose=lose)

    assert {claim.check(facts).outcome for claim in CLAIMS} == {Outcome.CONFIRMED}


def test_without_a_loss_nothing_can_be_said_of_it() -> None:
    facts = demonstrate(lose=0)

    assert verdict_on("missed", facts).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    "parameters",
    [{"interval": 0.4}, {"interval": 10.1}, {"interval": float("nan")}, {"lose": -1}, {"lose": 21}],
    ids=str,
)
def test_out_of_bounds_is_wrong_use(parameters: dict[str, float]) -> None:
    with pytest.raises(WrongUseError, match=next(iter(parameters))):
        demonstrate(**parameters)  # type: ignore[arg-type]  # lose is an int here


def test_the_default_is_the_tutorials() -> None:
    facts = demonstrate()

    assert [beat.second for beat in facts.beats] == [3, 6, 9, 12, 15, 18, 21, 24, 27, 30]
    assert {beat.data for beat in facts.beats} == {"01"}


def test_the_same_is_seen_each_time() -> None:
    first, second = demonstrate(), demonstrate()

    assert [one.what for one in first.passed] == [one.what for one in second.passed]
    assert first.said == second.said


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_picture_fits(width: int) -> None:
    text = drawn(picture(demonstrate(lose=20)), width)

    assert all(cell_len(line.rstrip()) <= width for line in text.splitlines())
    assert "who are you?" in " ".join(text.split())


def test_the_command_plays() -> None:
    done = CliRunner().invoke(main, ["--play", "--lose", "3", "--json"])
    report = json.loads(done.stdout)

    assert done.exit_code == 0
    assert report["result"]["lost"] == [2, 3, 4]
    assert {one["verdict"] for one in report["claims"]} == {"CONFIRMED"}


def test_the_result_is_json() -> None:
    assert json.loads(json.dumps(asdict(demonstrate())))
