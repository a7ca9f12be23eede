"""The TCP client's demo: its claims and a broken twin of each, its bounds, its picture."""

import codecs
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime

import pytest
from click.testing import CliRunner
from pictures import drawn
from rich.cells import cell_len

from hello.chat.clients import tcp_link
from hello.claims import Outcome, Verdict
from hello.demos.network import tcp_client as demo
from hello.demos.network.tcp_client import CLAIMS, demonstrate, exhibits, main
from hello.demos.network.tcp_client.facts import Ending, Fate, TcpClientFacts
from hello.demos.network.tcp_client.picture import picture
from hello.errors import WrongUseError

IDS = [claim.id.removeprefix("tcp-client.") for claim in CLAIMS]


def verdict_on(claim: str, facts: TcpClientFacts) -> Verdict:
    return next(each.check(facts) for each in CLAIMS if each.id == f"tcp-client.{claim}")


@pytest.fixture(scope="module")
def facts() -> TcpClientFacts:
    return demonstrate()


@pytest.fixture
def patch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Return what breaks the demo, with little patience; no thread may be left in the end."""
    before = set(threading.enumerate())
    monkeypatch.setattr(demo, "PATIENCE", 0.3)
    monkeypatch.setattr(exhibits, "PATIENCE", 0.3)
    monkeypatch.setattr(tcp_link, "END_TIMEOUT", 0.1)
    yield monkeypatch
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
        assert not thread.is_alive()


def line_with_spaces(patch: pytest.MonkeyPatch) -> None:
    def message(name: str, text: str, when: datetime) -> bytes:
        return f"{name} {when} {text}\n".encode()

    patch.setattr(tcp_link, "message", message)


class ForgetsHalves(codecs.IncrementalDecoder):
    """A decoder that looks at each piece alone."""

    def decode(self, data: bytes, final: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002  # codecs' signature
        return data.decode(errors="replace")


def decode_each_piece(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(codecs, "getincrementaldecoder", lambda _encoding: ForgetsHalves)


def close_that_shuts_down(patch: pytest.MonkeyPatch) -> None:
    def end(client: exhibits.socket.socket, _call: str) -> None:
        client.shutdown(exhibits.socket.SHUT_RDWR)

    patch.setattr(exhibits, "end", end)
    patch.setattr(exhibits, "LATE", b"")


def shutdown_that_closes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exhibits, "end", lambda client, _call: client.close())


def quit_that_wakes_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tcp_link.TcpLink, "_wake", lambda _link: None)


TWINS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "line": line_with_spaces,
    "cut-character": decode_each_piece,
    "close-wakes-nobody": close_that_shuts_down,
    "quit-ends-thread": shutdown_that_closes,
}


@pytest.mark.parametrize("claim", IDS)
def test_claim_holds(claim: str, facts: TcpClientFacts) -> None:
    assert verdict_on(claim, facts).outcome is Outcome.CONFIRMED


@pytest.mark.parametrize("claim", IDS)
def test_claim_is_refuted_by_its_broken_twin(claim: str, patch: pytest.MonkeyPatch) -> None:
    TWINS[claim](patch)

    assert verdict_on(claim, demonstrate()).outcome is Outcome.REFUTED


def test_a_client_that_does_not_end_its_thread_is_refuted(patch: pytest.MonkeyPatch) -> None:
    """The listing's fault: its receiving thread is there after quit."""
    link = tcp_link.TcpLink
    wake = link._wake  # noqa: SLF001  # what a broken client does not do at its end
    patch.setattr(link, "_wake", lambda self: None if self._closing.is_set() else wake(self))
    facts = demonstrate()

    assert facts.client_left_thread
    assert verdict_on("quit-ends-thread", facts).outcome is Outcome.REFUTED


def test_text_of_one_byte_characters_decides_nothing_about_cuts() -> None:
    facts = demonstrate(text="hello")

    assert verdict_on("cut-character", facts).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("platform", "outcome"), [("linux", Outcome.INCONCLUSIVE), ("darwin", Outcome.DEPENDS)]
)
def test_a_recv_that_raised_is_judged_by_the_system(
    platform: str, outcome: Outcome, facts: TcpClientFacts
) -> None:
    raised = replace(facts, endings=(Ending("close()", Fate.RAISED, 100),), platform=platform)

    assert verdict_on("close-wakes-nobody", raised).outcome is outcome


def test_the_pieces_are_the_line(facts: TcpClientFacts) -> None:
    data = bytes.fromhex(" ".join(piece.data for piece in facts.pieces))

    assert data.decode() == facts.line.received
    assert facts.line.shown == (facts.line.received.rstrip("\n"),)
    assert json.loads(json.dumps(asdict(facts)))


@pytest.mark.parametrize(
    "parameters",
    [{"piece": 0}, {"piece": 65_537}, {"text": "x" * 2001}, {"text": "a\nb"}, {"name": "\t"}],
    ids=ascii,
)
def test_bounds_hold_for_callers_in_python(parameters: dict[str, object]) -> None:
    with pytest.raises(WrongUseError):
        demonstrate(**parameters)  # type: ignore[arg-type]  # what is tested


@pytest.mark.parametrize("width", [40, 60, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_picture_fits(width: int, encoding: str, facts: TcpClientFacts) -> None:
    lines = drawn(picture(facts), width, encoding).splitlines()

    assert max(map(cell_len, lines)) <= width


@pytest.mark.parametrize(("option", "value"), [("--text", "a"), ("--piece", "3")])
def test_options_of_the_demo_need_play(option: str, value: str) -> None:
    done = CliRunner().invoke(main, [option, value])

    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{option} is for the demonstration; add --play" in done.stderr


def test_the_command_takes_its_options() -> None:
    arguments = ["--play", "--text", "", "--piece", "3", "--name", "Ann", "--json"]
    done = CliRunner().invoke(main, arguments)

    line = json.loads(done.stdout)["result"]["line"]
    assert (line["name"], line["text"]) == ("Ann", "")
