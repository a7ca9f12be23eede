"""hello-selectors --play: what it sees, what it says of it, and what it refuses."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial

import pytest
from click.testing import CliRunner
from pictures import drawn
from processes import DEADLINE
from rich.cells import cell_len
from verdicts import outcome_of

from hello.chat.limits import Limits
from hello.chat.room import Member, Room
from hello.chat.servers.selectors_server import SelectorsServer
from hello.chat.servers.threaded_server import ThreadedServer
from hello.chat.servers.watch import Peer
from hello.claims import Outcome
from hello.demos.network import selectors_demo
from hello.demos.network.selectors_demo import clients, lazy, loops, talking
from hello.demos.network.selectors_demo.facts import SelectorsFacts
from hello.demos.network.selectors_demo.picture import picture
from hello.errors import WrongUseError


@pytest.fixture(scope="module")
def facts() -> SelectorsFacts:
    return selectors_demo.demonstrate()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """For servers that are broken on purpose: what does not come soon never comes."""
    monkeypatch.setattr(clients, "PATIENCE", 0.5)
    yield monkeypatch
    assert not [one for one in threading.enumerate() if one.name == "server"]


outcome = partial(outcome_of, selectors_demo.CLAIMS)


def with_talk(facts: SelectorsFacts) -> SelectorsFacts:
    talk, leaving = talking.talk(3)
    return replace(facts, talk=talk, leaving=leaving)


# What it sees


def test_all_is_confirmed_by_default(facts: SelectorsFacts) -> None:
    outcomes = {claim.id: outcome(claim.id.split(".")[1], facts) for claim in selectors_demo.CLAIMS}

    assert set(outcomes.values()) == {Outcome.CONFIRMED}


def test_whoever_is_in_hears_every_line(facts: SelectorsFacts) -> None:
    names = ["Tom", "Anna", "Li"]
    said = facts.talk.said

    assert [one.who for one in said] == names * 2
    assert [[one.who for one in line.heard] for line in said[:3]] == [names[:1], names[:2], names]
    assert all([one.who for one in line.heard] == names for line in said[3:])
    assert [line.at for line in said] == sorted(line.at for line in said)


@pytest.mark.parametrize("number", [1, 20])
def test_any_number_of_clients(number: int) -> None:
    facts = selectors_demo.demonstrate(clients=number, megabytes=8)

    assert facts.talk.threads == (1,) * number
    assert outcome("one-thread", facts) == Outcome.CONFIRMED


def test_what_the_system_takes_at_once_decides_nothing(facts: SelectorsFacts) -> None:
    little = replace(facts.lazy, outbox=0)
    small = loops.fill(1_000)
    facts = replace(facts, lazy=little, full=small)

    assert (small.first, small.error, small.arrived) == (1_000, None, True)
    for slug in ("finished-later", "full-socket-harmless", "listing-dies"):
        assert outcome(slug, facts) == Outcome.INCONCLUSIVE


def test_what_had_no_processor_decides_nothing(facts: SelectorsFacts) -> None:
    starved = replace(facts.leaving, mistaken=replace(facts.leaving.mistaken, cpu=0.0))

    assert outcome("leaver-noticed", replace(facts, leaving=starved)) == Outcome.INCONCLUSIVE


# What it says of it: broken twins


def test_a_thread_a_client(impatient: pytest.MonkeyPatch, facts: SelectorsFacts) -> None:
    impatient.setattr(clients, "SelectorsServer", ThreadedServer)

    assert outcome("one-thread", with_talk(facts)) == Outcome.REFUTED


def test_a_line_that_somebody_misses(facts: SelectorsFacts) -> None:
    *others, last = facts.talk.said
    talk = replace(facts.talk, said=(*others, replace(last, heard=last.heard[1:])))

    assert outcome("one-thread", replace(facts, talk=talk)) == Outcome.REFUTED


class Deaf(SelectorsServer):
    """Takes the end of a connection for data, as the listing does."""

    def _hear(self, peer: Peer) -> None:
        if peer.connection.recv(1, 2):  # look at it, but leave it there (MSG_PEEK)
            super()._hear(peer)


class Restless(SelectorsServer):
    """Never waits."""

    def _patience(self) -> float | None:
        return 0.0


@pytest.mark.parametrize("broken", [Deaf, Restless])
def test_a_server_that_spins(
    impatient: pytest.MonkeyPatch, facts: SelectorsFacts, broken: type[SelectorsServer]
) -> None:
    impatient.setattr(clients, "SelectorsServer", broken)
    impatient.setattr(talking, "IDLE", 0.2)
    seen = with_talk(facts)

    assert outcome("leaver-noticed", seen) == Outcome.REFUTED
    assert seen.leaving.noticed == (0 if broken is Deaf else 3)


def test_a_loop_without_the_mistake_does_not_spin(
    monkeypatch: pytest.MonkeyPatch, facts: SelectorsFacts
) -> None:
    monkeypatch.setattr(talking, "watch_mistaken", loops.watch_mended)

    assert outcome("listing-spins", with_talk(facts)) == Outcome.REFUTED


class Forgetful(Room):
    """Thinks that everybody took everything."""

    def fell_behind(self, member: Member, count: int) -> None:
        super().fell_behind(member, count)
        self.sent(member, len(self.outgoing(member)))


def test_a_server_that_never_finishes(impatient: pytest.MonkeyPatch, facts: SelectorsFacts) -> None:
    impatient.setattr("hello.chat.servers.selectors_server.Room", Forgetful)
    seen = replace(facts, lazy=replace(lazy.be_lazy(8), outbox=facts.lazy.outbox))

    assert outcome("finished-later", seen) == Outcome.REFUTED


def test_a_server_that_stops_for_one_client(
    impatient: pytest.MonkeyPatch, facts: SelectorsFacts
) -> None:
    impatient.setattr(lazy, "HOLDS_ALL", Limits(outbox=65_536, patience=60.0))
    seen = replace(facts, lazy=lazy.be_lazy(8))

    assert outcome("full-socket-harmless", seen) == Outcome.REFUTED


def test_a_loop_that_sends_what_goes(
    monkeypatch: pytest.MonkeyPatch, facts: SelectorsFacts
) -> None:
    """It leaves the rest for later, as a loop has to."""

    def send_what_goes(server: socket.socket, data: memoryview) -> tuple[list[int], str | None]:
        try:
            return [server.send(data)], None
        except BlockingIOError:
            return [0], None

    monkeypatch.setattr(loops, "send_until_full", send_what_goes)

    assert outcome("listing-dies", replace(facts, full=loops.fill(8 << 20))) == Outcome.REFUTED


# What it shows, and what it refuses


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("number", [1, 50])
def test_the_picture_fits(facts: SelectorsFacts, width: int, encoding: str, number: int) -> None:
    said = tuple(
        replace(facts.talk.said[-1], heard=facts.talk.said[-1].heard * 17) for _ in range(number)
    )
    facts = replace(facts, talk=replace(facts.talk, said=said))
    lines = drawn(picture(facts), width, encoding).splitlines()

    assert max(cell_len(line.rstrip()) for line in lines) <= width
    bars = [line for line in lines if set(line.strip()) in ({"#", "-"}, {"\u2588", "\u2591"})]
    assert [cell_len(line) for line in bars] == [width]


def test_the_command_plays() -> None:
    ended = CliRunner().invoke(selectors_demo.main, ["--play", "--json", "--clients", "2"])
    report = json.loads(ended.stdout)

    assert report["result"].keys() == asdict(selectors_demo.demonstrate(clients=1)).keys()
    assert report["result"]["talk"]["clients"] == 2


def test_without_play_it_serves_until_quit() -> None:
    program = "from hello.demos.network.selectors_demo import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--port", "0", "--stats"],
        input="quit\n",
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    first, _, counters = done.stdout.partition("\n")

    assert (done.returncode, done.stderr) == (0, "")
    assert first.startswith("listening on 127.0.0.1:")
    assert json.loads(counters)["accepted"] == 0


@pytest.mark.parametrize(
    ("name", "value"), [("clients", 0), ("clients", 51), ("megabytes", 0), ("megabytes", 33)]
)
def test_bounds(name: str, value: int) -> None:
    with pytest.raises(WrongUseError, match=f"{name} out of range"):
        selectors_demo.demonstrate(**{name: value})
