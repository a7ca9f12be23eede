"""hello-udp-vs-tcp: what it sees, what it says of it, and what it refuses."""

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as some
from interrupts import leaves_no_thread
from pictures import drawn
from rich.cells import cell_len
from verdicts import outcome_of

from hello.chat.udp import relay as relay_module
from hello.chat.udp.weather import Climate, Weather
from hello.claims import Outcome, check
from hello.demos.network import udp_vs_tcp
from hello.demos.network.udp_vs_tcp import connecting, races, streams
from hello.demos.network.udp_vs_tcp.datagrams import fates, udp_socket
from hello.demos.network.udp_vs_tcp.facts import Comparison, Race
from hello.demos.network.udp_vs_tcp.picture import picture
from hello.errors import WrongUseError

SEED = 4
BY_DEFAULT = {
    "udp-vs-tcp.udp-unreliable": Outcome.CONFIRMED,
    "udp-vs-tcp.tcp-reliable": Outcome.CONFIRMED,
    "udp-vs-tcp.udp-connectionless": Outcome.CONFIRMED,
    "udp-vs-tcp.tcp-connected": Outcome.CONFIRMED,
    "udp-vs-tcp.udp-fast": Outcome.DEPENDS,
    "udp-vs-tcp.udp-large-files": Outcome.REFUTED,
    "udp-vs-tcp.udp-no-group-chat": Outcome.DEPENDS,
    "udp-vs-tcp.tcp-nearly-everything": Outcome.CONFIRMED,
}


@pytest.fixture(scope="module")
def seen() -> Comparison:
    return udp_vs_tcp.demonstrate(seed=SEED)


def small() -> Comparison:
    return udp_vs_tcp.demonstrate(messages=60, size=100, drop=0.2, duplicate=0.2, seed=SEED)


outcome = partial(outcome_of, udp_vs_tcp.CLAIMS)


# What it sees


def test_what_is_said_by_default(seen: Comparison) -> None:
    verdicts = check(udp_vs_tcp.CLAIMS, seen)
    outcomes = {
        claim.id: one.outcome for claim, one in zip(udp_vs_tcp.CLAIMS, verdicts, strict=True)
    }

    # On a machine that does much else the rounds of the races need not agree.
    assert outcomes.pop("udp-vs-tcp.udp-fast") in {Outcome.DEPENDS, Outcome.INCONCLUSIVE}
    assert outcomes == {key: one for key, one in BY_DEFAULT.items() if key != "udp-vs-tcp.udp-fast"}


def test_the_seed_decides_what_arrives(seen: Comparison) -> None:
    again = udp_vs_tcp.demonstrate(seed=SEED)

    assert (again.file.udp, again.chat.udp) == (seen.file.udp, seen.chat.udp)
    assert udp_vs_tcp.demonstrate(seed=SEED + 1).file.udp != seen.file.udp


def test_members_have_weather_of_their_own(seen: Comparison) -> None:
    assert len({one.fates for one in seen.chat.udp}) == 3


def test_fair_weather_leaves_three_claims_open() -> None:
    seen = udp_vs_tcp.demonstrate(messages=100, drop=0, duplicate=0, reorder=0, delay=0)

    assert all(one.whole for one in (*seen.file.udp, *seen.chat.udp))
    assert outcome("udp-large-files", seen) == Outcome.INCONCLUSIVE
    assert outcome("udp-no-group-chat", seen) == Outcome.INCONCLUSIVE
    # Nobody reads for a while: that loses some without any relay.
    assert outcome("udp-unreliable", seen) == Outcome.CONFIRMED
    room = replace(seen.late_reader, udp_arrived=seen.late_reader.sent)
    assert outcome("udp-unreliable", replace(seen, late_reader=room)) == Outcome.INCONCLUSIVE


@pytest.mark.parametrize("mishap", ["drop", "duplicate", "reorder"])
def test_all_of_a_mishap(mishap: str) -> None:
    weather: dict[str, Any] = {"drop": 0, "duplicate": 0, "reorder": 0, mishap: 1}
    seen = udp_vs_tcp.demonstrate(messages=40, size=16, delay=0, **weather)

    expected = {"drop": "x" * 40, "duplicate": "2" * 40, "reorder": "<." * 20}
    assert [one.fates for one in seen.chat.udp] == [expected[mishap]] * 3
    assert outcome("udp-large-files", seen) == Outcome.REFUTED


@given(some.lists(some.integers(0, 9)))
def test_fates_by_another_way(got: list[int]) -> None:
    names = [b"%d" % number for number in range(10)]
    for number, fate in enumerate(fates(names, [names[one] for one in got])):
        first = got.index(number) if number in got else None
        if first is None:
            assert fate == "x"
        elif got.count(number) > 1:
            assert fate == "2"
        else:
            assert fate == ("<" if any(one > number for one in got[:first]) else ".")


def test_a_stream_that_breaks_off_has_the_messages_before_the_hole() -> None:
    messages = [b"one", b"two", b"three"]

    assert streams.delivery(messages, [b"on", b"etw"]).fates == ".xx"
    assert streams.delivery(messages, [b"onetwo", b"threX"]).fates == "..x"
    assert not streams.delivery(messages, [b"onetwothree", b"!"]).whole
    assert streams.delivery(messages, [b"o", b"netwothree"]).whole


# What it says of it: broken twins


class Repairing(Weather[bytes]):
    """Says what went wrong, and passes on all the same: UDP that repairs."""

    def meet(self, item: bytes) -> list[tuple[float, bytes]]:
        super().meet(item)
        self.release()
        return [(0.0, item)]


def test_a_udp_that_repairs_is_reliable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "Weather", Repairing)
    seen = small()
    seen = replace(seen, late_reader=replace(seen.late_reader, udp_arrived=seen.messages))

    assert seen.file.udp[0].mishaps > 0
    assert outcome("udp-unreliable", seen) == Outcome.REFUTED
    assert outcome("udp-large-files", seen) == Outcome.CONFIRMED
    assert outcome("udp-no-group-chat", seen) == Outcome.REFUTED


def test_a_chat_that_is_torn_without_any_relay(seen: Comparison) -> None:
    torn = tuple(replace(one, whole=False) for one in seen.chat.udp_directly)
    torn_seen = replace(seen, chat=replace(seen.chat, udp_directly=torn))

    assert outcome("udp-no-group-chat", torn_seen) == Outcome.CONFIRMED


def relay_that_loses(source: socket.socket, target: socket.socket, **_: object) -> None:
    while data := source.recv(100):
        target.sendall(data[:-1])
    target.shutdown(socket.SHUT_WR)


def relay_that_swaps(source: socket.socket, target: socket.socket, **_: object) -> None:
    whole = b"".join(iter(lambda: source.recv(100), b""))
    target.sendall(whole[1:] + whole[:1])
    target.shutdown(socket.SHUT_WR)


@pytest.mark.parametrize("broken", [relay_that_loses, relay_that_swaps])
def test_a_tcp_that_does_not_keep_the_stream(
    monkeypatch: pytest.MonkeyPatch, broken: Callable[..., None]
) -> None:
    monkeypatch.setattr(streams, "relay", broken)
    seen = small()

    assert outcome("tcp-reliable", seen) == Outcome.REFUTED
    assert outcome("tcp-nearly-everything", seen) == Outcome.REFUTED


def test_a_tcp_that_forgets_what_nobody_read(seen: Comparison) -> None:
    late = replace(seen.late_reader, tcp_whole=False)

    assert outcome("tcp-reliable", replace(seen, late_reader=late)) == Outcome.REFUTED


def test_a_connected_udp_socket_does_hear_of_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def reach_nobody() -> str | None:
        with udp_socket() as nobody, udp_socket() as client:
            nobody.bind(("127.0.0.1", 0))
            client.connect(nobody.getsockname())
            nobody.close()
            try:
                for _ in range(2):
                    client.send(b"hello")
            except OSError as error:
                return type(error).__name__
        return None

    monkeypatch.setattr(connecting, "reach_nobody_over_udp", reach_nobody)

    assert outcome("udp-connectionless", small()) == Outcome.REFUTED


def test_datagram_sockets_in_the_place_of_tcp_need_no_connection(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = socket.socket
    monkeypatch.setattr(connecting.socket, "socket", lambda: original(type=socket.SOCK_DGRAM))
    refused, unconnected = connecting.reach_nobody_over_tcp()
    monkeypatch.undo()
    seen = small()
    links = replace(seen.connections, tcp_to_nobody=refused, tcp_unconnected=unconnected)

    assert outcome("tcp-connected", seen) == Outcome.CONFIRMED
    assert outcome("tcp-connected", replace(seen, connections=links)) == Outcome.REFUTED


def test_who_wins_depends_on_the_race(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slowed down in all its jobs, either one loses all races."""
    slow, quick = (lambda _: 2.0), (lambda _: 1.0)
    for udp, tcp, expected in (
        (quick, slow, Outcome.CONFIRMED),
        (slow, quick, Outcome.REFUTED),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(races, "JOBS", dict.fromkeys(races.JOBS, (udp, tcp)))
            assert outcome("udp-fast", small()) == expected


NOISE = Race("noise", udp=(1.0,) * 8, tcp=(0.5, 2.0) * 4)


def test_rounds_that_do_not_agree_decide_nothing(seen: Comparison) -> None:
    udp_wins = Race("bulk", (1.0,) * 8, (2.0,) * 8)
    tcp_wins = Race("bulk", (2.0,) * 8, (1.0,) * 8)

    assert NOISE.faster is None
    for shown, expected in (
        ((NOISE, udp_wins), Outcome.INCONCLUSIVE),
        ((NOISE, tcp_wins), Outcome.INCONCLUSIVE),
        ((NOISE, udp_wins, tcp_wins), Outcome.DEPENDS),
    ):
        assert outcome("udp-fast", replace(seen, races=shown)) == expected


def test_one_round_that_was_disturbed_changes_no_winner() -> None:
    assert Race("bulk", (1.0,) * 9, (*(2.0,) * 8, 0.1)).faster == "UDP"


# What it shows, and what it refuses


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_picture_fits(seen: Comparison, width: int, encoding: str) -> None:
    lines = drawn(picture(seen), width, encoding).splitlines()

    assert max(cell_len(line.rstrip()) for line in lines) <= width
    strip = "  " + seen.file.udp[0].fates[: width - 2]
    assert strip in lines


def test_the_command_repeats_a_seed() -> None:
    ended = CliRunner().invoke(
        udp_vs_tcp.main, ["--json", "--messages", "20", "--seed", "5", "--drop", "0.5"]
    )
    same = udp_vs_tcp.demonstrate(messages=20, drop=0.5, seed=5)

    result = json.loads(ended.stdout)["result"]
    assert result["chat"]["udp"] == json.loads(json.dumps(asdict(same.chat)))["udp"]
    assert result.keys() == asdict(same).keys()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("messages", 7),
        ("messages", 2001),
        ("size", 15),
        ("size", 1401),
        ("delay", 51),
        ("drop", 1.1),
        ("reorder", float("nan")),
        ("duplicate", -0.1),
        ("seed", -1),
    ],
)
def test_bounds(name: str, value: float) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range"):
        udp_vs_tcp.demonstrate(**{name: value})  # type: ignore[arg-type]  # numbers of either kind


class Interrupting(list[bytes]):
    """Messages in the middle of which Ctrl-C comes."""

    def __getitem__(self, key: Any) -> Any:
        raise KeyboardInterrupt

    def __iter__(self) -> Iterator[bytes]:
        yield b"the first"
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    "send",
    [
        lambda messages: udp_vs_tcp.over_udp(messages, Climate(delay=50), [1, 2]),
        lambda messages: streams.over_tcp(messages, 10, 60.0, [1, 2]),
    ],
    ids=["udp", "tcp"],
)
def test_ctrl_c_leaves_nothing(send: Callable[[Sequence[bytes]], object]) -> None:
    with leaves_no_thread():
        send(Interrupting([b"1", b"2"]))
